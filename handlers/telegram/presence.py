"""What do both ways of hearing Telegram share?

We greet once before anything is heard, and notice when somebody else has our token.
"""

from collections.abc import Awaitable, Callable

import structlog

from handlers.telegram.alarms import Alarm

log = structlog.get_logger(__name__)


class Presence:
    """How we stand with Telegram; `greet` is called until it did not fail."""

    def __init__(self, greet: Callable[[], Awaitable[None]], alarm: Alarm) -> None:
        self._greet = greet
        self._alarm = alarm
        self._lost = 0
        self.has_greeted = False

    async def greet(self) -> None:
        """Say hello, once."""
        if not self.has_greeted:
            await self._greet()
            self.has_greeted = True

    def hold(self) -> None:
        """Note that the updates are ours."""
        self._lost = 0

    async def lose(self, by: str, often: int) -> None:
        """Note that somebody else had them; the admins are told when that was so often on end."""
        self._lost += 1
        log.warning("telegram is taken", by=by)
        if self._lost == often:
            await self._alarm("telegram_taken")
