"""What will time do next, and when?

Reads nothing but the indexed columns that the tick looks at.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, and_, func, literal, select

from desk.events import EventKind
from desk.policy import DeskPolicy, Status
from storage.engine import Database
from storage.incidents import incidents
from storage.maintenance import windows
from storage.standings import standings
from storage.tables import events, tickets
from storage.transaction import Transaction

_MOMENTS = (
    *(tickets.c.timer_at, tickets.c.path_at, tickets.c.nudge_at),
    *(windows.c.tell_at, incidents.c.count_at, incidents.c.tell_at, standings.c.due_at),
)
"""Each is when there is something to do about its row."""


class DueBook:
    """When there is something for time to do on one desk."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self._policy = policy

    async def next_at(self, after: datetime) -> datetime | None:
        """Give the first moment later than that at which something falls due."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            firsts = [
                select(func.min(column)).where(tx.here(column.table), is_due)
                for column, is_due in self._due(after)
            ]
            row = await tx.first(
                select(*(one.scalar_subquery().label(f"at_{n}") for n, one in enumerate(firsts)))
            )
        *moments, resolved_at = (row or {"": None}).values()
        closes_at = resolved_at and resolved_at + self._policy.reopen
        return min((at for at in (*moments, closes_at) if at), default=None)

    async def count(self, after: datetime, until: datetime) -> int:
        """Count what falls due later than `after` and by `until`."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            counts = [
                select(func.count()).where(tx.here(column.table), is_due).scalar_subquery()
                for column, is_due in self._due(after, until)
            ]
            row = await tx.first(select(sum(counts, literal(0)).label("things")))
        return row["things"] if row else 0

    async def happened(self, after: int) -> Sequence[tuple[int, EventKind]]:
        """Say what time did since that event, in order: tickets, and what befell them."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            query = select(events.c.ticket, events.c.kind).where(
                tx.here(events),
                events.c.id > after,
                events.c.cause.is_not(None),
                events.c.ticket.is_not(None),
            )
            rows = await tx.rows(query.order_by(events.c.id))
        return [(row["ticket"], row["kind"]) for row in rows]

    def _due(
        self, after: datetime, until: datetime | None = None
    ) -> Iterator[tuple[Column[datetime], ColumnElement[bool]]]:
        """Give each column with the condition that it falls due then; the closing comes last."""
        for column in _MOMENTS:
            yield column, _within(column, after, until)
        reopen = self._policy.reopen
        resolved = _within(tickets.c.resolved_at, after - reopen, until and until - reopen)
        yield tickets.c.resolved_at, and_(tickets.c.status == Status.RESOLVED, resolved)


def _within(
    column: Column[datetime], after: datetime, until: datetime | None
) -> ColumnElement[bool]:
    return column > after if until is None else and_(column > after, column <= until)
