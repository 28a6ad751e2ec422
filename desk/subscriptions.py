"""Who wants to hear of a service: that it broke, that it works again, when it is worked on?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol


class Subscriptions(Protocol):
    """Who subscribed to which services, inside one transaction."""

    async def add(self, service: str, person: int, at: datetime) -> bool:
        """Subscribe; False for who has subscribed already, which stays as it was."""

    async def remove(self, service: str, person: int) -> bool:
        """Unsubscribe; False for who has not subscribed."""

    async def of(self, person: int) -> Sequence[str]:
        """Give the services that the person subscribed to, by their keys."""

    async def to(self, services: Collection[str]) -> Sequence[int]:
        """Give who subscribed to any of these services, each once."""
