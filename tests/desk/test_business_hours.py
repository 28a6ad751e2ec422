from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import business_hours
from desk.business_hours import HORIZON, Pause, due, elapsed, is_open, next_open, slots
from desk.errors import NoBusinessHoursError
from desk.intervals import Interval, length
from desk.policy import Calendar, Slot

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def fresh_years():
    """Work every year out anew, or a change of how that is done would hide behind the cache."""
    business_hours._openings.cache_clear()


def slot(start: str, end: str) -> Slot:
    return Slot(start=time.fromisoformat(start), end=time.fromisoformat(end))


def calendar(
    *day: Slot, zone: str = "Europe/Berlin", days: int = 5, holidays: tuple[date, ...] = ()
) -> Calendar:
    return Calendar(
        key="test",
        timezone=zone,
        hours=(day,) * days + ((),) * (7 - days),
        holidays=frozenset(holidays),
    )


OFFICE = calendar(slot("09:00", "17:00"))
NEVER = calendar(days=0)


def always(zone: str) -> Calendar:
    return calendar(slot("00:00", "00:00"), zone=zone, days=7)


def berlin(month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def open_for(calendar: Calendar, day: datetime, until: datetime) -> timedelta:
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


class TestClockChanges:
    @pytest.mark.parametrize(
        ("zone", "day", "hours"),
        [
            ("Europe/Berlin", date(2026, 3, 29), 23),
            ("Europe/Berlin", date(2026, 10, 25), 25),
            ("America/New_York", date(2026, 3, 8), 23),
            ("America/New_York", date(2026, 11, 1), 25),
            ("Africa/Cairo", date(2026, 4, 24), 23),  # 00:00 does not exist
            ("America/Havana", date(2026, 11, 1), 25),  # 00:00 exists twice
            ("Asia/Kolkata", date(2026, 3, 29), 24),
            ("Pacific/Apia", date(2011, 12, 30), 0),  # the whole day does not exist
            ("Pacific/Apia", date(2011, 12, 31), 24),
        ],
    )
    def test_a_day_is_as_long_as_its_zone_makes_it(self, zone, day, hours):
        only = replace(
            always(zone),
            closed=(
                (date.min, day - timedelta(days=1)),
                (day + timedelta(days=1), date.max),
            ),
        )
        start = datetime.combine(day, time(12), UTC) - HOUR * 48
        assert open_for(only, start, start + HOUR * 96) == HOUR * hours

    def test_half_an_hour_can_be_what_changes(self):
        lord_howe = always("Australia/Lord_Howe")
        zone = ZoneInfo("Australia/Lord_Howe")
        day = datetime(2026, 10, 4, tzinfo=zone)
        assert open_for(lord_howe, day, datetime(2026, 10, 5, tzinfo=zone)) == HOUR * 23.5

    @pytest.mark.parametrize(
        ("hours", "minutes"),
        [
            (("02:00", "03:00"), 0),
            (("02:15", "02:45"), 0),
            (("02:30", "03:30"), 30),
            (("01:30", "02:30"), 30),
            (("01:00", "04:00"), 120),
        ],
    )
    def test_wall_times_that_a_day_skips_stand_for_the_change(self, hours, minutes):
        night = calendar(slot(*hours), days=7)
        assert open_for(night, berlin(3, 29), berlin(3, 30)) == MINUTE * minutes

    def test_slots_apart_on_the_wall_do_not_overlap_in_the_skipped_hour(self):
        night = calendar(slot("02:00", "02:45"), slot("03:00", "05:00"), days=7)
        assert list(slots(night, berlin(3, 29), berlin(3, 30))) == [
            Interval(start=utc(2026, 3, 29, 1), end=utc(2026, 3, 29, 3))
        ]

    @pytest.mark.parametrize(
        ("hours", "start", "end"),
        [
            (("01:00", "02:30"), utc(2026, 10, 24, 23), utc(2026, 10, 25, 0, 30)),
            (("02:30", "06:00"), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 5)),
            (("02:00", "03:00"), utc(2026, 10, 25, 0), utc(2026, 10, 25, 2)),
        ],
    )
    def test_a_wall_time_that_comes_twice_is_its_first(self, hours, start, end):
        night = calendar(slot(*hours), days=7)
        assert list(slots(night, berlin(10, 25), berlin(10, 26))) == [
            Interval(start=start, end=end)
        ]

    def test_the_change_is_found_to_the_second(self):
        # Monrovia went from -0:44:30 to +0:00 at midnight of 7 January 1972.
        monrovia = calendar(slot("00:30", "02:00"), zone="Africa/Monrovia", days=7)
        (only,) = slots(monrovia, utc(1972, 1, 7), utc(1972, 1, 8))
        assert only == Interval(start=utc(1972, 1, 7, 0, 44, 30), end=utc(1972, 1, 7, 2))

    def test_moments_are_told_apart_in_the_hour_that_comes_twice(self):
        first, second = berlin(10, 25, 2, 30), berlin(10, 25, 2, 30, fold=1)
        everyday = always("Europe/Berlin")
        assert elapsed(everyday, first, second) == HOUR
        assert due(everyday, first, HOUR) == second.astimezone(UTC)


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


