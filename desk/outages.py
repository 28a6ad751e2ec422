"""When was a service down, and what said so?

An outage begins when a service is seen to fail and ends when it is seen to work again. A service is
down or it is not: it has at most one open outage, whatever many things say that it fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desk.intervals import Interval


class OutageSource(StrEnum):
    """What first said that the service was down."""

    PROBE = "probe"
    HEARTBEAT = "heartbeat"
    ALERT = "alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch in which a service was down; `id` is 0 until it is stored.

    `ends_at` is None while it is. `ticket` is its incident; None as long as nobody was alerted,
    which is held back while the service is worked on by plan.
    """

    id: int
    service: str
    starts_at: datetime
    source: OutageSource
    ends_at: datetime | None = None
    ticket: int | None = None

    def within(self, start: datetime, end: datetime) -> Interval:
        """Give the part of it in [start, end); what is still open lasts up to `end`."""
        last = end if self.ends_at is None else min(self.ends_at, end)
        return Interval(start=max(self.starts_at, start), end=last)


def ended(outage: Outage, at: datetime) -> Outage:
    """Let it be over; never before it began."""
    return replace(outage, ends_at=max(outage.starts_at, at))


class Outages(Protocol):
    """The outages of a desk, inside one transaction."""

    async def add(self, outage: Outage) -> Outage:
        """Store a new one (its id 0) and give it back with its id.

        Raises StaleError where the service has an open one already.
        """

    async def save(self, outage: Outage) -> None:
        """Store a change."""

    async def open(self) -> Sequence[Outage]:
        """Give all that are open, oldest first."""

    async def open_of(self, service: str) -> Outage | None:
        """Give the open one of a service, held until the transaction ends; None while it works."""

    async def between(self, service: str, start: datetime, end: datetime) -> Sequence[Outage]:
        """Give those of a service that touch [start, end), whole and in order."""
