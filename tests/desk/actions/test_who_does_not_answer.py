"""What does the desk do, and not do, about a requester who is waited for?"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.nudge import NudgeWaiting
from desk.facts import FigureMetric, Result, derive
from desk.notice import NoticeKind
from desk.policy import Patience, SlaPolicy, Status
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import MAYA, SAM, room_on
from tests.nouns import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUESTION = "Which conveyor?"


@pytest.fixture
async def room(database_url):
    """The desk on each of the databases."""
    async with room_on(database_url) as room:
        yield room


@pytest.fixture
async def number(room):
    """A ticket that waits for Maya since noon."""
    number = await room.opens()
    await room.does(SAM, "ask", f"{number} {QUESTION}")
    return number


async def tick(room, **later):
    room.clock.move(**later)
    return await NudgeWaiting()(room.store.begin, now=room.clock())


async def said(room):
    """What was said to Maya by time, by step."""
    return [str(one.facts["step"]) for one in await room.heard(NoticeKind.REMINDED)]


async def test_each_step_is_said_once_and_then_it_is_resolved(room, number):
    assert await tick(room, days=2, hours=23) == 0
    for step in ("remind", "warn"):
        assert await tick(room, hours=1 if step == "remind" else 72) == 1
        assert (await said(room))[-1] == step
        assert await tick(room) == 0, "it was done"
    assert (await room.ticket(number)).status is Status.PENDING
    assert await tick(room, days=1) == 1
    assert (await room.ticket(number)).status is Status.RESOLVED
    assert await tick(room, days=30) == 0
    assert await said(room) == ["remind", "warn"]
    assert (await room.happenings())[-3:] == ["reminded", "warned", "lapsed"]


async def test_the_reminder_quotes_the_question_and_names_the_day(room, number):
    await tick(room, days=3)
    [reminder] = await room.heard(NoticeKind.REMINDED)
    assert reminder.facts["text"] == QUESTION
    assert reminder.facts["by"]["name"] == "Sam"
    assert reminder.facts["ends_at"] == (NOON + 7 * DAY).isoformat()
    assert [offer.verb for offer in reminder.offers] == [Verb.CANCEL]


async def test_a_week_of_downtime_is_one_message_and_leaves_a_day_to_answer(room, number):
    assert await tick(room, days=8) == 1
    assert await said(room) == ["warn"]
    assert await tick(room, hours=23) == 0
    assert await tick(room, hours=1) == 1
    assert (await room.ticket(number)).status is Status.RESOLVED


async def test_an_answer_ends_the_waiting_and_nothing_more_is_said(room, number):
    await tick(room, days=3)
    await room.says(MAYA, "The one on the left")
    assert (await room.ticket(number)).nudge_at is None
    assert await tick(room, days=30) == 0
    assert await said(room) == ["remind"]


async def test_a_new_question_begins_the_days_anew(room, number):
    await tick(room, days=6, hours=12)
    await room.does(SAM, "ask", f"{number} And since when?")
    assert await tick(room, days=2, hours=23) == 0
    assert await tick(room, hours=1) == 1
    assert await said(room) == ["warn", "remind"]


async def test_two_replicas_at_once_say_it_once(room, number, database_url):
    other = Store.open(database_url, room.store.policy, clock=room.clock)
    room.clock.move(days=3)
    try:
        done = await asyncio.gather(
            *(NudgeWaiting()(one.begin, now=room.clock()) for one in (room.store, other))
        )
    finally:
        await other.close()
    assert sorted(done) == [0, 1]
    assert await said(room) == ["remind"]


async def test_silence_is_nobodys_deed_and_counts_back_to_where_the_waiting_began(room):
    number = await room.opens()
    room.clock.move(hours=1)
    await room.does(SAM, "ask", f"{number} {QUESTION}")
    await tick(room, days=6)
    await tick(room, days=1)
    ticket = await room.ticket(number)
    assert (ticket.status, ticket.resolved_by) == (Status.RESOLVED, None)
    assert ticket.resolved_at == NOON + HOUR + 7 * DAY
    async with room.store.begin() as work:
        history = await work.events.of_ticket(number)
    assert (history[-1].by, history[-1].data["since"]) == (None, (NOON + HOUR).isoformat())
    for pauses in (frozenset(), frozenset({Status.PENDING})):
        promise = SlaPolicy(calendar="always", resolution=8 * HOUR, pauses=pauses)
        policy = replace(room.store.policy, slas=(promise,))
        [fact] = [one for one in derive(policy, history) if one.metric is FigureMetric.RESOLUTION]
        assert (fact.elapsed, fact.result) == (HOUR, Result.MET)


async def test_a_mark_is_taken_after_silence_too(room, number):
    await tick(room, days=8)
    await tick(room, days=1)
    [resolved] = await room.heard(NoticeKind.RESOLVED)
    assert resolved.facts["is_silent"] is True
    await room.presses(MAYA, Verb.RATE, offer=3)
    assert (await room.ticket(number)).rating == 4


async def test_another_patience_holds_for_what_waits_already(room, number, database_url):
    for patience, expected in (
        (Patience(remind=5 * DAY, resolve=None), NOON + 5 * DAY),
        (Patience(remind=None, resolve=None), None),
    ):
        policy = replace(room.store.policy, patience=patience)
        changed = Store.open(database_url, policy, clock=room.clock)
        try:
            assert await NudgeWaiting()(changed.begin, now=NOON + 3 * DAY) == 0
            if expected is None:
                assert await NudgeWaiting()(changed.begin, now=NOON + 5 * DAY) == 0
        finally:
            await changed.close()
        assert (await room.ticket(number)).nudge_at == expected
    assert await said(room) == []


async def test_what_another_replica_did_meanwhile_is_not_done_again(room, number, monkeypatch):
    async def seen_before(*_):
        return [number]

    assert await tick(room, days=3) == 1
    monkeypatch.setattr("storage.tickets.Tickets.to_nudge", seen_before)
    assert await tick(room) == 0
    assert await said(room) == ["remind"]
