"""A desk whose actions are called as the processor calls them, on a database of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from bot.doors import Doors
from desk.errors import DeskError
from desk.inbound import Author, Commanded, Inbound, Joined, Pressed, Said
from desk.notice import Notice, NoticeKind, Saying
from desk.outcome import Outcome
from desk.people import Address, Identity
from desk.policy import Calendar, Slot
from desk.ticket import Ticket, Verb
from knowledge.article import Article
from knowledge.findings import Band, Findings, Match
from knowledge.macros import Macro
from knowledge.runbook import Runbook, Step
from storage.codec import offers_from_tree, saying_from_tree
from storage.store import Store
from storage.tables import buttons, cards, outbox
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM, POLICY, MovableClock

ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
SAM, LEA, NORA, OTTO, MAYA = "U0SAM", "U0LEA", "U0NORA", "U0OTTO", "U0MAYA"
TICKET = "The conveyor stands still"


class ShelfOfTwo:
    """Knows one article for sure, and two for those who only come near."""

    version = "two"
    macros = (
        Macro(id="thanks", title="Thank", lang="de", body="Danke, {requester}!"),
        Macro(
            id="thanks",
            title="Thank",
            lang="en",
            body="Hello {requester}, {engineer} has {ticket}.",
        ),
        Macro(id="look", title="Look", lang="de", body="Bitte {unknown} ansehen."),
    )

    runbooks = (
        Runbook(
            id="belt",
            title="A conveyor stands",
            questions=("conveyor stands",),
            intro="When nothing moves.",
            outro="Tell the hall.",
            steps=(
                Step(text="Look at the `panel`", detail="It is in the *north* hall."),
                Step(text="Reset it"),
                Step(text="Watch it run"),
            ),
        ),
        Runbook(
            id="gate",
            title="A gate is shut",
            questions=("gate shut",),
            steps=(Step(text="Ring the porter"),),
            tiers=("L2",),
        ),
        Runbook(id="door", title="A door", questions=("door",), steps=(Step(text="Knock"),)),
    )

    def __init__(self) -> None:
        self.sure = {"conveyor": {"belt": 0.9, "gate": 0.8, "door": 0.2}}
        self._articles = {
            key: Article(id=key, title=key.title(), questions=(key,), body=f"About {key}.")
            for key in ("vpn", "wifi")
        }

    def article(self, id: str) -> Article | None:  # noqa: A002 - the port's word
        return self._articles.get(id)

    async def search(self, text: str) -> Findings:
        bands = {"vpn": (Band.ANSWER, 0.95), "network": (Band.SUGGEST, 0.6)}
        band, confidence = bands.get(text, (Band.NONE, 0.0))
        shown = list(self._articles) if band is not Band.NONE else []
        matches = tuple(
            Match(
                article_id=key,
                title=key.title(),
                score=1.0,
                confidence=confidence,
                nearest=key,
                why=(),
            )
            for key in shown
        )
        return Findings(text=text, band=band, confidence=confidence, matches=matches)

    async def search_runbooks(self, text: str) -> dict[str, float]:
        return next((self.sure[word] for word in self.sure if word in text), {})

    def forget(self, key: str) -> None:
        del self._articles[key]


def person(who: str, **more: Any) -> Author:
    name = who.removeprefix("U0").title()
    return Author(identity=Identity(platform="slack", id=who), name=name, **more)


class Room:
    """What people do, and what was said because of it."""

    def __init__(self, store: Store, clock: MovableClock) -> None:
        self.store, self.clock, self.shelf = store, clock, ShelfOfTwo()
        self._doors = Doors(self.shelf, store.policy, store.finder)
        self._count = 0

    async def happens(self, inbound: Inbound) -> Outcome:
        """Let it happen; a refusal is raised."""
        return await self._doors.open(inbound, self.store.begin, now=self.clock())

    async def says(self, who: str, text: str, *, at: Address = DIRECT, **more: Any) -> Outcome:
        self._count += 1
        told: dict[str, Any] = {"author": person(who), "message": f"m{self._count}", **more}
        told.setdefault("is_direct", at == DIRECT)
        return await self.happens(Said(channel=at, text=text, said_at=self.clock(), **told))

    async def does(self, who: str, name: str, words: str = "", **more: Any) -> Outcome:
        told: dict[str, Any] = {"channel": L1_ROOM, "author": person(who), **more}
        return await self.happens(Commanded(name=name, words=words, said_at=self.clock(), **told))

    async def presses(self, who: str, verb: Verb, *, offer: int = 0, **more: Any) -> Outcome:
        """Tap the newest button of the verb."""
        told: dict[str, Any] = {"channel": DIRECT, "author": person(who), **more}
        async with self.store.database.read() as connection:
            rows = (await connection.execute(select(buttons).order_by(buttons.c.id.desc()))).all()
        for row in rows:
            for number, one in enumerate(offers_from_tree(row.offers)):
                if one.verb is verb:
                    return await self.happens(Pressed(button=row.id, offer=number + offer, **told))
        raise LookupError(verb)

    async def opens(self, text: str = TICKET) -> int:
        """Let Maya ask for what nobody knows; gives the ticket's number."""
        await self.says(MAYA, text)
        async with self.store.begin() as work:
            maya = await work.people.meet(person(MAYA))
            newest = await work.tickets.open_of(maya.id)
        return newest[0].id

    async def ticket(self, number: int) -> Ticket:
        async with self.store.begin() as work:
            return await work.tickets.get(number)

    async def id_of(self, who: str) -> int:
        async with self.store.begin() as work:
            return (await work.people.meet(person(who))).id

    async def arrives(self) -> None:
        """Let everything that was said arrive; messages are named by their rows."""
        while jobs := await self.store.outbox.lease("test", now=self.clock()):
            for job in jobs:
                await self.store.outbox.sent(job, f"s{job.id}", "", self.clock())

    async def sayings(self) -> list[Saying]:
        """All that was ever said, oldest first."""
        async with self.store.database.read() as connection:
            rows = (await connection.execute(select(outbox).order_by(outbox.c.id))).all()
        return [
            replace(
                saying_from_tree(row.body),
                address=Address(platform=row.platform, channel=row.channel, thread=row.thread),
            )
            for row in rows
        ]

    async def root(self, channel: Address) -> str:
        """The message of the newest card in a channel."""
        query = (
            select(cards.c.message)
            .where(cards.c.channel == channel.channel, cards.c.message.is_not(None))
            .order_by(cards.c.outbox.desc())
            .limit(1)
        )
        async with self.store.database.read() as connection:
            return str((await connection.execute(query)).scalar_one())

    async def history(self, number: int) -> list[str]:
        """What has happened to a ticket, by kind."""
        async with self.store.begin() as work:
            return [event.kind.value for event in await work.events.of_ticket(number)]

    async def heard(self, kind: NoticeKind) -> list[Notice]:
        return [one.notice for one in await self.sayings() if one.notice.kind is kind]

    async def happenings(self) -> list[str]:
        """What engineers were told has happened."""
        return [str(one.facts["what"]) for one in await self.heard(NoticeKind.HAPPENED)]


@asynccontextmanager
async def room_on(url: str, **changed: Any) -> AsyncIterator[Room]:
    """Open a desk on that database, with everybody in their channels."""
    clock = MovableClock()
    policy = replace(POLICY, **{"calendars": (ALWAYS,), **changed})
    store = Store.open(url, policy, clock=clock)
    room = Room(store, clock)
    for channel, people in ((L1_ROOM, (SAM, LEA)), (L2_ROOM, (NORA,))):
        authors = tuple(person(one) for one in people)
        await room.happens(Joined(channel=channel, people=authors))
    yield room
    await store.close()


@pytest.fixture
async def room(sqlite_url: str) -> AsyncIterator[Room]:
    async with room_on(sqlite_url) as room:
        yield room


@pytest.fixture
def refused():
    """Expect a refusal, and compare its code and its facts."""

    async def refused(awaitable: Any, code: str, **facts: Any) -> None:
        with pytest.raises(DeskError) as error:
            await awaitable
        assert (error.value.code, dict(error.value.facts)) == (code, facts)

    return refused
