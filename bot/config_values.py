"""How are durations, sizes, hours, channels and the like written in `firstline.toml`?

Each reader takes what TOML gave and returns the value, or raises `wrong(...)`: what is wrong with
it, and what to write instead. Both become one fault with the line.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import override

from desk.policy import Slot

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NEVER: Final = "never"

_UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_SIZES: Final = {"kB": 1_000, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_MIDNIGHT: Final = time()
_ALWAYS: Final = ((Slot(start=_MIDNIGHT, end=_MIDNIGHT),),) * 7


def wrong(problem: str, instead: str) -> PydanticCustomError:
    """Make the error of a value: `problem` goes on after the key's name, `instead` is an order."""
    context = {"problem": problem, "instead": instead}
    return PydanticCustomError("wrong", "{problem}", context)


@dataclass(frozen=True, slots=True)
class Span:
    """A duration as it was written; how long its days are, the calendar decides."""

    amount: int
    unit: str

    @override
    def __str__(self) -> str:
        """Write it as the file does."""
        return f"{self.amount}{self.unit}" if self.amount else NEVER

    def lasting(self, day: timedelta = _UNITS["d"]) -> timedelta:
        """Measure it, with days of this length."""
        return self.amount * (day if self.unit == "d" else _UNITS[self.unit])


def _span(value: object) -> Span:
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", value) if isinstance(value, str) else None
    if found is None or not int(found[1]):
        raise wrong("is no duration", 'Write a number and s, m, h or d, like "30s" or "4h"')
    return Span(int(found[1]), found[2])


def _warning(value: object) -> float | Span:
    """Read when to warn: a share of the time, or so much of it before it is due."""
    if isinstance(value, float) and 0 < value < 1:
        return value
    if isinstance(value, str) and not value.rstrip().endswith("s"):
        return _span(value)
    raise wrong("is no moment to warn", 'Write a share like 0.75, or a time before like "30m"')


def _patience(value: object) -> Span:
    if value in {NEVER, "0"} or (value == 0 and not isinstance(value, bool)):
        return Span(0, "d")
    try:
        return _span(value)
    except PydanticCustomError:
        instead = 'Write a number and m, h or d, like "3d", or "never"'
        raise wrong("is no duration", instead) from None


def _size(value: object) -> int:
    found = re.fullmatch(r"(\d{1,6})\s*([kKMG]B)", value) if isinstance(value, str) else None
    if found is None:
        raise wrong("is no size", 'Write a number and KB, MB or GB, like "20MB"')
    return int(found[1]) * _SIZES[found[2]]


def _zone(value: object) -> str:
    if isinstance(value, str) and value in available_timezones():
        return ZoneInfo(value).key
    near = get_close_matches(str(value), available_timezones(), n=1)
    example = near[0] if near else "Europe/Berlin"
    raise wrong("is no time zone", f'Write a name of the IANA list, like "{example}"')


def _channel(value: object) -> str:
    known = (
        r"slack:#[^\s#:A-Z]{1,80}"
        r"|slack:[CG][A-Z0-9]{2,}"
        r"|telegram:-\d{1,20}"
        r"|web:[a-z0-9][a-z0-9-]{0,79}"
    )
    if isinstance(value, str) and re.fullmatch(known, value):
        return value
    raise wrong("is no channel", _channel_hint(str(value)))


def _channel_hint(value: str) -> str:
    platform, _, name = value.rpartition(":")
    if platform in {"slack", ""} and re.fullmatch(r"#?[\w.-]{1,80}", name):
        return f'Write "slack:#{name.lstrip("#").lower()}"'
    if platform == "telegram":
        return (
            'Write the group\'s number, which begins with a minus, like "telegram:-1001234567890"'
        )
    return 'Write "slack:#name", "slack:C0123ABCD", "telegram:-1001234567890" or "web:name"'


def _account(value: object) -> str:
    known = r"slack:[UW][A-Z0-9]{2,}|telegram:\d{1,20}|web:[\w.-]{1,80}"
    if isinstance(value, str) and re.fullmatch(known, value):
        return value
    raise wrong(
        "is no account",
        'Write its unchanging id, like "slack:U0123ABCD" (profile, Copy member ID) '
        'or "telegram:123456789"',
    )


def _hours(value: object) -> tuple[tuple[Slot, ...], ...]:
    if value == "24/7":
        return _ALWAYS
    if not isinstance(value, dict) or not value:
        raise wrong("are no opening hours", f"Write {_HOURS_EXAMPLE}")
    week: list[tuple[Slot, ...]] = [()] * 7
    for days, slots in value.items():
        for day in weekdays(days):
            if week[day]:
                raise wrong(f'name "{DAYS[day]}" twice', "Write each day once")
            week[day] = _slots(slots)
    return tuple(week)


_HOURS_EXAMPLE: Final = '{mon-fri = ["09:00-17:00"]} or "24/7"'


def weekdays(text: str) -> range:
    """Read `mon` or `mon-fri` as numbers of days from Monday's 0 on."""
    first, _, last = text.lower().partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise wrong(f'hold "{text}", which is no day', 'Write "mon" to "sun", or "mon-fri"')
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    if not days:
        raise wrong(f'hold "{text}", which runs backwards', "Write the earlier day first")
    return days


