"""Is business time right in every zone of the tz database, from 2024 to 2030?

Zones that show the same time all those years are one here, and only the days around their changes
are looked at; `make soak` takes each zone and every minute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest

from desk.business_hours import due, elapsed, slots
from desk.policy import Calendar
from tests.desk.minutes import MINUTE, Mask, changes, open_minutes
from tests.desk.weeks import always, calendar, slot

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
LAST = datetime(2031, 1, 1, tzinfo=UTC)
AROUND = timedelta(days=2)

NIGHTS = (
    *(slot("00:00", "00:15"), slot("00:45", "01:30"), slot("01:45", "02:15")),
    *(slot("02:30", "02:45"), slot("03:00", "03:30"), slot("05:00", "12:00")),
    *(slot("13:00", "17:15"), slot("22:30", "23:15"), slot("23:45", "00:00")),
)
"""Slots that begin, end or lie where clocks are changed, two hours after midnight or at it."""


TARGETS = (1, 45, 600, 2000)
"""Minutes that are promised."""


def restless(zone: str) -> Calendar:
    return calendar(*NIGHTS, zone=zone, days=7)


def shown(zone: str) -> tuple[timedelta | None, list[tuple[datetime, int]]]:
    """Say all about a zone that these years show of it."""
    return FIRST.astimezone(ZoneInfo(zone)).utcoffset(), list(changes(zone, FIRST, LAST))


@cache
def alike() -> list[list[str]]:
    """Put zones together that show the same time on every minute of these years."""
    ordered = sorted((shown(zone), zone) for zone in available_timezones())
    groups = groupby(ordered, key=itemgetter(0))
    return [[zone for _, zone in group] for _, group in groups]


def windows(zone: str) -> Iterator[tuple[datetime, int]]:
    """Give the days around each change of the clock, or some days where there is none."""
    days = [at for at, _ in changes(zone, FIRST, LAST)] or [FIRST + AROUND, LAST - AROUND]
    for at in days:
        yield at - AROUND, 2 * (AROUND // MINUTE)


def but_for(hours: Calendar, windows: Sequence[tuple[datetime, int]]) -> Calendar:
    """Close it on all days on which nobody looks, which saves reckoning them."""
    closed, day = [], date(2023, 12, 1)
    for start, count in windows:
        closed.append((day, start.date() - timedelta(days=3)))
        day = (start + MINUTE * count).date() + timedelta(days=3)
    return replace(hours, closed=(*closed, (day, date(2031, 12, 31))))


def opened(hours: Calendar, start: datetime, count: int) -> Mask:
    """Say of each minute whether the desk's reckoning has it open."""
    found = np.zeros(count, dtype=np.bool_)
    for interval in slots(hours, start, start + MINUTE * count):
        first, last = interval.start - start, interval.end - start
        assert not first % MINUTE
        assert not last % MINUTE
        found[first // MINUTE : last // MINUTE] = True
    return found


def check(hours: Calendar, start: datetime, count: int) -> None:
    """Hold the desk's hours, and what it says of due moments, against the clock on the wall."""
    seen = open_minutes(hours, start, count)
    assert np.array_equal(opened(hours, start, count), seen), (hours.timezone, start)
    counted = np.cumsum(seen)
    for target in TARGETS:
        if counted[-1] < target:
            continue
        found = start + MINUTE * (int(np.argmax(counted >= target)) + 1)
        assert due(hours, start, MINUTE * target) == found, (hours.timezone, start, target)
        assert elapsed(hours, start, found) == MINUTE * target


def test_all_zones_are_there():
    names = {zone for group in alike() for zone in group}
    assert names == available_timezones()
    assert {"Europe/Berlin", "Africa/Casablanca", "Antarctica/Troll", "Pacific/Chatham"} <= names


@pytest.mark.parametrize("hours", [restless, always])
def test_each_change_of_a_clock_is_reckoned_as_the_wall_shows_it(hours):
    checked = 0
    for zone, *_ in alike():
        looked_at = list(windows(zone))
        days = but_for(hours(zone), looked_at)
        for start, count in looked_at:
            check(days, start, count)
            checked += 1
    assert checked > 500


@pytest.mark.soak
@pytest.mark.parametrize("hours", [restless, always])
def test_every_minute_of_every_zone_is_reckoned_as_the_wall_shows_it(hours):
    for zone in sorted(available_timezones()):
        check(hours(zone), FIRST, (LAST - FIRST) // MINUTE)
