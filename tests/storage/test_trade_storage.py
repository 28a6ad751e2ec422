"""Tickets, questions, events, figures, forms, buttons and links come back as they went in."""

import asyncio
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from desk.errors import NotFoundError, StaleError
from desk.events import EventKind
from desk.facts import FigureMetric, Result
from desk.form import Field, FieldKind
from desk.outcome import Done
from desk.owed import Owed
from desk.people import Address
from desk.policy import Priority, Status
from desk.ports import Link, Side
from desk.question import QuestionOutcome
from desk.ticket import ClosedAs, Ticket
from storage.store import Store
from tests import nouns

HOUR = timedelta(hours=1)


def whole_ticket(person: int) -> Ticket:
    """A ticket none of whose fields is empty, so that none can be forgotten unnoticed."""
    return nouns.ticket(
        person,
        origin=Address(platform="web", channel="dm:maya", thread="17"),
        status=Status.CLOSED,
        stint=3,
        category="access",
        organisation="Harbour",
        service="erp",
        question=5,
        follows=99,
        assignee=person,
        claimed_at=nouns.NOON + HOUR,
        first_response_at=nouns.NOON + HOUR,
        first_response_due=nouns.NOON + 2 * HOUR,
        resolution_due=nouns.NOON + 8 * HOUR,
        spoken_at=nouns.NOON + HOUR,
        nudge_at=nouns.NOON + HOUR,
        timer_at=nouns.NOON + HOUR,
        path_at=nouns.NOON + HOUR,
        owed=(
            Owed(metric="claim", due_at=nouns.NOON, is_broken=True, is_over=True),
            Owed(metric="resolution", due_at=nouns.NOON + 8 * HOUR),
        ),
        resolved_at=nouns.NOON + 3 * HOUR,
        resolved_by=person,
        resolution="New paper",
        closed_at=nouns.NOON + 4 * HOUR,
        closed_as=ClosedAs.CANCELLED,
        reopen_count=2,
        rating=4,
        rating_comment="Fine",
        merged_into=98,
        duplicates=(96, 97),
        related=(99,),
        followers=(person,),
    )


async def test_every_field_of_a_ticket_comes_back(store: Store, meet):
    maya = await meet()
    told = whole_ticket(maya.id)
    assert [field.name for field in fields(told) if getattr(told, field.name) is None] == []
    async with store.begin() as work:
        kept = await work.tickets.add(told)
        await work.commit(Done())
    async with store.begin() as work:
        assert await work.tickets.get(kept.id) == kept == replace(told, id=101, version=1)


async def test_moments_come_back_aware_and_in_utc(store: Store, meet):
    maya = await meet()
    cest = timezone(2 * HOUR)
    at = datetime(2026, 7, 1, 14, 30, 0, 123456, tzinfo=cest)
    async with store.begin() as work:
        kept = await work.tickets.add(nouns.ticket(maya.id, asked_at=at))
        found = await work.tickets.get(kept.id)
    assert found.asked_at == at
    assert found.asked_at.tzinfo is UTC


async def test_a_change_that_comes_too_late_is_refused(store: Store, open_ticket):
    ticket = await open_ticket()
    async with store.begin() as work:
        changed = await work.tickets.save(replace(ticket, title="Plotter"))
        assert changed.version == 2
        assert await work.tickets.get(ticket.id) == changed
        with pytest.raises(StaleError):
            await work.tickets.save(replace(ticket, title="Scanner"))


async def test_of_two_replicas_that_change_a_ticket_one_is_refused(
    store: Store, replica: Store, open_ticket
):
    ticket = await open_ticket()

    async def rename(door: Store, title: str) -> Ticket:
        async with door.begin() as work:
            seen = ticket
            saved = await work.tickets.save(replace(seen, title=title))
            await asyncio.sleep(0.03)
            await work.commit(Done())
        return saved

    ends = await asyncio.gather(
        rename(store, "one"), rename(replica, "two"), return_exceptions=True
    )
    assert sum(isinstance(end, StaleError) for end in ends) == 1
    async with store.begin() as work:
        assert (await work.tickets.get(ticket.id)).version == 2


async def test_replicas_that_open_tickets_at_once_number_them_without_gaps(
    store: Store, replica: Store, meet
):
    maya = await meet()

    async def open_one(door: Store) -> int:
        async with door.begin() as work:
            ticket = await work.tickets.add(nouns.ticket(maya.id))
            await work.commit(Done())
        return ticket.id

    numbers = await asyncio.gather(*(open_one(door) for door in (store, replica) * 5))
    assert sorted(numbers) == list(range(101, 111))


