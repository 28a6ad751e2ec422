"""How is Slack connected: Bolt, one shared HTTP session, nothing retried blindly?

Socket Mode where there is an app token, signed requests where there is only a signing secret. A
Slack that is away is tried again without end; the desk goes on meanwhile.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from desk.policy import DeskPolicy
from desk.ports import Inbox, NotStoredError
from handlers.handles import Handles
from handlers.platform import Endpoint, Platform
from handlers.slack.catch_up import REACH, CatchUp, Reach
from handlers.slack.errors import AWAY, code_of
from handlers.slack.files import Marks, Pad, SlackFiles
from handlers.slack.identity import PLATFORM, Profiles
from handlers.slack.listeners import SlackListener
from handlers.slack.manifest import REQUESTS
from handlers.slack.means import Means
from handlers.slack.notifier import LONGEST, SlackNotifier
from handlers.slack.options import SlackOptions
from handlers.slack.receiver import Receiver
from handlers.slack.roster import Rosters
from handlers.slack.signed import SignedRequests
from handlers.slack.socket import WATCH, SocketMode, Watch

_AGAIN = 5.0
_REFRESH = 3600.0
"""Seconds between two looks at the rosters."""

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
        marks: Marks | None = None,
        watch: Watch = WATCH,
        reach: Reach = REACH,
    ) -> None:
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LONGEST))
        client = AsyncWebClient(
            token=bot_token, base_url=api_url, session=session, timeout=LONGEST, retry_handlers=[]
        )
        profiles = Profiles(client, now)
        self.options = options
        self._client = client
        self._policy = policy
        means = Means(client=client, profiles=profiles, inbox=inbox, handles=handles, now=now)
        self._rosters = Rosters(means)
        self._receiver = Receiver(means, policy, options)
        self._bolt = AsyncApp(
            client=client,
            signing_secret=signing_secret,
            before_authorize=self._receiver,
        )
        self._socket = SocketMode(self._bolt, client, app_token, watch) if app_token else None
        secret = None if app_token else signing_secret
        self._signed = SignedRequests(self._bolt, secret) if secret else None
        self.listener = SlackListener(options.command)
        self.notifier = SlackNotifier(client, session.close)
        marks = marks or Pad()
        self.files = SlackFiles(client, session, self.notifier, marks)
        self._catch_up = CatchUp(client, marks, self._receiver.take, now, reach)

    @override
    def endpoints(self) -> Mapping[str, Endpoint]:
        """Give the request URL, where Slack does not speak to us by Socket Mode."""
        return {} if self._signed is None else {REQUESTS: self._signed.answer}

    @override
    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop`; connecting never ends by itself while Slack is away."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._greet()),
                group.create_task(self._catch_up.stay(self._is_listening)),
            ]
            if self._socket is not None:
                tasks.append(group.create_task(self._socket.stay()))
            await stop.wait()
            for task in tasks:
                task.cancel()
        await self._receiver.close()

    async def _is_listening(self) -> bool:
        """Whether we know who we are, so that a mention is one, and Slack can reach us."""
        is_open = self._socket is None or await self._socket.is_open()
        return is_open and bool(self._receiver.bot)

    async def _greet(self) -> None:
        """Learn who we are and who sits in our channels, again when we are invited into one.

        And every now and then, for nobody tells us of what happened while we were away.
        """
        invited = self._receiver.invited
        while True:
            invited.clear()
            pause = _REFRESH if await self._is_greeted() else _AGAIN
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await invited.wait()

    async def _is_greeted(self) -> bool:
        try:
            answer = await self._client.auth_test()
            bot = str(answer["user_id"])
            if bot != self._receiver.bot:
                log.info("connected as", bot=str(answer["user"]), team=str(answer["team"]))
            self._receiver.know(answer.data if isinstance(answer.data, dict) else {})
            await self._rosters.tell(self._policy, str(answer["team_id"]), bot)
        except (SlackApiError, NotStoredError, *AWAY) as error:
            log.warning("no greeting yet", reason=code_of(error))
            return False
        return True
