"""Which group lives under another number, and how is it called all the same?

A group that becomes a supergroup gets a new number and new message ids. The desk goes on calling it
by the number that it knows: what comes in is renamed before it is stored, what goes out is carried
to where the group is now. The admins are told once what to write into the configuration, which may
name either number.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import structlog

from desk.notice import Op
from desk.people import Address
from desk.policy import DeskPolicy
from handlers.notifier import Delivered, Parcel, Sent
from handlers.telegram.alarms import Bell
from handlers.telegram.identity import ANEW, PLATFORM, chat_address

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]


class Book(Protocol):
    """Moves that outlive the process."""

    async def known(self, platform: str) -> Mapping[str, str]:
        """Give for each new number the one by which the desk calls the channel."""

    async def move(self, channel: Address, to: str) -> bool:
        """Note a move; False when it is known."""


class Moves:
    """Knows where each group is, and by which number the desk calls it.

    Without a `book` moves are forgotten with the process.
    """

    def __init__(self, policy: DeskPolicy, bell: Bell, book: Book | None = None) -> None:
        self._policy = policy
        self._bell = bell
        self._book = book
        self._homes: dict[int, int] = {}
        self._there: dict[int, int] = {}
        self._untold: set[int] = set()

    async def load(self) -> None:
        """Learn the moves of earlier days, and what other replicas saw."""
        known = {} if self._book is None else await self._book.known(PLATFORM)
        for to, home in known.items():
            self._keep(int(home), int(to))

    async def take(self, chat: int, to: int) -> None:
        """Take note of a move; the admins are told apart, so that nothing waits for it."""
        home = self._homes.get(chat, chat)
        is_new = await self._is_new(home, to)
        if not is_new and to not in self._untold:
            return
        log.warning("chat migrated", chat=chat, to=to)
        if chat_address(home) not in self._policy.rosters:
            return
        old, new = str(chat_address(home)), str(chat_address(to))
        self._bell.ring("chat_migrated", partial(self._told, to), instead_of=old, write=new)

    def there(self, chat: int) -> int:
        """Give the number under which the group is now."""
        return self._there.get(chat, chat)

    async def placed(self, parcel: Parcel) -> Parcel:
        """Address a parcel to where the group is now, with the ids that hold there.

        What stood there before is out of reach: it is not answered, and a card is said anew.
        """
        chat = int(parcel.address.channel)
        if chat not in self._there and _is_anew(parcel.under or parcel.message):
            await self.load()  # another replica saw it move
        if chat not in self._there:
            return parcel
        there = replace(
            parcel,
            address=replace(
                chat_address(self._there[chat]), thread=_id_there(parcel.address.thread)
            ),
            message=_id_there(parcel.message),
            under=_id_there(parcel.under),
            on=_id_there(parcel.on),
        )
        is_lost = parcel.op is Op.EDIT and there.message is None
        return replace(there, op=Op.POST) if is_lost else there

    def kept(self, parcel: Parcel, result: Delivered) -> Delivered:
        """Give the id under which the desk keeps what was sent."""
        is_moved = int(parcel.address.channel) in self._there
        if not (is_moved and isinstance(result, Sent) and result.message):
            return result
        return replace(result, message=f"{ANEW}{result.message}")

    def named(self, update: Raw) -> Raw:
        """Call a group that moved, wherever the update names it, as the desk does."""
        if not self._homes:
            return update
        return {name: self._renamed(part) for name, part in update.items()}

    def _renamed(self, part: object) -> object:
        if not isinstance(part, Mapping):
            return part
        inner = part.get("message")
        whole = {**part, "message": self._renamed(inner)} if inner is not None else part
        chat = whole.get("chat") or {}
        home = self._homes.get(chat.get("id", 0))
        if home is None:
            return whole
        return {**whole, "chat": {**chat, "id": home, "moved_to": chat["id"]}}

    async def _is_new(self, home: int, to: int) -> bool:
        """Keep a move; it is known at once, while the book is still being written."""
        if self._homes.get(to) == home:
            return False
        self._keep(home, to)
        return self._book is None or await self._book.move(chat_address(home), str(to))

    def _keep(self, home: int, to: int) -> None:
        self._homes[to] = home
        self._there[home] = to

    def _told(self, to: int, is_told: bool) -> None:  # noqa: FBT001 - what the bell says
        """Remember what could not be told for another time."""
        (self._untold.discard if is_told else self._untold.add)(to)


def _is_anew(id: str | None) -> bool:  # noqa: A002 - what it is
    return id is not None and id.startswith(ANEW)


def _id_there(id: str | None) -> str | None:  # noqa: A002 - what it is
    return id.removeprefix(ANEW) if id is not None and _is_anew(id) else None
