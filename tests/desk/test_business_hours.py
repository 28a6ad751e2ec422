"""When is a calendar open, how much of it has passed, and when has enough?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from desk.business_hours import HORIZON, Pause, due, elapsed, is_open, next_open, slots
from desk.errors import NoBusinessHoursError
from desk.intervals import Interval, length
from tests.desk.weeks import HOUR, NEVER, OFFICE, TICK, always, berlin, calendar, slot, utc

pytestmark = pytest.mark.usefixtures("fresh_years")


def open_for(calendar, day, until):
    return length(slots(calendar, day, until))


class TestSlots:
    def test_a_working_day_is_one_interval_in_utc(self):
        (only,) = slots(OFFICE, berlin(3, 2), berlin(3, 3))
        assert only == Interval(start=utc(2026, 3, 2, 8), end=utc(2026, 3, 2, 16))
        assert only.start.tzinfo is UTC

    def test_the_edges_are_cut_to_what_was_asked(self):
        assert list(slots(OFFICE, berlin(3, 2, 10), berlin(3, 2, 11))) == [
            Interval(start=utc(2026, 3, 2, 9), end=utc(2026, 3, 2, 10))
        ]

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (berlin(3, 2, 17), berlin(3, 3, 9)),
            (berlin(3, 2, 12), berlin(3, 2, 12)),
            (berlin(3, 2, 12), berlin(3, 2, 11)),
            (berlin(3, 7), berlin(3, 9, 9)),
        ],
        ids=["night", "nothing", "backward", "weekend"],
    )
    def test_nothing_is_open_then(self, start, end):
        assert list(slots(OFFICE, start, end)) == []

    def test_the_year_turns_without_a_gap_or_a_double(self):
        found = list(slots(always("Europe/Berlin"), utc(2025, 12, 31, 12), utc(2026, 1, 1, 12)))
        assert found == [
            Interval(start=utc(2025, 12, 31, 12), end=utc(2025, 12, 31, 23)),
            Interval(start=utc(2025, 12, 31, 23), end=utc(2026, 1, 1, 12)),
        ]

    @pytest.mark.parametrize(
        ("zone", "start"),
        [("Asia/Tokyo", utc(2025, 12, 31, 16)), ("America/New_York", utc(2026, 1, 1, 3))],
    )
    def test_a_year_is_one_of_the_calendars_zone(self, zone, start):
        assert open_for(always(zone), start, start + HOUR) == HOUR

    def test_several_years_are_walked_through(self):
        assert open_for(always("UTC"), utc(2024, 7, 1), utc(2027, 7, 1)) == timedelta(days=1095)

    def test_the_last_day_of_a_leap_year_counts(self):
        assert open_for(always("UTC"), utc(2024, 12, 31), utc(2025, 1, 1)) == timedelta(days=1)

    def test_monday_comes_first(self):
        monday = replace(NEVER, hours=((slot("09:00", "17:00"),), *NEVER.hours[1:]))
        (only,) = slots(monday, berlin(3, 2), berlin(3, 9))
        assert only.start == berlin(3, 2, 9)

    def test_slots_of_a_day_may_touch_and_stand_in_any_order(self):
        shuffled = calendar(slot("13:00", "17:00"), slot("09:00", "12:00"), slot("12:00", "13:00"))
        assert list(slots(shuffled, berlin(3, 2), berlin(3, 3))) == list(
            slots(OFFICE, berlin(3, 2), berlin(3, 3))
        )

    def test_an_end_at_midnight_is_the_end_of_the_day(self):
        late = calendar(slot("22:00", "00:00"))
        (only,) = slots(late, berlin(3, 2), berlin(3, 3, 12))
        assert (only.start, only.end) == (berlin(3, 2, 22), berlin(3, 3))


class TestDaysOff:
    CLOSED = replace(
        OFFICE,
        holidays=frozenset({date(2026, 3, 2)}),
        closed=((date(2026, 3, 4), date(2026, 3, 5)), (date(2026, 3, 10), date(2026, 3, 10))),
    )

    @pytest.mark.parametrize(
        ("day", "hours"), [(2, 0), (3, 8), (4, 0), (5, 0), (6, 8), (7, 0), (9, 8), (10, 0), (11, 8)]
    )
    def test_holidays_and_closed_ranges_are_off_to_their_last_day(self, day, hours):
        assert open_for(self.CLOSED, berlin(3, day), berlin(3, day + 1)) == HOUR * hours

    def test_a_holiday_is_a_day_of_the_calendars_zone(self):
        tokyo = replace(always("Asia/Tokyo"), holidays=frozenset({date(2026, 3, 2)}))
        assert is_open(tokyo, utc(2026, 3, 1, 14, 59))
        assert not is_open(tokyo, utc(2026, 3, 1, 15))
        assert is_open(tokyo, utc(2026, 3, 2, 15))


class TestElapsed:
    @pytest.mark.parametrize(
        ("start", "end", "hours"),
        [
            (berlin(3, 2, 9), berlin(3, 2, 17), 8),
            (berlin(3, 2, 8), berlin(3, 2, 18), 8),
            (berlin(3, 2, 16), berlin(3, 3, 10), 2),
            (berlin(3, 6, 16), berlin(3, 9, 10), 2),
            (berlin(3, 7, 1), berlin(3, 8, 23), 0),
            (berlin(3, 2, 12), berlin(3, 2, 10), 0),
        ],
    )
    def test_only_open_hours_count(self, start, end, hours):
        assert elapsed(OFFICE, start, end) == HOUR * hours

    @pytest.mark.parametrize(
        ("pauses", "hours"),
        [
            ([(10, 12)], 6),
            ([(10, 12), (11, 13)], 5),
            ([(10, 12), (10, 12)], 6),
            ([(14, 15), (10, 11)], 6),
            ([(6, 9), (17, 20)], 8),
            ([(0, 23)], 0),
            ([(12, 10)], 8),
            ([(15, None)], 6),
            ([(15, None), (16, None)], 6),
            ([(18, None)], 8),
        ],
    )
    def test_pauses_are_taken_away_once_and_only_from_open_hours(self, pauses, hours):
        spans = [
            Pause(
                started_at=berlin(3, 2, start),
                ended_at=None if end is None else berlin(3, 2, end),
            )
            for start, end in pauses
        ]
        assert elapsed(OFFICE, berlin(3, 2), berlin(3, 2, 23), spans) == HOUR * hours

    def test_pauses_may_come_from_an_iterator(self):
        spans = iter([Pause(started_at=berlin(3, 2, 10), ended_at=berlin(3, 2, 11))])
        assert elapsed(OFFICE, berlin(3, 2), berlin(3, 3), spans) == HOUR * 7

    def test_a_calendar_that_never_opens_measures_nothing(self):
        assert elapsed(NEVER, utc(2026, 1, 1), utc(2029, 1, 1)) == timedelta()


class TestDue:
    def test_a_target_that_fills_the_day_is_due_at_its_end_and_not_next_morning(self):
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 8) == berlin(3, 2, 17)

    def test_a_microsecond_more_is_due_next_morning(self):
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 8 + TICK) == berlin(3, 3, 9) + TICK

    @pytest.mark.parametrize("target", [timedelta(), -HOUR])
    def test_a_target_of_nothing_is_due_at_once_even_when_closed(self, target):
        closed = berlin(3, 7, 12)
        found = due(OFFICE, closed, target)
        assert found == closed
        assert found.tzinfo is UTC
        assert due(NEVER, closed, target) == closed

    def test_the_smallest_target_waits_for_the_hours(self):
        assert due(OFFICE, berlin(3, 7, 12), TICK) == berlin(3, 9, 9) + TICK

    def test_an_open_pause_leaves_it_unknown(self):
        paused = [Pause(started_at=berlin(3, 2, 12))]
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 4, paused) is None
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 3 + TICK, paused) is None

    def test_an_open_pause_that_begins_at_the_due_moment_comes_too_late(self):
        paused = [Pause(started_at=berlin(3, 2, 12))]
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 3, paused) == berlin(3, 2, 12)

    def test_the_first_of_several_open_pauses_counts(self):
        paused = [Pause(started_at=berlin(3, 2, 15)), Pause(started_at=berlin(3, 2, 11))]
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 3, paused) is None
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 2, paused) == berlin(3, 2, 11)

    def test_an_open_pause_from_before_the_start_leaves_it_unknown(self):
        assert due(OFFICE, berlin(3, 2, 9), TICK, [Pause(started_at=berlin(3, 1))]) is None

    def test_closed_pauses_count_beside_an_open_one(self):
        paused = iter(
            [
                Pause(started_at=berlin(3, 2, 10), ended_at=berlin(3, 2, 11)),
                Pause(started_at=berlin(3, 2, 14)),
            ]
        )
        assert due(OFFICE, berlin(3, 2, 9), HOUR * 4, paused) == berlin(3, 2, 14)

    def test_a_target_of_years_is_found(self):
        assert due(always("UTC"), utc(2026, 1, 1), timedelta(days=1000)) == utc(2028, 9, 27)

    def test_a_calendar_that_never_opens_is_refused_with_its_name(self):
        with pytest.raises(NoBusinessHoursError) as refused:
            due(NEVER, berlin(3, 2, 9), HOUR)
        assert refused.value.facts == {"calendar": "test", "at": "2026-03-02T08:00:00+00:00"}

    def test_a_calendar_that_shuts_for_good_is_refused_as_well(self):
        ending = replace(OFFICE, closed=((date(2026, 3, 4), date(2099, 1, 1)),))
        assert due(ending, berlin(3, 2, 9), HOUR * 16) == berlin(3, 3, 17)
        with pytest.raises(NoBusinessHoursError):
            due(ending, berlin(3, 2, 9), HOUR * 16 + TICK)


class TestOpening:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (berlin(3, 2, 9) - TICK, False),
            (berlin(3, 2, 9), True),
            (berlin(3, 2, 17) - TICK, True),
            (berlin(3, 2, 17), False),
            (berlin(3, 7, 12), False),
        ],
    )
    def test_a_slot_holds_its_start_and_not_its_end(self, at, expected):
        assert is_open(OFFICE, at) is expected

    @pytest.mark.parametrize(
        ("at", "opens"),
        [
            (berlin(3, 2, 9), berlin(3, 2, 9)),
            (berlin(3, 2, 12, 34), berlin(3, 2, 12, 34)),
            (berlin(3, 2, 17), berlin(3, 3, 9)),
            (berlin(3, 6, 18), berlin(3, 9, 9)),
        ],
    )
    def test_the_next_open_moment_may_be_now(self, at, opens):
        found = next_open(OFFICE, at)
        assert found == opens
        assert found.tzinfo is UTC

    def test_the_horizon_is_searched_to_its_end_and_no_further(self):
        opening = date(2027, 4, 6)
        late = replace(always("UTC"), closed=((date.min, opening - timedelta(days=1)),))
        opens = datetime.combine(opening, time(), UTC)
        assert next_open(late, opens - HORIZON + TICK) == opens
        with pytest.raises(NoBusinessHoursError):
            next_open(late, opens - HORIZON)

    def test_a_calendar_that_never_opens_has_no_next_moment(self):
        assert not is_open(NEVER, berlin(3, 2, 9))
        with pytest.raises(NoBusinessHoursError):
            next_open(NEVER, berlin(3, 2, 9))
