"""Is the program alive, and may it be given work?

Alive: the loop turns and the tick came by lately. Ready: the database can be written and its tables
are those of this release, and what comes in is worked on. A platform that is away is an alarm,
never unreadiness.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from storage.store import Store

TICK_IS_OLD = timedelta(seconds=60)


class Health:
    """Answers /livez and /readyz."""

    def __init__(
        self, store: Store, machine: Callable[[], datetime], at_head: Callable[[], Awaitable[bool]]
    ) -> None:
        self._store = store
        self._machine = machine
        self._at_head = at_head
        self._ticked_at: datetime | None = None
        self._is_behind = False

    def ticked(self) -> None:
        """Note that the tick came by."""
        self._ticked_at = self._machine()

    def audited(self, *, is_behind: bool) -> None:
        """Note whether the audit found that what came in is not worked on."""
        self._is_behind = is_behind

    async def is_live(self) -> bool:
        """Whether the tick came by within a minute; True before the first one is due."""
        return self._ticked_at is None or self._machine() - self._ticked_at < TICK_IS_OLD

    async def is_ready(self) -> bool:
        """Whether the database takes a write, stands at this release's tables, and is worked on."""
        if self._is_behind:
            return False
        try:
            await self._store.marks.set("ready", self._machine().isoformat())
        except SQLAlchemyError:
            return False
        return await self._at_head()
