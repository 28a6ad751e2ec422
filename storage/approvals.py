"""What waits for somebody's yes, who has said it, and whom is there to remind?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, Index, Integer, select, update

from desk.approval import Approval, Decision
from desk.errors import NotFoundError, StaleError
from storage.columns import BigId, Code, Moment, Names
from storage.table_parts import counted, may, must, of_ticket, person
from storage.transaction import Query, Transaction, noun_of, values_of

approvals = counted(
    "approvals",
    must("ticket", BigId),
    must("what"),
    must("deciders", Names),
    person("asked_by", is_needed=True),
    must("asked_at", Moment),
    must("is_own_fine", Boolean),
    must("reminded", Integer),
    may("decision", Code(Decision)),
    person("decided_by"),
    may("decided_at", Moment),
    may("note"),
    may("remind_at", Moment),
    of_ticket(),
)
Index(None, approvals.c.workspace, approvals.c.ticket)
_is_waiting = approvals.c.decision.is_(None)
Index(
    "ix_approvals_waiting",
    approvals.c.workspace,
    approvals.c.ticket,
    unique=True,
    sqlite_where=_is_waiting,
    postgresql_where=_is_waiting,
)
_has_reminder = approvals.c.remind_at.is_not(None)
Index(
    "ix_approvals_remind",
    approvals.c.workspace,
    approvals.c.remind_at,
    sqlite_where=_has_reminder,
    postgresql_where=_has_reminder,
)


class Approvals:
    """Approvals inside one transaction; `desk.approval.Approvals` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, approval: Approval) -> Approval:
        """Store a new one; raises StaleError where its ticket waits for one already."""
        row = {"workspace": self._tx.workspace, **_row(approval)}
        fresh = self._tx.insert(approvals).values(row).on_conflict_do_nothing()
        if not await self._tx.change(fresh):
            raise StaleError(noun="approval", ticket=approval.ticket)
        newest = self._all().where(approvals.c.ticket == approval.ticket)
        return (await self._many(newest))[-1]

    async def get(self, id: int) -> Approval:  # noqa: A002 - the port's word
        """Give one, held until the transaction ends; raises NotFoundError."""
        found = await self._first(approvals.c.id == id)
        if found is None:
            raise NotFoundError(noun="approval", key=str(id))
        return found

    async def save(self, approval: Approval) -> None:
        """Store a reminder or a decision; raises StaleError when it was decided meanwhile."""
        this = (self._tx.here(approvals), approvals.c.id == approval.id, _is_waiting)
        if not await self._tx.change(update(approvals).where(*this).values(**_row(approval))):
            raise StaleError(noun="approval", ticket=approval.ticket)

    async def waiting(self) -> Sequence[Approval]:
        """Give those that nobody has decided, the oldest first."""
        return await self._many(self._all().where(_is_waiting))

    async def waiting_of(self, ticket: int) -> Approval | None:
        """Give the one that a ticket waits for, held until the transaction ends."""
        return await self._first(_is_waiting, approvals.c.ticket == ticket)

    async def of_ticket(self, ticket: int) -> Sequence[Approval]:
        """Give all that were ever asked for a ticket, the oldest first."""
        return await self._many(self._all().where(approvals.c.ticket == ticket))

    async def to_remind(self, now: datetime) -> Sequence[int]:
        """Numbers of those of which to remind by now, the longest due first."""
        due = select(approvals.c.id).where(self._tx.here(approvals), approvals.c.remind_at <= now)
        rows = await self._tx.rows(due.order_by(approvals.c.remind_at, approvals.c.id))
        return [row["id"] for row in rows]

    def _all(self) -> Query:
        return select(approvals).where(self._tx.here(approvals))

    async def _first(self, *which: ColumnElement[bool]) -> Approval | None:
        row = await self._tx.first(self._all().where(*which).with_for_update())
        return None if row is None else noun_of(Approval, row)

    async def _many(self, query: Query) -> Sequence[Approval]:
        return [
            noun_of(Approval, row) for row in await self._tx.rows(query.order_by(approvals.c.id))
        ]


def _row(approval: Approval) -> dict[str, object]:
    return {**values_of(approval), "remind_at": approval.remind_at}
