"""Which articles does the desk answer from, right now?

The folder becomes an immutable index, built in a thread and swapped in whole. The folder's stamp is
looked at every second, so that an edit is live within seconds and a broken one changes nothing.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog
from typing_extensions import override

from desk.ports import Shelf
from knowledge.article import Article
from knowledge.errors import KnowledgeError
from knowledge.findings import Findings, Thresholds
from knowledge.index import Index
from knowledge.library import folder_stamp, read_folder

LOOK_EVERY = 1.0
"""Seconds between two looks at the folder."""

log = structlog.get_logger(__name__)


class Librarian(Shelf):
    """Keeps the index of a folder and answers from it."""

    def __init__(self, folder: Path, thresholds: Thresholds) -> None:
        self._folder = folder
        self._thresholds = thresholds
        self._stamp = ""
        self._index = Index.build((), thresholds=thresholds)
        self._articles: dict[str, Article] = {}

    @property
    @override
    def version(self) -> str:
        """The state of the knowledge base that answers now."""
        return self._index.version

    @property
    def articles(self) -> Sequence[Article]:
        """All articles, by id."""
        return tuple(self._articles[key] for key in sorted(self._articles))

    @override
    def article(self, id: str) -> Article | None:
        """Give an article by its id, or None when it is gone."""
        return self._articles.get(id)

    @override
    async def search(self, text: str) -> Findings:
        """Find what answers the text, in a thread."""
        return await asyncio.to_thread(self._index.search, text)

    async def open(self) -> None:
        """Read the folder for the first time; raises KnowledgeError when it cannot be read."""
        self._stamp = await asyncio.to_thread(folder_stamp, self._folder)
        await self._rebuild()

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
        stamp = await asyncio.to_thread(folder_stamp, self._folder)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            await self._rebuild()
        except KnowledgeError as error:
            log.warning("knowledge base unchanged", reason=str(error))
            return False
        return True

    async def _rebuild(self) -> None:
        library = await asyncio.to_thread(read_folder, self._folder)
        index = await asyncio.to_thread(self._build, library.articles)
        self._index = index
        self._articles = {article.id: article for article in library.articles}
        log.info("knowledge base", articles=len(library.articles), version=index.version)

    def _build(self, articles: Sequence[Article]) -> Index:
        return Index.build(articles, thresholds=self._thresholds)
