"""What carries a card to a platform, and what does it say about how that went?

The four answers are for delivery's decision: it records, gives up, waits, or reconciles.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.notice import Op
from desk.people import Address, Identity
from handlers.cards.card import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It is there.

    `message` is the platform's id of it; words that go under it take it as `Parcel.under`, and the
    notifier knows how its platform hangs one message under another. `drawn` is what was sent.
    """

    message: str
    drawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The platform will never take it; `reason` is its own code."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """It certainly was not sent, and may be tried again after so many seconds.

    `is_for_all` when the whole platform asks for a pause, not only this channel.
    """

    reason: str
    retry_after: float = 1.0
    is_for_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody knows whether it arrived (a reset, a read timeout, an answer of 5xx)."""

    reason: str


Delivered = Sent | Refused | NotSent | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One thing to carry.

    `under` is the message (or room) of ours in whose thread it belongs, where delivery resolved a
    card's name; without it `address.thread` says where, in the words of the platform's own
    listener (`Said.answer_in`). `button` is the id behind this card's buttons (`b:<button>.<n>`).
    `message` is the message to edit, delete or react to; `on` a person's message to answer where
    the platform quotes. `only` shows it to one person; `title` names a room to open or to
    rename, which `is_shut` when its ticket is over; `is_repeat`
    marks a second try of words that may have arrived. `language` is the reader's, for words of the
    platform's own where there is no card.
    """

    key: str
    op: Op
    address: Address
    card: Card | None = None
    button: int | None = None
    message: str | None = None
    under: str | None = None
    on: str | None = None
    only: Identity | None = None
    title: str | None = None
    is_shut: bool = False
    is_repeat: bool = False
    language: str = "en"


class Notifier(Protocol):
    """One platform's way out. SDK retries are off: whether to try again is delivery's decision."""

    platform: str
    can_find: bool
    """Whether `find` can tell for sure; without it an unknown outcome follows the weight."""

    async def carry(self, parcel: Parcel) -> Delivered:
        """Do what the parcel's `op` says, once, within ten seconds."""

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Look for a message with the parcel's key among those posted since.

        None when it is not there; raises LookupFailedError when the platform cannot be asked.
        """

    async def close(self) -> None:
        """Let go of connections."""


class LookupFailedError(Exception):
    """The platform could not be asked whether a message is there."""
