"""Is exactly one person on call at any moment, whatever clocks and people do?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.intervals import Interval
from desk.oncall import (
    INSTANT,
    Cover,
    Turn,
    foreseen,
    gaps,
    joined,
    people_at,
    schedule,
    turns,
    unwatched,
)
from desk.people import Identity
from desk.policy import Calendar, Rotation, Slot, Tier
from tests.nouns import POLICY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONES = sorted(available_timezones())
NAMES = ("sam", "lea", "nora", "otto")
PEOPLE = tuple(Identity(platform="web", id=name) for name in NAMES)
IDS = {person: number for number, person in enumerate(PEOPLE, 1)}
OFFICE = Calendar(
    key="office",
    timezone="Europe/Berlin",
    hours=((Slot(start=time(9), end=time(17)),),) * 5 + ((), ()),
)


def rotation(people=3, **more):
    told = {"key": "first", "tier": "L1", "timezone": "Europe/Berlin", "starts": date(2026, 1, 5)}
    return Rotation(people=PEOPLE[:people], **{**told, **more})


def berlin(month, day, hour=9, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


def cover(number, person, start, end):
    span = Interval(start=start.astimezone(UTC), end=end.astimezone(UTC))
    made = datetime(2026, 1, 1, tzinfo=UTC) + number * HOUR
    return Cover(id=number, rotation="first", person=person, span=span, by=None, made_at=made)


def shifts_of(told, start, end, covers=(), hours=None):
    return schedule(turns(told, start, end), covers, hours, IDS.__getitem__)


def on_call(told, at, covers=(), hours=None):
    return people_at(shifts_of(told, at, at + INSTANT, covers, hours), at)


ROTATIONS = st.builds(
    rotation,
    people=st.integers(1, 4),
    timezone=st.sampled_from(ZONES),
    starts=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    handover=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    every=st.one_of(st.integers(1, 30).map(DAY.__mul__), st.integers(1, 36).map(HOUR.__mul__)),
)
FROM, UNTIL = datetime.combine(date(2026, 1, 3), time()), datetime.combine(date(2031, 1, 1), time())
MOMENTS = st.datetimes(FROM, UNTIL, timezones=st.just(UTC))


@given(told=ROTATIONS, at=MOMENTS)
def test_one_person_is_on_call_at_any_moment(told, at):
    holding = [
        turn
        for turn in turns(told, at - 40 * DAY, at + 40 * DAY)
        if turn.span.start <= at < turn.span.end
    ]
    assert len(holding) == 1
    assert on_call(told, at) == (IDS[holding[0].person],)


@given(told=ROTATIONS, start=MOMENTS, length=st.timedeltas(INSTANT, 90 * DAY))
def test_shifts_abut_fill_the_window_and_follow_the_order(told, start, length):
    found = list(turns(told, start, start + length))
    assert found[0].span.start <= start
    assert found[-1].span.end >= start + length
    assert all(before.span.end == after.span.start for before, after in pairwise(found))
    order = [told.people.index(turn.person) for turn in found]
    steps = {(after - before) % len(told.people) for before, after in pairwise(order)}
    skipped = 1 if told.every >= DAY else 3  # a shift of an hour falls into the one that is skipped
    assert steps <= {step % len(told.people) for step in range(1, skipped + 1)}


@given(told=ROTATIONS, at=MOMENTS)
def test_a_hand_over_shows_its_time_on_the_wall_unless_the_zone_skips_it(told, at):
    for turn in turns(told, at, at + DAY):
        zone = ZoneInfo(told.timezone)
        wall = turn.span.start.astimezone(zone).replace(tzinfo=None)
        since = wall - datetime.combine(told.starts, told.handover)
        before = (turn.span.start - timedelta(microseconds=1)).astimezone(zone)
        skipped = turn.span.start.astimezone(zone).utcoffset() != before.utcoffset()
        assert skipped or since % told.every == timedelta()


@given(
    told=ROTATIONS,
    at=MOMENTS,
    around=st.lists(
        st.tuples(st.integers(1, 4), st.integers(-100, 100), st.integers(1, 100)), max_size=5
    ),
)
def test_the_newest_cover_that_holds_the_moment_wins(told, at, around):
    covers = [
        cover(number, person, at + start * HOUR, at + (start + length) * HOUR)
        for number, (person, start, length) in enumerate(around)
    ]
    holding = [one for one in covers if one.span.start <= at < one.span.end]
    expected = (holding[-1].person,) if holding else on_call(told, at)
    assert on_call(told, at, covers) == expected
    shifts = shifts_of(told, at - DAY, at + DAY, covers)
    assert all(before.span.end <= after.span.start for before, after in pairwise(shifts))


@given(told=ROTATIONS, at=MOMENTS)
def test_within_hours_somebody_is_on_call_and_outside_nobody(told, at):
    is_open = bool(on_call(rotation(1, starts=date(2023, 1, 1)), at, hours=OFFICE))
    local = at.astimezone(ZoneInfo("Europe/Berlin"))
    assert is_open == (local.weekday() < 5 and 9 <= local.hour < 17)
    assert bool(on_call(told, at, hours=OFFICE)) == is_open


def changes(zone):
    """The days from 2024 to 2030 after which a zone's clock stands otherwise than before."""
    noons = [datetime(2024, 1, 1, 12, tzinfo=UTC) + n * DAY for n in range(7 * 366)]
    offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() for noon in noons]
    return [
        day
        for day, before, after in zip(noons, offsets, offsets[1:], strict=False)
        if before != after
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_shifts_abut_on_every_day_on_which_a_zone_changes_its_clocks(zone):
    told = rotation(timezone=zone, every=DAY, handover=time(2, 30), starts=date(2023, 12, 1))
    for day in changes(zone) or [datetime(2026, 1, 1, tzinfo=UTC)]:
        found = list(turns(told, day - 2 * DAY, day + 3 * DAY))
        assert all(before.span.end == after.span.start for before, after in pairwise(found))
        assert all(20 * HOUR <= turn.span.end - turn.span.start <= 28 * HOUR for turn in found)
        assert 5 <= len(found) <= 7  # those that the window cuts count as well


def test_a_week_of_summer_time_is_an_hour_shorter_and_the_next_begins_at_nine():
    first, second = list(turns(rotation(), berlin(3, 25), berlin(4, 1)))
    assert second.span.start == berlin(3, 30)
    assert first.span.end - first.span.start == 7 * DAY - HOUR


def test_a_shift_that_the_clocks_skip_is_nobodys():
    hourly = rotation(3, every=HOUR, handover=time(0))
    found = list(turns(hourly, berlin(3, 29, 0), berlin(3, 29, 5)))
    assert [turn.span.start.astimezone(ZoneInfo("Europe/Berlin")).hour for turn in found] == [
        0,
        1,
        3,
        4,
    ]
    assert all(turn.span.end - turn.span.start == HOUR for turn in found)
    assert [NAMES.index(turn.person.id) for turn in found] == [0, 1, 0, 1]


def test_nobody_is_on_call_before_the_first_hand_over():
    assert on_call(rotation(), berlin(1, 5, 8, 59)) == ()
    assert on_call(rotation(), berlin(1, 5)) == (1,)
    shifts = shifts_of(rotation(), berlin(1, 4, 0), berlin(1, 8, 0))
    missing = gaps(shifts, [None], berlin(1, 4, 0), berlin(1, 8, 0))
    assert missing == (
        Interval(start=berlin(1, 4, 0).astimezone(UTC), end=berlin(1, 5).astimezone(UTC)),
    )


def test_a_rotation_of_nobody_has_no_shift():
    assert list(turns(rotation(0), berlin(2, 1), berlin(3, 1))) == []
    assert list(turns(rotation(), berlin(3, 1), berlin(3, 1))) == []


def test_a_gap_is_where_hours_want_somebody_and_no_shift_has_them():
    start, end = berlin(1, 2, 0), berlin(1, 7, 0)
    shifts = shifts_of(rotation(), start, end, hours=OFFICE)
    assert [(gap.start, gap.end) for gap in gaps(shifts, [OFFICE], start, end)] == [
        (berlin(1, 2), berlin(1, 2, 17))
    ]
    night = [cover(1, 4, berlin(1, 1), berlin(1, 2, 12))]
    shifts = shifts_of(rotation(), start, end, night, OFFICE)
    assert [(gap.start, gap.end) for gap in gaps(shifts, [OFFICE], start, end)] == [
        (berlin(1, 2, 12), berlin(1, 2, 17))
    ]


def house(*rotations, tier="office"):
    always = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
    return replace(
        POLICY,
        tiers=(Tier(key="L1", title="First", calendar=tier),),
        calendars=(OFFICE, always),
        rotations=rotations,
    )


def spans(found):
    return [(gap.start, gap.end) for gap in found]


def test_gaps_are_foreseen_from_the_file_alone_where_no_rotation_of_the_tier_has_them():
    late = rotation(starts=date(2026, 1, 12))
    start, end = berlin(1, 5, 0), berlin(1, 20, 0)
    assert spans(foreseen(house(late), "L1", start, end)) == [(berlin(1, 5, 0), berlin(1, 12))]
    both = house(late, rotation(starts=date(2026, 1, 6), hours="office"))
    assert spans(foreseen(both, "L1", start, end))[:2] == [
        (berlin(1, 5, 0), berlin(1, 6)),
        (berlin(1, 6, 17), berlin(1, 7)),
    ]
    assert foreseen(house(replace(late, source="x")), "L1", start, end) == ()
    assert foreseen(house(), "L1", start, end) == ()


def test_a_tier_that_works_outside_the_hours_of_its_rotations_is_noticed():
    start, end = berlin(1, 5, 0), berlin(1, 6, 0)
    by_day = rotation(hours="office")
    assert unwatched(house(by_day), "L1", start, end) == ()
    assert spans(unwatched(house(by_day, tier="always"), "L1", start, end)) == [
        (berlin(1, 5, 0), berlin(1, 5)),
        (berlin(1, 5, 17), berlin(1, 6, 0)),
    ]
    assert unwatched(house(by_day, rotation(), tier="always"), "L1", start, end) == ()
    assert unwatched(house(tier="always"), "L1", start, end) == ()


def test_shifts_that_go_on_for_the_same_people_are_one():
    alone = shifts_of(rotation(1, every=DAY), berlin(2, 2), berlin(2, 9))
    assert spans(shift.span for shift in joined(alone)) == [(berlin(2, 2), berlin(2, 9))]
    two = shifts_of(rotation(2, every=DAY), berlin(2, 2), berlin(2, 9))
    assert joined(two) == two


def test_who_covers_is_on_call_outside_the_hours_too():
    saturday = berlin(2, 7, 12)
    taken = [cover(1, 4, berlin(2, 7), berlin(2, 8))]
    assert on_call(rotation(), saturday, hours=OFFICE) == ()
    assert on_call(rotation(), saturday, taken, OFFICE) == (4,)


def test_all_are_on_call_whom_a_schedule_kept_elsewhere_names_at_once():
    spans = [(berlin(2, 2), berlin(2, 9)), (berlin(2, 4), berlin(2, 5))]
    told = [
        Turn(span=Interval(start=start, end=end), person=person)
        for (start, end), person in zip(spans, PEOPLE, strict=False)
    ]
    shifts = schedule(told, [], None, IDS.__getitem__)
    assert [shift.people for shift in shifts] == [(1,), (1, 2), (1,)]
    assert people_at(shifts, berlin(2, 4, 10)) == (1, 2)
