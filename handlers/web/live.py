"""How does an open page learn what changed?

One stream a page, whatever it shows: browsers allow six connections a host. A frame's id is the
chat's revision and the board's state, so that a page that comes back is told what it missed and no
more. The stream ends when the desk stops, when the browser goes, or when the person signed out.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sse_starlette import ServerSentEvent
from typing_extensions import override

from desk.views import ChatMessage
from handlers.web.identity import Viewer
from handlers.web.pages.loop import Loop, Pane
from handlers.web.pages.seating import Seat, Seating
from handlers.web.services import Changes
from handlers.web.site import Site, Visit
from handlers.web.talk import ShownMessage, Topic, all_messages

_PATIENCE = 1.0
"""Seconds after which the history is looked at even if nobody said that it changed."""

_LOOKS = 5
"""After so many rounds without news the board is read: another process may have changed it."""

_AT_ONCE = 500


class Signal(Changes):
    """Changes of this process: whoever changes something tells, pages wait."""

    def __init__(self) -> None:
        self._count = 1
        self._told = asyncio.Event()

    def tell(self) -> None:
        """Wake every page that waits."""
        self._count += 1
        self._told.set()
        self._told = asyncio.Event()

    @override
    async def wait(self, after: int) -> int:
        """Return at once when something changed since `after`, else with the next change."""
        if self._count <= after:
            await self._told.wait()
        return self._count


@dataclass(slots=True)
class _Seen:
    """What the page has been told so far."""

    revision: int
    board: str = ""
    rail: str = ""
    offset: float | None = None
    changes: int = 0
    looked_at: int = 0
    looks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One open page: who looks, and at what.

    `viewer` is whose board it is; a page without panes has no `seating`; `more` is the column of
    which the board shows more.
    """

    visit: Visit
    viewer: Viewer
    seating: Seating | None
    after: str = ""
    more: str | None = None


