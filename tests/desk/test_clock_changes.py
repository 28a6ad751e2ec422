"""What is a day worth on which a zone puts its clock forward or back?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.business_hours import due, elapsed, slots
from desk.intervals import Interval, length
from tests.desk.weeks import HOUR, MINUTE, always, berlin, calendar, slot, utc

pytestmark = pytest.mark.usefixtures("fresh_years")


def open_for(calendar, day, until):
    return length(slots(calendar, day, until))


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
def test_a_day_is_as_long_as_its_zone_makes_it(zone, day, hours):
    only = replace(
        always(zone),
        closed=(
            (date.min, day - timedelta(days=1)),
            (day + timedelta(days=1), date.max),
        ),
    )
    start = datetime.combine(day, time(12), UTC) - HOUR * 48
    assert open_for(only, start, start + HOUR * 96) == HOUR * hours


def test_half_an_hour_can_be_what_changes():
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
def test_wall_times_that_a_day_skips_stand_for_the_change(hours, minutes):
    night = calendar(slot(*hours), days=7)
    assert open_for(night, berlin(3, 29), berlin(3, 30)) == MINUTE * minutes


def test_slots_apart_on_the_wall_do_not_overlap_in_the_skipped_hour():
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
def test_a_wall_time_that_comes_twice_is_its_first(hours, start, end):
    night = calendar(slot(*hours), days=7)
    assert list(slots(night, berlin(10, 25), berlin(10, 26))) == [Interval(start=start, end=end)]


def test_the_change_is_found_to_the_second():
    # Monrovia went from -0:44:30 to +0:00 at midnight of 7 January 1972.
    monrovia = calendar(slot("00:30", "02:00"), zone="Africa/Monrovia", days=7)
    (only,) = slots(monrovia, utc(1972, 1, 7), utc(1972, 1, 8))
    assert only == Interval(start=utc(1972, 1, 7, 0, 44, 30), end=utc(1972, 1, 7, 2))


def test_moments_are_told_apart_in_the_hour_that_comes_twice():
    first, second = berlin(10, 25, 2, 30), berlin(10, 25, 2, 30, fold=1)
    everyday = always("Europe/Berlin")
    assert elapsed(everyday, first, second) == HOUR
    assert due(everyday, first, HOUR) == second.astimezone(UTC)
