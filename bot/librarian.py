"""Which articles does the desk answer from, right now?

The folder becomes an immutable index, built in a thread and swapped in whole. The folder's stamp is
looked at every second, so that an edit is live within seconds and a broken one changes nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from typing_extensions import override

from desk.ports import Shelf
from knowledge.article import Article
from knowledge.errors import KnowledgeError
from knowledge.findings import Findings, Thresholds
from knowledge.index import Index
from knowledge.library import Library, folder_stamp, read_folder
from knowledge.macros import Macro
from knowledge.runbook import Runbook

LOOK_EVERY = 1.0
"""Seconds between two looks at the folder."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    """A folder as it was read, with an index of each audience: nothing is in both."""

    library: Library
    index: Index
    runbooks: Index


class Librarian(Shelf):
    """Keeps the index of a folder and answers from it."""

    def __init__(self, folder: Path, thresholds: Thresholds, stamp: str, built: _Built) -> None:
        self._folder = folder
        self._thresholds = thresholds
        self._stamp = stamp
        self._built = built
        self._complaint: str | None = None

    @classmethod
    async def open(cls, folder: Path, thresholds: Thresholds) -> "Librarian":
        """Read the folder; raises KnowledgeError when it cannot be read."""
        stamp = await asyncio.to_thread(folder_stamp, folder)
        built = await asyncio.to_thread(_build, folder, thresholds)
        return cls(folder, thresholds, stamp, built)

    @property
    @override
    def version(self) -> str:
        """The state of the knowledge base that answers now."""
        return self._built.index.version

    @property
    def articles(self) -> Sequence[Article]:
        """All articles that everybody may read, by id."""
        return self._built.library.articles

    @override
    def article(self, id: str) -> Article | None:
        """Give an article by its id, or None when it is gone."""
        return next((one for one in self.articles if one.id == id), None)

    @property
    @override
    def macros(self) -> Sequence[Macro]:
        """The texts that engineers send, as they are now."""
        return self._built.library.macros

    @property
    @override
    def runbooks(self) -> Sequence[Runbook]:
        """What engineers do, step by step; no requester may ever be given one."""
        return self._built.library.runbooks

    @override
    async def search(self, text: str) -> Findings:
        """Find what answers the text, in a thread."""
        return await asyncio.to_thread(self._built.index.search, text)

    @override
    async def search_runbooks(self, text: str) -> Mapping[str, float]:
        """Say of each runbook that may fit the text, by its id, how sure that is, from 0 to 1."""
        found = await asyncio.to_thread(self._built.runbooks.search, text)
        return {match.article_id: match.confidence for match in found.matches}

    async def run(self, stop: asyncio.Event) -> None:
        """Watch the folder until `stop`."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await stop.wait()
            except TimeoutError:
                await self.look()

    async def look(self) -> bool:
        """Rebuild when the folder changed; an edit that is broken is logged and waited out."""
        try:
            stamp = await asyncio.to_thread(folder_stamp, self._folder)
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            built = await asyncio.to_thread(_build, self._folder, self._thresholds)
        except KnowledgeError as error:
            self._complain(str(error))
            return False
        self._complaint = None
        self._built = built
        counted = {"articles": len(self.articles), "runbooks": len(self.runbooks)}
        log.info("knowledge base", **counted, version=self.version)
        return True

    def _complain(self, reason: str) -> None:
        """Log why nothing changes, once; a folder that is gone is looked for every second."""
        if reason != self._complaint:
            log.warning("knowledge base unchanged", reason=reason)
        self._complaint = reason


def _build(folder: Path, thresholds: Thresholds) -> _Built:
    library = read_folder(folder)
    return _Built(
        library=library,
        index=Index.build(library.articles, thresholds=thresholds),
        runbooks=Index.build([one.article for one in library.runbooks], thresholds=thresholds),
    )
