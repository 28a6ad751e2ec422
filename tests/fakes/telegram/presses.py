"""Which button presses wait for the bot's answer?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import User
    from tests.fakes.telegram.clock import Clock

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bot answered a press: a toast, or an alert that must be closed."""

    query_id: str
    user: User
    text: str = ""
    is_alert: bool = False
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Press:
    """A press under way; `await press.answered()` gives what the person sees."""

    query_id: str
    user: User
    data: str
    pressed_at: datetime
    answer: asyncio.Future[Answer] = field(repr=False)

    async def answered(self, within: float = 5) -> Answer:
        done, _ = await asyncio.wait([self.answer], timeout=within)
        if not done:
            raise AssertionError(f"{self.data!r} by {self.user.first_name} was never answered")
        return self.answer.result()


class Presses:
    """Every press is answered once at most, and within `lifetime`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[str, Press] = {}
        self._count = 0
        self.lifetime = timedelta(seconds=15)
        self.answers: list[Answer] = []

    def press(self, user: User, data: str) -> Press:
        self._count += 1
        press = Press(
            query_id=str(4_382_000_000_000_000 + self._count),
            user=user,
            data=data,
            pressed_at=self._clock.now(),
            answer=asyncio.get_running_loop().create_future(),
        )
        self._waiting[press.query_id] = press
        return press

    def resolve(self, query_id: str, text: str, *, is_alert: bool, url: str | None) -> None:
        press = self._waiting.pop(query_id, None)
        if press is None or self._clock.now() - press.pressed_at > self.lifetime:
            raise bad_request(_TOO_OLD)
        answer = Answer(query_id=query_id, user=press.user, text=text, is_alert=is_alert, url=url)
        self.answers.append(answer)
        press.answer.set_result(answer)