class Stream:
    """Tells one page what changes, for as long as it is open."""

    def __init__(self, site: Site, loop: Loop, watch: Watch) -> None:
        self._site = site
        self._services = site.services
        self._loop = loop
        self._watch = watch
        revision, _, board = watch.after.partition("-")
        self._seen = _Seen(revision=int(revision) if revision.isdecimal() else 0, board=board)

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Give what the page should know, first what it missed."""
        while not self._services.stop.is_set():
            if self._seen.looks % _LOOKS == 0 and not await self._is_welcome():
                return
            for event in await self._news():
                yield event
            await self._pause()

    async def _news(self) -> list[ServerSentEvent]:
        seating = self._watch.seating
        messages = await self._messages(seating) if seating else []
        news = [*self._clock(), *messages]
        if self._is_time_to_look(messages):
            news += await self._rail(seating) if seating else []
            news += await self._board()
        return news

    def _is_time_to_look(self, messages: Sequence[ServerSentEvent]) -> bool:
        """Whether the counts may have changed: somebody said so, or nobody looked for a while."""
        self._seen.looks += 1
        is_told = self._seen.changes != self._seen.looked_at
        self._seen.looked_at = self._seen.changes
        return bool(messages) or is_told or self._seen.looks % _LOOKS == 1

    async def _pause(self) -> None:
        """Wait for a change, the stop, or the time to look anyway."""
        change = asyncio.ensure_future(self._services.changes.wait(self._seen.changes))
        stop = asyncio.ensure_future(self._services.stop.wait())
        try:
            await asyncio.wait(
                {change, stop}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED
            )
            if change.done():
                self._seen.changes = change.result()
        finally:
            change.cancel()
            stop.cancel()

    async def _is_welcome(self) -> bool:
        """Whether the session and the roles still hold.

        A page whose person has left, or lost or won a role, asks anew and gets what holds now.
        """
        if self._services.demo is not None:
            return True
        return await self._site.door.viewer(self._watch.visit.request) == self._watch.viewer

    async def _messages(self, seating: Seating) -> list[ServerSentEvent]:
        newest = await self._services.chat.revision()
        if newest <= self._seen.revision:
            return []
        events: list[ServerSentEvent] = []
        for seat in seating.shown:
            events += await self._pane_news(seating, seat)
        self._seen.revision = newest
        # The last frame's id says that all of it was told, even when no pane shows any of it.
        return [*events, self._event("seen", {})]

    async def _pane_news(self, seating: Seating, seat: Seat) -> list[ServerSentEvent]:
        changed = await self._changed(seat)
        if not changed:
            return []
        pane = await self._loop.pane(self._watch.visit, seating, seat)
        await self._loop.read(seat.viewer, seat.channel)
        events = [self._event("message", part) for part in _parts(pane, changed.keys())]
        return events + [self._event("gone", part) for part in _gone(pane, changed.values())]

    async def _changed(self, seat: Seat) -> Mapping[int, ChatMessage]:
        """Give what changed in a seat's channel; another channel's news is only counted."""
        found: dict[int, ChatMessage] = {}
        after = self._seen.revision
        while True:
            some = await self._services.chat.since(
                after, viewer=seat.viewer.account, limit=_AT_ONCE
            )
            found |= {one.id: one for one in some if one.channel == seat.channel}
            if len(some) < _AT_ONCE:
                return found
            after = some[-1].revision

    async def _rail(self, seating: Seating) -> list[ServerSentEvent]:
        rail = await self._loop.rail(seating)
        html = self._site.renderer(self._watch.viewer).page("rail_part.html", rail=rail)
        if html == self._seen.rail:
            return []
        self._seen.rail = html
        return [self._event("rail", {"id": "rail", "html": html})]

    async def _board(self) -> list[ServerSentEvent]:
        viewer = self._watch.viewer
        board = await self._services.board.board(viewer.actor, more=self._watch.more)
        state = hashlib.sha256(repr(board).encode()).hexdigest()[:12]
        if state == self._seen.board:
            return []
        self._seen.board = state
        pages, renderer = self._site.pages(viewer), self._site.renderer(viewer)
        html = renderer.page("board_only.html", board=board, pages=pages)
        return [self._event("board", {"id": "board", "html": html})]

    def _clock(self) -> list[ServerSentEvent]:
        """Tell the desk's time when it jumped against the machine's, as it does in a demo."""
        now = self._services.desk_now()
        offset = round((now - self._services.machine_now()).total_seconds())
        if offset == self._seen.offset:
            return []
        self._seen.offset = offset
        return [self._event("clock", {"now": now.isoformat()})]

    def _event(self, kind: str, data: object) -> ServerSentEvent:
        told = f"{self._seen.revision}-{self._seen.board}"
        return ServerSentEvent(data=json.dumps(data), event=kind, id=told)


def _gone(pane: Pane, changed: Iterable[ChatMessage]) -> Iterable[dict[str, object]]:
    """Name what was taken away; a message that others hang under is still shown, as taken back."""
    shown = {message.id for topic in pane.topics for message in all_messages(topic)}
    for message in changed:
        if message.is_deleted and message.id not in shown:
            yield {"ids": [f"{pane.side}-m{message.id}", f"{pane.side}-t{message.id}"]}


def _parts(pane: Pane, changed: Container[int]) -> Iterable[dict[str, object]]:
    """Draw what changed in a pane: whole topics that are new, else single messages."""
    for topic in pane.topics:
        if pane.is_direct:
            if _touches(pane, topic.root, changed):
                yield _message_part(pane, topic.root)
        elif topic.root.id in changed:
            yield _topic_part(pane, topic)
            yield _message_part(pane, topic.root)
        yield from (
            _message_part(pane, message)
            for message in all_messages(topic)[1:]
            if message.id in changed
        )


def _touches(pane: Pane, message: ShownMessage, changed: Container[int]) -> bool:
    """Whether it changed, or is the question whose ticket has just got its number."""
    if message.id in changed:
        return True
    return any(topic.root.id in changed and topic.root.root == message.id for topic in pane.topics)


def _message_part(pane: Pane, message: ShownMessage) -> dict[str, object]:
    html = pane.renderer.page("one_message.html", message=message, pane=pane)
    is_reply = message.thread is not None and not pane.is_direct
    return {
        "id": f"{pane.side}-m{message.id}",
        "into": f"{pane.side}-r-of-{message.thread}" if is_reply else f"{pane.side}-log",
        "log": f"{pane.side}-log",
        "order": message.id,
        "html": html,
        "is_own": message.author == pane.viewer.account,
    }


def _topic_part(pane: Pane, topic: Topic) -> dict[str, object]:
    """Draw a whole topic; the page takes it only where it has none of that id yet."""
    html = pane.renderer.page("one_topic.html", topic=topic, pane=pane)
    return {
        "id": f"{pane.side}-t{topic.root.id}",
        "into": f"{pane.side}-log",
        "log": f"{pane.side}-log",
        "order": topic.root.id,
        "html": html,
        "is_whole": True,
        "is_own": topic.root.author == pane.viewer.account,
    }
