"""What do two chat platforms look like to the program, and when did what pass over the wire?

The strict fakes of the tests, in this process: a question's trip begins when its bytes leave the
platform, and ends when the request with our answer reaches it.
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import Call, FakeTelegram

if TYPE_CHECKING:
    from tests.fakes.slack.delivery import Envelope

CHATS = 200
READY_WITHIN = 30.0


@dataclass(slots=True, kw_only=True)
class Trip:
    """One question's moments; None for what has not happened."""

    asked_at: float
    acked_at: float | None = None
    answered_at: float | None = None


class Wire(ABC):
    """A platform with many direct chats."""

    name: ClassVar[str]
    channel: ClassVar[str]
    environment: Mapping[str, str]

    @abstractmethod
    async def ready(self) -> None:
        """Wait until the program listens."""

    @abstractmethod
    def ask(self, chat: int, text: str) -> None:
        """Let the person of a chat ask."""

    @abstractmethod
    def trips(self) -> list[Trip]:
        """Give the trips of all questions, in the order in which they were asked."""


class SlackWire(Wire):
    """Slack by Socket Mode: an envelope in, its acknowledgement, a post in the thread out."""

    name = "Slack"
    channel = "slack:C0LONE0001"

    def __init__(self, slack: FakeSlack) -> None:
        self._slack = slack
        self._asked: list[tuple[str, Envelope]] = []
        self._people = [slack.add_user(f"U0B{n:07}", f"person{n}") for n in range(CHATS)]
        slack.add_channel("C0LONE0001", "l1-support", members=[])
        self.environment = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Wire]:
        """Open a workspace."""
        async with FakeSlack() as slack:
            yield cls(slack)

    @override
    async def ready(self) -> None:
        await self._slack.wait_for_sockets(1, timeout=READY_WITHIN)

    @override
    def ask(self, chat: int, text: str) -> None:
        person = self._people[chat]
        ts = self._slack.say(self._slack.dm(person), person, text)
        self._asked.append((ts, self._slack.deliveries.envelopes[-1]))

    @override
    def trips(self) -> list[Trip]:
        answered: dict[str, float] = {}
        for call in self._slack.attempts:
            if call.method == "chat.postMessage" and call.is_accepted:
                answered.setdefault(str(call.args.get("thread_ts")), call.at)
        return [
            Trip(
                asked_at=envelope.sent_at[0],
                acked_at=envelope.acked_at,
                answered_at=answered.get(ts),
            )
            for ts, envelope in self._asked
            if envelope.sent_at
        ]


class TelegramWire(Wire):
    """Telegram by long polling: an update in, the offset moved past it, a message out.

    A question is asked when it reaches the platform, whether or not a poll waits there.
    """

    name = "Telegram"
    channel = "telegram:-1001000000001"

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram
        self._trips: list[Trip] = []
        self._unanswered: dict[int, deque[Trip]] = defaultdict(deque)
        self._unacked: deque[tuple[int, Trip]] = deque()
        self._has_polled = asyncio.Event()
        for n in range(CHATS):
            telegram.start(telegram.add_user(1000 + n, f"Person {n}"))
        telegram.add_group(-1001000000001, "L1", forum=True)
        telegram.updates.clear()
        telegram.on_call("sendMessage", self._take_answer)
        telegram.on_call("getUpdates", self._take_offset)
        self.environment = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.api_url,
        }

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Wire]:
        """Open a Telegram."""
        async with FakeTelegram() as telegram:
            yield cls(telegram)

    @override
    async def ready(self) -> None:
        async with asyncio.timeout(READY_WITHIN):
            await self._has_polled.wait()

    @override
    def ask(self, chat: int, text: str) -> None:
        self._telegram.say(1000 + chat, 1000 + chat, text)
        trip = Trip(asked_at=monotonic())
        self._trips.append(trip)
        self._unanswered[1000 + chat].append(trip)
        self._unacked.append((self._telegram.updates.pending()[-1].update_id, trip))

    @override
    def trips(self) -> list[Trip]:
        return self._trips

    def _take_answer(self, call: Call) -> None:
        waiting = self._unanswered[call.chat or 0]
        if waiting:
            waiting.popleft().answered_at = monotonic()

    def _take_offset(self, call: Call) -> None:
        self._has_polled.set()
        offset = int(json.loads(str(call.arguments.get("offset") or 0)))
        while self._unacked and self._unacked[0][0] < offset:
            self._unacked.popleft()[1].acked_at = monotonic()


WIRES: tuple[type[SlackWire] | type[TelegramWire], ...] = (SlackWire, TelegramWire)
