"""Calendars that tests open and shut, plain ones and drawn ones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from desk.business_hours import Pause
from desk.policy import Calendar, Slot

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


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


law = settings(max_examples=40, deadline=None)
"""For tests that draw a calendar, and so pay for its years."""
