"""How do updates reach a bot that has set a webhook?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.errors import bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.updates import UpdateQueue, Waiting

_PORTS = {80, 88, 443, 8443}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
Answered = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Posts one update after the other; what is not taken is posted again, later and later."""

    updates: UpdateQueue
    on_method: Answered
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    first_pause: float = 0.05
    longest_pause: float = 2.0
    _task: asyncio.Task[None] | None = None

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Point it somewhere, or nowhere with an empty address."""
        _require_address(url)
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.updates.is_webhook_active = bool(url)
        if url:
            self.updates.abort_poll("terminated by setWebhook request")
            if self._task is None:
                self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        pause = self.first_pause
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                waiting = [u for u in self.updates.pending() if self.url]
                if not waiting:
                    self.updates.arrived.clear()
                    with suppress(TimeoutError):  # wakes by itself too: a url may have been set
                        await asyncio.wait_for(self.updates.arrived.wait(), timeout=0.1)
                elif await self._is_taken(session, waiting[0]):
                    self.updates.drop(waiting[0])
                    pause = self.first_pause
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, self.longest_pause)

    async def _is_taken(self, session: aiohttp.ClientSession, update: Waiting) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update.body, headers=headers) as response:
                body = await response.read()
                is_json = response.content_type == "application/json"
                if response.status // 100 != 2:
                    self.last_error = f"Wrong response from the webhook: {response.status}"
                    return False
                if is_json and body.startswith(b"{") and b'"method"' in body:
                    await self.on_method(await response.json())
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
            return False
        return True


def _require_address(url: str) -> None:
    if not url:
        return
    parts = urlsplit(url)
    if parts.hostname in _LOOPBACK:  # no certificate on a test machine
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
