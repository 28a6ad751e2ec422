"""How much business time passes between two moments, and when has enough of it passed?

A calendar's wall times become UTC instants through its zone, so that a day has 23 or 25 hours when
its clocks change. A wall time that a day skips stands for the instant of the change; one that it
has twice, for the first. Thus slots that do not overlap on the wall never overlap in time.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk.errors import NoBusinessHoursError
from desk.intervals import Interval, after, length, union, without
from desk.policy import Calendar, Slot

HORIZON = timedelta(days=400)
"""A calendar that is shut for as long as this counts as one that never opens."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch in which a clock stands still; without an end it still does."""

    started_at: datetime
    ended_at: datetime | None = None


def slots(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Interval]:
    """Yield when the calendar is open in [start, end), in order and apart, as UTC instants.

    Slots that touch are joined: a calendar that is always open yields one interval a local year.
    """
    begin, stop = start.astimezone(UTC), end.astimezone(UTC)
    if stop <= begin:
        return
    zone = ZoneInfo(calendar.timezone)
    for year in range(begin.astimezone(zone).year, stop.astimezone(zone).year + 1):
        for opening in after(_openings(calendar, year), begin):
            if opening.start >= stop:
                return
            yield Interval(start=max(opening.start, begin), end=min(opening.end, stop))


def elapsed(
    calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> timedelta:
    """Measure the business time in [start, end) less the pauses; zero when `end` is earlier.

    Pauses may overlap, lie outside the hours or be open; none is ever counted twice.
    """
    return length(without(slots(calendar, start, end), _holes(pauses, end)))


def due(
    calendar: Calendar, start: datetime, target: timedelta, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """Find the first instant at which `target` has elapsed since `start`, in UTC.

    None when an open pause begins before that: until it ends nobody knows. A target of nothing is
    due at `start`, open or not. Raises NoBusinessHoursError when the calendar stays shut.
    """
    begin, left = start.astimezone(UTC), target
    if left <= timedelta():
        return begin
    known = tuple(pauses)
    stop = min((pause.started_at for pause in known if pause.ended_at is None), default=None)
    openings = _ahead(calendar, begin) if stop is None else slots(calendar, begin, stop)
    for opening in without(openings, _holes(known, stop or begin)):
        if opening.end - opening.start >= left:
            return opening.start + left
        left -= opening.end - opening.start
    return None


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open at this instant; a slot's end is outside it."""
    return any(slots(calendar, at, at.astimezone(UTC) + timedelta.resolution))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """Find the first open instant from `at` on, which is `at` itself during the hours.

    Raises NoBusinessHoursError when the calendar stays shut.
    """
    return next(_ahead(calendar, at.astimezone(UTC))).start


def _holes(pauses: Iterable[Pause], until: datetime) -> tuple[Interval, ...]:
    """Turn pauses into intervals; open ones reach `until`."""
    return union(
        Interval(
            start=pause.started_at.astimezone(UTC),
            end=(pause.ended_at or until).astimezone(UTC),
        )
        for pause in pauses
    )


def _ahead(calendar: Calendar, start: datetime) -> Iterator[Interval]:
    """Yield openings from `start` on and never stop; raise once a horizon passes without any."""
    while True:
        is_shut = True
        for opening in slots(calendar, start, start + HORIZON):
            is_shut = False
            yield opening
        if is_shut:
            raise NoBusinessHoursError(calendar=calendar.key, at=start.isoformat())
        start += HORIZON


@lru_cache(maxsize=64)
def _openings(calendar: Calendar, year: int) -> tuple[Interval, ...]:
    """Work out a local year's openings once; a year is 365 days of zone arithmetic."""
    zone = ZoneInfo(calendar.timezone)
    first = date(year, 1, 1)
    days = (first + _DAY * count for count in range((date(year + 1, 1, 1) - first).days))
    return union(
        _opening(day, slot, zone)
        for day in days
        if not _is_off(calendar, day)
        for slot in calendar.hours[day.weekday()]
    )


def _is_off(calendar: Calendar, day: date) -> bool:
    return day in calendar.holidays or any(first <= day <= last for first, last in calendar.closed)


def _opening(day: date, slot: Slot, zone: ZoneInfo) -> Interval:
    closes_on = day + _DAY if slot.end == _MIDNIGHT else day
    return Interval(start=instant(day, slot.start, zone), end=instant(closes_on, slot.end, zone))


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Find when a clock of the zone first shows this, in UTC; what it skips is at the change."""
    first = datetime.combine(day, wall, zone).astimezone(UTC)
    second = datetime.combine(day, wall.replace(fold=1), zone).astimezone(UTC)
    return _change(datetime.combine(day, wall), second, first, zone) if second < first else first


def _change(wall: datetime, earliest: datetime, latest: datetime, zone: ZoneInfo) -> datetime:
    """Find the instant between the two from which on the zone is past a wall time it skips."""
    seconds = range((latest - earliest) // _SECOND)
    skipped = bisect_left(
        seconds,
        wall,
        key=lambda count: (earliest + _SECOND * count).astimezone(zone).replace(tzinfo=None),
    )
    return earliest + _SECOND * skipped
