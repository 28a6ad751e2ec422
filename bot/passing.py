"""What happens on the way when a demo's clock is moved?

What falls due is played in order, each at its own moment and said before the next, as if somebody
had waited: a jump would be a downtime, after which warnings are late and breaches come in a heap.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from bot.wiring import Desk

MOST = 300
"""So many moments are played at most in one move, and for so many seconds; then it stops there."""

SECONDS = 6.0

Settle = Callable[[], Awaitable[None]]
"""Lets the desk say what is waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is played before whoever waits is told how far it came."""

    moments: int = MOST
    seconds: float = SECONDS


LIMITS = Limits()


class Passing:
    """Moves the desk's clock on through everything that falls due."""

    def __init__(self, desk: Desk, settle: Settle, *, limits: Limits = LIMITS) -> None:
        self._desk = desk
        self._settle = settle
        self._limits = limits

    async def until(self, moment: datetime) -> datetime | None:
        """Let time pass; None when it arrived, else the last moment that was played.

        What is due already is done first. The clock never goes back.
        """
        ends_at, played, at = monotonic() + self._limits.seconds, 0, self._desk.clocks.desk()
        await self._strike()
        while (following := await self._desk.store.due.next_at(at)) and following <= moment:
            if played >= self._limits.moments or (played and monotonic() > ends_at):
                return at
            at, played = following, played + 1
            await self._reach(at)
            await self._strike()
        await self._reach(moment)
        return None

    async def _strike(self) -> None:
        await self._desk.tick.strike()
        await self._settle()

    async def _reach(self, moment: datetime) -> None:
        ahead = moment - self._desk.clocks.desk()
        if ahead > timedelta():
            await self._desk.move_clock(ahead)
