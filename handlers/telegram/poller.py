"""How are updates fetched, and when is one confirmed?

By long polling that moves on only past what is stored: the library's own updater keeps updates in
memory and confirms them at once. Updates are taken as they come over the wire, for the library
refuses a whole batch when it cannot read something new in one message. One replica polls at a time;
Telegram refuses a second one.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Protocol
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError

from desk.ports import NotStoredError
from handlers.telegram.errors import reason_of, says, wait_of
from handlers.telegram.listeners import KINDS
from handlers.telegram.presence import Presence
from handlers.telegram.receiver import Receiver

LEASE = "telegram:poll"
OFFSET = "telegram:offset"

TAKEN = 10
"""So many conflicts in a row are no accident."""

_RENEWED = 0.15
"""The part of a lease after which it is renewed; a poll has to fit into the rest."""

_GRACE = 10
"""Seconds that Telegram's answer to a poll may be late."""

Raw = Mapping[str, Any]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How long a poll waits for news, and how long before another try is made, in seconds.

    The lease outlives a poll, and a replica that died keeps it for so long; all three are scaled
    down only together, by tests.
    """

    news: int = 10
    lease: float = 30.0
    again: float = 3.0


POLLING = Polling()
"""What runs in production."""


class Marks(Protocol):
    """Small texts that outlive the process."""

    async def get(self, name: str) -> str | None:
        """Give what was kept."""

    async def set(self, name: str, value: str) -> None:
        """Keep it."""


class Leases(Protocol):
    """Rows that one replica holds at a time."""

    async def hold(self, name: str, owner: str, seconds: float) -> bool:
        """Take or renew it; False while another has it."""

    async def let_go(self, name: str, owner: str) -> None:
        """Give it back."""


class Poller:
    """Fetches updates for a receiver.

    We greet before the first poll. The offset is kept only as a hint: what was stored twice is told
    apart by its key.
    """

    def __init__(  # noqa: PLR0917 - handed over once, by the platform
        self,
        bot: Bot,
        receiver: Receiver,
        presence: Presence,
        marks: Marks,
        leases: Leases,
        polling: Polling = POLLING,
    ) -> None:
        self._bot = bot
        self._receiver = receiver
        self._presence = presence
        self._marks = marks
        self._leases = leases
        self._polling = polling
        self._owner = token_hex(8)
        self._offset = 0
        self._renew_at = 0.0
        self._has_webhook = False

    async def stay(self) -> None:
        """Poll until cancelled; a Telegram that is away is tried again without end."""
        self._offset = int(await self._marks.get(OFFSET) or 0)
        while True:
            try:
                await self._round()
            except RetryAfter as error:
                await asyncio.sleep(wait_of(error))
            except Conflict as error:
                await self._step_back(error)
            except (TelegramError, NotStoredError) as error:
                log.warning("telegram is away", reason=reason_of(error))
                await asyncio.sleep(self._polling.again)

    async def leave(self) -> None:
        """Let another replica poll, without waiting for the lease to end."""
        self._renew_at = 0.0
        await self._leases.let_go(LEASE, self._owner)

    async def _round(self) -> None:
        """Ask once: store all that came, and only then move on."""
        if not await self._is_ours():
            await asyncio.sleep(self._polling.again)
            return
        await self._prepare()
        updates = await self._updates()
        self._presence.hold()
        if not updates:
            return
        await asyncio.gather(*(self._receiver.receive(update) for update in updates))
        numbers = [int(update["update_id"]) for update in updates if "update_id" in update]
        if not numbers:  # it will give the same again, and what it gave is stored
            await asyncio.sleep(self._polling.again)
            return
        self._offset = max(numbers) + 1
        await self._marks.set(OFFSET, str(self._offset))

    async def _is_ours(self) -> bool:
        """Hold the lease; it is renewed now and then, as each time costs a write."""
        now = asyncio.get_running_loop().time()
        if now < self._renew_at:
            return True
        if not await self._leases.hold(LEASE, self._owner, self._polling.lease):
            return False
        self._renew_at = now + self._polling.lease * _RENEWED
        return True

    async def _updates(self) -> Sequence[Raw]:
        wanted = {"timeout": self._polling.news, "allowed_updates": json.dumps(KINDS)}
        query = urlencode({"offset": self._offset, **wanted} if self._offset else wanted)
        url, patience = f"{self._bot.base_url}/getUpdates?{query}", self._polling.news + _GRACE
        try:
            found = await self._bot.request.post(url, read_timeout=patience)
        except KeyError:  # the library does not expect an answer without a result
            raise NetworkError("no result") from None
        return found if isinstance(found, list) else ()

    async def _step_back(self, error: Conflict) -> None:
        """Wait while somebody else has the updates; admins are told when that goes on.

        A program that was killed a moment ago is such a somebody for as long as its last poll.
        """
        self._has_webhook = says(error, "webhook is active")
        await self._presence.lose("webhook" if self._has_webhook else "poller", TAKEN)
        await asyncio.sleep(self._polling.again)

    async def _prepare(self) -> None:
        """Say hello once; take a forgotten webhook away, for it would hear all in our place."""
        if self._has_webhook:
            await self._bot.delete_webhook()
            self._has_webhook = False
        await self._presence.greet()
