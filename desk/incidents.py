"""Which trouble of a service do many feel, and who waits for the end of it?

An incident is a ticket that was declared to be one: it stands for everybody whom the same trouble
hits. They follow it with a ticket of their own, which has no card and is counted on the incident's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Source(StrEnum):
    """What made an incident known."""

    PROBE = "probe"
    ALERT = "alert"
    STORM = "storm"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A ticket that is declared to be the trouble of a service; `ticket` is its number.

    A service has one that is not over at most. One whose ticket is opened again goes on as if it
    never was over.
    """

    ticket: int
    service: str
    declared_at: datetime
    source: Source
    over_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.over_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A ticket that is about the same as an incident, whose requester waits for its end.

    `told_at` is when the requester was told that it is over, `works_at` when they said that it
    works for them.
    """

    ticket: int
    incident: int
    joined_at: datetime
    told_at: datetime | None = None
    works_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether its requester has still to be told of the end."""
        return self.told_at is None and self.works_at is None


def end(incident: Incident, now: datetime) -> Incident:
    """Let it be over; one that is over stays as it was."""
    return incident if incident.over_at is not None else replace(incident, over_at=now)


def resume(incident: Incident) -> Incident:
    """Let it go on after all."""
    return replace(incident, over_at=None)


class Incidents(Protocol):
    """The incidents of a desk and who follows them, inside one transaction."""

    async def add(self, incident: Incident) -> None:
        """Store a new one; raises StaleError where its service has one that is not over."""

    async def save(self, incident: Incident) -> None:
        """Store whether it is over; its followers are told by the tick when it is.

        Where it goes on, those of them who have not said that it works are told anew at its end.
        """

    async def of_ticket(self, ticket: int) -> Incident | None:
        """Give the incident that a ticket is, over or not."""

    async def open(self) -> Sequence[Incident]:
        """Give those that are not over, the oldest first."""

    async def open_of(self, service: str) -> Incident | None:
        """Give the one of a service that is not over."""

    async def between(self, start: datetime, end: datetime) -> Sequence[Incident]:
        """Give those that touch [start, end), the oldest first."""

    async def follow(self, follower: Follower) -> None:
        """Let a ticket follow an incident, whose card has a new count from now on."""

    async def let_go(self, ticket: int, now: datetime) -> None:
        """Let a ticket follow no incident any more."""

    async def follower(self, ticket: int) -> Follower | None:
        """Give how a ticket follows an incident; None for one that follows none."""

    async def save_told(self, ticket: int, at: datetime) -> bool:
        """Note that a follower is told of the end; False where they were, or said that it works."""

    async def save_follower(self, follower: Follower) -> None:
        """Store what the requester was told, or has said."""

    async def count(self, incident: int) -> int:
        """How many people follow it."""

    async def newest_texts(self, incident: int, limit: int) -> Sequence[str]:
        """What its newest followers wrote."""

    async def to_count(self, now: datetime) -> Sequence[int]:
        """Numbers of those whose card shows an old count, and may be redrawn by now."""

    async def counted(self, incident: int) -> None:
        """Note that the card shows the count that holds."""

    async def to_tell(self, now: datetime) -> Sequence[int]:
        """Numbers of those that are over and whose followers have not all been told."""

    async def waiting(self, incident: int, limit: int) -> Sequence[Follower]:
        """Give followers who have still to be told of its end, the first ones first."""

    async def is_told(self, incident: int, person: int, *, but_for: int) -> bool:
        """Whether the person follows it with another ticket too, and was told of the end there."""

    async def told(self, incident: int) -> None:
        """Note that all of its followers have been told."""
