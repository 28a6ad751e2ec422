"""How are the admins told of something, when whoever noticed it cannot wait for that?"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from desk.errors import Fact

log = structlog.get_logger(__name__)


class Alarm(Protocol):
    """Tells the admins what is wrong with the desk; the same thing once an hour."""

    async def __call__(self, code: str, **facts: Fact) -> None:
        """Tell them."""


async def log_alarm(code: str, **facts: Fact) -> None:
    """Tell nobody but the log, where the program gave no other way."""
    log.error("alert", code=code, **facts)


class Bell:
    """Tells them apart; what could not be told is in the log."""

    def __init__(self, alarm: Alarm = log_alarm) -> None:
        self._alarm = alarm
        self._ringing: set[asyncio.Task[None]] = set()

    def ring(self, code: str, is_told: Callable[[bool], None], **facts: Fact) -> None:
        """Begin to tell; `is_told` hears whether it could be."""
        ringing = asyncio.create_task(self._alarm(code, **facts))
        self._ringing.add(ringing)
        ringing.add_done_callback(partial(self._rung, is_told))

    async def settle(self) -> None:
        """Wait until all that is being told is told."""
        await asyncio.gather(*self._ringing, return_exceptions=True)

    def _rung(self, is_told: Callable[[bool], None], ringing: asyncio.Task[None]) -> None:
        self._ringing.discard(ringing)
        error = None if ringing.cancelled() else ringing.exception()
        if error is not None:
            log.error("alarm lost", reason=type(error).__name__)
        is_told(error is None)
