"""How is Telegram connected: the library's `Bot` over one shared HTTP session, and how is it heard?

A Telegram that is away is tried again without end; the desk goes on meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

import aiohttp
from telegram import Bot
from typing_extensions import override

from desk.policy import DeskPolicy
from desk.ports import Inbox
from handlers.handles import Handles
from handlers.platform import Endpoint, Platform
from handlers.telegram.alarms import Alarm, Bell, log_alarm
from handlers.telegram.answers import Answers
from handlers.telegram.files import TelegramFiles
from handlers.telegram.identity import PLATFORM
from handlers.telegram.listeners import TelegramListener
from handlers.telegram.moves import Book, Moves
from handlers.telegram.notifier import TelegramNotifier
from handlers.telegram.options import TelegramOptions
from handlers.telegram.poller import POLLING, Leases, Marks, Poller, Polling
from handlers.telegram.presence import Presence
from handlers.telegram.receiver import Receiver
from handlers.telegram.request import SessionRequest
from handlers.telegram.roster import Rosters
from handlers.telegram.webhook import PATH, WebhookDoor


class TelegramPlatform(Platform):
    """Telegram, as the program runs it. Make it inside the running loop.

    `alarm` tells the admins of the desk, `book` keeps which group has moved, `polling` says how
    long to wait for what.
    """

    name = PLATFORM

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        options: TelegramOptions,
        policy: DeskPolicy,
        inbox: Inbox,
        handles: Handles,
        marks: Marks,
        leases: Leases,
        now: Callable[[], datetime],
        alarm: Alarm = log_alarm,
        book: Book | None = None,
        polling: Polling = POLLING,
    ) -> None:
        session = aiohttp.ClientSession()
        bot = bot_on(session, token, api_url)
        bell = Bell(alarm)
        moves = Moves(policy, bell, book)
        rosters = Rosters(bot, policy, inbox, moves, now)
        self.options = options
        self._bot = bot
        self._rosters = rosters
        self._moves = moves
        self._bell = bell
        self._receiver = Receiver(inbox, handles, Answers(bot), rosters, moves, now)
        presence = Presence(self._greet, alarm)
        self._poller = Poller(bot, self._receiver, presence, marks, leases, polling)
        self._door = None
        if options.webhook is not None:
            self._door = WebhookDoor(bot, self._receiver, presence, options.webhook, polling.again)
        self.listener = TelegramListener()
        self.notifier = TelegramNotifier(
            bot, session.close, has_topics=options.has_topics, moves=moves, bell=bell
        )
        self.files = TelegramFiles(bot, session, f"{api_url}/file/bot{token}/", moves)

    @override
    def endpoints(self) -> Mapping[str, Endpoint]:
        """Give the path to which Telegram sends updates, where we do not fetch them."""
        return {} if self._door is None else {PATH: self._door.answer}

    @override
    async def run(self, stop: asyncio.Event) -> None:
        """Hear until `stop`; a long poll under way is let go of."""
        hearing = self._poller if self._door is None else self._door
        polling = asyncio.create_task(hearing.stay())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            polling.cancel()
            await asyncio.wait({polling, stopping})
            await self._receiver.close()
            await self._bell.settle()
            await self._poller.leave()
        if not polling.cancelled():
            polling.result()  # a poller never ends by itself: this raises why it did

    async def _greet(self) -> None:
        """Learn who we are, and who sits in the tiers' groups."""
        self._receiver.me = (await self._bot.get_me()).to_dict()
        await self._moves.load()
        await self._rosters.tell()


def bot_on(session: aiohttp.ClientSession, token: str, api_url: str) -> Bot:
    """Make the library's client on our session; its own log, which names the token, is muted."""
    library = logging.getLogger("telegram")
    library.setLevel(max(library.getEffectiveLevel(), logging.INFO))
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=SessionRequest(session),
        get_updates_request=SessionRequest(session),
    )
