"""How does one stay connected to Slack by Socket Mode?

Bolt's client reconnects by itself, but keeps a link that was spent or expired while Slack was away
and then knocks at it for ever, in silence. So a watchdog of ours begins anew, with a link of its
own, when connecting takes too long or nothing has been open for a while.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack.errors import AWAY, code_of

if TYPE_CHECKING:
    from slack_sdk.socket_mode.aiohttp import SocketModeClient

FAREWELL = 0.6
"""Seconds that closing may take; then the socket is simply dropped."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Seconds: between pings and looks, for connecting, without a connection, between the two."""

    ping: float = 10.0
    every: float = 5.0
    connecting: float = 10.0
    patience: float = 30.0
    apart: float = 1800.0


WATCH = Watch()
"""What runs in production."""


class SocketMode:
    """Two connections that are kept up.

    Slack asks for a fresh one every few hours, and Bolt's client closes the old one first. The
    second, begun half an hour later, hears what is said in that gap.
    """

    def __init__(
        self, bolt: AsyncApp, client: AsyncWebClient, app_token: str, watch: Watch = WATCH
    ) -> None:
        self._bolt = bolt
        self._client = client
        self._token = app_token
        self._watch = watch
        self._connections: set[SocketModeClient] = set()

    async def is_open(self) -> bool:
        """Whether Slack can tell us anything just now."""
        return any([await connection.is_connected() for connection in self._connections])

    async def stay(self) -> None:
        """Stay connected until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_up(after=0.0))
            group.create_task(self._keep_up(after=self._watch.apart))

    async def _keep_up(self, after: float) -> None:
        await asyncio.sleep(after)
        while True:
            handler = AsyncSocketModeHandler(
                self._bolt,
                self._token,
                web_client=self._client,
                ping_interval=self._watch.ping,
            )
            self._connections.add(handler.client)
            try:
                await self._hold(handler)
            finally:
                self._connections.discard(handler.client)
                await _close(handler)

    async def _hold(self, handler: AsyncSocketModeHandler) -> None:
        """Connect, and return when that failed or has been lost for too long."""
        try:
            async with asyncio.timeout(self._watch.connecting):
                await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
        except (SlackApiError, *AWAY) as error:
            log.warning("slack is away", reason=code_of(error))
            await asyncio.sleep(self._watch.every)
            return
        log.info("slack connected")
        connection = handler.client
        clock = asyncio.get_running_loop().time
        seen_at = clock()
        while clock() - seen_at < self._watch.patience:
            await asyncio.sleep(self._watch.every)
            if await connection.is_connected():
                seen_at = clock()
        log.warning("slack is away", reason="no connection")


async def _close(handler: AsyncSocketModeHandler) -> None:
    client = handler.client
    try:
        async with asyncio.timeout(FAREWELL):
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's
    except (aiohttp.ClientError, OSError, RuntimeError, TimeoutError) as error:
        log.info("socket dropped", reason=type(error).__name__)
    finally:
        for task in (
            client.message_processor,
            client.current_session_monitor,
            client.message_receiver,
        ):
            if task is not None:
                task.cancel()
        await client.aiohttp_client_session.close()
