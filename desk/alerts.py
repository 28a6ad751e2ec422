"""What do other programs report of a service or a machine, and is it over?

An alert is known by its sender and a fingerprint. While it fires it is one and the same, however
often it is sent; what belongs to one group goes on one ticket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as it was sent; `service` is what the sender calls the service, if any."""

    fingerprint: str
    group: str
    name: str
    is_firing: bool
    starts_at: datetime
    ends_at: datetime | None = None
    service: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """An alert that fires, or did: `ends_at` is None while it does.

    `service` is the key of one that the desk knows. `ticket` is None while nobody was alerted,
    which is held back while the service is worked on by plan. `is_down` counts as downtime.
    """

    sender: str
    fingerprint: str
    group: str
    name: str
    text: str
    is_down: bool
    starts_at: datetime
    ends_at: datetime | None = None
    service: str | None = None
    ticket: int | None = None


class Firings(Protocol):
    """The alerts that came, inside one transaction."""

    async def get(self, sender: str, fingerprint: str) -> Firing | None:
        """Give one, held until the transaction ends."""

    async def save(self, firing: Firing) -> None:
        """Store it, instead of the one of its fingerprint."""

    async def down(self, service: str) -> Sequence[Firing]:
        """Give those that fire and mean that a service is down, the longest first."""

    async def of_ticket(self, ticket: int) -> Sequence[Firing]:
        """Give those that fire and went on a ticket."""

    async def ticket_of(self, sender: str, group: str) -> int | None:
        """Give the newest ticket of a group."""

    async def held(self) -> Sequence[Firing]:
        """Give those that fire and of which nobody was alerted, the longest first."""
