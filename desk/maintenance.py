"""When is something worked on by plan, and what is there to say about it next?

A window is planned, then active, then done, or it is cancelled. People are told two days before, an
hour before, when it begins and when it is over: once each, and of what is late only the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from desk.business_hours import instant

AHEAD = timedelta(hours=48)
"""So long before people are told that it is coming."""

SOON = timedelta(hours=1)
"""So long before they are told again."""


class Phase(StrEnum):
    """Where a window stands."""

    PLANNED = "planned"
    ACTIVE = "active"
    DONE = "done"
    CANCELLED = "cancelled"


class Announcement(StrEnum):
    """What is said about a window, in the order of time."""

    AHEAD = "ahead"
    SOON = "soon"
    BEGUN = "begun"
    OVER = "over"


_ORDER = tuple(Announcement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch in which services are worked on by plan; `id` is 0 until it is stored.

    `text` is what people read about it. `every` is after how many days it comes again, at the same
    time on the wall of `timezone`; None for once. `told` is what was said last.
    """

    id: int
    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    text: str
    timezone: str
    planned_by: int | None
    planned_at: datetime
    every: int | None = None
    told: Announcement | None = None
    cancelled_at: datetime | None = None

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at


def phase(window: Window, now: datetime) -> Phase:
    """Say where it stands; half-open, so that at its end it is done."""
    if window.cancelled_at is not None:
        return Phase.CANCELLED
    if now < window.starts_at:
        return Phase.PLANNED
    return Phase.ACTIVE if now < window.ends_at else Phase.DONE


def due(window: Window, now: datetime) -> Announcement | None:
    """Choose what is to be said now: of several that are late only the last."""
    late = [step for step in _untold(window) if _moment(window, step) <= now]
    return late[-1] if late else None


def next_at(window: Window) -> datetime | None:
    """Say when there is something to say next; None when all is said."""
    return min((_moment(window, step) for step in _untold(window)), default=None)


def cancel(window: Window, now: datetime) -> Window:
    """Call it off; what is not said yet is not said any more."""
    return replace(window, cancelled_at=now)


def end(window: Window, now: datetime) -> Window:
    """Let it be over now, where it is active; the next of a series is planned by `following`.

    It must be planned from the window as it was: what ended early is no shorter the next time.
    """
    return replace(window, ends_at=max(window.starts_at, min(window.ends_at, now)), every=None)


def following(window: Window) -> Window | None:
    """Plan the next of a series, at the same time on the wall; None for one that comes once."""
    if window.every is None:
        return None
    zone = ZoneInfo(window.timezone)
    wall = window.starts_at.astimezone(zone) + timedelta(days=window.every)
    starts_at = instant(wall.date(), wall.time(), zone)
    return replace(window, id=0, starts_at=starts_at, ends_at=starts_at + window.length, told=None)


def wall(window: Window, at: datetime) -> str:
    """Write a moment as the wall of the window's zone shows it: `2026-11-28 22:00`."""
    return f"{at.astimezone(ZoneInfo(window.timezone)):%Y-%m-%d %H:%M}"


def _untold(window: Window) -> tuple[Announcement, ...]:
    if window.cancelled_at is not None:
        return ()
    return _ORDER if window.told is None else _ORDER[_ORDER.index(window.told) + 1 :]


def _moment(window: Window, step: Announcement) -> datetime:
    moments = {
        Announcement.AHEAD: window.starts_at - AHEAD,
        Announcement.SOON: window.starts_at - SOON,
        Announcement.BEGUN: window.starts_at,
        Announcement.OVER: window.ends_at,
    }
    return moments[step]


class Windows(Protocol):
    """The windows of a desk, inside one transaction."""

    async def add(self, window: Window) -> Window:
        """Store a new one (its id 0) and give it back with its id."""

    async def get(self, id: int) -> Window:  # noqa: A002
        """Give one, held until the transaction ends; raises NotFoundError."""

    async def save(self, window: Window) -> None:
        """Store a change."""

    async def coming(self, now: datetime) -> Sequence[Window]:
        """Give those that are neither over nor cancelled, the next one first."""

    async def between(self, start: datetime, end: datetime) -> Sequence[Window]:
        """Give those that touch [start, end) and were not cancelled, in order."""

    async def to_tell(self, now: datetime) -> Sequence[int]:
        """Numbers of those about which there is something to say by now, oldest first."""
