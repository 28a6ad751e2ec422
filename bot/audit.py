"""Is what should have been done, done, and what should have been said, said?

Every minute the books are read with queries of their own, past those who work. What is found is an
alarm to the admins, once an hour a cause, and the heartbeat is withheld: the mark `heartbeat` says
when all was last in order.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.alerts import Alerts
from bot.clocks import Clocks
from bot.health import Health
from bot.heartbeat import Heartbeat
from bot.replicas import Replicas
from desk.errors import Fact
from desk.events import EventKind
from storage.audit import OVERLAP, Backlog, Page
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
        EventKind.UNMERGED,
        EventKind.UNMERGED_FROM,
        EventKind.SPLIT,
        EventKind.SPLIT_UP,
        EventKind.REMINDED,
        EventKind.PAGED,
        EventKind.OWNER_REMINDED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
    }
)
"""What never happens without something being said of it; promises are looked at by themselves."""

TO_ENGINEERS = frozenset({EventKind.PAGED, EventKind.OWNER_REMINDED})
"""What is said in a tier's channels only, and so nowhere where a tier has none."""

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
        clocks: Clocks,
        platforms: Collection[str],
        *,
        limits: Limits = LIMITS,
        heartbeat: Heartbeat | None = None,
    ) -> None:
        self._store = store
        self._alerts = alerts
        self._health = health
        self._replicas = replicas
        self._clocks = clocks
        self._platforms = platforms
        self._limits = limits
        self._heartbeat = heartbeat
        self._page: Page | None = None
        self._looked_at: datetime | None = None

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
        now = self._clocks.machine()
        backlog = await self._store.audits.backlog(
            dead_since=now - self._limits.dead, before=now - self._limits.other
        )
        alarms = [
            *waiting(backlog, now, self._limits),
            *self._lost(backlog),
            *(await self._unsaid()),
            *(await self._undone()),
            *(await self._differing(now)),
            *([] if await self._health.is_live() else [Alarm(code="tick_late")]),
        ]
        self._health.audited(is_behind=any(alarm.code == "inbox_late" for alarm in alarms))
        for alarm in alarms:
            await self._alerts.raise_alert(alarm.code, **alarm.facts)
        if not alarms:
            await self._store.marks.set(HEARTBEAT, now.isoformat())
        if not alarms and self._heartbeat is not None:
            await self._heartbeat.beat()
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
        before, audits, policy = self._page, self._store.audits, self._store.policy
        quiet = {tier.key for tier in policy.tiers if not tier.channels}
        kinds = SPEAKING if quiet else SPEAKING | TO_ENGINEERS
        silent, self._page = await audits.unsaid(kinds, before)
        silent += await audits.due.unspoken(
            before.event, self._page.event, before.saying - OVERLAP, quiet
        )
        return self._about("unsaid", silent)

    async def _undone(self) -> list[Alarm]:
        """Find what was due at the last look already: the tick comes by many times between two."""
        before, self._looked_at = self._looked_at, self._clocks.desk()
        if before is None:
            return []
        due, policy = self._store.audits.due, self._store.policy
        return [
            *self._about("due_late", await due.late(before, policy.reopen)),
            *self._about("breach_missed", await due.unbroken(before)),
        ]

    def _about(self, code: str, tickets: Sequence[int]) -> list[Alarm]:
        numbers = ", ".join(map(self._store.policy.number, dict.fromkeys(tickets)))
        return [Alarm(code=code, facts={"tickets": numbers})] * bool(tickets)

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
