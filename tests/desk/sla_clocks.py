"""What clocks and calendars do the tests of promises begin with?"""

from datetime import UTC, datetime, time, timedelta

from desk.policy import Calendar, Slot, Status
from desk.sla import Clock, Metric

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
PENDING = frozenset({Status.PENDING})


def office(start: int = 9, end: int = 17) -> Calendar:
    day = (Slot(start=time(start), end=time(end)),)
    return Calendar(key=f"{start}-{end}", timezone="UTC", hours=(day,) * 5 + ((),) * 2)


ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, whose 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def clock(metric: Metric = Metric.RESOLUTION, hours: float = 4, **more) -> Clock:
    facts = {"calendar": office(), "started_at": at(2, 9), **more}
    return Clock(metric=metric, target=HOUR * hours, **facts)
