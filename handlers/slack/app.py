"""How is Slack connected: Bolt over Socket Mode, one shared HTTP session, nothing retried blindly?

A Slack that is away is tried again without end; the desk goes on meanwhile.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from desk.policy import DeskPolicy
from desk.ports import Inbox, Letter
from handlers.handles import Handles
from handlers.listener import Listener
from handlers.notifier import Notifier
from handlers.platform import Platform
from handlers.slack.identity import PLATFORM, members
from handlers.slack.listeners import SlackListener
from handlers.slack.notifier import SlackNotifier
from handlers.slack.options import SlackOptions
from handlers.slack.receiver import Receiver

HTTP_TIMEOUT = 10
"""Seconds for a whole call; delivery counts on it."""

_AGAIN = 5.0

log = structlog.get_logger(__name__)


class SlackPlatform(Platform):
    """Slack, as the program runs it. Make it inside the running loop."""

    name = PLATFORM

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str | None,
        signing_secret: str | None,
        api_url: str,
        options: SlackOptions,
        policy: DeskPolicy,
        inbox: Inbox,
        handles: Handles,
        now: Callable[[], datetime],
    ) -> None:
        timeout = aiohttp.ClientTimeout(total=HTTP_TIMEOUT)
        self._session = aiohttp.ClientSession(timeout=timeout)
        self._client = AsyncWebClient(
            token=bot_token,
            base_url=api_url,
            session=self._session,
            timeout=HTTP_TIMEOUT,
            retry_handlers=[],
        )
        self.options = options
        self._app_token = app_token
        self._policy = policy
        self._inbox = inbox
        self._now = now
        self._receiver = Receiver(self._client, inbox, handles, now)
        self._receiver.number = policy.number
        self.bolt = AsyncApp(
            client=self._client,
            token=bot_token,
            signing_secret=signing_secret,
            before_authorize=self._receiver,
        )
        self._listener = SlackListener()
        self._notifier = SlackNotifier(self._client, self._session.close)

    @property
    @override
    def listener(self) -> Listener:
        return self._listener

    @property
    @override
    def notifier(self) -> Notifier:
        return self._notifier

    @override
    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop`; connecting never ends by itself while Slack is away."""
        greeting = asyncio.create_task(self._greet(stop))
        handler, connecting = None, None
        if self._app_token is not None:
            handler = AsyncSocketModeHandler(self.bolt, self._app_token, web_client=self._client)
            connecting = asyncio.create_task(self._connect(handler))
        await stop.wait()
        for task in (greeting, connecting):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if handler is not None:
            with suppress(Exception):  # closing a broken socket may fail in any way
                await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        while True:
            try:
                await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
            except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("slack is away", reason=type(error).__name__)
                await asyncio.sleep(_AGAIN)
            else:
                log.info("slack connected")
                return

    async def _greet(self, stop: asyncio.Event) -> None:
        """Learn who we are and who sits in the tiers' channels, as soon as Slack answers."""
        while not stop.is_set():
            try:
                answer = await self._client.auth_test()
                self._receiver.bot = answer["user_id"]
                await self._rosters(answer["team_id"])
            except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("slack is away", reason=_reason(error))
                await asyncio.sleep(_AGAIN)
            else:
                return

    async def _rosters(self, team: str) -> None:
        for tier in self._policy.tiers:
            for channel in tier.channels:
                if channel.address.platform == PLATFORM:
                    await self._roster(channel.address.channel, team)

    async def _roster(self, channel: str, team: str) -> None:
        try:
            people = await members(self._client, channel)
        except SlackApiError as error:
            log.exception("no roster", channel=channel, reason=_reason(error))
            return
        profiles = [await self._receiver.profiles.get(user) for user in people]
        now = self._now()
        stored = {
            "v": 1,
            "kind": "roster",
            "channel": channel,
            "team": team,
            "people": [dict(one) for one in profiles if not one.get("is_bot")],
        }
        await self._inbox.put(
            Letter(
                key=f"roster:{channel}:{now.timestamp():.0f}",
                platform=PLATFORM,
                conversation=f"{PLATFORM}:{channel}:roster",
                sort_at=now,
                body=json.dumps(stored),
            )
        )


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__
