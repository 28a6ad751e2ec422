"""What has the desk promised, as plain data that both the desk and its judge are given?

The judge reads nothing else of the configuration; `given.py` makes of it what the desk reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DAY = 24 * 60
DUTY_ZONE, DUTY_HOUR, DUTY_STARTS = "Europe/Berlin", 9, date(2026, 1, 5)
METRICS = ("claim", "first_response", "next_reply", "resolution")


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Opening hours: minutes of the day for each weekday from Monday on, in a zone."""

    key: str
    zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    off: frozenset[date] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Minutes for each metric; `warn` holds shares, and minutes before due as whole numbers."""

    hours: str
    minutes: dict[str, int]
    tier: str | None = None
    priority: str | None = None
    type: str | None = None
    warn: tuple[float | int, ...] = (0.75,)
    pauses: frozenset[str] = frozenset({"pending"})

    def named(self) -> int:
        """How many of its keys it names: of several that match, more is nearer."""
        return sum(key is not None for key in (self.tier, self.priority, self.type))

    def fits(self, tier: str, priority: str, kind: str) -> bool:
        wanted = ((self.tier, tier), (self.priority, priority), (self.type, kind))
        return all(mine is None or mine == theirs for mine, theirs in wanted)


@dataclass(frozen=True, kw_only=True)
class Team:
    """A tier, its hours, the channels that show its cards, and who sits in them.

    The first `duty` of them are on call in turn, each for so many days from nine in Berlin.
    """

    key: str
    hours: str
    channels: tuple[str, ...]
    people: tuple[str, ...]
    duty: int = 0
    days: int = 1

    def on_duty(self, at: int) -> str | None:
        """Who is on call at a moment, looked up on the wall."""
        if not self.duty:
            return None
        wall = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(DUTY_ZONE))
        days = (wall.date() - DUTY_STARTS).days - (wall.hour < DUTY_HOUR)
        return self.people[days // self.days % self.duty]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A level of a path: it calls the on-call of its tier, who has so many minutes to claim."""

    tier: str
    claim: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All of it; the first team takes new tickets. `paths` are levels by tier, walked again."""

    teams: tuple[Team, ...]
    hours: tuple[Hours, ...]
    promises: tuple[Promise, ...]
    paths: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    repeat: int = 1

    def team(self, key: str) -> Team:
        return next(team for team in self.teams if team.key == key)

    def promise(self, tier: str, priority: str, kind: str) -> Promise | None:
        fitting = [one for one in self.promises if one.fits(tier, priority, kind)]
        return max(fitting, key=Promise.named, default=None)
