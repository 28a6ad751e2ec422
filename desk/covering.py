"""Whose duty does somebody take, from when until when, in the words of a command?

`L2 until tomorrow 09:00`, `Sam's duty for 3h`, `L2 from mon 09:00 until 2026-12-01 17:00`, in
English or German. Times are those on the wall where the rotation is; a day without a time means
the time at which its shifts are handed over.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from desk.business_hours import instant
from desk.errors import CoverError
from desk.intervals import Interval
from desk.policy import Rotation

LONGEST = timedelta(days=92)
"""Who is away for longer is better taken out of the rotation."""

_DAY = timedelta(days=1)
BACK = frozenset({"back", "zurück"})
"""What ends a cover, as the first word."""

_FROM = frozenset({"from", "von", "ab"})
_UNTIL = frozenset({"until", "till", "til", "to", "bis"})
_FOR = frozenset({"for", "für"})
_NOW = frozenset({"now", "jetzt"})
_NO_NAMES = frozenset(
    {"me", "myself", "i", "take", "the", "duty", "shift"}
    | {"ich", "mich", "selbst", "übernehme", "die", "den", "dienst", "bereitschaft"}
)
_DAYS_AHEAD = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1}
_WEEK = (
    {"mon", "monday", "mo", "montag"},
    {"tue", "tuesday", "tu", "di", "dienstag"},
    {"wed", "wednesday", "we", "mi", "mittwoch"},
    {"thu", "thursday", "th", "do", "donnerstag"},
    {"fri", "friday", "fr", "freitag"},
    {"sat", "saturday", "sa", "samstag"},
    {"sun", "sunday", "su", "so", "sonntag"},
)
_APOSTROPHES = "'\u2019"
_LENGTH = re.compile(r"(\d{1,4})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a command asks for: names of people and rotations, and moments as they were written.

    `whose` names the person whose duty is to be taken (`Sam's duty`, `for Sam`), and whatever
    stands before it, which may be a rotation.
    """

    names: tuple[str, ...] = ()
    whose: str = ""
    start: str = ""
    end: str = ""
    length: timedelta | None = None


@dataclass(frozen=True, slots=True)
class _Wall:
    """Where a time is read off, and the time that a day alone means."""

    zone: ZoneInfo
    clock: time


def is_wish(words: str) -> bool:
    """Whether words can mean nothing but a duty: until when, for how long, or back."""
    said = words.lower().replace(",", " ").split()
    has_length = any(turn in _FOR and _LENGTH.fullmatch(word) for turn, word in pairwise(said))
    return said[:1] != [] and (said[0] in BACK or has_length or bool({*said} & _UNTIL - {"to"}))


def read_wish(words: str) -> Wish:
    """Take a command's words apart; nothing is looked up yet."""
    parts: dict[str, list[str]] = {"names": [], "from": [], "until": [], "for": []}
    here = "names"
    for word in words.replace(",", " ").split():
        turn = _turn(word.lower())
        if turn is not None:
            here = turn
        else:
            parts[here].append(word)
    whose, names = _whose([word for word in parts["names"] if word.lower() not in _NO_NAMES])
    if parts["for"] and not parts["for"][0][0].isdigit():
        whose, parts["for"] = " ".join(parts["for"]), []
    return Wish(
        names=names,
        whose=whose,
        start=" ".join(parts["from"]),
        end=" ".join(parts["until"]),
        length=_length("".join(parts["for"])) if parts["for"] else None,
    )


def span_of(wish: Wish, rotation: Rotation, now: datetime) -> Interval:
    """Say which stretch of time is meant; raises CoverError for one that cannot be."""
    try:
        return _span(wish, rotation, now)
    except OverflowError:  # the first or the last year there is
        raise CoverError(why="moment", given=wish.end or wish.start) from None


def _span(wish: Wish, rotation: Rotation, now: datetime) -> Interval:
    wall = _Wall(ZoneInfo(rotation.timezone), rotation.handover)
    start = max(now, _moment(wish.start, wall, now, now)) if wish.start else now
    if wish.length is not None:
        end = start + wish.length
    elif wish.end:
        end = _moment(wish.end, wall, now, start)
    else:
        raise CoverError(why="until")
    if end <= start:
        raise CoverError(why="past" if end <= now else "backwards")
    if end - start > LONGEST:
        raise CoverError(why="long", days=LONGEST.days)
    return Interval(start=start.astimezone(UTC), end=end.astimezone(UTC))


def spoken_moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Read a moment on the wall of a zone; a day alone means the time that it is now.

    Raises CoverError for words that name none.
    """
    try:
        return _moment(text, _Wall(zone, now.astimezone(zone).time()), now, now)
    except OverflowError:  # the first or the last year there is
        raise CoverError(why="moment", given=text) from None


def _moment(text: str, wall: _Wall, now: datetime, after: datetime) -> datetime:
    """Read one moment: a time alone, or a day of the week, is the first one past `after`."""
    if text.lower() in _NOW:
        return now
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        return _spoken(text, wall, now, after)
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    has_clock = len(text) > len("2026-11-30")
    clock = written.time() if has_clock else wall.clock
    return instant(written.date(), clock, wall.zone)


def _whose(words: list[str]) -> tuple[str, tuple[str, ...]]:
    """Take the owner of a duty out of the names: `Sam's`, `Niklas'`."""
    for place, word in enumerate(words):
        bare = word.removesuffix("s").rstrip(_APOSTROPHES)
        if bare and bare != word.removesuffix("s"):
            return " ".join([*words[:place], bare]), tuple(words[place + 1 :])
    return "", tuple(words)


def _spoken(text: str, wall: _Wall, now: datetime, after: datetime) -> datetime:
    zone = wall.zone
    said = text.lower().replace("uhr", "").split()
    clocks = [clock for clock in map(_clock, said) if clock is not None]
    days = [days for word in said if _clock(word) is None and (days := _days(word, now, zone))]
    if len(clocks) > 1 or len(days) > 1 or len(clocks) + len(days) != len(said) or not said:
        raise CoverError(why="moment", given=text)
    clock = clocks[0] if clocks else wall.clock
    candidates = days[0] if days else _from(after.astimezone(zone).date())
    found = [instant(day, clock, zone) for day in candidates]
    return next((at for at in found if at > after), found[-1])


def _days(word: str, now: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """Give the days that a word may mean: one, or one of the next weeks; none for no day."""
    today = now.astimezone(zone).date()
    if word in _DAYS_AHEAD:
        return (today + _DAYS_AHEAD[word] * _DAY,)
    for number, names in enumerate(_WEEK):
        if word in names:
            first = today + (number - today.weekday()) % 7 * _DAY
            return tuple(first + 7 * _DAY * week for week in range(LONGEST // (7 * _DAY) + 2))
    try:
        return (date.fromisoformat(word),)
    except ValueError:
        return ()


def _from(day: date) -> tuple[date, ...]:
    """The day and the next two: by then any time of day is past any moment of it."""
    return day, day + _DAY, day + 2 * _DAY


def _clock(word: str) -> time | None:
    found = _CLOCK.fullmatch(word)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004 - of a clock
        return None
    return time(int(found[1]), int(found[2]))


def _turn(word: str) -> str | None:
    """Say what the words behind this one are about; None for a word that turns nothing."""
    turns = {"from": _FROM, "until": _UNTIL, "for": _FOR}
    return next((name for name, words in turns.items() if word in words), None)


def _length(text: str) -> timedelta:
    found = _LENGTH.fullmatch(text.lower())
    if found is None or not int(found[1]):
        raise CoverError(why="length", given=text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
