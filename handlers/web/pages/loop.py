"""What does the start page show? Both sides of the loop, and the board beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.responses import Response

from desk.views import Board
from handlers.web.channels import is_direct
from handlers.web.identity import Viewer
from handlers.web.pages.seating import SIDES, Seat, Seating, Seats
from handlers.web.render import Reader, Renderer, Spot
from handlers.web.site import Pages, Site, Visit
from handlers.web.talk import ShownMessage, Topic, topics

_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Words that were refused and stay in their box, with what was wrong."""

    side: str = ""
    text: str = ""
    fault: str = ""


_NO_DRAFT = Draft()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One talk as one person sees it; `others` are the parameters that keep the other pane.

    `about` is a message of the ticket that the composer answers, `back` the address of all this.
    """

    side: str
    viewer: Viewer
    reader: Reader
    channel: str
    title: str
    hint: str
    reply_hint: str
    empty: str
    topics: tuple[Topic, ...]
    choices: tuple[Viewer, ...]
    others: tuple[tuple[str, str], ...]
    back: str
    renderer: Renderer
    pages: Pages
    about: ShownMessage | None = None
    draft: str = ""
    fault: str = ""
    takes_files: bool = False

    @property
    def is_direct(self) -> bool:
        """Whether only the person and the bot are in it."""
        return is_direct(self.channel)

    def is_own(self, message: ShownMessage) -> bool:
        """Whether its person wrote it, and may change it or take it back."""
        return message.author == self.viewer.account and not message.is_deleted

    def answering(self, message: ShownMessage) -> str:
        """Link to this page with the composer answering in that message's thread."""
        return f"{self.back}&about={message.root}#{self.side}-text"

    def number(self, ticket: int) -> str:
        """Write a ticket's number as people say it."""
        return self.pages.number(ticket)

    def card(self, message: ShownMessage) -> Markup:
        """Draw a message's card for this pane's person."""
        if message.drawn is None:
            return Markup()
        spot = Spot(channel=self.channel, message=message.id, thread=message.thread)
        return self.renderer.card(message.drawn, self.reader, spot)


@dataclass(frozen=True, slots=True, kw_only=True)
class RailEntry:
    """One line of the list on the left."""

    title: str
    href: str
    kind: str
    sign: str
    is_here: bool
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopState:
    """The whole page."""

    show: str
    panes: tuple[Pane, ...]
    rail: tuple[RailEntry, ...]
    board: Board
    pages: Pages
    stream: str
    after: int

    def pane(self, side: str) -> Pane | None:
        """Give the pane of a side, if it is shown."""
        return next((pane for pane in self.panes if pane.side == side), None)


