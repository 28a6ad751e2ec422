"""Is what should have been done, done, and what should have been said, said?

Every minute the books are read with queries of their own, past those who work. What is found is an
alarm to the admins, once an hour a cause, and the heartbeat is withheld: the mark `heartbeat` says
when all was last in order.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.alerts import Alerts
from bot.clocks import Machine
from bot.health import Health
from bot.replicas import Replicas
from desk.errors import Fact
from desk.events import EventKind
from storage.audit import Backlog, Page
from storage.store import Store

HEARTBEAT = "heartbeat"
"""The mark that says when the books were last in order."""

SPEAKING = frozenset(
    {
        EventKind.OPENED,
        EventKind.REPLIED,
        EventKind.ASKED_REQUESTER,
        EventKind.MERGED,
        EventKind.MERGED_IN,
        EventKind.REMINDED,
        EventKind.PAGED,
        EventKind.OWNER_REMINDED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
    }
)
"""What never happens without something being said of it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often is looked, and how old what may get before it is an alarm.

    The inbox's exceeds the two minutes in which a failing row is tried again.
    """

    every: float = 60.0
    patience: float = 30.0
    inbox: timedelta = timedelta(minutes=5)
    outbox: timedelta = timedelta(minutes=5)
    other: timedelta = timedelta(minutes=5)
    dead: timedelta = timedelta(hours=1)


LIMITS = Limits()
"""What runs in production."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that should not be."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Audit:
    """Reads the books until told to stop."""

    def __init__(  # noqa: PLR0917 - what an auditor needs, named by wiring
        self,
        store: Store,
        alerts: Alerts,
        health: Health,
        replicas: Replicas,
        machine: Machine,
        platforms: Collection[str],
        *,
        limits: Limits = LIMITS,
    ) -> None:
        self._store = store
        self._alerts = alerts
        self._health = health
        self._replicas = replicas
        self._machine = machine
        self._platforms = platforms
        self._limits = limits
        self._page: Page | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look every minute until `stop`; a look that fails is itself told by the health check."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(self._limits.patience):
                    await self.look()
            except (SQLAlchemyError, TimeoutError) as error:
                log.warning("audit failed", error=type(error).__name__)
            await _rest(stop, self._limits.every)

    async def look(self) -> list[Alarm]:
        """Read the books once, raise what is found, and give it."""
        now = self._machine()
        backlog = await self._store.audits.backlog(
            dead_since=now - self._limits.dead, before=now - self._limits.other
        )
        alarms = [
            *waiting(backlog, now, self._limits),
            *self._lost(backlog),
            *(await self._unsaid()),
            *(await self._differing(now)),
            *([] if await self._health.is_live() else [Alarm(code="tick_late")]),
        ]
        self._health.audited(is_behind=any(alarm.code == "inbox_late" for alarm in alarms))
        for alarm in alarms:
            await self._alerts.raise_alert(alarm.code, **alarm.facts)
        if not alarms:
            await self._store.marks.set(HEARTBEAT, now.isoformat())
        return alarms

    def _lost(self, backlog: Backlog) -> Iterator[Alarm]:
        """Find what only one may do and nobody does, on platforms that are ours."""
        ours = [name for name in backlog.lost if name.partition(":")[0] in self._platforms]
        if ours:
            yield Alarm(code="lease_lost", facts={"leases": ", ".join(sorted(ours))})

    async def _unsaid(self) -> list[Alarm]:
        if self._page is None:
            self._page = await self._store.audits.end()
            return []
        silent, self._page = await self._store.audits.unsaid(SPEAKING, self._page)
        numbers = ", ".join(map(self._store.policy.number, silent))
        return [Alarm(code="unsaid", facts={"tickets": numbers})] * bool(silent)

    async def _differing(self, now: datetime) -> list[Alarm]:
        versions = await self._replicas.differing(now)
        facts: dict[str, Fact] = {"versions": ", ".join(versions)}
        return [Alarm(code="articles_differ", facts=facts)] * bool(versions)


def waiting(backlog: Backlog, now: datetime, limits: Limits = LIMITS) -> Iterator[Alarm]:
    """Judge what waits."""
    if _is_old(backlog.inbox_since, now, limits.inbox):
        yield _late("inbox_late", backlog.inbox, backlog.inbox_since, now)
    if backlog.dead:
        yield Alarm(code="row_dead", facts={"rows": backlog.dead})
    if _is_old(backlog.outbox_since, now, limits.outbox):
        yield _late("outbox_late", backlog.outbox, backlog.outbox_since, now)
    if backlog.stuck:
        yield Alarm(code="unknown_outcomes", facts={"rows": backlog.stuck})
    if backlog.untold:
        yield Alarm(code="untold", facts={"rows": backlog.untold})


def _is_old(since: datetime | None, now: datetime, limit: timedelta) -> bool:
    return since is not None and now - since > limit


def _late(code: str, rows: int, since: datetime | None, now: datetime) -> Alarm:
    minutes = int((now - since).total_seconds() // 60) if since else 0
    return Alarm(code=code, facts={"rows": rows, "minutes": minutes})


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
