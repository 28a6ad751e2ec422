"""How are services looked at, each probe in its own time?

One replica looks, as long as it holds the lease; the others are ready to take over. Every look has
a task of its own, so that a server that is slow holds up no other.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clocks import Clocks
from desk.actions.look import TakeLook
from desk.business_hours import is_open
from desk.errors import DeskError
from desk.monitors import Probe
from handlers.probes.look import look
from handlers.probes.net import Net
from storage.store import Store

LEASE = "probes"
HELD = 30.0
"""Seconds for which the lease is taken; who dies is followed after as many."""

RENEWED = 10.0
"""Seconds after which it is taken anew."""

STEP = 1.0
"""Seconds between two looks at what is due."""

SPREAD = 10.0
"""Seconds over which the first looks are spread, so that not all come at once."""

log = structlog.get_logger(__name__)


class Prober:
    """Looks at all services that have probes, until told to stop."""

    def __init__(self, store: Store, clocks: Clocks, owner: str, net: Net | None = None) -> None:
        self._store = store
        self._clocks = clocks
        self._owner = owner
        self._net = net or Net()
        self._take = TakeLook()
        self._probes = tuple(store.policy.probes.values())
        self._next: dict[str, float] = {}
        self._running: set[str] = set()
        self._held_until = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`; what is being looked at is let go."""
        async with asyncio.TaskGroup() as group:
            looks: set[asyncio.Task[None]] = set()
            while not stop.is_set():
                for probe in self._due(monotonic()) if await self._is_mine() else ():
                    task = group.create_task(self.look(probe))
                    looks.add(task)
                    task.add_done_callback(looks.discard)
                with suppress(TimeoutError):
                    async with asyncio.timeout(STEP):
                        await stop.wait()
            for task in looks:
                task.cancel()
        await self._store.leases.let_go(LEASE, self._owner)

    async def look(self, probe: Probe) -> None:
        """Look once, and let the desk take it; a database that is away misses this one look."""
        self._running.add(probe.key)
        try:
            seen = await look(probe, self._clocks.desk(), self._net)
            await self._take(seen, self._store.begin, now=self._clocks.desk())
        except (SQLAlchemyError, DeskError) as error:
            log.warning("a look was not kept", probe=probe.key, error=type(error).__name__)
        except Exception:  # edge: one look that breaks must not end the desk
            log.exception("a look failed", probe=probe.key)
        finally:
            self._running.discard(probe.key)

    def _due(self, now: float) -> Iterator[Probe]:
        """Give those whose time has come; one that still looks is not asked again."""
        for place, probe in enumerate(self._probes):
            every = probe.every.total_seconds()
            first = now + min(every, SPREAD) * place / len(self._probes)
            at = self._next.setdefault(probe.key, first)
            if now < at or probe.key in self._running:
                continue
            self._next[probe.key] = (at if at + every > now else now) + every
            if self._is_open(probe):
                yield probe

    def _is_open(self, probe: Probe) -> bool:
        if probe.calendar is None:
            return True
        return is_open(self._store.policy.calendar(probe.calendar), self._clocks.desk())

    async def _is_mine(self) -> bool:
        """Take the lease, or keep it; while another has it nothing is looked at here."""
        now = monotonic()
        if now < self._held_until - (HELD - RENEWED):
            return True
        is_mine = await self._store.leases.hold(LEASE, self._owner, HELD)
        self._held_until = now + HELD if is_mine else 0.0
        return is_mine
