"""What is promised for one ticket alone wins over all else, counts on, and can be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import BadCommandError
from desk.lengths import read_length, read_threshold, write_length, write_threshold
from desk.notice import NoticeKind
from desk.outcome import Ask
from desk.overrides import override_facts, override_in
from desk.policy import Priority, SlaPolicy, Status
from desk.promises import fold
from desk.sla import Metric
from storage.store import Store
from tests import nouns
from tests.desk.actions.conftest import ALWAYS, SAM, Room, room_on
from tests.nouns import POLICY

HOUR = timedelta(hours=1)
FOR_ALL = SlaPolicy(calendar="always", claim=HOUR, first_response=2 * HOUR, resolution=24 * HOUR)
URGENT = replace(FOR_ALL, priority=Priority.P1, resolution=4 * HOUR)


@pytest.fixture
async def room(sqlite_url):
    policy = replace(POLICY, calendars=(ALWAYS,), slas=(FOR_ALL, URGENT))
    async with room_on(sqlite_url) as before:
        store = Store.open(sqlite_url, policy, clock=before.clock)
        yield Room(store, before.clock)
        await store.close()


async def _promise(room, number, **values):
    return await room.does(SAM, "promise", f"{number}", values={"reason": "Audit", **values})


async def test_it_counts_on_from_when_it_was_asked_and_the_rest_stays(room):
    number = await room.opens()
    asked_at = room.clock()
    room.clock.move(hours=1)
    await _promise(room, number, resolution="8h")
    ticket = await room.ticket(number)
    assert ticket.resolution_due == asked_at + 8 * HOUR
    assert ticket.first_response_due == asked_at + 2 * HOUR
    told = (await room.heard(NoticeKind.HAPPENED))[-1]
    assert told.facts["what"] == "promised"
    assert told.facts["promised"] == [
        {"name": "resolution", "length": "8h"},
        {"name": "first_response", "length": "2h"},
    ]
    opened = (await room.heard(NoticeKind.TICKET_OPENED))[-1]
    assert opened.facts["ticket"]["resolution_due"] == (asked_at + 8 * HOUR).isoformat()


async def test_it_holds_when_the_priority_changes_and_the_tier_keeps_its_own(room):
    number = await room.opens()
    asked_at = room.clock()
    await _promise(room, number, resolution="8h")
    await room.does(SAM, "priority", f"{number} P1")
    assert (await room.ticket(number)).resolution_due == asked_at + 8 * HOUR
    async with room.store.begin() as work:
        made = fold(work.policy, await work.events.of_ticket(number))
    assert made.latest(Metric.CLAIM).clock.target == HOUR


async def test_it_outlives_its_calendar(room, sqlite_url):
    number = await room.opens()
    asked_at = room.clock()
    await _promise(room, number, resolution="8h")
    day = replace(ALWAYS, key="day")
    tiers = tuple(replace(tier, calendar="day") for tier in POLICY.tiers)
    edited = replace(
        POLICY, calendars=(day,), tiers=tiers, slas=(replace(FOR_ALL, calendar="day"),)
    )
    later = Room(Store.open(sqlite_url, edited, clock=room.clock), room.clock)
    await later.does(SAM, "claim", f"{number}")
    assert (await later.ticket(number)).resolution_due == asked_at + 8 * HOUR
    await later.store.close()
    nothing = Room(Store.open(sqlite_url, replace(edited, slas=()), clock=room.clock), room.clock)
    await nothing.does(SAM, "note", f"{number} promised on a calendar that is gone")
    assert (await nothing.ticket(number)).resolution_due is None
    await nothing.store.close()


async def test_nothing_filled_in_takes_it_back(room):
    number = await room.opens()
    asked_at = room.clock()
    await _promise(room, number, resolution="8h", first_response="1h")
    await _promise(room, number)
    ticket = await room.ticket(number)
    assert ticket.resolution_due == asked_at + 24 * HOUR
    assert ticket.first_response_due == asked_at + 2 * HOUR
    assert (await room.happenings())[-1] == "promised_as_all"


async def test_what_holds_already_is_not_told_again(room):
    number = await room.opens()
    await _promise(room, number, resolution="24h")
    await _promise(room, number)
    assert await room.happenings() == []
    await _promise(room, number, resolution="8h")
    await _promise(room, number, resolution="8h")
    assert await room.happenings() == ["promised"]


async def test_the_form_shows_what_holds_now_and_what_is_no_length_is_refused(room):
    number = await room.opens()
    await _promise(room, number, first_response="30m")
    asked = await room.does(SAM, "promise", f"{number} 2h")
    assert isinstance(asked, Ask)
    shown = {field.name: field.initial for field in asked.form.fields}
    assert shown == {
        "resolution": "1d",
        "first_response": "30m",
        "next_reply": None,
        "reason": None,
    }
    assert asked.form.values == {"resolution": "2h"}
    assert asked.form.fill("next_reply", "soon").fill("reason", "x").faults() == {
        "next_reply": "not_a_length"
    }
    with pytest.raises(BadCommandError):
        await _promise(room, number, resolution="soon")


async def test_where_nothing_is_promised_to_anybody_nothing_can_be(room, sqlite_url, refused):
    number = await room.opens()
    bare = replace(POLICY, calendars=(ALWAYS,), slas=())
    later = Room(Store.open(sqlite_url, bare, clock=room.clock), room.clock)
    await refused(_promise(later, number, resolution="1h"), "bad_promise", ticket=number)
    await later.store.close()


@pytest.mark.parametrize(
    "override",
    [
        None,
        SlaPolicy(calendar="always"),
        SlaPolicy(
            calendar="always",
            claim=HOUR,
            first_response=HOUR,
            next_reply=2 * HOUR,
            resolution=8 * HOUR,
            warn_at=(0.5, 0.75, HOUR / 2),
            pauses=frozenset({Status.PENDING, Status.ON_HOLD}),
        ),
    ],
)
def test_an_event_keeps_it_whole(override):
    event = nouns.event("ticket.promised", data=override_facts(override))
    assert override_in(event) == override


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        *[("30m", 0.5), (" 4H ", 4), ("2d", 16), ("2 d", 16), ("999d", 7992), ("1000h", 1000)],
        *[("0h", None), ("h", None), ("1w", None), ("1000d", None)],
    ],
)
def test_lengths_are_read_with_the_days_of_a_calendar(text, hours):
    assert read_length(text, 8 * HOUR) == (None if hours is None else hours * HOUR)


@pytest.mark.parametrize(("hours", "text"), [(16, "2d"), (12, "12h"), (0.5, "30m"), (1.5, "90m")])
def test_lengths_are_written_as_they_are_read(hours, text):
    assert write_length(hours * HOUR, 8 * HOUR) == text
    assert read_length(text, 8 * HOUR) == hours * HOUR


@pytest.mark.parametrize("threshold", [0.75, 0.5, HOUR / 2, HOUR])
def test_thresholds_are_read_as_they_are_written(threshold):
    assert read_threshold(write_threshold(threshold)) == threshold
