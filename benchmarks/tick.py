"""What does a tick cost on a desk with very many open tickets?

Ten promises fall due at once among 10,000, 100,000 and 1,000,000 open tickets, with SQLite and with
PostgreSQL: what the tick says of them is written as in earnest, each ticket in its own transaction.
A tick must cost what is due, not what is there. Run `make bench`, or `python -m benchmarks.tick
--help` for less of it.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.databases import DATABASES
from bot.clocks import Clocks
from bot.config import example
from bot.scheduler import Tick
from desk.actions.keep_promises import AT_ONCE
from desk.events import Event, EventKind
from desk.inbound import Author
from desk.outcome import Done
from desk.people import Address, Identity
from desk.policy import DeskPolicy, Priority, Status, TicketType
from desk.ports import Shelf
from desk.ticket import Ticket
from storage import migrate
from storage.store import Store
from storage.tables import events, tickets

SIZES = (10_000, 100_000, 1_000_000)
DUE = 10
ROUNDS = 30
WARM_UP = 3

BARS = {"finding ms": 5.0, "tick ms": 150.0}
"""Milliseconds that must not be exceeded, in the median."""

GROWTH = 2.0
"""From the smallest desk to the largest a tick may cost so many times as much."""

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHAT = Address(platform="web", channel="dm:maya")
LOOKS = ("timer_at", "path_at", "nudge_at")
COLUMNS = ("database", "open tickets", "finding ms", "idle tick ms", "tick ms", "tick p95 ms")


@dataclass(slots=True)
class Run:
    """One line of the table; times in milliseconds."""

    database: str
    size: int
    finding: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)

    def cells(self) -> list[str]:
        """Write it."""
        times = [statistics.median(one) for one in (self.finding, self.idle, self.ticks)]
        p95 = statistics.quantiles(self.ticks, n=20)[-1]
        return [self.database, f"{self.size:,}", *(f"{one:.1f}" for one in (*times, p95))]

    def faults(self) -> list[str]:
        """Name the bars that it exceeds."""
        times = {"finding ms": self.finding, "tick ms": self.ticks}
        medians = {name: statistics.median(found) for name, found in times.items()}
        return [
            f"{self.database} {self.size:,}: {name} {medians[name]:.1f} is over {bar:.0f}"
            for name, bar in BARS.items()
            if medians[name] > bar
        ]


class NoShelf(Shelf):
    """Holds nothing: no ticket of the measured rounds waits for a runbook."""


class Bench:
    """A desk with so many tickets, on which time passes."""

    def __init__(self, url: str, policy: DeskPolicy) -> None:
        self._now = NOON
        clocks = Clocks(lambda: self._now)
        self._is_lite = url.startswith("sqlite")
        self._store = Store.open(url, policy, clock=clocks.machine)
        self._tick = Tick(self._store, clocks, NoShelf(), lambda: None)

    async def fill(self, count: int) -> None:
        """Copy one ticket of each kind: open ones, and beside them waiting and resolved ones."""
        waiting = {"status": Status.PENDING, "nudge_at": NOON + timedelta(days=1)}
        over = {"status": Status.RESOLVED, "resolved_at": NOON - timedelta(days=6)}
        first = await self._ask(timer_at=NOON + timedelta(days=1))
        await self._copy(first, count, "timer_at")
        await self._copy(await self._ask(**waiting), count // 20, "nudge_at")
        await self._copy(await self._ask(**over), count // 20, "resolved_at")
        await self._settle()
        async with self._store.database.write() as connection:
            await self._hasten(connection)
            await connection.execute(text("ANALYZE"))
            await connection.commit()

    async def measure(self, run: Run, rounds: int) -> None:
        """Let ten promises run out in each round, and let the tick come by."""
        for count in range(WARM_UP + rounds):
            await self._round(run if count >= WARM_UP else Run(run.database, run.size))

    async def plans(self) -> list[str]:
        """Say how the database finds what is due."""
        explain = "EXPLAIN QUERY PLAN" if self._is_lite else "EXPLAIN"
        found = []
        desk = self._store.policy.workspace
        conditions = [f"{look} <= :now" for look in LOOKS]
        conditions.append("status = 'resolved' AND resolved_at <= :now")
        async with self._store.database.read() as connection:
            for condition in conditions:
                asked = f"{explain} {_FINDING} AND {condition}"
                value = "2026-03-02 12:00:00" if self._is_lite else NOON - timedelta(days=7)
                rows = (await connection.execute(text(asked), {"now": value, "desk": desk})).all()
                found.append(" / ".join(str(row[-1]).strip() for row in rows))
        return found

    async def close(self) -> None:
        """Let go of the database."""
        await self._store.close()

    async def _round(self, run: Run) -> None:
        # Asked for 100 minutes ago, claimed by nobody within the hour that is promised, and the
        # first answer is due within two: a breach and a warning each.
        for tier in ("L1", "L2"):
            for _ in range(DUE // 2):
                await self._ask(tier=tier, timer_at=self._now, asked_at=self._now - WARNED_AFTER)
        run.finding.append(await _timed(self._find))
        before = (await self._store.audits.end()).event
        run.ticks.append(await _timed(self._tick.sweep))
        said = await self._store.due.happened(before)
        if len({ticket for ticket, _ in said}) != DUE:
            raise AssertionError(said)
        await self._settle()
        self._now += timedelta(seconds=5)
        run.idle.append(await _timed(self._tick.sweep))

    async def _find(self) -> None:
        async with self._store.begin() as work:
            due = await work.tickets.to_time(self._now, AT_ONCE)
            await work.tickets.to_climb(self._now, AT_ONCE)
            await work.tickets.to_nudge(self._now)
            await work.tickets.to_close(self._now - work.policy.reopen)
            await work.windows.to_tell(self._now)
        if len(due) != DUE:
            raise AssertionError(due)

    async def _ask(self, *, tier: str = "L1", **more: object) -> Ticket:
        asked_at = more.pop("asked_at", NOON)
        async with self._store.begin() as work:
            account = Identity(platform="web", id="maya")
            maya = await work.people.meet(Author(identity=account, name="Maya"))
            made = Ticket(
                id=0,
                version=0,
                title="Printer",
                text="The printer on floor 3 eats paper",
                requester=maya.id,
                origin=CHAT,
                tier=tier,
                status=Status.NEW,
                priority=Priority.P3,
                type=TicketType.INCIDENT,
                asked_at=asked_at,
                created_at=asked_at,
            )
            ticket = await work.tickets.add(replace(made, **more))
            data = {"tier": tier, "type": "incident", "priority": "P3", "status": "new"}
            await work.events.add(
                Event(
                    kind=EventKind.OPENED,
                    at=asked_at,
                    ticket=ticket.id,
                    by=maya.id,
                    stint=1,
                    data=data,
                )
            )
            await work.commit(Done())
        return ticket

    async def _copy(self, ticket: Ticket, count: int, spread: str) -> None:
        """Copy a ticket and its first event, the moment spread over the days that follow."""
        later = f"strftime('%Y-%m-%d %H:%M:%S.000000', {spread}, n || ' seconds')"
        later = later if self._is_lite else f"{spread} + n * interval '1 second'"
        async with self._store.database.write() as connection:
            await self._hasten(connection)
            base = (await connection.execute(text("SELECT max(id) FROM tickets"))).scalar_one()
            event = (await connection.execute(text("SELECT max(id) FROM events"))).scalar_one()
            facts = {"count": count, "base": base, "event": event, "like": ticket.id}
            for table, changed, which in (
                (tickets, {"id": ":base + n", spread: later}, "id = :like"),
                (events, {"id": ":event + n", "ticket": ":base + n"}, "ticket = :like"),
            ):
                await connection.execute(text(_copying(table, changed, which)), facts)
            await connection.execute(
                text("UPDATE counters SET value = :last WHERE name = 'ticket'"),
                {"last": base + count},
            )
            if not self._is_lite:
                await connection.execute(
                    text("SELECT setval(pg_get_serial_sequence('events', 'id'), :last)"),
                    {"last": event + count},
                )
            await connection.commit()

    async def _hasten(self, connection: AsyncConnection) -> None:
        """Let a statement take as long as it takes, and not look up what it refers to."""
        if not self._is_lite:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await connection.execute(text("SET LOCAL session_replication_role = replica"))

    async def _settle(self) -> None:
        """Take what was said out of the outbox, as if it had been sent."""
        async with self._store.database.write() as connection:
            await connection.execute(text("DELETE FROM outbox"))
            await connection.commit()


_FINDING = "SELECT id FROM tickets WHERE workspace = :desk"
_COUNTED = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :count)
"""
WARNED_AFTER = timedelta(minutes=100)


