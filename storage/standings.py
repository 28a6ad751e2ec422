"""What do probes and heartbeats say, and how long did answers take?

Looks are rows of a few bytes that are kept for some days; a standing is one row a probe.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Boolean, Index, delete, select

from desk.standing import Fault, FaultCode, Look, Standing
from storage.columns import Body, Duration, Moment
from storage.engine import Database
from storage.firings import firings
from storage.table_parts import key, keyed, may, must
from storage.transaction import Query, Row, Transaction, noun_of, values_of

Seen = TypeVar("Seen", Look, Standing)

looks = keyed(
    "looks",
    key("key"),
    key("at", Moment),
    may("took", Duration),
    may("fault", Body),
)
Index(None, looks.c.workspace, looks.c.at)

standings = keyed(
    "standings",
    key("key"),
    must("service"),
    must("is_down", Boolean),
    must("since", Moment),
    may("changed_at", Moment),
    must("seen_at", Moment),
    may("took", Duration),
    may("fault", Body),
    may("due_at", Moment),
)
_is_awaited = standings.c.due_at.is_not(None)
Index(
    "ix_standings_due",
    standings.c.workspace,
    standings.c.due_at,
    sqlite_where=_is_awaited,
    postgresql_where=_is_awaited,
)


class Standings:
    """Standings inside one transaction; `desk.standing.Standings` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add_look(self, look: Look) -> None:
        """Keep a look; the same one again changes nothing."""
        await self._tx.put(looks, [_values(look)], key=("key", "at"))

    async def looks(self, key: str, after: datetime | None, limit: int) -> Sequence[Look]:
        """Give the newest looks of a probe after a moment, oldest first."""
        query = select(looks).where(self._tx.here(looks), looks.c.key == key)
        if after is not None:
            query = query.where(looks.c.at > after)
        rows = await self._tx.rows(query.order_by(looks.c.at.desc()).limit(limit))
        return [_noun(Look, row) for row in reversed(rows)]

    async def get(self, key: str) -> Standing | None:
        """Give one, held until the transaction ends."""
        row = await self._tx.first(self._all().where(standings.c.key == key).with_for_update())
        return None if row is None else _noun(Standing, row)

    async def save(self, standing: Standing) -> None:
        """Store it, instead of the one of its key."""
        await self._tx.put(standings, [_values(standing)], key=("key",))

    async def all(self) -> Sequence[Standing]:
        """Give all of them by their keys."""
        return await self._found(self._all().order_by(standings.c.key))

    async def down(self, service: str) -> Sequence[Standing]:
        """Give those of a service that are down, the longest first."""
        is_down = (standings.c.service == service, standings.c.is_down)
        ordered = (standings.c.since, standings.c.key)
        return await self._found(self._all().where(*is_down).order_by(*ordered))

    async def overdue(self, now: datetime) -> Sequence[str]:
        """Keys of heartbeats that had to be here by now and are not down yet."""
        late = select(standings.c.key).where(self._tx.here(standings), standings.c.due_at <= now)
        return [row["key"] for row in await self._tx.rows(late.order_by(standings.c.due_at))]

    async def _found(self, query: Query) -> Sequence[Standing]:
        return [_noun(Standing, row) for row in await self._tx.rows(query)]

    def _all(self) -> Query:
        return select(standings).where(self._tx.here(standings))


class LookBook:
    """Looks that are read for people, and forgotten when they are old."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def times(self, key: str, since: datetime) -> Sequence[timedelta]:
        """Give how long the answers took that a probe got since then, oldest first."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            answered = (looks.c.key == key, looks.c.at >= since, looks.c.took.is_not(None))
            query = select(looks.c.took).where(tx.here(looks), *answered)
            return [row["took"] for row in await tx.rows(query.order_by(looks.c.at))]

    async def prune(self, before: datetime) -> None:
        """Forget older looks, and alerts that were over by then."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            await tx.change(delete(looks).where(tx.here(looks), looks.c.at < before))
            await tx.change(delete(firings).where(tx.here(firings), firings.c.ends_at < before))
            await connection.commit()


def _values(noun: Look | Standing) -> Mapping[str, Any]:
    fault = noun.fault
    told = fault and {"code": fault.code.value, "facts": dict(fault.facts)}
    return {**values_of(noun), "fault": told}


def _noun(kind: type[Seen], row: Row) -> Seen:
    told = row["fault"]
    fault = told and Fault(code=FaultCode(told["code"]), facts=told["facts"])
    return noun_of(kind, row, fault=fault)
