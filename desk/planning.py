"""Which maintenance does a command plan, in the words of who plans it?

`erp, mail 2026-11-28 22:00 2h weekly New database`: services by key or title, when it begins on the
wall of the desk, how long it lasts, how often it comes, and what people read about it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.business_hours import instant
from desk.errors import BadWindowError
from desk.lengths import read_length
from desk.policy import DeskPolicy

LONGEST = timedelta(days=14)
"""What takes longer is no maintenance but a shutdown."""

_FARTHEST_YEARS = 5
"""A date that is farther ahead is a slip of the pen."""

CANCEL = frozenset({"cancel", "absagen"})
END = frozenset({"end", "beenden"})
"""What is done with a window by its number."""

_FORM = re.compile(
    r"(?P<services>\S.*?)\s+(?P<day>\d{4}-\d\d-\d\d)[ T]\s*(?P<clock>\d{1,2}:\d\d)"
    r"\s+(?:(?:for|für)\s+)?(?P<length>\d{1,4}\s?[mhd])"
    r"(?:\s+(?P<every>once|einmalig|daily|täglich|weekly|wöchentlich|every\s+\d{1,3}d))?"
    r"(?:\s+(?P<text>\S.*))?",
    re.IGNORECASE | re.DOTALL,
)
_ONCE = frozenset({"once", "einmalig"})
_EVERY = {"daily": 1, "täglich": 1, "weekly": 7, "wöchentlich": 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be planned; `every` is a number of days, None for once."""

    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    every: int | None
    text: str


def is_about_a_window(words: str) -> bool:
    """Whether words can mean nothing but maintenance: one to plan, or a number to call off."""
    first, _, number = words.lower().partition(" ")
    is_numbered = first in CANCEL | END and number.strip().lstrip("#").isdecimal()
    return is_numbered or _FORM.fullmatch(words.strip()) is not None


def services_in(text: str, policy: DeskPolicy) -> tuple[str, ...]:
    """Find services by key or title, several with commas; raises BadWindowError for one not there.

    Each is given once, by its key.
    """
    return tuple(dict.fromkeys(_services(text, policy)))


def read_plan(words: str, policy: DeskPolicy, now: datetime) -> Plan:
    """Take the words apart; raises BadWindowError that says what cannot be read."""
    found = _FORM.fullmatch(words.strip())
    if found is None:
        raise BadWindowError(why="form", given=words)
    services = services_in(found["services"], policy)
    starts_at = _start(found["day"], found["clock"], policy.timezone, now)
    length = _length(found["length"])
    if starts_at + length <= now:
        raise BadWindowError(why="past", given=f"{found['day']} {found['clock']}")
    every = _every(found["every"])
    if every is not None and timedelta(days=every) < length:
        raise BadWindowError(why="overlap", given=found["every"])
    return Plan(
        services=services,
        starts_at=starts_at,
        ends_at=starts_at + length,
        every=every,
        text=found["text"] or "",
    )


def _services(text: str, policy: DeskPolicy) -> Iterator[str]:
    known = {one.title.casefold(): one.key for one in policy.services}
    known |= {one.key.casefold(): one.key for one in policy.services}
    for part in text.rstrip(":").split(","):
        name = part.strip()
        if name.casefold() not in known:
            titles = ", ".join(one.title for one in policy.services)
            raise BadWindowError(why="service" if titles else "none", given=name, known=titles)
        yield known[name.casefold()]


def _start(day: str, clock: str, timezone: str, now: datetime) -> datetime:
    hour, _, minute = clock.partition(":")
    try:
        wall = date.fromisoformat(day), time(int(hour), int(minute))
        starts_at = instant(*wall, ZoneInfo(timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadWindowError(why="moment", given=f"{day} {clock}") from None
    if starts_at.year > now.year + _FARTHEST_YEARS:
        raise BadWindowError(why="moment", given=f"{day} {clock}")
    return starts_at


def _length(text: str) -> timedelta:
    length = read_length(text)
    if length is None or length > LONGEST:
        raise BadWindowError(why="length", given=text, known=f"{LONGEST.days}d")
    return length


def _every(text: str | None) -> int | None:
    if text is None or text.lower() in _ONCE:
        return None
    known = _EVERY.get(text.lower())
    days = known if known is not None else int(re.sub(r"\D", "", text))
    if not days:
        raise BadWindowError(why="form", given=text)
    return days