def _copying(table: Table, changed: dict[str, str], which: str) -> str:
    names = [column.name for column in table.columns]
    into, of = ", ".join(names), ", ".join(changed.get(name, name) for name in names)
    chosen = f"SELECT {of} FROM {table.name}, counted WHERE {which}"  # noqa: S608 - our own names
    return f"{_COUNTED} INSERT INTO {table.name} ({into}) {chosen}"


async def _timed(act: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1000


async def _measured(database: str, size: int, rounds: int) -> Run:
    run = Run(database, size)
    with DATABASES[database]() as url:
        await asyncio.to_thread(migrate.upgrade, url)
        config = example()
        bench = Bench(url, config.policy(NOON.date()))
        began = time.perf_counter()
        await bench.fill(size)
        print(f"{database}: {size:,} open tickets in {time.perf_counter() - began:.0f} s")
        for plan in await bench.plans():
            print(f"  {plan}")
        await bench.measure(run, rounds)
        await bench.close()
    return run


def _growth(runs: Sequence[Run]) -> list[str]:
    """Name databases on which a tick costs more, the more tickets there are."""
    faults = []
    for database in dict.fromkeys(run.database for run in runs):
        own = sorted((run for run in runs if run.database == database), key=lambda run: run.size)
        least, most = (statistics.median(run.ticks) for run in (own[0], own[-1]))
        if most > least * GROWTH:
            faults.append(f"{database}: {most:.1f} ms is over {GROWTH:.0f} x {least:.1f} ms")
    return faults


def main() -> int:
    """Measure, print the table and say which bars do not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="open tickets")
    parser.add_argument("--only", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="ticks with ten due")
    asked = parser.parse_args()
    runs = [
        asyncio.run(_measured(database, size, asked.rounds))
        for database in asked.only
        for size in asked.sizes
    ]
    rows = [list(COLUMNS), ["---"] * len(COLUMNS), *(run.cells() for run in runs)]
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))
    faults = [fault for run in runs for fault in run.faults()] + _growth(runs)
    print("\n".join(faults) or "All bars hold.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