def _slots(value: object) -> tuple[Slot, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts:
        raise wrong("hold a day without hours", f"Write {_HOURS_EXAMPLE}")
    slots = sorted((_slot(text) for text in texts), key=lambda slot: slot.start)
    for before, after in pairwise(slots):
        if before.end == _MIDNIGHT or after.start < before.end:
            raise wrong(
                f"overlap: {_said(before)} and {_said(after)}", "Write slots that lie apart"
            )
    return tuple(slots)


def _slot(text: object) -> Slot:
    found = re.fullmatch(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", str(text))
    try:
        start, end = (_clock(part) for part in found.groups()) if found else (None, None)
    except ValueError:
        start = end = None
    if start is None or end is None:
        raise wrong(f'hold "{text}", which is no slot', 'Write two times, like "09:00-12:00"')
    if end != _MIDNIGHT and end <= start:
        raise wrong(
            f'hold "{text}", which ends before it begins',
            'Write hours past midnight on both days: "22:00-24:00" and "00:00-06:00"',
        )
    return Slot(start=start, end=end)


def _clock(text: str) -> time:
    return _MIDNIGHT if text == "24:00" else time.fromisoformat(text)


def _said(slot: Slot) -> str:
    end = "24:00" if slot.end == _MIDNIGHT else f"{slot.end:%H:%M}"
    return f"{slot.start:%H:%M}-{end}"


def _closed(value: object) -> tuple[date, date]:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value, value
    first, _, last = str(value).partition("..")
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        raise _no_days() from None
    if days[1] < days[0]:
        raise wrong("runs backwards", "Write the earlier day first")
    return days


def _no_days() -> PydanticCustomError:
    return wrong("is no day or range of days", 'Write 2026-12-24 or "2026-12-24..2027-01-01"')


def _turns(value: object) -> timedelta:
    """Read how long a shift is: "daily", "weekly" or {every = "3d"}."""
    known = {"daily": _UNITS["d"], "weekly": 7 * _UNITS["d"]}
    if isinstance(value, str) and value in known:
        return known[value]
    if not isinstance(value, dict) or set(value) != {"every"}:
        raise wrong("is no rotation", 'Write "daily", "weekly" or {every = "3d"}')
    every = _span(value["every"])
    if every.unit not in {"h", "d"}:
        raise wrong("is too short a shift", 'Write whole hours or days, like {every = "12h"}')
    return every.lasting()


def _mention(value: object) -> str | tuple[str, ...]:
    """Read whom a level calls: "on-call", the on-call of another tier, nobody, or accounts."""
    if isinstance(value, str) and re.fullmatch(r"on-call(:\S+)?|nobody", value):
        return value
    if isinstance(value, list) and value:
        return tuple(_account(one) for one in value)
    instead = 'Write "on-call", "on-call:L2", "nobody" or accounts, like ["slack:U0123ABCD"]'
    raise wrong("calls nobody known", instead)


def _handover(value: object) -> tuple[int | None, time]:
    """Read when a shift ends and the next begins: "09:00", or "mon 09:00" for a weekly one."""
    day, _, clock = str(value).rpartition(" ")
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", clock) and day.lower() in {"", *DAYS}:
        return DAYS.index(day.lower()) if day else None, time.fromisoformat(clock)
    raise wrong("is no time of hand-over", 'Write "09:00", or "mon 09:00" when it is weekly')


def _holidays(value: object) -> str:
    # Imported here because most desks of the world do without, and it costs 0.2 s.
    import holidays  # noqa: PLC0415

    known = holidays.list_supported_countries()
    country, _, region = str(value).partition("-")
    if country in known and (not region or region in known[country]):
        return f"{country}-{region}" if region else country
    if country in known:
        regions = ", ".join(known[country])
        raise wrong(f"names a region of {country} that has no list", f"Write one of {regions}")
    raise wrong("is no list of holidays", 'Write a country or one of its regions, like "DE-BE"')


def holidays_in(code: str, years: range) -> frozenset[date]:
    """List the public holidays of a country or region in these years."""
    import holidays  # noqa: PLC0415 - see above

    country, _, region = code.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))


def _text_schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


_HOURS_SCHEMA: Final = WithJsonSchema(
    {
        "oneOf": [
            {"const": "24/7"},
            {"type": "object", "additionalProperties": {"type": "array"}},
        ]
    }
)
Duration = Annotated[Span, PlainValidator(_span), _text_schema("4h")]
Patience = Annotated[Span, PlainValidator(_patience), _text_schema("3d")]
Moment = Annotated[
    float | Span,
    PlainValidator(_warning),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "examples": ["30m"]}),
]
Size = Annotated[int, PlainValidator(_size), _text_schema("20MB")]
Zone = Annotated[str, BeforeValidator(_zone), _text_schema("Europe/Berlin")]
Channel = Annotated[str, BeforeValidator(_channel), _text_schema("slack:#l1-support")]
Account = Annotated[str, BeforeValidator(_account), _text_schema("slack:U0123ABCD")]
Hours = Annotated[tuple[tuple[Slot, ...], ...], PlainValidator(_hours), _HOURS_SCHEMA]
Closed = Annotated[
    tuple[date, date], PlainValidator(_closed), _text_schema("2026-12-24..2027-01-01")
]
Mention = Annotated[str | tuple[str, ...], PlainValidator(_mention), _text_schema("on-call")]
Turns = Annotated[timedelta, PlainValidator(_turns), _text_schema("weekly")]
Handover = Annotated[tuple[int | None, time], PlainValidator(_handover), _text_schema("mon 09:00")]
Holidays = Annotated[str, BeforeValidator(_holidays), _text_schema("DE-BE")]