class Loop:
    """Reads what the page shows, whole for the page and again for its stream."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._services = site.services
        self._seats = Seats(site)

    async def seating(self, visit: Visit, query: QueryParams) -> Seating:
        """Say who looks at what."""
        return await self._seats.seating(visit, query)

    async def answer(
        self, visit: Visit, seating: Seating, *, draft: Draft = _NO_DRAFT, status: int = 200
    ) -> Response:
        """Draw the page."""
        state = await self.state(visit, seating, draft)
        visit = replace(visit, viewer=seating.viewer)
        title = visit.renderer.words.say("web.title")
        return self._site.page(
            visit, "loop.html", here="loop", status=status, title=title, loop_state=state
        )

    async def state(self, visit: Visit, seating: Seating, draft: Draft = _NO_DRAFT) -> LoopState:
        """Read everything that the page shows."""
        after = await self._services.chat.revision()
        panes = [await self.pane(visit, seating, seat, draft) for seat in seating.shown]
        for pane in panes:
            await self.read(pane.viewer, pane.channel)
        return LoopState(
            show=seating.show,
            panes=tuple(panes),
            rail=await self.rail(seating),
            board=await self._services.board.board(seating.viewer.actor),
            pages=self._site.pages(seating.viewer),
            stream=f"/stream?{seating.query()}",
            after=after,
        )

    async def pane(
        self, visit: Visit, seating: Seating, seat: Seat, draft: Draft = _NO_DRAFT
    ) -> Pane:
        """Read one talk."""
        viewer, renderer = seat.viewer, self._site.renderer(seat.viewer)
        say, title = renderer.words.say, self._title(seat.channel, renderer)
        kind = "direct" if is_direct(seat.channel) else "channel"
        messages = await self._services.chat.messages(
            seat.channel, viewer=viewer.account, limit=_SHOWN
        )
        shown = topics(messages, viewer.account)
        is_drafted = draft.side == seat.side
        return Pane(
            side=seat.side,
            viewer=viewer,
            reader=self._site.reader(visit, viewer),
            channel=seat.channel,
            title=title,
            hint=say(f"web.hint.{kind}", channel=title),
            reply_hint=say("web.hint.reply", mention=self._services.options.mention),
            empty=say(f"web.empty.{kind}", name=viewer.name),
            topics=shown,
            choices=await self._choices(seating, seat),
            others=_others(seating, seat.side),
            back=f"/?{seating.query()}",
            renderer=renderer,
            pages=self._site.pages(viewer),
            about=_about(shown, seating, seat),
            draft=draft.text if is_drafted else "",
            fault=draft.fault if is_drafted else "",
            takes_files=self._services.files is not None,
        )

    async def rail(self, seating: Seating) -> tuple[RailEntry, ...]:
        """List the channels of everybody at the page, each once, with what is unread."""
        entries: list[RailEntry] = []
        if len(seating.seats) == len(SIDES):
            entries.append(self._whole(seating))
        for seat in await self._seats.rail(seating):
            unread = await self._services.chat.unread(seat.viewer.account)
            entries.append(self._entry(seating, seat, unread))
        return tuple(entries)

    async def read(self, viewer: Viewer, channel: str) -> None:
        """Note that a channel was read, when there was anything unread in it."""
        if (await self._services.chat.unread(viewer.account)).get(channel):
            await self._services.store.read(viewer.account, channel)

    async def _choices(self, seating: Seating, seat: Seat) -> tuple[Viewer, ...]:
        """Name who may be played here: anybody in a direct chat, members in a channel."""
        return seating.people if seat.side == "left" else await self._seats.members(seating)

    def _whole(self, seating: Seating) -> RailEntry:
        words = self._site.renderer(seating.seats[0].viewer).words
        return RailEntry(
            title=words.say("web.nav.whole"),
            href=f"/?{seating.query(show='both')}",
            kind="whole",
            sign="\N{BLACK RIGHT-POINTING TRIANGLE}",
            is_here=seating.show == "both",
        )

    def _entry(self, seating: Seating, seat: Seat, unread: Mapping[str, int]) -> RailEntry:
        right = seating.seat("right")
        is_same = seat.side == "left" or (right is not None and right.channel == seat.channel)
        changes = {"show": seat.side}
        if seat.side == "right":
            changes |= {"channel": seat.channel}
            changes |= {"right": seat.viewer.account} if seating.people else {}
        return RailEntry(
            title=self._title(seat.channel, self._site.renderer(seat.viewer)).lstrip("#"),
            href=f"/?{seating.query(**changes)}",
            kind="direct" if seat.side == "left" else "channel",
            sign="\N{BLACK CIRCLE}" if seat.side == "left" else "#",
            is_here=seating.show == seat.side and is_same,
            unread=unread.get(seat.channel, 0),
        )

    def _title(self, channel: str, renderer: Renderer) -> str:
        if is_direct(channel):
            return renderer.words.say("web.direct")
        return f"#{channel.lstrip('#')}"


def _about(shown: tuple[Topic, ...], seating: Seating, seat: Seat) -> ShownMessage | None:
    """Find the last message of the ticket that the direct chat's composer answers."""
    if not is_direct(seat.channel) or seating.about is None:
        return None
    tickets = (topic.root for topic in reversed(shown) if topic.root.root == seating.about)
    return next((message for message in tickets if message.ticket), None)


def _others(seating: Seating, side: str) -> tuple[tuple[str, str], ...]:
    kept = ((seat.side, seat.viewer.account) for seat in seating.seats if seat.side != side)
    right = seating.seat("right")
    channel = (("channel", right.channel),) if right else ()
    return (*kept, *channel, ("show", seating.show))
