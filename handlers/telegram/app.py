"""How is Telegram connected: long polling that moves on only past what is stored?

The library's own updater keeps updates in memory and confirms them at once; here a row is stored
first. One replica polls at a time: Telegram refuses a second one.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Protocol

import aiohttp
import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, RetryAfter, TelegramError
from typing_extensions import override

from desk.outcome import Done, Outcome, Refused
from desk.policy import DeskPolicy
from desk.ports import Inbox, Letter, NotStoredError
from handlers.cards.card import Card
from handlers.cards.catalogue import draw_outcome
from handlers.handles import Handles
from handlers.listener import Listener
from handlers.notifier import Notifier
from handlers.platform import Platform
from handlers.telegram.identity import PLATFORM, author_of, chat_address
from handlers.telegram.listeners import KINDS, TelegramListener, is_of_person, place_of
from handlers.telegram.notifier import TelegramNotifier
from handlers.telegram.options import TelegramOptions
from handlers.telegram.render import cut
from handlers.telegram.request import SessionRequest
from handlers.texts import Texts, nearest

LEASE = "telegram:poll"
OFFSET = "telegram:offset"
TOAST = 200

CAN_SHOW = (Done, Refused)
"""A toast holds a sentence; everything larger goes out as a message."""

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How long a poll waits for news, its lease for a dead replica, and we after a failure.

    The lease outlives a poll; scaled down only together, by tests. All in seconds.
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


class TelegramPlatform(Platform):
    """Telegram, as the program runs it. Make it inside the running loop."""

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
        polling: Polling = POLLING,
    ) -> None:
        self._session = aiohttp.ClientSession()
        request = SessionRequest(self._session)
        self._bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=request,
            get_updates_request=SessionRequest(self._session),
        )
        self.options = options
        self._policy = policy
        self._inbox = inbox
        self._handles = handles
        self._marks = marks
        self._leases = leases
        self._now = now
        self._polling = polling
        self._owner = token_hex(8)
        self._known: set[tuple[int, int]] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._me: Raw = {}
        self._listener = TelegramListener()
        self._notifier = TelegramNotifier(self._bot, self._session.close)

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
        """Poll until `stop`; a long poll under way is let go of."""
        polling = asyncio.create_task(self._poll())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (polling, stopping, *self._answers):
            task.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await polling
        finally:
            await self._leases.let_go(LEASE, self._owner)

    async def _poll(self) -> None:
        offset = int(await self._marks.get(OFFSET) or 0)
        while True:
            try:
                offset = await self._round(offset)
            except RetryAfter as error:
                wait = error.retry_after
                seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
                await asyncio.sleep(seconds)
            except (TelegramError, aiohttp.ClientError, OSError, NotStoredError) as error:
                reason = "second poller" if isinstance(error, Conflict) else _name(error)
                log.warning("telegram is away", reason=reason)
                await asyncio.sleep(self._polling.again)

    async def _round(self, offset: int) -> int:
        """Ask once: store all that came, and only then move on."""
        if not await self._leases.hold(LEASE, self._owner, self._polling.lease):
            await asyncio.sleep(self._polling.again)
            return offset
        if not self._me:
            self._me = (await self._bot.get_me()).to_dict()
            await self._admins()
        updates = await self._bot.get_updates(
            offset=offset or None, timeout=self._polling.news, allowed_updates=list(KINDS)
        )
        if not updates:
            return offset
        await asyncio.gather(*(self._receive(update.to_dict()) for update in updates))
        offset = updates[-1].update_id + 1
        await self._marks.set(OFFSET, str(offset))
        return offset

    async def _receive(self, update: Raw) -> None:
        query = update.get("callback_query")
        if query is not None:
            await self._tap(update, query)
            return
        message = update.get("message") or update.get("edited_message") or {}
        if message and is_of_person(message):
            await self._meet(message)
        await self._inbox.put(self._letter(update, message))

    async def _tap(self, update: Raw, query: Raw) -> None:
        """Store a tap and answer it apart, so that polling goes on; a question is only asked."""
        data = str(query.get("data") or "")
        if data[:2] in {"s:", "n:"}:
            _ = self._spawn(self._ask_sure(query, data))
            return
        letter = self._letter(update, query.get("message") or {}, has_handle=True)
        stored = asyncio.Event()
        answering = self._spawn(self._answer(letter, query, stored))
        storing = asyncio.create_task(stored.wait())
        await asyncio.wait({answering, storing}, return_when=asyncio.FIRST_COMPLETED)
        storing.cancel()
        if not stored.is_set():
            await answering  # raises why it was not stored: the poller must not move on

    async def _answer(self, letter: Letter, query: Raw, stored: asyncio.Event) -> None:
        async with self._handles.waiting(letter.key, CAN_SHOW) as waiting:
            await self._inbox.put(letter)
            stored.set()
            outcome = await waiting.outcome()
        await self._toast(query, outcome)

    async def _toast(self, query: Raw, outcome: Outcome | None) -> None:
        language = nearest(author_of(query["from"]).language or "en")
        text = None
        if isinstance(outcome, Refused):
            card = draw_outcome(outcome, language)
            text = cut(card.text, TOAST) if isinstance(card, Card) else None
        try:
            await self._bot.answer_callback_query(query["id"], text=text, show_alert=bool(text))
        except TelegramError as error:
            log.info("toast lost", reason=_name(error))

    async def _ask_sure(self, query: Raw, data: str) -> None:
        """Add a row with yes and no under the buttons, or take it away again."""
        message, texts = query["message"], Texts(nearest(author_of(query["from"]).language or "en"))
        rows = [
            row
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            if not any(str(one.get("callback_data")).startswith("n:") for one in row)
        ]
        if data.startswith("s:"):
            yes = {"text": texts.say("platform.yes"), "callback_data": f"b:{data[2:]}"}
            no = {"text": texts.say("platform.no"), "callback_data": f"n:{data[2:]}"}
            rows.append([yes, no])
        keyboard = [[InlineKeyboardButton.de_json(dict(one), self._bot) for one in r] for r in rows]
        with suppress(BadRequest):
            await self._bot.edit_message_reply_markup(
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                reply_markup=InlineKeyboardMarkup(keyboard),
            )
        with suppress(TelegramError):
            text = texts.say("platform.sure") if data.startswith("s:") else None
            await self._bot.answer_callback_query(query["id"], text=text)

    async def _admins(self) -> None:
        """Learn the admins of the tiers' groups; bots cannot list ordinary members."""
        for tier in self._policy.tiers:
            for channel in tier.channels:
                if channel.address.platform == PLATFORM:
                    await self._admins_of(int(channel.address.channel))

    async def _admins_of(self, chat: int) -> None:
        try:
            admins = await self._bot.get_chat_administrators(chat)
        except TelegramError as error:
            log.exception("no roster", channel=chat, reason=_name(error))
            return
        people = [admin.user.to_dict() for admin in admins if not admin.user.is_bot]
        await self._roster(chat, people, f"{self._now().timestamp():.0f}")

    async def _meet(self, message: Raw) -> None:
        """Who writes in a tier's group is in it."""
        chat, user = message["chat"]["id"], message["from"]
        is_tier = self._policy.tier_of(chat_address(chat)) is not None
        if not is_tier or (chat, user["id"]) in self._known or "sender_chat" in message:
            return
        self._known.add((chat, user["id"]))
        await self._roster(chat, [user], f"{user['id']}:{self._now().date()}")

    async def _roster(self, chat: int, people: Sequence[Raw], suffix: str) -> None:
        body = {"v": 1, "kind": "roster", "chat": chat, "people": [dict(one) for one in people]}
        await self._inbox.put(
            Letter(
                key=f"roster:{chat}:{suffix}",
                platform=PLATFORM,
                conversation=f"{PLATFORM}:{chat}:roster",
                sort_at=self._now(),
                body=json.dumps(body),
            )
        )

    def _letter(self, update: Raw, message: Raw, *, has_handle: bool = False) -> Letter:
        body = {"v": 1, "kind": "update", "update": update, "bot": self._me.get("username")}
        where = place_of(message) if "chat" in message else f"{PLATFORM}:roster"
        return Letter(
            key=f"tg:{self._me.get('id')}:{update['update_id']}",
            platform=PLATFORM,
            conversation=where,
            sort_at=self._now(),
            body=json.dumps(body),
            has_handle=has_handle,
        )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
        return task


def _name(error: Exception) -> str:
    return type(error).__name__
