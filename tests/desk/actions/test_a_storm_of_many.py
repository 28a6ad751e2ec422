"""500 people meet two troubles within five minutes, and 50 others something else."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.tell_followers import CountFollowers, TellFollowers
from desk.inbound import Pressed, Said
from desk.notice import NoticeKind, Op
from desk.people import Address
from desk.services import Service
from desk.ticket import Verb
from storage.codec import offers_from_tree
from storage.store import Store
from storage.tables import buttons
from tests.clock.at_once import at_once
from tests.desk.actions.conftest import ALWAYS, SAM, Room, person, room_on
from tests.nouns import L1_ROOM, L2_ROOM, POLICY

SERVICES = (
    Service(key="erp", title="ERP", words=("SAP",)),
    Service(key="gate", title="Gate control", words=("gate", "turnstile")),
)
CALLED = {"erp": ("ERP", "SAP"), "gate": ("gate control", "gate", "turnstile")}
COMPLAINTS = (
    "{it} is down",
    "The {it} does not work since this morning",
    "{it} not working for anybody in our office!!",
    "Hi, the {it} is very slow and then shows error 500",
    "Nobody can open the {it}",
    "{it} login fails, nothing works",
    "the {it} hangs again",
    "Das {it} geht seit heute nicht mehr",
)
UNRELATED = (
    "The printer on floor {n} eats paper",
    "I need a new badge for room {n}",
    "My monitor number {n} flickers purple",
    "Please order chair {n} for my desk",
    "ERP: the VAT of invoice {n} has the wrong rate",
)
STORM, OTHERS, SECONDS, TICK = 500, 50, 300, 5


@pytest.fixture
async def room(sqlite_url):
    async with room_on(sqlite_url) as before:
        policy = replace(POLICY, calendars=(ALWAYS,), services=SERVICES)
        store = at_once(Store.open(sqlite_url, policy, clock=before.clock), asyncio.Lock())
        async with store.database.unflushed():
            yield Room(store, before.clock)
        await store.close()


def chat(who: str) -> Address:
    return Address(platform="slack", channel=f"D{who}")


def texts(dice: random.Random) -> list[tuple[str, str]]:
    """Who says what, in the order in which they come."""
    keys = list(CALLED)
    hit = [
        dice.choice(COMPLAINTS).format(it=dice.choice(CALLED[keys[n % 2]])) for n in range(STORM)
    ]
    others = [UNRELATED[n % len(UNRELATED)].format(n=100 + n) for n in range(OTHERS)]
    people = [(f"U{n:04}", text) for n, text in enumerate((*hit, *others))]
    dice.shuffle(people)
    return people


async def newest_offer(room, after: int) -> tuple[int, list[Verb]] | None:
    async with room.store.database.read() as connection:
        query = buttons.select().where(buttons.c.id > after).order_by(buttons.c.id.desc())
        for row in await connection.execute(query):
            verbs = [offer.verb for offer in offers_from_tree(row.offers)]
            if Verb.ME_TOO in verbs:
                return row.id, verbs
    return None


async def ask(room, who: str, text: str, seen: int) -> int:
    """Ask, and accept what is offered where it is the same; gives the newest offer."""
    told = {"author": person(who), "channel": chat(who), "message": who, "is_direct": True}
    await room.happens(Said(text=text, said_at=room.clock(), **told))
    offer = await newest_offer(room, seen)
    if offer is None:
        return seen
    place = {"channel": chat(who), "author": person(who)}
    await room.happens(Pressed(button=offer[0], offer=offer[1].index(Verb.ME_TOO), **place))
    return offer[0]


async def tick(room) -> None:
    await CountFollowers()(room.store.begin, now=room.clock())
    await TellFollowers()(room.store.begin, now=room.clock())


async def test_a_storm_becomes_two_incidents_and_disturbs_nobody_twice(room):
    people = texts(random.Random(5))
    seen = 0
    for place, (who, text) in enumerate(people):
        seen = await ask(room, who, text, seen)
        room.clock.move(seconds=SECONDS / len(people))
        if place % 10 == 0:
            await tick(room)
    async with room.store.begin() as work:
        incidents = await work.incidents.open()
        affected = [await work.incidents.count(one.ticket) for one in incidents]
    assert sorted(one.service for one in incidents) == ["erp", "gate"]
    unrelated = {who for who, _ in people if int(who[1:]) >= STORM}
    for one in incidents:
        await room.does(SAM, "resolve", f"{one.ticket} Done", values={"category": "defect"})
    for _ in range(3):
        room.clock.move(seconds=TICK)
        await tick(room)
    said = await room.sayings()
    posts = [one for one in said if one.op is Op.POST]
    inside = [one for one in posts if one.address.top in {L1_ROOM, L2_ROOM}]
    cards = [one for one in inside if one.notice.kind is NoticeKind.TICKET_CARD]
    assert len(cards) <= OTHERS + 5 * len(incidents)
    assert len(inside) - len(cards) <= 10
    edits = [one for one in said if one.op is Op.EDIT and one.address.top == L1_ROOM]
    assert len(edits) <= 2 * (SECONDS / 15 + 12)
    told = Counter(one.address.top for one in posts if one.notice.kind is NoticeKind.INCIDENT_OVER)
    assert set(told.values()) == {1}
    assert len(told) == sum(affected) == STORM - (len(cards) - OTHERS)
    assert not {chat(who) for who in unrelated} & set(told)
    opened = Counter(
        one.address.top for one in posts if one.notice.kind is NoticeKind.TICKET_OPENED
    )
    assert {opened[chat(who)] for who in unrelated} == {1}
    assert room.clock() - incidents[0].declared_at < timedelta(minutes=6)
