"""Which minutes is a calendar open, by looking at the clock on the wall each minute?

Another way than the desk's, which reckons with intervals: here every minute is asked. A clock that
was put back shows nothing new until it has caught up, so the latest time that it has shown counts.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from desk.business_hours import Pause
from desk.policy import Calendar

Minutes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MINUTE = timedelta(minutes=1)
DAY = 1440
_STEP = DAY
"""No zone changes its clock twice within so many minutes."""

_LOOK_BACK = 2 * DAY
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def open_minutes(calendar: Calendar, start: datetime, count: int) -> Mask:
    """Say of each minute from `start` on whether the calendar is open; both on whole minutes."""
    begin = minute_of(start) - _LOOK_BACK
    wall = _wall(calendar.timezone, begin, count + _LOOK_BACK)
    shown = np.maximum.accumulate(wall)[_LOOK_BACK:]
    days, minutes = np.divmod(shown, DAY)
    return _week(calendar)[(days + 3) % 7, minutes] & ~np.isin(days, list(_days_off(calendar)))


def paused_minutes(pauses: Iterable[Pause], start: datetime, count: int) -> Mask:
    """Say of each minute whether some pause holds it."""
    paused = np.zeros(count, dtype=np.bool_)
    for pause in pauses:
        end = count if pause.ended_at is None else minute_of(pause.ended_at) - minute_of(start)
        first = minute_of(pause.started_at) - minute_of(start)
        paused[max(first, 0) : max(end, 0)] = True
    return paused


def changes(zone: str, first: datetime, last: datetime) -> Iterator[tuple[datetime, int]]:
    """Name the minutes at which a zone's clock is put forward or back, and its new offset."""
    tz = ZoneInfo(zone)
    for look, later in pairwise(_looks(minute_of(first), minute_of(last))):
        if _offset(tz, look) != _offset(tz, later):
            changed = _change(tz, look, later)
            yield _EPOCH + MINUTE * changed, _offset(tz, changed)


def _change(zone: ZoneInfo, look: int, later: int) -> int:
    before, minutes = _offset(zone, look), range(look, later)
    return look + bisect_left(minutes, 1, key=lambda at: _offset(zone, at) != before)


def minute_of(moment: datetime) -> int:
    """Number a minute; a moment within one is refused, so that nothing is rounded."""
    minutes, rest = divmod(moment - _EPOCH, MINUTE)
    assert not rest, moment
    return minutes


def _wall(zone: str, begin: int, count: int) -> Minutes:
    return np.arange(begin, begin + count) + _offsets(zone, begin, count)


def _offsets(zone: str, begin: int, count: int) -> Minutes:
    """Look once a day, and find the minute where two looks differ."""
    tz, end = ZoneInfo(zone), begin + count
    found = np.full(count, _offset(tz, begin), dtype=np.int64)
    for look, later in pairwise(_looks(begin, end)):
        if _offset(tz, look) != _offset(tz, later):
            changed = _change(tz, look, later)
            found[changed - begin :] = _offset(tz, changed)
    return found


def _looks(begin: int, end: int) -> list[int]:
    return [*range(begin, end, _STEP), end]


def _offset(zone: ZoneInfo, minute: int) -> int:
    return (_EPOCH + MINUTE * minute).astimezone(zone).utcoffset() // MINUTE


@cache
def _week(calendar: Calendar) -> Mask:
    week = np.zeros((7, DAY), dtype=np.bool_)
    for day, slots in enumerate(calendar.hours):
        for slot in slots:
            end = slot.end.hour * 60 + slot.end.minute or DAY
            week[day, slot.start.hour * 60 + slot.start.minute : end] = True
    return week


def _days_off(calendar: Calendar) -> Iterator[int]:
    epoch = date(1970, 1, 1)
    yield from ((day - epoch).days for day in calendar.holidays)
    for first, last in calendar.closed:
        yield from range((first - epoch).days, (last - epoch).days + 1)
