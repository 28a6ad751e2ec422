"""Which facts do figures rest on?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from desk.facts import FigureFact
from storage.engine import Database
from storage.tables import facts
from storage.transaction import Transaction, noun_of, values_of

_ONE_FACT = ["workspace", "ticket", "stint", "metric", "event"]


class Figures:
    """Facts inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, facts: Sequence[FigureFact]) -> None:
        """Keep those that are not there yet."""
        await _keep(self._tx, facts)

    async def withdraw(self, event: int) -> None:
        """Take back what was decided by an event that was undone."""
        await self._tx.change(delete(facts).where(self._tx.here(facts), facts.c.event == event))


class FigureBook:
    """All facts, for reports and for whoever derives them anew."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def all(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[FigureFact]:
        """Those decided in [since, until), in the order of their decision."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            query = select(facts).where(tx.here(facts)).order_by(facts.c.decided_at, facts.c.id)
            if since is not None:
                query = query.where(facts.c.decided_at >= since)
            if until is not None:
                query = query.where(facts.c.decided_at < until)
            return [noun_of(FigureFact, row) for row in await tx.rows(query)]

    async def replace_all(self, derived: Sequence[FigureFact]) -> None:
        """Forget all facts and keep these instead, in one transaction."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            await tx.change(delete(facts).where(tx.here(facts)))
            await _keep(tx, derived)
            await connection.commit()


async def _keep(transaction: Transaction, derived: Sequence[FigureFact]) -> None:
    rows = [{"workspace": transaction.workspace, **values_of(fact)} for fact in derived]
    if rows:
        statement = transaction.insert(facts).on_conflict_do_nothing(index_elements=_ONE_FACT)
        await transaction.connection.execute(statement, rows)