async def test_lists_of_tickets_hold_what_they_promise(store: Store, meet):
    maya = (await meet()).id
    tom = (await meet(nouns.TOM, "Tom")).id
    old = {"status": Status.RESOLVED, "resolved_at": nouns.NOON - 8 * 24 * HOUR}
    async with store.begin() as work:
        first = await work.tickets.add(nouns.ticket(maya, status=Status.PENDING))
        second = await work.tickets.add(nouns.ticket(maya, **old))
        await work.tickets.add(nouns.ticket(maya, status=Status.CLOSED))
        await work.tickets.add(nouns.ticket(tom))
        young = {"status": Status.RESOLVED, "resolved_at": nouns.NOON}
        await work.tickets.add(nouns.ticket(tom, **young))
        assert [t.id for t in await work.tickets.open_of(maya)] == [second.id, first.id]
        week_ago = nouns.NOON - timedelta(days=7)
        assert [t.id for t in await work.tickets.to_close(week_ago)] == [second.id]
        with pytest.raises(NotFoundError):
            await work.tickets.get(999)


async def test_what_an_engineer_may_work_on_is_theirs_or_nobodys(store: Store, meet):
    sam, tom = (await meet()).id, (await meet(nouns.TOM, "Tom")).id
    async with store.begin() as work:
        mine = await work.tickets.add(nouns.ticket(tom, assignee=sam, tier="L2"))
        free = await work.tickets.add(nouns.ticket(tom))
        for other in (
            nouns.ticket(tom, assignee=tom),
            nouns.ticket(tom, tier="L2"),
            nouns.ticket(tom, assignee=sam, status=Status.RESOLVED),
            nouns.ticket(tom, status=Status.CLOSED),
        ):
            await work.tickets.add(other)
        assert list(await work.tickets.to_work_on(sam, ("L1",))) == [mine, free]
        assert [one.assignee for one in await work.tickets.to_work_on(tom, ())] == [tom]


async def test_questions_come_back_with_what_was_shown(store: Store, meet):
    maya = await meet()
    async with store.begin() as work:
        kept = await work.questions.add(nouns.question(maya.id))
        assert await work.questions.get(kept.id) == kept
        solved = replace(kept, outcome=QuestionOutcome.TICKET, picked="print", ticket=101)
        await work.questions.save(solved)
        assert await work.questions.get(kept.id) == solved
        with pytest.raises(NotFoundError):
            await work.questions.get(kept.id + 1)
        with pytest.raises(NotFoundError):
            await work.questions.save(replace(kept, id=kept.id + 1))


async def test_events_are_kept_in_order_and_a_cause_stands_once(store: Store, open_ticket):
    ticket = await open_ticket()
    told = {"text": "Später ☕", "stars": 4, "is_late": False, "nothing": None}
    async with store.begin() as work:
        opened = await work.events.add(nouns.event(ticket=ticket.id, stint=1, data=told))
        breached = await work.events.add(
            nouns.event(EventKind.NOTED, ticket=ticket.id, cause="sla:1:claim")
        )
        assert await work.events.of_ticket(ticket.id) == [opened, breached]
        assert await work.events.get(opened.id) == opened
        with pytest.raises(StaleError):
            await work.events.add(nouns.event(EventKind.NOTED, cause="sla:1:claim"))
        again = await work.events.add(nouns.event(EventKind.NOTED, ticket=ticket.id))
        assert again.id > breached.id
        with pytest.raises(NotFoundError):
            await work.events.get(again.id + 1)


async def test_a_second_tick_with_the_same_cause_is_rolled_back_whole(
    store: Store, replica: Store, open_ticket
):
    ticket = await open_ticket()

    async def tick(door: Store) -> None:
        async with door.begin() as work:
            event = nouns.event(EventKind.CLOSED, ticket=ticket.id, cause="close:101")
            await work.say(nouns.saying("close:101"))
            await work.events.add(event)
            await asyncio.sleep(0.03)
            await work.commit(Done())

    ends = await asyncio.gather(tick(store), tick(replica), return_exceptions=True)
    assert sum(isinstance(end, StaleError) for end in ends) == 1
    async with store.begin() as work:
        assert len(await work.events.of_ticket(ticket.id)) == 1


async def test_figures_are_kept_once_and_may_be_withdrawn(store: Store, open_ticket):
    ticket = await open_ticket()
    claim = nouns.figure(ticket.id, 7)
    rating = nouns.figure(
        ticket.id,
        8,
        metric=FigureMetric.RATING,
        elapsed=None,
        target=None,
        result=Result.NONE,
        category="access",
        value=5,
        priority=Priority.P1,
    )
    async with store.begin() as work:
        await work.figures.add([claim, rating])
        await work.figures.add([claim])
        await work.figures.add([])
        await work.commit(Done())
    assert await store.figures.all() == [claim, rating]
    assert await store.figures.all(since=nouns.NOON + HOUR) == []
    assert await store.figures.all(until=nouns.NOON) == []
    async with store.begin() as work:
        await work.figures.withdraw(7)
        await work.commit(Done())
    assert await store.figures.all() == [rating]
    await store.figures.replace_all([claim, claim])
    assert await store.figures.all() == [claim]


