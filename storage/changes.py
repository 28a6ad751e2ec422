"""Which changes are planned, approved, made? One row a ticket of type change at most."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, UniqueConstraint, or_, select

from desk.change_policy import Risk
from desk.change_record import PENDING, ChangeRecord, ChangeResult, ChangeState
from storage.columns import BigId, Code, Moment, Names
from storage.engine import Database
from storage.table_parts import counted, may, must, of_ticket, person
from storage.transaction import Query, Transaction, in_desk, noun_of, values_of

changes = counted(
    "changes",
    must("ticket", BigId),
    must("requested_at", Moment),
    must("state", Code(ChangeState)),
    must("risk", Code(Risk)),
    must("is_urgent", Boolean),
    must("plan"),
    must("rollback"),
    may("check"),
    must("services", Names),
    may("standard"),
    person("planned_by"),
    may("planned_at", Moment),
    may("is_approved", Boolean),
    person("decided_by"),
    may("decided_at", Moment),
    may("window", BigId, ForeignKey("maintenance_windows.id")),
    may("result", Code(ChangeResult)),
    person("implemented_by"),
    may("implemented_at", Moment),
    may("review"),
    person("reviewed_by"),
    may("reviewed_at", Moment),
    may("withdrawn_at", Moment),
    of_ticket(),
    UniqueConstraint("workspace", "ticket"),
)
Index(None, changes.c.workspace, changes.c.state, changes.c.requested_at)
Index(None, changes.c.workspace, changes.c.window)

_ALL = select(changes).where(in_desk(changes))


class Changes:
    """Changes inside one transaction; `desk.change_record.Changes` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def put(self, change: ChangeRecord) -> None:
        """Store one, new or changed."""
        await self._tx.put(changes, [values_of(change)], key=("ticket",))

    async def of(self, ticket: int) -> ChangeRecord | None:
        """Give that of a ticket, held until the transaction ends; None where it has none."""
        row = await self._tx.first(_ALL.where(changes.c.ticket == ticket).with_for_update())
        return None if row is None else noun_of(ChangeRecord, row)

    async def pending(self) -> Sequence[ChangeRecord]:
        """Give all that are still to be made, the oldest request first."""
        return await _found(self._tx, _ALL.where(changes.c.state.in_(PENDING)))

    async def within(self, window: int) -> Sequence[ChangeRecord]:
        """Give those that are made in a maintenance window, by number."""
        found = await _found(self._tx, _ALL.where(changes.c.window == window))
        return sorted(found, key=lambda change: change.ticket)


class ChangeBook:
    """All changes, for who looks at them and counts them."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def pending_at(self, moment: datetime) -> Sequence[ChangeRecord]:
        """Those that were asked for by then and neither made nor given up, the oldest first."""
        later = (
            or_(changes.c.implemented_at.is_(None), changes.c.implemented_at >= moment),
            or_(changes.c.withdrawn_at.is_(None), changes.c.withdrawn_at >= moment),
        )
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            return await _found(tx, _ALL.where(changes.c.requested_at < moment, *later))


async def _found(tx: Transaction, query: Query) -> Sequence[ChangeRecord]:
    ordered = query.order_by(changes.c.requested_at, changes.c.ticket)
    return [noun_of(ChangeRecord, row) for row in await tx.rows(ordered)]
