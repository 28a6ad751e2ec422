"""Which updates wait for the bot, and who is fetching them?"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import conflict

if TYPE_CHECKING:
    from tests.fakes.telegram.clock import Clock

KINDS = {
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
}
_BY_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
_OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_QUIET = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An update not yet confirmed."""

    update_id: int
    made_at: datetime
    body: dict[str, Any]


class UpdateQueue:
    """What waits, for at most `retention`; one poller at a time, the newest wins."""

    def __init__(self, clock: Clock, *, first_id: int = 870_000_001) -> None:
        self._clock = clock
        self._next_id = first_id
        self._last_at = clock.now()
        self._waiting: list[Waiting] = []
        self._poller: asyncio.Future[None] | None = None
        self._random = random.Random(first_id)
        self.retention = timedelta(hours=24)
        self.allowed: set[str] = set()
        self.confirmed_offset = 0
        self.is_webhook_active = False
        self.arrived = asyncio.Event()

    def put(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queue an update unless the bot did not ask for its kind; return its id."""
        if not self.is_wanted(kind):
            return None
        if self._clock.now() - self._last_at > _QUIET:
            self._next_id = self._random.randrange(1, 2**31)
        self._last_at = self._clock.now()
        update_id, self._next_id = self._next_id, self._next_id + 1
        body = {"update_id": update_id, kind: payload}
        self._waiting.append(Waiting(update_id=update_id, made_at=self._last_at, body=body))
        self.arrived.set()
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        return update_id

    def is_wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _BY_REQUEST_ONLY

    def allow(self, kinds: list[str] | None) -> None:
        """Remember the filter; `None` keeps the one before, and what waits already stays."""
        if kinds is not None:
            self.allowed = set(kinds)

    async def poll(self, *, offset: int, limit: int, timeout: int) -> list[dict[str, Any]]:  # noqa: ASYNC109 - the vendor's name
        """Answer `getUpdates`; an older waiting poll is told that another took its place."""
        if self.is_webhook_active:
            raise conflict(_WEBHOOK_ACTIVE)
        self.abort_poll(_OTHER_POLLER)
        self._confirm(offset)
        if self.pending() or not timeout:
            return self._bodies(limit)
        self._poller = poller = asyncio.get_running_loop().create_future()
        await asyncio.wait([poller], timeout=timeout)
        if self._poller is poller:
            self._poller = None
        if poller.done():
            poller.result()
        return self._bodies(limit)

    def abort_poll(self, why: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(conflict(why))
        self._poller = None

    def pending(self) -> list[Waiting]:
        oldest = self._clock.now() - self.retention
        self._waiting = [update for update in self._waiting if update.made_at > oldest]
        return self._waiting

    def drop(self, update: Waiting) -> None:
        """Forget one that a webhook took."""
        self._waiting = [other for other in self._waiting if other is not update]

    def clear(self) -> None:
        self._waiting = []

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self._waiting[offset:]
            offset = self._waiting[0].update_id if self._waiting else 0
        if 0 < offset <= self._next_id:  # one from before a quiet week confirms nothing
            self._waiting = [update for update in self._waiting if update.update_id >= offset]
            self.confirmed_offset = offset

    def _bodies(self, limit: int) -> list[dict[str, Any]]:
        return [update.body for update in self.pending()[:limit]]
