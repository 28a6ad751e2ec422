"""Checklists come back as they were on both databases, and two who tick at once lose nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.by_clock import CLOCK
from desk.errors import NotFoundError
from desk.outcome import Done
from desk.runbooks import Checklist, start
from knowledge.runbook import Runbook, Step
from storage.store import Store
from tests.nouns import MAYA, NOON, ticket

HOUR = timedelta(hours=1)
RUNBOOK = Runbook(
    id="disk",
    title="The disk is full",
    questions=("disk full",),
    intro="When a server has no room left.",
    outro="Then tell the owner.",
    steps=(Step(text="Look", detail="`df -h`"), Step(text="Clean up"), Step(text="Watch")),
)


@pytest.fixture
async def begun(store: Store, meet, open_ticket) -> Checklist:
    maya = await meet()
    ticket = await open_ticket(requester=maya.id)
    async with store.begin() as work:
        kept = await work.checklists.add(start(RUNBOOK, ticket.id, maya.id, NOON))
        await work.commit(Done())
    return kept


async def test_a_checklist_comes_back_as_it_was(store: Store, begun: Checklist):
    whole = start(RUNBOOK, begun.ticket, begun.started_by, NOON)
    assert begun == replace(whole, id=begun.id)
    async with store.begin() as work:
        assert await work.checklists.get(begun.id) == begun
        assert await work.checklists.of_ticket(begun.ticket) == [begun]
        assert await work.checklists.of_ticket(begun.ticket + 1) == []
        with pytest.raises(NotFoundError):
            await work.checklists.get(begun.id + 1)


async def test_a_runbook_is_started_once_a_ticket(store: Store, begun: Checklist):
    async with store.begin() as work:
        again = start(RUNBOOK, begun.ticket, begun.started_by, NOON + HOUR)
        assert await work.checklists.add(again) is None
        assert await work.checklists.of_ticket(begun.ticket) == [begun]


async def test_a_step_is_ticked_once_and_unticked_once(store: Store, begun: Checklist):
    by = begun.started_by
    async with store.begin() as work:
        assert await work.checklists.tick(begun.id, 2, by, NOON)
        assert not await work.checklists.tick(begun.id, 2, by, NOON + HOUR)
        assert not await work.checklists.tick(begun.id, 9, by, NOON)
        (now,) = await work.checklists.of_ticket(begun.ticket)
        assert [(step.done_by, step.done_at) for step in now.steps] == [
            (None, None),
            (by, NOON),
            (None, None),
        ]
        assert not await work.checklists.untick(begun.id, 1)
        assert await work.checklists.untick(begun.id, 2)
        assert await work.checklists.get(begun.id) == begun


async def test_everybody_who_ticks_at_once_is_kept(store: Store, replica: Store, begun: Checklist):
    async def tick(through: Store, number: int) -> tuple[bool, int]:
        async with through.begin() as work:
            await work.checklists.get(begun.id)  # held, so that the second sees what the first did
            is_first = await work.checklists.tick(begun.id, number, begun.started_by, NOON)
            seen = (await work.checklists.get(begun.id)).done
            await work.commit(Done())
        return is_first, seen

    taps = [(store, 1), (replica, 1), (replica, 2), (store, 3)]
    done = await asyncio.gather(*(tick(through, number) for through, number in taps))
    assert sorted(is_first for is_first, _ in done) == [False, True, True, True]
    assert max(seen for _, seen in done) == 3  # the last to draw the card draws all of them


async def test_tickets_wait_to_be_looked_at_once(store: Store, replica: Store, open_ticket):
    first, second = await open_ticket(), await open_ticket()
    async with store.begin() as work:
        await work.checklists.look_at(first.id, NOON + HOUR)
        await work.checklists.look_at(second.id, NOON)
        await work.checklists.look_at(second.id, NOON)
        await work.commit(Done())
    async with replica.begin() as work:
        assert await work.checklists.to_look_at(NOON, 9) == [second.id]
        assert await work.checklists.to_look_at(NOON + HOUR, 9) == [second.id, first.id]
        assert await work.checklists.to_look_at(NOON + HOUR, 1) == [second.id]
        assert await work.checklists.looked_at(second.id)
        assert not await work.checklists.looked_at(second.id)
        assert await work.checklists.to_look_at(NOON + HOUR, 9) == [first.id]


async def test_the_page_shows_engineers_what_is_done_and_requesters_nothing(
    store: Store, begun: Checklist
):
    async with store.begin() as work:
        await work.checklists.tick(begun.id, 2, begun.started_by, NOON + HOUR)
        await work.commit(Done())
    (shown,) = (await store.tickets.page(CLOCK, begun.ticket)).checklists
    assert (shown.title, shown.by, shown.at, shown.done) == (
        "The disk is full",
        "Maya Lopez",
        NOON,
        1,
    )
    assert [(step.number, step.by, step.at) for step in shown.steps] == [
        (1, None, None),
        (2, "Maya Lopez", NOON + HOUR),
        (3, None, None),
    ]
    maya = await store.people.actor(MAYA)
    assert (await store.tickets.page(maya, begun.ticket)).checklists == ()
    assert (await store.tickets.page(CLOCK, (await another(store, begun)))).checklists == ()


async def another(store: Store, begun: Checklist) -> int:
    async with store.begin() as work:
        made = await work.tickets.add(ticket(begun.started_by))
        await work.commit(Done())
    return made.id
