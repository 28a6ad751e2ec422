"""How do updates come in where Telegram sends them to us, and who is turned away?

Everybody may knock at this door. Telegram shows the secret that it was given; who does not is
turned away before anything is read. What could not be stored is not taken: Telegram sends it again.
"""

import asyncio
import hmac
import json
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from desk.ports import NotStoredError
from handlers.telegram.errors import reason_of, wait_of
from handlers.telegram.listeners import KINDS
from handlers.telegram.options import Webhook
from handlers.telegram.presence import Presence
from handlers.telegram.receiver import Receiver

PATH = "/telegram/updates"
"""Where Telegram sends updates to, below the public address."""

HEADER = "x-telegram-bot-api-secret-token"

LARGEST = 1_000_000
"""Bytes of one update; the longest message with all its marks is far below."""

OFTEN = 3
"""So many times on end somebody else took the webhook: that is no accident."""

_TAKEN = Response(status_code=200)
_STRANGER = Response(status_code=401)
_TOO_LARGE = Response(status_code=413)
_NO_UPDATE = Response(status_code=400)
_LATER = Response(status_code=503)

log = structlog.get_logger(__name__)


class WebhookDoor:
    """Tells Telegram where we are, sees that it stays so, and takes what it sends.

    We greet before the first update is taken.
    """

    def __init__(
        self, bot: Bot, receiver: Receiver, presence: Presence, webhook: Webhook, again: float
    ) -> None:
        self._bot = bot
        self._receiver = receiver
        self._presence = presence
        self._url = webhook.address.rstrip("/") + PATH
        self._webhook = webhook
        self._again = again
        self._is_set = False

    async def stay(self) -> None:
        """Look now and then until cancelled; a Telegram that is away is tried again without end."""
        while True:
            pause = self._webhook.looks
            try:
                await self._keep()
            except RetryAfter as error:
                pause = wait_of(error)
            except (TelegramError, NotStoredError) as error:
                log.warning("telegram is away", reason=reason_of(error))
                pause = self._again
            await asyncio.sleep(pause)

    async def answer(self, request: Request) -> Response:
        """Take an update that only Telegram can have sent."""
        shown = request.headers.get(HEADER, "").encode()
        if not hmac.compare_digest(shown, self._webhook.secret.encode()):
            return _STRANGER
        if not self._presence.has_greeted:
            return _LATER
        body = await _read(request)
        return _TOO_LARGE if body is None else await self._take(body)

    async def _take(self, body: bytes) -> Response:
        update = _update(body)
        if update is None:
            return _NO_UPDATE
        try:
            await self._receiver.receive(update)
        except NotStoredError:
            return _LATER
        return _TAKEN

    async def _keep(self) -> None:
        """Say hello once, and where we are whenever Telegram does not know it (any more)."""
        await self._presence.greet()
        if self._is_set and (await self._bot.get_webhook_info()).url == self._url:
            self._presence.hold()
            return
        if self._is_set:
            await self._presence.lose("another", OFTEN)
        await self._bot.set_webhook(
            self._url, secret_token=self._webhook.secret, allowed_updates=KINDS
        )
        self._is_set = True


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    is_update = isinstance(update, dict) and isinstance(update.get("update_id", 0), int)
    return update if is_update else None
