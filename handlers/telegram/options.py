"""What may be set about Telegram itself?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramOptions:
    """`has_topics`: each ticket gets a topic in groups that have them, else a reply chain."""

    has_topics: bool = True
