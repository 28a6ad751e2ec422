"""Who is on call, as a calendar says that somebody else keeps?

Each event is a turn of those whom it names: attendees who have not declined, by address or name,
else whoever its title names as a whole word. Repeating events are worked out; a day-long one lasts
from midnight to midnight. Times without a zone are those of the calendar, else of the rotation.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from desk.business_hours import instant
from desk.intervals import Interval
from desk.oncall import Turn
from desk.people import Identity

LARGEST = 2_000_000
"""Bytes of a calendar; a busy team's year takes a tenth of that."""

MOST_EVENTS = 5_000
"""Events that are written down, and turns that come of them."""

_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})
_SELDOM = frozenset({"YEARLY", "MONTHLY"})
_DAYS = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
"""What picks days out of a month or a year: of a rule that repeats more often each is tried."""

_OF_HOURS = ("BYDAY", "BYMONTH", *_DAYS)
"""What an hourly rule would try hour by hour."""

_PARTS = ("BYMINUTE", "BYSECOND")
_ZONES = ("STANDARD", "DAYLIGHT")
_BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)
"""What the libraries raise of a calendar that is none, or whose dates cannot be."""


class CalendarError(Exception):
    """It cannot be read; the words say why, for an admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a calendar says in a window; `unknown` are events that name nobody whom we know."""

    turns: tuple[Turn, ...]
    unknown: tuple[str, ...] = ()


def read_calendar(
    body: bytes, names: Mapping[str, Identity], timezone: str, window: Interval
) -> Read:
    """Read the turns that touch the window; raises CalendarError."""
    if len(body) > LARGEST:
        raise CalendarError(f"it is larger than {LARGEST // 1_000_000} MB")
    known = {name.casefold(): account for name, account in names.items()}
    turns: list[Turn] = []
    unknown: dict[str, None] = {}
    for event in _events(body, window):
        span = _span(event, ZoneInfo(timezone))
        if span is None:
            continue
        people = _people(event, known)
        turns += [Turn(span=span, person=person) for person in people]
        if not people:
            unknown[_title(event)] = None
        if len(turns) > MOST_EVENTS:
            raise CalendarError(f"it has more than {MOST_EVENTS} turns")
    ordered = sorted(turns, key=lambda turn: (turn.span.start, turn.person))
    return Read(turns=tuple(ordered), unknown=tuple(unknown))


def _events(body: bytes, window: Interval) -> list[icalendar.Event]:
    try:
        calendar = icalendar.Calendar.from_ical(body)
        if calendar.name != "VCALENDAR":
            raise CalendarError("it is no iCalendar")
        _check(calendar)
        found = recurring_ical_events.of(calendar).between(window.start, window.end)
    except _BROKEN as error:
        kind = type(error).__name__
        raise CalendarError(f"it is no iCalendar that can be read ({kind})") from error
    return [event for event in found if str(event.get("STATUS", "")).upper() != "CANCELLED"]


def _check(calendar: icalendar.Component) -> None:
    """Refuse what would keep the machine busy for nothing."""
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise CalendarError(f"it has more than {MOST_EVENTS} events")
    for event in events:
        for rule in _rules(event):
            _check_rule(rule)
    for name in _ZONES:
        for change in calendar.walk(name):
            if any(_frequencies(rule) - _SELDOM for rule in _rules(change)):
                raise CalendarError("the clocks of a zone in it change more often than monthly")


def _check_rule(rule: Mapping[str, Any]) -> None:
    often = _frequencies(rule)
    if often & _TOO_OFTEN or any(len(rule.get(part, [])) > 1 for part in _PARTS):
        raise CalendarError("an event repeats more often than hourly")
    if "HOURLY" in often and any(part in rule for part in _OF_HOURS):
        raise CalendarError("an hourly event is kept to some days; let it repeat daily there")
    if not often <= _SELDOM and any(part in rule for part in _DAYS):
        raise CalendarError(
            "an event repeats often and only on some days of a month or year; let it repeat monthly"
        )


def _rules(component: icalendar.Component) -> Iterator[Mapping[str, Any]]:
    for name in ("RRULE", "EXRULE"):
        found: Any = component.get(name, [])
        yield from found if isinstance(found, list) else [found]


def _frequencies(rule: Mapping[str, Any]) -> set[str]:
    return {str(one).upper() for one in rule.get("FREQ", [])}


def _span(event: icalendar.Event, zone: ZoneInfo) -> Interval | None:
    """Give when it begins and ends; None for one that lasts no time.

    The library has made an end of a length, and of a day without one the next.
    """
    start, end = _moment(_value(event, "DTSTART"), zone), _moment(_value(event, "DTEND"), zone)
    return Interval(start=start, end=end) if start < end else None


def _value(event: icalendar.Event, name: str) -> Any:  # noqa: ANN401 - a moment or a day
    found: Any = event[name]
    return found.dt


def _moment(at: date, zone: ZoneInfo) -> datetime:
    if isinstance(at, datetime):
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        return instant(at.date(), at.time(), zone)
    return instant(at, time(), zone)


def _people(event: icalendar.Event, known: Mapping[str, Identity]) -> tuple[Identity, ...]:
    named = [known[name] for name in _attendees(event) if name in known]
    if not named:
        title = _title(event).casefold()
        named = [
            account
            for name, account in known.items()
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title)
        ]
    return tuple(dict.fromkeys(named))


def _attendees(event: icalendar.Event) -> Iterator[str]:
    found: Any = event.get("ATTENDEE", [])
    for one in found if isinstance(found, list) else [found]:
        told = getattr(one, "params", {})
        if str(told.get("PARTSTAT", "")).upper() != "DECLINED":
            yield str(one).casefold().removeprefix("mailto:")
            yield str(told.get("CN", "")).casefold()


def _title(event: icalendar.Event) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())
