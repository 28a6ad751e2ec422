"""What does the desk say, to whom and where, when promises run out?"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions import keep_promises
from desk.actions.keep_promises import ALONE, KeepPromises
from desk.errors import NoBusinessHoursError
from desk.events import EventKind
from desk.facts import FigureMetric, Result, derive
from desk.notice import NoticeKind, Op
from desk.people import Address, Identity
from desk.policy import Priority, Rotation, SlaPolicy, Tier, TierChannel
from desk.ticket import Verb
from storage.store import Store
from storage.tickets import Tickets
from tests.desk.actions.conftest import ALWAYS, SAM, person, room_on
from tests.desk.promised import OFFICE
from tests.nouns import DIRECT, L1_ROOM, NOON

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PROMISE = SlaPolicy(
    calendar=ALWAYS.key, claim=HOUR, first_response=2 * HOUR, resolution=8 * HOUR, warn_at=(0.75,)
)

URGENT = replace(PROMISE, priority=Priority.P1, claim=None, first_response=None, resolution=HOUR)


@pytest.fixture
async def room(database_url):
    """The desk on each of the databases."""
    async with room_on(database_url, slas=(URGENT, PROMISE)) as room:
        yield room


async def tick(room, **later):
    room.clock.move(**later)
    return await KeepPromises()(room.store.begin, now=room.clock())


async def said(room, *kinds):
    """What was said of promises, newest last: the kind, and whether it stands in a thread."""
    wanted = kinds or (
        NoticeKind.SLA_WARNING,
        NoticeKind.SLA_BREACH,
        NoticeKind.PROMISES_GROUPED,
        NoticeKind.PROMISE_MISSED,
    )
    return [one for one in await room.sayings() if one.notice.kind in wanted]


def shown(saying):
    """The promises of a notice, in short."""
    items = saying.notice.facts["items"]
    return [("!" if item["is_breach"] else "") + item["metric"] for item in items]


async def many(room, count):
    """Open so many tickets, each for somebody else, and give their numbers."""
    numbers = []
    for one in range(count):
        chat = Address(platform="slack", channel=f"D0P{one}")
        await room.says(f"U0P{one}", f"Conveyor {one} stands still", at=chat, is_direct=True)
        async with room.store.begin() as work:
            asked = await work.people.meet(person(f"U0P{one}"))
            numbers.append((await work.tickets.open_of(asked.id))[0].id)
    return numbers


async def facts_of(room, number):
    async with room.store.begin() as work:
        return await work.events.of_ticket(number)


async def test_each_is_said_once_in_the_thread_and_a_breach_at_the_top_too(room):
    number = await room.opens()
    assert await tick(room, minutes=44) == 0
    assert await tick(room, minutes=1) == 1
    [warning] = await said(room)
    assert (warning.notice.kind, shown(warning)) == (NoticeKind.SLA_WARNING, ["claim"])
    assert (warning.address, warning.under) == (L1_ROOM, f"ticket:{number}:stay:1")
    assert await tick(room) == 0
    assert await tick(room, minutes=15) == 1
    thread, top = (await said(room))[1:]
    assert shown(thread) == shown(top) == ["!claim"]
    assert (thread.under, top.under) == (f"ticket:{number}:stay:1", None)
    assert top.notice.facts["is_top"] is True
    assert [offer.verb for offer in thread.notice.offers] == [Verb.CLAIM, Verb.EXPLAIN]
    assert await tick(room) == 0
    assert (await room.history(number))[1:] == ["ticket.warned", "ticket.breached"]


async def test_the_card_is_redrawn_with_what_was_said(room):
    number = await room.opens()
    await tick(room, minutes=45)
    cards = [one for one in await room.sayings() if one.notice.kind is NoticeKind.TICKET_CARD]
    assert [one.op for one in cards if one.notice.ticket == number][-1] is Op.EDIT


async def test_what_is_due_of_a_ticket_at_once_is_one_message(room):
    await room.opens()
    assert await tick(room, hours=9) == 1
    engineers = await said(room, NoticeKind.SLA_WARNING, NoticeKind.SLA_BREACH)
    assert [shown(one) for one in engineers] == [["!claim", "!first_response", "!resolution"]] * 2
    [requester] = await said(room, NoticeKind.PROMISE_MISSED)
    assert (requester.address, requester.notice.facts["metric"]) == (DIRECT, "first_response")


async def test_the_requester_hears_only_of_what_was_promised_to_them(room):
    await room.opens()
    await tick(room, hours=1)
    assert await said(room, NoticeKind.PROMISE_MISSED) == []
    await tick(room, hours=1)
    [missed] = await said(room, NoticeKind.PROMISE_MISSED)
    assert missed.notice.facts["due"] == (NOON + 2 * HOUR).isoformat()


async def test_the_owner_is_called_and_without_one_nobody_where_nobody_is_on_call(room):
    number = await room.opens()
    await tick(room, minutes=45)
    await room.does(SAM, "claim", str(number))
    await tick(room, minutes=45)
    nobody, owner = await said(room)
    assert nobody.notice.facts["to"] == []
    assert [one["name"] for one in owner.notice.facts["to"]] == ["Sam"]
    assert [offer.verb for offer in owner.notice.offers] == []


async def test_more_than_five_are_one_message_and_none_in_their_threads(room):
    numbers = await many(room, ALONE + 1)
    assert await tick(room, minutes=45) == len(numbers)
    [grouped] = await said(room)
    assert (grouped.notice.kind, grouped.under) == (NoticeKind.PROMISES_GROUPED, None)
    assert [row["id"] for row in grouped.notice.facts["rows"]] == numbers
    assert await tick(room) == 0


async def test_five_are_told_one_by_one(room):
    await many(room, ALONE)
    assert await tick(room, minutes=45) == ALONE
    assert [one.notice.kind for one in await said(room)] == [NoticeKind.SLA_WARNING] * ALONE


async def test_what_was_kept_late_is_written_down_and_nobody_is_told(room):
    number = await room.opens()
    room.clock.move(hours=1, minutes=5)
    await room.does(SAM, "claim", str(number))
    assert await tick(room) == 1
    assert await said(room) == []
    assert "ticket.breached" in await room.history(number)


async def test_two_replicas_at_once_say_it_once(room, database_url):
    await many(room, ALONE + 3)
    other = Store.open(database_url, room.store.policy, clock=room.clock)
    room.clock.move(hours=1)
    try:
        await asyncio.gather(
            *(KeepPromises()(one.begin, now=room.clock()) for one in (room.store, other))
        )
        await tick(room)
    finally:
        await other.close()
    assert [one.notice.kind for one in await said(room)] == [NoticeKind.PROMISES_GROUPED]


async def test_what_another_replica_did_meanwhile_is_not_done_again(room, monkeypatch):
    number = await room.opens()

    async def seen_before(*_):
        return [number]

    assert await tick(room, hours=1) == 1
    monkeypatch.setattr("storage.tickets.Tickets.to_time", seen_before)
    assert await tick(room) == 0


async def test_what_changed_between_the_looks_is_left_to_the_next_tick(room, monkeypatch):
    number = await room.opens()
    get = Tickets.get

    async def older(self, id):  # noqa: A002 - the port's word
        return replace(await get(self, id), version=1)

    monkeypatch.setattr(Tickets, "get", older)
    assert await tick(room, hours=1) == 0
    monkeypatch.setattr(Tickets, "get", get)
    assert await tick(room) == 1
    assert (await room.history(number)).count("ticket.breached") == 1


async def test_one_that_fails_holds_up_nobody_and_is_heard_of(room, monkeypatch):
    first, second = await many(room, 2)
    get = Tickets.get

    async def broken(self, id):  # noqa: A002 - the port's word
        if id == first:
            raise RuntimeError("broken")
        return await get(self, id)

    monkeypatch.setattr(Tickets, "get", broken)
    with pytest.raises(ExceptionGroup) as raised:
        await tick(room, hours=1)
    assert raised.value.exceptions[0].__notes__ == [f"number {first}"]
    assert (await room.history(second)).count("ticket.breached") == 1


async def test_what_keeps_failing_does_not_hide_what_is_due_behind_it(room, monkeypatch):
    numbers = await many(room, 3)
    get = Tickets.get

    async def refused(self, id):  # noqa: A002 - the port's word
        if id in numbers[:2]:
            raise NoBusinessHoursError
        return await get(self, id)

    monkeypatch.setattr(Tickets, "get", refused)
    monkeypatch.setattr(keep_promises, "AT_ONCE", 1)
    assert await tick(room, hours=1) == 1
    assert (await room.history(numbers[2])).count("ticket.breached") == 1


async def test_a_ticket_that_moved_away_meanwhile_is_told_where_it_is(room, monkeypatch):
    """Those of a tier are one message; one that another tier has by then has a message of its own."""
    numbers = await many(room, ALONE + 1)
    found = keep_promises._crowds

    async def moved(work, due, now):
        tiers = await found(work, due, now)
        ticket = await work.tickets.get(numbers[0])
        await work.tickets.save(replace(ticket, tier="L2"))
        await work.commit(None)
        return tiers

    monkeypatch.setattr(keep_promises, "_crowds", moved)
    await tick(room, minutes=45)
    kinds = [one.notice.kind for one in await said(room)]
    assert sorted(kinds) == [NoticeKind.PROMISES_GROUPED, NoticeKind.SLA_WARNING]


async def test_the_facts_written_are_those_that_are_derived_anew(room):
    number = await room.opens()
    await tick(room, hours=2)
    await room.does(SAM, "reply", f"{number} We are on it")
    await tick(room, hours=7)
    await room.does(SAM, "resolve", f"{number} It runs again")
    await tick(room)
    written = await room.store.figures.all()
    derived = derive(room.store.policy, await facts_of(room, number))
    assert {(fact.metric, fact.event, fact.result, fact.elapsed) for fact in written} == {
        (fact.metric, fact.event, fact.result, fact.elapsed) for fact in derived
    }
    broken = [fact.metric for fact in written if fact.result is Result.BREACHED]
    assert sorted(broken) == [
        FigureMetric.CLAIM,
        FigureMetric.FIRST_RESPONSE,
        FigureMetric.RESOLUTION,
    ]


async def test_a_breach_keeps_what_each_tier_used_of_the_time(room):
    number = await room.opens()
    await room.does(SAM, "claim", str(number))
    await tick(room, hours=9)
    [event] = [
        one
        for one in await facts_of(room, number)
        if one.kind is EventKind.BREACHED and one.data["metric"] == "resolution"
    ]
    assert (event.by, event.data["tier"], event.data["shares"]) == (None, "L1", "L1=28800")
    assert event.cause == f"sla:{number}:1:resolution:0.0:breach"


async def test_a_moment_that_turns_out_to_be_none_is_put_off(room):
    number = await room.opens()
    async with room.store.begin() as work:
        ticket = await work.tickets.get(number)
        await work.tickets.save(replace(ticket, timer_at=NOON))
        await work.commit(None)
    assert await tick(room) == 0
    assert (await room.ticket(number)).timer_at == NOON + 45 * MINUTE
    assert await said(room) == []


async def test_an_urgent_ticket_counts_anew_from_what_has_elapsed(room):
    number = await room.opens()
    await room.does(SAM, "claim", str(number))
    room.clock.move(minutes=50)
    await room.does(SAM, "priority", f"{number} P1")
    assert await tick(room) == 1
    [warning] = await said(room)
    assert shown(warning) == ["resolution"]


async def test_why_it_was_broken_is_kept_with_the_ticket_and_told_to_engineers_alone(room, refused):
    number = await room.opens()
    why = {"why": "third_party", "text": "They were closed."}
    await refused(
        room.does(SAM, "explain", f"{number} too early", values=why), "not_found", noun="breach"
    )
    await tick(room, hours=1)
    await room.does(SAM, "explain", f"{number}", values=why)
    kept = (await facts_of(room, number))[-1]
    assert (kept.kind, kept.data["why"], kept.data["text"]) == (
        EventKind.EXPLAINED,
        "third_party",
        "They were closed.",
    )
    [told] = [one for one in await room.sayings() if one.notice.facts.get("what") == "explained"]
    assert told.under == f"ticket:{number}:stay:1"


async def test_a_ticket_that_cannot_be_counted_holds_up_no_other(room):
    first, *others = await many(room, ALONE + 2)
    async with room.store.begin() as work:
        ticket = await work.tickets.get(first)
        await work.tickets.save(replace(ticket, tier="gone"))
        await work.commit(None)
    assert await tick(room, minutes=45) == len(others)
    [grouped] = await said(room)
    assert [row["id"] for row in grouped.notice.facts["rows"]] == others


async def test_whoever_is_on_call_is_called_where_nobody_has_it(sqlite_url):
    duty = Rotation(
        key="first",
        tier="L1",
        timezone="UTC",
        people=(Identity(platform="slack", id="U0LEA"),),
        every=timedelta(days=1),
        starts=NOON.date(),
    )
    async with room_on(sqlite_url, slas=(PROMISE,), rotations=(duty,)) as room:
        await room.opens()
        await tick(room, minutes=45)
        [warning] = await said(room)
        assert [one["name"] for one in warning.notice.facts["to"]] == ["Lea"]


async def test_outside_the_hours_of_the_tier_a_breach_calls_nobody_unless_it_is_urgent(sqlite_url):
    first = Tier(
        key="L1", title="First", calendar=OFFICE.key, channels=(TierChannel(address=L1_ROOM),)
    )
    night = replace(PROMISE, claim=None, first_response=None)
    more = {"tiers": (first,), "calendars": (ALWAYS, OFFICE), "slas": (URGENT, night)}
    async with room_on(sqlite_url, **more) as room:
        number = await room.opens()
        await room.does(SAM, "claim", str(number))
        await tick(room, hours=8)
        assert [one.notice.facts["to"] for one in await said(room, NoticeKind.SLA_BREACH)] == [
            [],
            [],
        ]
