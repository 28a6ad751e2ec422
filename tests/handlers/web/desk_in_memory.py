"""A desk that keeps everything in memory, for the page's own tests.

It answers like storage would, so far as the page can see.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desk.errors import NotAllowedError, NotFoundError
from desk.owed import Owed
from desk.people import Actor, Address, Identity, Person, Role
from desk.policy import (
    Calendar,
    DeskPolicy,
    Priority,
    Slot,
    Status,
    Tier,
    TierChannel,
)
from desk.search import TicketSearch
from desk.views import Board, BoardColumn, BoardRow, FoundTickets, TicketPage
from handlers.handles import Handles
from handlers.web.live import Signal
from handlers.web.options import WebOptions
from handlers.web.services import Passed, SamplePerson, WebServices
from knowledge.article import Article
from knowledge.findings import Band, Findings, Match
from tests.handlers.web.chat_in_memory import NOW, Clock, MemoryChat, MemoryFiles, MemoryInbox


class MemoryFinder:
    """Finds among the rows of the board."""

    def __init__(self, desk: "MemoryDesk") -> None:
        self.desk = desk

    @property
    def policy(self) -> DeskPolicy:
        return policy()

    async def search_as(self, account, wanted, *, is_trusted=True, limit=50) -> FoundTickets:
        return await self.search(self.desk.actors[account.id], wanted, limit=limit)

    async def search(self, actor, wanted, *, limit=50) -> FoundTickets:
        """Find by words of titles and by names; requesters find their own."""
        self.desk.searched.append(wanted)
        rows = [
            row
            for row in (row for column in self.desk.rows.values() for row in column)
            if all(word.lower() in row.title.lower() for word in wanted.words)
            and (Role.ENGINEER in actor.roles or row.requester == actor.person.name)
        ]
        start = (wanted.page - 1) * limit
        return FoundTickets(
            rows=tuple(rows[start : start + limit]), has_more=len(rows) > start + limit
        )


@dataclass
class MemoryDesk:
    """Board, tickets, people, sessions and articles."""

    actors: dict[str, Actor] = field(default_factory=dict)
    rows: dict[str, list[BoardRow]] = field(default_factory=dict)
    pages: dict[int, tuple[str, TicketPage]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    searched: list[TicketSearch] = field(default_factory=list)

    async def board(self, actor, *, limit=50, more=None) -> Board:
        columns = tuple(
            BoardColumn(
                key=key,
                rows=tuple(rows[: limit * 10 if key == more else limit]),
                total=len(rows),
            )
            for key, rows in self.rows.items()
        )
        waiting = [row for key, rows in self.rows.items() if key != "resolved" for row in rows]
        return Board(
            columns=columns,
            open=len(waiting),
            unassigned=sum(row.owner is None for row in waiting),
            resolved=len(self.rows.get("resolved", ())),
        )

    async def page(self, actor, ticket) -> TicketPage:
        if ticket not in self.pages:
            raise NotFoundError(noun="ticket", key=ticket)
        owner, page = self.pages[ticket]
        if Role.ENGINEER not in actor.roles and actor.person.name != owner:
            raise NotAllowedError(ticket=ticket)
        if Role.ENGINEER in actor.roles:
            return page
        return replace(page, history=tuple(row for row in page.history if not row.is_internal))

    async def actor(self, identity: Identity) -> Actor | None:
        return self.actors.get(identity.id)

    async def redeem(self, token: str, now: datetime) -> str | None:
        account = self.links.pop(token, None)
        if account is None:
            return None
        session = f"session-of-{account}"
        self.sessions[session] = account
        return session

    async def account(self, session: str, now: datetime) -> Identity | None:
        account = self.sessions.get(session)
        return Identity(platform="web", id=account) if account else None

    async def close(self, session: str) -> None:
        self.sessions.pop(session, None)

    async def search(self, text: str) -> Findings:
        matches = tuple(
            Match(
                article_id=one.id,
                title=one.title,
                score=1.0,
                confidence=0.9,
                nearest=one.title,
                why=(),
            )
            for one in self.articles.values()
            if text.lower() in one.title.lower()
        )
        return Findings(text=text, band=Band.SUGGEST, confidence=0.9, matches=matches)

    def article(self, id: str) -> Article | None:  # noqa: A002
        return self.articles.get(id)

    @property
    def version(self) -> str:
        return "1"


@dataclass
class Demo:
    """Sample people and a clock that can be moved."""

    clock: Clock
    sample: Sequence[SamplePerson]
    changed: Callable[[], None]
    passed: Passed = field(default_factory=Passed)

    async def people(self) -> Sequence[SamplePerson]:
        return self.sample

    async def move(self, by: timedelta) -> Passed:
        self.clock.now += by
        self.changed()
        return self.passed

    async def move_to_next(self) -> Passed:
        return await self.move(timedelta(minutes=7))


SAMPLE = (
    SamplePerson(id="maya", name="Maya Rossi"),
    SamplePerson(id="tom", name="Tom Berg"),
    SamplePerson(id="sam", name="Sam Okafor · L1", is_engineer=True),
    SamplePerson(id="ivy", name="Ivy Chen · L2", is_engineer=True),
)


def policy() -> DeskPolicy:
    """Two tiers with a channel in the web chat each."""
    day = (Slot(start=datetime.min.time(), end=datetime.min.time()),)
    return DeskPolicy(
        workspace="house",
        name="Support desk",
        prefix="SUP",
        timezone="Europe/Berlin",
        tiers=tuple(
            Tier(
                key=key,
                title=title,
                calendar="always",
                channels=(TierChannel(address=Address(platform="web", channel=channel)),),
            )
            for key, title, channel in (
                ("L1", "L1 support", "l1-support"),
                ("L2", "L2 engineering", "l2-engineering"),
            )
        ),
        first_tier="L1",
        calendars=(Calendar(key="always", timezone="UTC", hours=(day,) * 7),),
        slas=(),
    )


def person(number: int, name: str, *tiers: str) -> Actor:
    """Somebody, an engineer of the tiers named."""
    roles = {Role.REQUESTER, Role.ENGINEER} if tiers else {Role.REQUESTER}
    return Actor(
        person=Person(id=number, name=name, timezone="Europe/Berlin"),
        roles=frozenset(roles),
        tiers=frozenset(tiers),
    )


def row(ticket: int, title: str, **more) -> BoardRow:
    """A line of the board."""
    known = {
        "ticket": ticket,
        "title": title,
        "tier": "L1",
        "status": Status.NEW,
        "priority": Priority.P3,
        "requester": "Maya Rossi",
        "owner": None,
        "asked_at": NOW,
        "due_at": NOW + timedelta(minutes=25),
        "due_metric": "first_response",
        "is_paused": False,
    }
    told = {**known, **more}
    owed = Owed(metric=told["due_metric"], due_at=told["due_at"])
    is_going = not told["is_paused"] and told["status"] is not Status.RESOLVED
    return BoardRow(**{"owed": (owed,) if is_going else (), **told})


@dataclass
class Whole:
    """Everything that a test may look at or change."""

    services: WebServices
    chat: MemoryChat
    inbox: MemoryInbox
    files: MemoryFiles
    desk: MemoryDesk
    clock: Clock
    signal: Signal
    stop: asyncio.Event


def whole(*, is_demo: bool = True, base_url: str = "http://127.0.0.1:8080") -> Whole:
    """Make a desk with four people and two tiers."""
    signal, clock, stop = Signal(), Clock(), asyncio.Event()
    chat, inbox, files = MemoryChat(signal.tell), MemoryInbox(), MemoryFiles()
    desk = MemoryDesk(
        actors={
            "maya": person(1, "Maya Rossi"),
            "tom": person(2, "Tom Berg"),
            "sam": person(3, "Sam Okafor", "L1"),
            "ivy": person(4, "Ivy Chen", "L2"),
        }
    )
    for one in SAMPLE:
        chat.seats[f"dm:{one.id}"] = {one.id}
    chat.seats["l1-support"] = {"sam", "ivy"}
    chat.seats["l2-engineering"] = {"ivy"}
    services = WebServices(
        inbox=inbox,
        handles=Handles(inbox.outcome),
        store=chat,
        chat=chat,
        board=desk,
        tickets=desk,
        finder=MemoryFinder(desk),
        people=desk,
        policy=policy(),
        sessions=desk,
        desk_now=clock,
        machine_now=lambda: NOW,
        changes=signal,
        stop=stop,
        is_live=_yes,
        is_ready=_yes,
        shelf=desk,
        files=files,
        articles=lambda: tuple(desk.articles.values()),
        demo=Demo(clock, SAMPLE, signal.tell) if is_demo else None,
        options=WebOptions(base_url=base_url),
    )
    return Whole(
        services=services,
        chat=chat,
        inbox=inbox,
        files=files,
        desk=desk,
        clock=clock,
        signal=signal,
        stop=stop,
    )


async def _yes() -> bool:
    return True
