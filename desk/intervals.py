"""What is left of some stretches of time when others are taken away, and how long is that?

Everything here is half-open and holds aware UTC moments: two moments of one zone compare by the
clock on the wall, which is wrong in the hour that a clock shows twice.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

_START = attrgetter("start")
_END = attrgetter("end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of time from `start` up to but not including `end`, both aware UTC."""

    start: datetime
    end: datetime


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort them and join what overlaps or touches; empty and backward ones vanish."""
    joined: list[Interval] = []
    for interval in sorted(intervals, key=_START):
        if interval.end <= interval.start:
            continue
        if joined and interval.start <= joined[-1].end:
            latest = max(joined[-1].end, interval.end)
            joined[-1] = Interval(start=joined[-1].start, end=latest)
        else:
            joined.append(interval)
    return tuple(joined)


def without(intervals: Iterable[Interval], holes: Sequence[Interval]) -> Iterator[Interval]:
    """Yield what the holes leave of each interval; `holes` must come from `union`.

    Lazy, so that the intervals may go on for ever.
    """
    for interval in intervals:
        start = interval.start
        for hole in after(holes, start):
            if hole.start >= interval.end:
                break
            if hole.start > start:
                yield Interval(start=start, end=hole.start)
            start = hole.end
        if start < interval.end:
            yield Interval(start=start, end=interval.end)


def after(intervals: Sequence[Interval], moment: datetime) -> Sequence[Interval]:
    """Leave out those over by `moment`; `intervals` must come from `union`."""
    return intervals[bisect_right(intervals, moment, key=_END) :]


def length(intervals: Iterable[Interval]) -> timedelta:
    """Add up how long they are; overlapping ones count twice, so `union` them first."""
    return sum((interval.end - interval.start for interval in intervals), timedelta())
