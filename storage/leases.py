"""Who may do what only one may do at a time?

A row with an owner and an end, on the database's own clock: a process that dies lets go by itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select

from storage.engine import Database
from storage.tables import leases
from storage.transaction import Transaction


class Leases:
    """Leases of one desk."""

    def __init__(self, database: Database, workspace: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._workspace = workspace
        self._clock = clock

    async def hold(self, name: str, owner: str, seconds: float) -> bool:
        """Take the lease, or keep it; False while somebody else holds it."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            at = await self._now(tx)
            held = {"owner": owner, "until": at + timedelta(seconds=seconds)}
            row = tx.insert(leases).values(workspace=self._workspace, name=name, **held)
            taken = row.on_conflict_do_update(
                index_elements=["workspace", "name"],
                set_=held,
                where=or_(leases.c.owner == owner, leases.c.until <= at),
            )
            is_mine = bool(await tx.change(taken))
            await connection.commit()
        return is_mine

    async def let_go(self, name: str, owner: str) -> None:
        """Give it back, so that the next one need not wait for its end."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            own = (leases.c.name == name, leases.c.owner == owner)
            await tx.change(delete(leases).where(tx.here(leases), *own))
            await connection.commit()

    async def clear_dead(self) -> None:
        """At start on SQLite: no other worker lives, so whoever held a lease is gone."""
        if not self._database.is_sqlite:
            return
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            await tx.change(delete(leases).where(tx.here(leases)))
            await connection.commit()

    async def _now(self, tx: Transaction) -> datetime:
        if self._database.is_sqlite:
            return self._clock()
        moment: datetime = (
            await tx.connection.execute(select(func.clock_timestamp()))
        ).scalar_one()
        return moment
