"""Which small things does a desk remember about itself?

That its database is a demo's, how far its clock was moved, up to where a platform was read.
"""

from sqlalchemy import delete, select

from storage.engine import Database
from storage.tables import marks
from storage.transaction import Transaction


class Marks:
    """Texts by name."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def get(self, name: str) -> str | None:
        """Give what was kept under the name."""
        async with self._database.glance() as connection:
            tx = Transaction(connection, self._workspace)
            query = select(marks.c.value).where(tx.here(marks), marks.c.name == name)
            row = await tx.first(query)
        return None if row is None else row["value"]

    async def set(self, name: str, value: str) -> None:
        """Keep it under the name, instead of what was there."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            row = tx.insert(marks).values(workspace=self._workspace, name=name, value=value)
            kept = row.on_conflict_do_update(
                index_elements=["workspace", "name"], set_={"value": row.excluded.value}
            )
            await tx.change(kept)
            await connection.commit()

    async def remove(self, name: str) -> None:
        """Forget it."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            await tx.change(delete(marks).where(tx.here(marks), marks.c.name == name))
            await connection.commit()
