"""Which channel goes by another number now?

The desk goes on calling a moved channel as it did before, so that tickets, seats and settings stay
what they are; who carries words knows where that is.
"""

from collections.abc import Mapping

from sqlalchemy import select

from desk.people import Address
from storage.engine import Database
from storage.tables import marks
from storage.transaction import Transaction

_MARK = "moved"


class Moves:
    """The moves of one desk's channels, each a mark under the new number."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def known(self, platform: str) -> Mapping[str, str]:
        """Give for each new number the one by which the desk calls the channel."""
        prefix = f"{_MARK}:{platform}:"
        async with self._database.glance() as connection:
            tx = Transaction(connection, self._workspace)
            query = select(marks).where(tx.here(marks), marks.c.name.startswith(prefix))
            return {row["name"].removeprefix(prefix): row["value"] for row in await tx.rows(query)}

    async def move(self, channel: Address, to: str) -> bool:
        """Note that a channel is under another number now; False when that is known."""
        name = f"{_MARK}:{channel.platform}:{to}"
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            row = tx.insert(marks).values(
                workspace=self._workspace, name=name, value=channel.channel
            )
            is_new = bool(await tx.change(row.on_conflict_do_nothing()))
            await connection.commit()
        return is_new
