"""Who ticks? Up to three at once on one database, and some of them are killed on the way.

A killed one stops before a drawn statement, as a process does: nothing after that is done, what was
not committed is gone. `process.py` is the same with a real process and a real SIGKILL.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import event

from desk.actions.climb import ClimbPaths
from desk.actions.keep_promises import KeepPromises
from desk.policy import DeskPolicy
from storage.store import Store
from tests.clock.process import die

TOGETHER = 3
STATEMENTS = 60


Keep = Callable[[Store, datetime], Awaitable[None]]
"""What a tick does about promises: the real thing, or that with a fault put in."""


async def keep_promises(store: Store, now: datetime) -> None:
    """What the program's own tick does."""
    await KeepPromises()(store.begin, now=now)


class Killed(BaseException):
    """The ticker's process is gone."""


class Ticker:
    """One of those that tick, with connections of its own."""

    def __init__(self, store: Store, keep: Keep) -> None:
        self.store = store
        self._keep = keep
        self.left: int | None = None
        engine = store.database._writer.sync_engine
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise Killed

    async def tick(self, now: datetime) -> None:
        await self._keep(self.store, now)

    async def die(self, now: datetime, statement: int) -> bool:
        """Tick, but not beyond that statement; tell whether it came so far."""
        self.left = statement
        try:
            await self.tick(now)
        except Killed:
            return True
        finally:
            self.left = None
        return False


@dataclass
class Tickers:
    """Three of them."""

    keep: Keep
    deaths: float = 0.1
    processes: float = 0.0
    together: float = 0.3
    died: int = 0
    killed: int = 0
    ticked: int = 0
    all: list[Ticker] = field(default_factory=list)

    async def open(
        self, store: Callable[[DeskPolicy], Store], policy: DeskPolicy, url: str
    ) -> None:
        """Open a store for each of them; `url` is for those that are processes of their own."""
        self._url, self._policy = url, policy
        self._quick = AsyncExitStack()
        self.all = [Ticker(store(policy), self.keep) for _ in range(TOGETHER)]
        for one in self.all:
            await self._quick.enter_async_context(one.store.database.unflushed())

    async def close(self) -> None:
        await self._quick.aclose()
        for one in self.all:
            await one.store.close()

    async def tick(self, now: datetime, rng: Random, *, is_due: bool, may_die: bool) -> bool:
        """Tick as it comes: one, all at once, or one that is killed; say whether it was."""
        self.ticked += 1
        drawn = rng.random()
        if is_due and may_die and drawn < self.deaths:
            return await self._die(now, rng)
        if is_due and drawn > 1 - self.together:
            await asyncio.gather(*(one.tick(now) for one in self.all))
        else:
            await self.all[rng.randrange(TOGETHER)].tick(now)
        return False

    async def climb(self, now: datetime, rng: Random, *, is_due: bool) -> None:
        """Let one see to those whom nobody claims, or all at once."""
        together = self.all if is_due and rng.random() < self.together else self.all[:1]
        await asyncio.gather(*(ClimbPaths()(one.store.begin, now=now) for one in together))

    async def _die(self, now: datetime, rng: Random) -> bool:
        """Kill one at a drawn statement; some of them are processes of their own."""
        statement = rng.randrange(STATEMENTS)
        if rng.random() < self.processes:
            was_killed = await die(self._url, self._policy, int(now.timestamp()), statement)
            self.killed += was_killed
        else:
            was_killed = await self.all[0].die(now, statement)
        self.died += was_killed
        return was_killed
