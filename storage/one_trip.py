"""How does a statement get to SQLite and back in one trip to its thread?

The driver makes four of it (cursor, execute, fetch, close) and one more to end a transaction that
was never begun. Each waits for the thread and then for the loop, which is what a question's
forty statements spent most of their time with.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite
from typing_extensions import override

Rows = Sequence[Any]

_CHUNK = 64
"""Rows that the driver's own cursors read at a time; ours read all."""


class OneTripCursor:
    """One statement and all of its rows; what the dialect asks for afterwards is here already."""

    arraysize = 1

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: Rows = ()
        self.description: tuple[Any, ...] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "OneTripCursor":
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> "OneTripCursor":
        """Run a statement and read what it gives."""
        await self._connection.run(lambda raw: self._take(raw.execute(statement, values)))
        return self

    async def executemany(self, statement: str, values: Iterable[Sequence[Any]]) -> "OneTripCursor":
        """Run a statement once for each of the values."""
        await self._connection.run(lambda raw: self._take(raw.executemany(statement, values)))
        return self

    async def fetchall(self) -> Rows:
        """Give all rows, once."""
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Do nothing: the statement was closed where it ran."""

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


class OneTripConnection(aiosqlite.Connection):
    """The driver's connection with cursors that take one trip."""

    @override
    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        return OneTripCursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do something with the raw connection, in its thread."""
        await self._execute(work, self._conn)  # type: ignore[no-untyped-call]

    @override
    async def rollback(self) -> None:
        if self._conn.in_transaction:
            await super().rollback()


def connect(database: str, **options: Any) -> OneTripConnection:  # noqa: ANN401 - the driver's own
    """Make a connection as the driver does; its thread does not hold the program's exit."""
    made = OneTripConnection(lambda: sqlite3.connect(database, **options), _CHUNK)
    made._thread.daemon = True  # noqa: SLF001 - as the dialect does with the driver's own
    return made
