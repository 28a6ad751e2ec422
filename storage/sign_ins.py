"""Who may sign in with a link, and who is signed in?

Only hashes of the tokens are kept. A link is used up by the first who follows it to the end.
"""

from datetime import datetime

from sqlalchemy import Table, delete, select

from storage.engine import Database
from storage.tables import sessions, sign_ins
from storage.transaction import Transaction


class _Tokens:
    """Persons by the hash of a token that ends."""

    table: Table

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def create(self, person: int, token_hash: str, expires_at: datetime) -> None:
        """Keep a new token of a person until it expires."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            row = {"token_hash": token_hash, "person": person, "expires_at": expires_at}
            await tx.change(tx.insert(self.table).values(workspace=self._workspace, **row))
            await connection.commit()

    async def prune(self, now: datetime) -> None:
        """Forget those that have expired."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            over = self.table.c.expires_at <= now
            await tx.change(delete(self.table).where(tx.here(self.table), over))
            await connection.commit()


class SignIns(_Tokens):
    """One-time links."""

    table = sign_ins

    async def consume(self, token_hash: str, now: datetime) -> int | None:
        """Use the link up and give its person; None when it was used, has expired or never was."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            link = (sign_ins.c.token_hash == token_hash, sign_ins.c.expires_at > now)
            used = await connection.execute(
                delete(sign_ins).where(tx.here(sign_ins), *link).returning(sign_ins.c.person)
            )
            person: int | None = used.scalar_one_or_none()
            await connection.commit()
        return person


class Sessions(_Tokens):
    """Sessions on the page."""

    table = sessions

    async def get(self, token_hash: str, now: datetime) -> int | None:
        """Give the person of a session that lasts still."""
        async with self._database.glance() as connection:
            tx = Transaction(connection, self._workspace)
            lasting = (sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
            query = select(sessions.c.person).where(tx.here(sessions), *lasting)
            row = await tx.first(query)
        return None if row is None else row["person"]

    async def remove(self, token_hash: str) -> None:
        """End a session."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            own = sessions.c.token_hash == token_hash
            await tx.change(delete(sessions).where(tx.here(sessions), own))
            await connection.commit()
