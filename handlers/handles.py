"""Who still waits for an outcome, and did they get it?

A handle (the answer to a form, `trigger_id`, a callback query, an open browser request) lives for
seconds and only in memory. Losing one loses a hint, never a fact: whoever finishes the row tells
here, and where nobody waits any more the outcome goes out as a notice.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from desk.outcome import Outcome
from desk.people import Identity

PATIENCE = timedelta(seconds=2)
"""How long a handle waits; Slack takes its own away after three seconds."""

_POLL = 0.1

Look = Callable[[str], Awaitable[Outcome | None]]

Reveal = Callable[[Outcome], Awaitable[Outcome]]
"""Puts into an outcome what may be shown and never stored: a one-time link."""


Chosen = Callable[[Identity], Awaitable[str | None]]
"""Gives the language that somebody chose, where they did."""


async def none_chosen(identity: Identity) -> str | None:  # noqa: ARG001 - a look's form
    """Know of nobody's choice."""
    return None


async def as_stored(outcome: Outcome) -> Outcome:
    """Reveal nothing."""
    return outcome


class Waiting:
    """One handle that waits for the outcome of one row."""

    def __init__(
        self, key: str, can_show: tuple[type, ...], look: Look, reveal: Reveal = as_stored
    ) -> None:
        self.key = key
        self.can_show = can_show
        self._look = look
        self._reveal = reveal
        self._told: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def tell(self, outcome: Outcome) -> bool:
        """Hand the outcome over; False when it came too late or cannot be shown here."""
        if self._told.done() or not isinstance(outcome, self.can_show):
            return False
        self._told.set_result(outcome)
        return True

    async def outcome(self, patience: timedelta = PATIENCE) -> Outcome | None:
        """Wait for it: told by this process, or found in the inbox when another one did the work.

        None after `patience`; from then on the outcome goes out as a notice.
        """
        found = await self._found(patience)
        return None if found is None else await self._reveal(found)

    async def _found(self, patience: timedelta) -> Outcome | None:
        try:
            async with asyncio.timeout(patience.total_seconds()):
                while not self._told.done():
                    await asyncio.wait([self._told], timeout=_POLL)
                    if not self._told.done() and (found := await self._look(self.key)):
                        return found
                return self._told.result()
        except TimeoutError:
            self._told.cancel()
            return None


class Handles:
    """All handles of this process, by the key of the row they wait for."""

    def __init__(
        self, look: Look, reveal: Reveal = as_stored, chosen: Chosen = none_chosen
    ) -> None:
        self._look = look
        self._reveal = reveal
        self._chosen = chosen
        self._waiting: dict[str, Waiting] = {}

    @asynccontextmanager
    async def waiting(self, key: str, can_show: tuple[type, ...]) -> AsyncIterator[Waiting]:
        """Wait from before the row is stored, so that no outcome slips by."""
        waiting = Waiting(key, can_show, self._look, self._reveal)
        self._waiting[key] = waiting
        try:
            yield waiting
        finally:
            self._waiting.pop(key, None)

    async def language(self, identity: Identity, told: str) -> str:
        """Give the language of what is shown to somebody: chosen here, or as the platform tells."""
        return await self._chosen(identity) or told

    def tell(self, key: str, outcome: Outcome) -> bool:
        """Tell whoever waits for this row; False when nobody took it."""
        waiting = self._waiting.get(key)
        return waiting is not None and waiting.tell(outcome)