ZONES = st.sampled_from(
    [
        *("Europe/Berlin", "America/New_York", "America/St_Johns", "Africa/Cairo", "Asia/Tehran"),
        *("America/Havana", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "UTC"),
        *("Africa/Casablanca", "Asia/Beirut", "America/Asuncion", "Asia/Kathmandu"),
    ]
)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=2000)).map(lambda on: utc(2017, 1, 1) + on)
LENGTHS = st.timedeltas(timedelta(), timedelta(days=40))


@st.composite
def days(draw) -> tuple[Slot, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(
        Slot(start=time(start // 4, start % 4 * 15), end=time(end % 96 // 4, end % 4 * 15))
        for start, end in pairs
    )


@st.composite
def calendars(draw) -> Calendar:
    return Calendar(
        key="drawn",
        timezone=draw(ZONES),
        hours=(draw(days()), *draw(st.tuples(*[st.one_of(st.just(()), days())] * 6))),
        holidays=frozenset(draw(st.sets(st.dates(date(2019, 1, 1), date(2021, 1, 1)), max_size=3))),
    )


@st.composite
def pauses(draw) -> tuple[Pause, ...]:
    spans = draw(st.lists(st.tuples(MOMENTS, LENGTHS), max_size=4))
    return tuple(Pause(started_at=start, ended_at=start + lasts) for start, lasts in spans)


law = settings(max_examples=40, deadline=None)  # each draws a calendar, and pays for its years


class TestLaws:
    @law
    @given(calendars(), MOMENTS, LENGTHS, LENGTHS, pauses())
    def test_working_time_never_runs_backwards_nor_faster_than_the_clock(
        self, hours, start, some, more, paused
    ):
        early = elapsed(hours, start, start + some, paused)
        late = elapsed(hours, start, start + some + more, paused)
        assert timedelta() <= early <= late <= early + more

    @law
    @given(calendars(), MOMENTS, LENGTHS, LENGTHS, pauses())
    def test_two_stretches_that_touch_add_up(self, hours, start, some, more, paused):
        between, end = start + some, start + some + more
        first = elapsed(hours, start, between, paused)
        second = elapsed(hours, between, end, paused)
        assert first + second == elapsed(hours, start, end, paused)

    @law
    @given(calendars(), MOMENTS, LENGTHS, MOMENTS)
    def test_pausing_and_resuming_at_once_changes_nothing(self, hours, start, lasts, moment):
        blink = [Pause(started_at=moment, ended_at=moment)]
        assert elapsed(hours, start, start + lasts, blink) == elapsed(hours, start, start + lasts)
        assert due(hours, start, lasts / 10, blink) == due(hours, start, lasts / 10)

    @law
    @given(calendars(), MOMENTS, st.timedeltas(TICK, timedelta(days=9)), pauses())
    def test_at_the_due_moment_exactly_the_target_has_elapsed(self, hours, start, target, paused):
        moment = due(hours, start, target, paused)
        assert elapsed(hours, start, moment, paused) == target
        assert elapsed(hours, start, moment - TICK, paused) == target - TICK

    @law
    @given(calendars(), MOMENTS, LENGTHS, pauses())
    def test_a_pause_takes_just_its_own_business_time(self, hours, start, lasts, paused):
        end = start + lasts
        for pause in paused:
            inside = elapsed(hours, max(start, pause.started_at), min(end, pause.ended_at))
            assert elapsed(hours, start, end, [pause]) == elapsed(hours, start, end) - inside

    @law
    @given(calendars(), MOMENTS, LENGTHS)
    def test_a_pause_of_everything_leaves_nothing(self, hours, start, lasts):
        assert elapsed(hours, start, start + lasts, [Pause(started_at=start)]) == timedelta()

    @law
    @given(calendars(), MOMENTS, LENGTHS)
    def test_slots_stand_in_order_apart_and_within_what_was_asked(self, hours, start, lasts):
        found = list(slots(hours, start, start + lasts))
        edges = [edge for interval in found for edge in (interval.start, interval.end)]
        assert edges == sorted(edges)
        assert all(interval.start < interval.end for interval in found)
        assert all(start <= edge <= start + lasts for edge in edges)

    @law
    @given(calendars(), MOMENTS)
    def test_a_moment_is_open_when_its_wall_time_lies_in_a_slot(self, hours, moment):
        zone = ZoneInfo(hours.timezone)
        wall = moment.astimezone(zone)
        if any((wall + HOUR * way).utcoffset() != wall.utcoffset() for way in (-26, 26)):
            return  # near a clock change the tables above decide
        expected = wall.date() not in hours.holidays and any(
            slot.start <= wall.time() and (slot.end == time() or wall.time() < slot.end)
            for slot in hours.hours[wall.weekday()]
        )
        assert is_open(hours, moment) is expected

    @law
    @given(calendars(), MOMENTS)
    def test_the_next_open_moment_is_open_and_nothing_is_before_it(self, hours, moment):
        opens = next_open(hours, moment)
        assert is_open(hours, opens)
        assert elapsed(hours, moment, opens) == timedelta()
