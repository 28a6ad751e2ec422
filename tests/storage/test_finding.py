"""Tickets are found by what they say, by who may read it, a page at a time, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.events import EventKind
from desk.outcome import Done
from desk.people import Actor, Identity, Role
from desk.policy import Status
from desk.search import read_search
from storage.store import Store
from tests import nouns
from tests.storage.test_views import ENGINEER, requester


@pytest.fixture
def find(store: Store):
    async def find(line: str, actor: Actor = ENGINEER, **more: int) -> list[str]:
        found = await store.finder.search(actor, read_search(line, nouns.POLICY), **more)
        return [row.title for row in found.rows]

    return find


@pytest.fixture
async def desk(store: Store, meet):
    """Maya's printer with a talk about it, and Tom's gate, asked a week later and done."""
    maya, tom = await meet(), await meet(nouns.TOM, "Özlem Tom_berg")
    week = timedelta(days=7)
    async with store.begin() as work:
        printer = await work.tickets.add(
            nouns.ticket(maya.id, title="Printer", text="STRAẞE and 100% ink")
        )
        gate = await work.tickets.add(
            nouns.ticket(
                tom.id,
                title="Gate",
                text="Badge refused",
                tier="L2",
                status=Status.RESOLVED,
                assignee=maya.id,
                asked_at=nouns.NOON + week,
            )
        )
        for kind, data in (
            (EventKind.WROTE, {"text": "It is customer_4711"}),
            (EventKind.NOTED, {"text": "Known defect"}),
            (EventKind.ESCALATED, {"symptom": "paper jam", "tier": "L2"}),
            (EventKind.REPLIED, {"text": "Try the fuser"}),
        ):
            event = nouns.event(kind, ticket=printer.id, by=maya.id, data=data)
            replied = await work.events.add(event)
        await work.events.add(
            nouns.event(EventKind.REPLIED, ticket=gate.id, data={"text": "Ask the Guard"})
        )
        await work.commit(Done())
    return maya, tom, replied


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("", ["Gate", "Printer"]),
        ("PRINT", ["Printer"]),
        ("strasse", ["Printer"]),
        ("100%", ["Printer"]),
        ("1%0", []),
        ("customer_4711", ["Printer"]),
        ("customerx4711", []),
        ("defect jam fuser ink", ["Printer"]),
        ("defect guard", []),
        ("guard", ["Gate"]),
        ('"known defect"', ["Printer"]),
        ("102", ["Gate"]),
        ("sup-101", ["Printer"]),
        ("state:open", ["Printer"]),
        ("state:resolved", ["Gate"]),
        ("tier:l2", ["Gate"]),
        ("from:özlem", ["Gate"]),
        ("from:ma", ["Printer"]),
        ("from:_", ["Gate"]),
        ("owner:maya", ["Gate"]),
        ("owner:%", []),
        ("since:2026-03-05", ["Gate"]),
        ("until:2026-03-04", ["Printer"]),
        ("since:2026-03-04 until:2026-03-10", ["Printer"]),
        ("nothing", []),
    ],
)
async def test_tickets_are_found(desk, find, line, titles):
    assert await find(line) == titles


async def test_a_requester_finds_own_tickets_by_words_that_they_may_read(desk, find):
    maya, tom, _ = desk
    own = requester(maya)
    assert await find("", own) == ["Printer"]
    assert await find("fuser", own) == ["Printer"]
    for hidden in ("defect", "jam", "guard", "102"):
        assert await find(hidden, own) == []
    assert await find("fuser", requester(tom)) == []


async def test_words_that_were_taken_back_are_found_by_nobody(store: Store, desk, find):
    maya, _, replied = desk
    async with store.begin() as work:
        undone = nouns.event(
            EventKind.UNDONE, ticket=replied.ticket, by=maya.id, data={"event": replied.id}
        )
        await work.events.add(undone)
        await work.commit(Done())
    assert await find("fuser") == []
    assert await find("defect") == ["Printer"]


async def test_words_are_found_as_they_read_last(store: Store, desk, find):
    maya, _, replied = desk
    about = {"event": replied.id}
    for kind, text, before, now in (
        (EventKind.REWORDED, "Clean the roller", "fuser", "roller"),
        (EventKind.WITHDRAWN, None, "roller", "defect"),
    ):
        data = {**about, "text": text}
        async with store.begin() as work:
            await work.events.add(nouns.event(kind, ticket=replied.ticket, by=maya.id, data=data))
            await work.commit(Done())
        assert await find(before) == []
        assert await find(now) == ["Printer"]


async def test_an_account_finds_what_its_person_may(store: Store, desk):
    wanted = read_search("defect", nouns.POLICY)
    manager = await store.finder.search_as(nouns.TOM, wanted)
    assert [row.title for row in manager.rows] == ["Printer"]
    assert (await store.finder.search_as(nouns.TOM, wanted, is_trusted=False)).rows == ()
    assert (await store.finder.search_as(nouns.MAYA, wanted)).rows == ()
    stranger = Identity(platform="slack", id="U0NOBODY")
    everything = read_search("", nouns.POLICY)
    assert (await store.finder.search_as(stranger, everything)).rows == ()


async def test_pages_follow_one_another_and_say_whether_there_is_one(store: Store, open_ticket):
    for number in range(5):
        await open_ticket(title=f"t{number}")
    found = [
        await store.finder.search(
            ENGINEER, read_search(f"printer page:{page}", nouns.POLICY), limit=2
        )
        for page in (1, 2, 3, 4)
    ]
    assert [[row.title for row in one.rows] for one in found] == [
        ["t4", "t3"],
        ["t2", "t1"],
        ["t0"],
        [],
    ]
    assert [one.has_more for one in found] == [True, True, False, False]


async def test_other_desks_of_the_database_are_not_searched(database_url: str, desk, find):
    other = replace(nouns.POLICY, workspace="other")
    elsewhere = Store.open(database_url, other, clock=lambda: nouns.NOON)
    try:
        everybody = Actor(person=ENGINEER.person, roles=frozenset({Role.OPERATOR}))
        found = await elsewhere.finder.search(everybody, read_search("defect", other))
        assert found.rows == ()
    finally:
        await elsewhere.close()
