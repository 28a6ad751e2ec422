"""Which group has gone to live under another number?

A group that becomes a supergroup gets a new number and new message ids. The desk's configuration
names the old one, so a person has to write the new one down; until then words are carried to where
the group is now, but what is said there is not known for a tier's.
"""

import asyncio
from typing import Protocol

import structlog

from desk.errors import Fact
from desk.policy import DeskPolicy
from handlers.telegram.identity import chat_address

log = structlog.get_logger(__name__)


class Alarm(Protocol):
    """Tells the admins what is wrong with the desk; the same thing once an hour."""

    async def __call__(self, code: str, **facts: Fact) -> None:
        """Tell them."""


async def log_alarm(code: str, **facts: Fact) -> None:
    """Tell nobody but the log, where the program gave no other way."""
    log.error("alert", code=code, **facts)


class Moves:
    """Reports each move of a group that the configuration names, once a process."""

    def __init__(self, policy: DeskPolicy, alarm: Alarm = log_alarm) -> None:
        self._policy = policy
        self._alarm = alarm
        self._known: dict[int, int] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def note(self, chat: int, to: int) -> None:
        """Take note of a move; the admins are told apart, so that nothing waits for it."""
        if self._known.get(chat) == to:
            return
        self._known[chat] = to
        log.warning("chat migrated", chat=chat, to=to)
        if chat_address(chat) not in self._policy.rosters:
            return
        old, new = str(chat_address(chat)), str(chat_address(to))
        telling = asyncio.create_task(self._alarm("chat_migrated", instead_of=old, write=new))
        self._telling.add(telling)
        telling.add_done_callback(self._told)

    async def settle(self) -> None:
        """Wait until all that is being told is told."""
        await asyncio.gather(*self._telling, return_exceptions=True)

    def _told(self, telling: asyncio.Task[None]) -> None:
        """Forget the task; one that failed is known for another time."""
        self._telling.discard(telling)
        if not telling.cancelled() and (error := telling.exception()) is not None:
            log.error("alarm lost", reason=type(error).__name__)
            self._known.clear()