async def test_histories_walk_through_all_tickets(store: Store, open_ticket):
    assert not await store.histories.is_any()
    first, second = await open_ticket(), await open_ticket()
    async with store.begin() as work:
        events = [
            await work.events.add(nouns.event(ticket=number))
            for number in (second.id, first.id, second.id)
        ]
        await work.commit(Done())
    walked = [pair async for pair in store.histories.tickets_with_history()]
    assert await store.histories.is_any()
    assert walked == [(first, [events[1]]), (second, [events[0], events[2]])]


async def test_a_form_waits_where_its_person_was_asked(store: Store, open_ticket):
    ticket = await open_ticket()
    choice = Field(
        name="category",
        kind=FieldKind.CHOICE,
        options=("access", "data"),
        is_optional=True,
        initial="data",
    )
    async with store.begin() as work:
        told = nouns.form(ticket.id, ticket.requester, fields=(choice, Field(name="text")))
        old = await work.forms.add(replace(told, thread="1.1"))
        form = await work.forms.add(told)
        elsewhere = await work.forms.add(replace(told, channel=nouns.DIRECT))
        with pytest.raises(NotFoundError):
            await work.forms.get(old.id)
        filled = form.fill("text", "Lone \ud800 surrogates and \0 are taken out")
        await work.forms.save(filled)
        found = await work.forms.waiting(ticket.requester, nouns.L1_ROOM, nouns.NOON)
        assert found is not None
        assert found.id == form.id
        assert found.values == {"text": "Lone \ufffd surrogates and  are taken out"}
        assert found.fields == told.fields
        assert await work.forms.get(elsewhere.id) == elsewhere
        late = form.expires_at
        assert await work.forms.waiting(ticket.requester, nouns.L1_ROOM, late) is None
        await work.forms.remove(form.id)
        assert await work.forms.waiting(ticket.requester, nouns.L1_ROOM, nouns.NOON) is None
        with pytest.raises(NotFoundError):
            await work.forms.save(form)


async def test_numbers_of_forms_are_never_used_again(store: Store, open_ticket):
    ticket = await open_ticket()
    async with store.begin() as work:
        form = await work.forms.add(nouns.form(ticket.id, ticket.requester))
        await work.forms.remove(form.id)
        again = await work.forms.add(nouns.form(ticket.id, ticket.requester))
        assert again.id > form.id


async def test_links_find_what_a_message_belongs_to(store: Store, meet):
    maya = await meet()
    carried = Link(
        channel=nouns.DIRECT, message="171.5", side=Side.REQUESTER, ticket=101, event=9, by=maya.id
    )
    relay = Link(channel=nouns.L1_ROOM, message="172.0", side=Side.DESK, event=9, relays=True)
    asked = Link(channel=nouns.DIRECT, message="170.0", side=Side.REQUESTER, question=4)
    async with store.begin() as work:
        for link in (carried, relay, asked):
            await work.links.add(link)
        threaded = replace(nouns.DIRECT, thread="whatever")
        assert await work.links.find(threaded, ["169", "171.5", "170.0"]) == carried
        assert await work.links.find(nouns.DIRECT, ["170.0", "171.5"]) == asked
        assert await work.links.find(nouns.L1_ROOM, ["171.5"]) is None
        assert await work.links.find(nouns.DIRECT, []) is None
        assert await work.links.of_event(9) == [relay, carried]
        await work.links.add(replace(asked, question=None, ticket=102))
        found = await work.links.find(nouns.DIRECT, ["170.0"])
        assert found == replace(asked, question=None, ticket=102)


AWKWARD = [
    "emoji 🖨️ and Ünïcödé",
    "a \0 NUL",
    "half \ud83d a pair",
    "'; DROP TABLE tickets; --",
    'back\\slash \\u0000 \\ud800 "quoted"',
    "\u202eright to left",
    "x" * 40_000,
]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
async def test_whatever_people_write_is_kept_or_cleaned(store: Store, meet, text: str):
    cleaned = text.replace("\0", "").replace("\ud83d ", "\ufffd ")
    maya = await meet()
    async with store.begin() as work:
        ticket = await work.tickets.add(nouns.ticket(maya.id, text=text))
        event = await work.events.add(nouns.event(ticket=ticket.id, data={"text": text}))
        await work.say(nouns.saying(notice=nouns.notice(facts={"text": text}, ticket=ticket.id)))
        assert (await work.tickets.get(ticket.id)).text == cleaned
        assert (await work.events.get(event.id)).data == {"text": cleaned}
        await work.commit(Done())
    [job] = await store.outbox.lease("me", now=nouns.NOON)
    assert job.saying.notice.facts == {"text": cleaned}
