"""What does the desk do about a ticket that nobody claims, or whose owner is silent?"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions import climb
from desk.actions.climb import ClimbPaths
from desk.actions.keep_promises import TimeAnew
from desk.actions.snooze import until_of
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Ask
from desk.people import Address, Identity
from desk.policy import EscalationPath, Level, Rotation, TierChannel
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, LEA, MAYA, NORA, SAM, TICKET, room_on
from tests.desk.climbing import OFFICE
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM, NOON, POLICY

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def slack(who):
    return Identity(platform="slack", id=who)


def rotation(tier, who, **more):
    return Rotation(key=tier, tier=tier, timezone="UTC", people=(slack(who),), **more)


PATH = EscalationPath(
    tier="L1",
    levels=(
        Level(tier="L1", calendar="always", claim=15 * MINUTE, on_call="L1"),
        Level(tier="L1", calendar="always", claim=10 * MINUTE, people=(slack(LEA),)),
        Level(tier="L2", calendar="always", claim=30 * MINUTE, on_call="L2"),
    ),
    release=6 * HOUR,
)
DESK = {
    "calendars": (ALWAYS, OFFICE),
    "paths": (PATH,),
    "rotations": (rotation("L1", SAM), rotation("L2", NORA)),
}


@pytest.fixture
async def room(database_url):
    """The desk on each of the databases."""
    async with room_on(database_url, **DESK) as room:
        yield room


@pytest.fixture
async def number(room):
    return await room.opens()


async def tick(room, **later):
    room.clock.move(**later)
    return await ClimbPaths()(room.store.begin, now=room.clock())


async def called(room):
    """Whom each level called, in order."""
    return [
        [person["name"] for person in one.facts["people"]]
        for one in await room.heard(NoticeKind.PAGED)
    ]


async def events(room, number):
    async with room.store.begin() as work:
        return await work.events.of_ticket(number)


async def test_each_level_calls_whom_it_names_when_the_one_before_had_its_time(room, number):
    assert await tick(room) == 1
    assert await tick(room, minutes=14) == 0
    assert await tick(room, minutes=1) == 1
    assert await called(room) == [["Sam"], ["Lea"]]
    for saying in [one for one in await room.sayings() if one.notice.kind is NoticeKind.PAGED]:
        assert (saying.address, saying.under) == (L1_ROOM, f"ticket:{number}:stay:1")
        assert [offer.verb for offer in saying.notice.offers] == [Verb.CLAIM]


async def test_a_level_of_the_next_tier_takes_the_ticket_there(room, number):
    await tick(room)
    await tick(room, minutes=15)
    await tick(room, minutes=10)
    ticket = await room.ticket(number)
    assert (ticket.tier, ticket.stint, ticket.assignee) == ("L2", 2, None)
    [moved] = [one for one in await events(room, number) if one.kind is EventKind.ESCALATED]
    assert (moved.by, moved.data["unclaimed"], moved.data["previous"]) == (None, 25 * 60, "L1")
    cards = [one for one in await room.sayings() if one.notice.kind is NoticeKind.TICKET_CARD]
    assert cards[-1].address == L2_ROOM
    assert cards[-1].notice.facts["handoff"]["unclaimed"] == 25 * 60
    assert (await called(room))[-1] == ["Nora"]
    [told] = await room.heard(NoticeKind.HANDED_OVER)
    assert told.facts["up"] is True
    assert await tick(room, hours=10) == 0, "the path is at its end"


async def test_a_claim_ends_it_and_a_press_on_the_call_is_one(room, number):
    await tick(room)
    await room.arrives()
    await room.presses(SAM, Verb.CLAIM, channel=L1_ROOM)
    assert (await room.ticket(number)).assignee == await room.id_of(SAM)
    assert await tick(room, minutes=50) == 0


async def test_downtime_does_not_call_everybody_at_once(room, number):
    assert await tick(room, hours=3) == 1
    assert await tick(room, minutes=14) == 0
    assert await tick(room, minutes=1) == 1


async def test_two_replicas_at_once_call_once(room, number, database_url):
    other = Store.open(database_url, room.store.policy, clock=room.clock)
    try:
        done = await asyncio.gather(
            *(ClimbPaths()(one.begin, now=room.clock()) for one in (room.store, other))
        )
    finally:
        await other.close()
    assert sorted(done) == [0, 1]
    assert await called(room) == [["Sam"]]


async def test_what_another_replica_did_meanwhile_is_not_done_again(room, number, monkeypatch):
    async def seen_before(*_):
        return [number]

    await tick(room)
    monkeypatch.setattr("storage.tickets.Tickets.to_climb", seen_before)
    assert await tick(room) == 0


async def test_a_level_with_nobody_on_call_is_skipped_at_once(database_url):
    gap = rotation("L1", SAM, hours="office")
    shut = replace(OFFICE, hours=((),) * 7)
    changed = {**DESK, "calendars": (ALWAYS, shut), "rotations": (gap, rotation("L2", NORA))}
    async with room_on(database_url, **changed) as room:
        number = await room.opens()
        assert await tick(room) == 1
        assert await called(room) == [["Lea"]]
        [paged] = [one for one in await events(room, number) if one.kind is EventKind.PAGED]
        assert (paged.data["level"], paged.data["skipped"]) == (2, "1")


async def test_when_nobody_is_on_call_anywhere_it_is_looked_again(database_url):
    path = replace(PATH, levels=(PATH.levels[0], PATH.levels[2]))
    hours = {"hours": "office"}
    gaps = (rotation("L1", SAM, **hours), rotation("L2", NORA, **hours))
    async with room_on(database_url, **{**DESK, "paths": (path,), "rotations": gaps}) as room:
        room.clock.move(hours=7)
        number = await room.opens()
        assert await tick(room) == 0
        assert (await room.ticket(number)).path_at == room.clock() + 15 * MINUTE
        assert await tick(room, hours=15) == 1
        assert await called(room) == [["Sam"]]


async def test_a_level_that_waits_for_its_hours_is_waited_for(database_url):
    gap = replace(PATH.levels[0], on_call="L3")
    held = replace(PATH.levels[2], calendar="office")
    path = replace(PATH, levels=(gap, held))
    rotations = (rotation("L3", SAM, hours="never"), rotation("L2", NORA))
    never = replace(OFFICE, key="never", hours=((),) * 7)
    changed = {"paths": (path,), "rotations": rotations, "calendars": (ALWAYS, OFFICE, never)}
    async with room_on(database_url, **changed) as room:
        room.clock.move(hours=20, minutes=50)
        number = await room.opens()
        assert await tick(room) == 0
        assert (await room.ticket(number)).path_at == NOON + 21 * HOUR, "the office opens"
        assert await tick(room, minutes=10) == 1
        assert await called(room) == [["Nora"]]


async def test_what_is_late_by_a_downtime_waits_for_the_hours(database_url):
    held = replace(PATH.levels[2], calendar="office")
    path = replace(PATH, levels=(PATH.levels[0], held))
    async with room_on(database_url, **{**DESK, "paths": (path,)}) as room:
        number = await room.opens()
        assert await tick(room) == 1
        assert await tick(room, hours=6) == 0, "it was due at 12:15, and the office closed at five"
        assert (await room.ticket(number)).path_at == NOON + 21 * HOUR
        assert await tick(room, hours=15) == 1
        assert await called(room) == [["Sam"], ["Nora"]]


async def test_a_tier_without_a_rotation_calls_nobody_and_is_not_skipped(database_url):
    levels = (
        replace(PATH.levels[0], people=(slack("U0NEW"),)),
        replace(PATH.levels[1], people=(), on_call="L1"),
    )
    changed = {**DESK, "paths": (replace(PATH, levels=levels),), "rotations": ()}
    async with room_on(database_url, **changed) as room:
        await room.opens()
        await tick(room)
        await tick(room, minutes=15)
        assert await called(room) == [["U0NEW"], []], "whom nobody has met has no name yet"


async def test_a_level_may_speak_in_one_of_the_channels_only(database_url):
    rooms = (Address(platform="slack", channel="C0A"), Address(platform="slack", channel="C0B"))
    places = tuple(TierChannel(address=one) for one in rooms)
    tiers = (replace(POLICY.tiers[0], channels=places), *POLICY.tiers[1:])
    levels = (replace(PATH.levels[0], channel=rooms[1]), PATH.levels[1])
    changed = {**DESK, "tiers": tiers, "paths": (replace(PATH, levels=levels),)}
    async with room_on(database_url, **changed) as room:
        await room.opens()
        await tick(room)
        await tick(room, minutes=15)
        said = [one for one in await room.sayings() if one.notice.kind is NoticeKind.PAGED]
        assert [one.address for one in said] == [rooms[1], *rooms]


async def test_a_channel_that_is_not_the_tiers_any_more_stands_for_all(database_url):
    level = replace(PATH.levels[0], channel=Address(platform="slack", channel="C0GONE"))
    changed = {**DESK, "paths": (replace(PATH, levels=(level,)),)}
    async with room_on(database_url, **changed) as room:
        await room.opens()
        await tick(room)
        assert await called(room) == [["Sam"]]


async def test_a_silent_owner_is_reminded_and_then_the_ticket_is_free(room, number):
    await room.does(SAM, "claim", str(number))
    assert await tick(room, hours=1) == 1
    assert await tick(room, hours=2) == 1
    first, second = await room.heard(NoticeKind.OWNER_REMINDED)
    assert first.facts["ticket"]["owner"]["name"] == "Sam"
    assert (first.facts["waited"], second.facts["waited"]) == (3600, 3 * 3600)
    assert second.facts["ends_at"] == (NOON + 6 * HOUR).isoformat()
    assert [offer.verb for offer in first.offers] == [Verb.REPLY, Verb.RELEASE, Verb.SNOOZE]
    assert await tick(room, hours=3) == 2, "it is free, and the first level is said"
    assert (await room.ticket(number)).assignee is None
    [freed] = await room.heard(NoticeKind.HAPPENED)
    assert (freed.facts["what"], freed.facts["owner"]["name"]) == ("released_silent", "Sam")
    assert await called(room) == [["Sam"]]


async def test_words_to_the_requester_end_the_silence_until_they_write(room, number):
    await room.does(SAM, "reply", f"{number} I look into it")
    assert await tick(room, minutes=20) == 0
    await room.says(MAYA, "And now?")
    assert await tick(room, minutes=59) == 0
    assert await tick(room, minutes=1) == 1


async def test_nobody_is_reminded_while_the_requester_is_waited_for(room, number):
    await room.does(SAM, "ask", f"{number} Which conveyor?")
    await room.does(LEA, "take", str(number))
    assert await tick(room, days=2) == 0


async def test_a_path_that_never_releases_says_no_end(database_url):
    changed = {**DESK, "paths": (replace(PATH, release=None),)}
    async with room_on(database_url, **changed) as room:
        number = await room.opens()
        await room.does(SAM, "claim", str(number))
        await tick(room, hours=3)
        [reminder] = await room.heard(NoticeKind.OWNER_REMINDED)
        assert reminder.facts["ends_at"] is None
        assert await tick(room, days=9) == 0


async def test_a_changed_path_holds_from_the_next_beginning_on(room, number, database_url):
    changed = replace(PATH, levels=PATH.levels[1:2])
    policy = replace(room.store.policy, paths=(changed,))
    other = Store.open(database_url, policy, clock=room.clock)
    try:
        assert await ClimbPaths()(other.begin, now=room.clock()) == 1
        assert await called(room) == [["Sam"]], "the ticket goes on as it began"
    finally:
        await other.close()


async def test_hours_that_are_others_than_they_were_count_for_who_waits_already(database_url):
    late = replace(PATH.levels[0], calendar="office")
    changed = {**DESK, "paths": (replace(PATH, levels=(late,)),)}
    async with room_on(database_url, **changed) as other:
        other.clock.move(hours=6)
        waiting = await other.opens()
        assert (await other.ticket(waiting)).path_at == NOON + 21 * HOUR
        open_now = replace(OFFICE, hours=ALWAYS.hours)
        policy = replace(other.store.policy, calendars=(ALWAYS, open_now))
        store = Store.open(database_url, policy, clock=other.clock)
        try:
            await TimeAnew()(store.begin, now=other.clock())
            assert await ClimbPaths()(store.begin, now=other.clock()) >= 1
        finally:
            await store.close()
        assert (await other.history(waiting))[-1] == "ticket.paged"


async def test_a_path_of_a_priority_goes_before_the_one_for_all():
    urgent = replace(PATH, priority="P1", levels=PATH.levels[1:])
    policy = replace(POLICY, paths=(PATH, urgent))
    assert policy.path_of("L1", "P1") is urgent
    assert policy.path_of("L1", "P3") is PATH
    assert policy.path_of("L2", "P1") is None


HANDOVER = {"tier": "L2", "reason": "r", "symptom": "s", "tried": "t", "next_step": "n"}


async def test_what_is_handed_to_a_tier_without_a_path_calls_its_on_call_once(database_url):
    async with room_on(database_url, **{**DESK, "paths": ()}) as room:
        number = await room.opens()
        assert await tick(room) == 0
        await room.does(SAM, "escalate", str(number), values=HANDOVER)
        assert await tick(room) == 1
        assert await called(room) == [["Nora"]]
        assert await tick(room, days=1) == 0
        await room.does(NORA, "claim", str(number), channel=L2_ROOM)
        assert await tick(room, days=1) == 0, "nobody is reminded either"


async def test_a_tier_with_neither_path_nor_rotation_calls_nobody(database_url):
    async with room_on(database_url) as room:
        number = await room.opens()
        await room.does(SAM, "escalate", str(number), values=HANDOVER)
        assert (await room.ticket(number)).path_at is None


# Snoozing


async def test_a_snoozed_ticket_is_quiet_until_then(room, number):
    await tick(room)
    await room.does(SAM, "snooze", f"{number} 2h")
    assert await tick(room, minutes=119) == 0
    assert await tick(room, minutes=1) == 1
    [told] = await room.heard(NoticeKind.HAPPENED)
    assert (told.facts["what"], told.facts["until"]) == ("snoozed", (NOON + 2 * HOUR).isoformat())


def test_tomorrow_begins_when_the_tier_opens_next():
    friday = NOON + 2 * timedelta(days=1)
    assert until_of("tomorrow", OFFICE, NOON) == NOON + 21 * HOUR
    assert until_of("Morgen", OFFICE, friday) == friday + 2 * timedelta(days=1) + 21 * HOUR
    assert until_of("aus", OFFICE, NOON) == NOON


async def test_the_quiet_can_be_ended(room, number):
    await tick(room)
    await room.does(SAM, "snooze", f"{number} tomorrow")
    assert (await room.ticket(number)).path_at == NOON + 21 * HOUR
    await room.does(SAM, "snooze", f"{number} off")
    assert await room.happenings() == ["snoozed", "unsnoozed"]
    assert await tick(room, minutes=15) == 1


async def test_without_a_time_a_form_asks_for_it_and_takes_any(room, number):
    asked = await room.does(SAM, "snooze", str(number))
    assert isinstance(asked, Ask)
    assert asked.form.fields[0].options == ("1h", "4h", "tomorrow", "off")
    assert asked.form.fill("until", "90m").faults() == {}


async def test_a_time_that_is_none_is_refused(room, number, refused):
    for words in ("soon", "0h", "15d"):
        asked = room.does(SAM, "snooze", f"{number} {words}")
        await refused(asked, "bad_command", name="snooze", wanted="until", fault="no_time")


async def test_where_no_path_is_there_is_nothing_to_snooze(database_url, refused):
    async with room_on(database_url) as room:
        number = await room.opens()
        await refused(room.does(SAM, "snooze", f"{number} 1h"), "not_found", noun="path")


async def test_only_engineers_snooze(room, number, refused):
    asked = room.does(MAYA, "snooze", f"{number} 1h", channel=DIRECT)
    await refused(asked, "not_allowed", verb="snooze", ticket=number, tier="First")


async def test_a_ticket_that_cannot_be_looked_at_holds_up_no_other(room, number, monkeypatch):
    room.clock.move(minutes=1)
    await room.says(LEA, TICKET)
    step, seen = climb._take_step, []

    async def fails_first(work, ticket, now):
        seen.append(ticket.id)
        if len(seen) == 1:
            raise NotFoundError(noun="tier", key="gone")
        return await step(work, ticket, now)

    monkeypatch.setattr(climb, "_take_step", fails_first)
    assert await tick(room) == 1
    assert len(set(seen)) == 2
    assert await called(room) == [["Sam"]]
