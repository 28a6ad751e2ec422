"""What may be set about Telegram itself?"""

from dataclasses import dataclass, field
from typing import Final

LARGEST_GIVEN: Final = 20_000_000
"""Bytes of a file beyond which Telegram gives it to no bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram sends updates: our public address, and the secret that it has to show.

    `looks` is how many seconds lie between two looks at whether Telegram still knows it.
    """

    address: str
    secret: str = field(repr=False)
    looks: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramOptions:
    """`has_topics`: each ticket gets a topic in groups that have them, else a reply chain.

    With a `webhook` Telegram sends updates to us; without one we fetch them.
    """

    has_topics: bool = True
    webhook: Webhook | None = None
