"""How does a test wait until something has happened, without sleeping?"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class News:
    """Wakes whoever waits each time the fake changes."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Say that something changed."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, look: Callable[[], T | None], timeout: float) -> T | None:  # noqa: ASYNC109 - waiting is all it does
        """Return what `look` finds as soon as it does, or nothing when the time is up."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (found := look()):
            waiter = loop.create_future()
            self._waiting.add(waiter)
            await asyncio.wait({waiter}, timeout=max(0.0, end - loop.time()))
            if not waiter.done():
                self._waiting.discard(waiter)
                return look()
        return found
