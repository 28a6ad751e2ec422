"""How is a database opened, and who may write to it at one time?

SQLite has one writer: an in-process lock and `BEGIN IMMEDIATE` queue those who write, readers have
connections of their own and never wait. PostgreSQL needs neither; there the rows are locked.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.one_trip import connect

BUSY_MILLISECONDS = 5000
"""How long SQLite waits for a writer of another process."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_WAL = "PRAGMA journal_mode = WAL"
_NAP = 0.05
"""Seconds between two tries to turn a new file to WAL."""

_IS_GLANCE = "is_glance"
"""Marks a connection that needs no transaction: one statement sees one moment by itself."""

_BEGIN = (
    "BEGIN;"
    " SET LOCAL statement_timeout = 5000;"
    " SET LOCAL idle_in_transaction_session_timeout = 30000"
)
"""One trip to the server. Limits of a transaction, not of a connection: a pooler between us and the
server would not keep those.
"""

_RESTED_AT = "rested_at"
_IDLE_SECONDS = 1.0
"""A connection that rested longer than this is asked whether it still lives before it is used."""

_LACKING = "no such"
"""How SQLite begins to say that a table or column is missing, which waiting does not mend."""


class UnknownDatabaseError(ValueError):
    """The address names neither SQLite nor PostgreSQL."""


def address(url: str) -> URL:
    """Read a database's URL in any of its common spellings, and name the driver we use."""
    parsed = make_url(url)
    match parsed.drivername.partition("+")[0]:
        case "sqlite":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgres" | "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise UnknownDatabaseError(other)


def sqlite_file(url: URL) -> Path | None:
    """The file behind the address, or None when it is a server."""
    return Path(url.database or "firstline.db") if url.drivername.startswith("sqlite") else None


class Database:
    """One database with two doors: `write` takes turns where it must, `read` never waits."""

    def __init__(self, url: URL, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.url = url
        self.is_sqlite = url.drivername.startswith("sqlite")
        self._writer = writer
        self._reader = reader
        self._glancer = reader.execution_options(**{_IS_GLANCE: True})
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that may write; whatever was not committed is rolled back."""
        if not self.is_sqlite:
            async with self._writer.connect() as connection:
                yield connection
            return
        async with self._turn, self._writer.connect() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection that only reads, one consistent moment of the database."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for one statement that reads, without a transaction around it.

        Only for what needs no lock and takes no time: no limit is set for it.
        """
        async with self._glancer.connect() as connection:
            yield connection

    @asynccontextmanager
    async def unflushed(self) -> AsyncIterator[None]:
        """Let commits not wait for the disk, while rows are made that could be made anew.

        All of it is on the disk when the block has ended. A server keeps to its own ways.
        """
        if not self.is_sqlite:
            yield
            return
        await self._tell_writer("PRAGMA synchronous = OFF")
        try:
            yield
        finally:
            await self._tell_writer("PRAGMA synchronous = FULL", "PRAGMA wal_checkpoint(TRUNCATE)")

    async def _tell_writer(self, *orders: str) -> None:
        """Give orders to the one connection that writes; a transaction would not take them."""
        async with self._turn, self._writer.connect() as connection:
            alone = await connection.execution_options(**{_IS_GLANCE: True})
            for order in orders:
                await alone.exec_driver_sql(order)

    async def close(self) -> None:
        """Close all connections; on SQLite an open one would hold the program's exit."""
        await self._writer.dispose()
        await self._reader.dispose()


def open_database(url: str) -> Database:
    """Open the database of a URL; nothing is connected before it is needed."""
    where = address(url)
    if where.drivername.startswith("sqlite"):
        return Database(where, _sqlite(where, "BEGIN IMMEDIATE"), _sqlite(where, "BEGIN"))
    engine = _postgres(where)
    return Database(where, engine, engine)


def _sqlite(url: URL, begin: str) -> AsyncEngine:
    arguments: dict[str, Any] = {"async_creator_fn": connect}
    engine = create_async_engine(url, hide_parameters=True, connect_args=arguments)
    event.listen(engine.sync_engine, "connect", prepare_sqlite)
    _begin_with(engine, begin)
    return engine


def _begin_with(engine: AsyncEngine, begin: str) -> None:
    """Begin each transaction with these words; the driver begins none, so a glance has none."""

    def open_transaction(connection: Connection) -> None:
        if not connection.get_execution_options().get(_IS_GLANCE):
            connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", open_transaction)


def prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Take transactions out of the driver's hands, and make commits last through a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    _turn_to_wal(cursor)
    cursor.close()


def _turn_to_wal(cursor: DBAPICursor) -> None:
    """Turn a new file to WAL, however many do so at once: SQLite refuses instead of waiting."""
    last = monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute(_WAL)
        except sqlite3.OperationalError:
            if monotonic() > last:
                raise
            sleep(_NAP)
        else:
            return


def _postgres(url: URL) -> AsyncEngine:
    arguments: dict[str, Any] = {"prepare_threshold": None, "connect_timeout": 5}
    engine = create_async_engine(
        url,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",  # of the driver, which then leaves BEGIN to us
        pool_size=10,
        max_overflow=10,
        connect_args=arguments,
    )
    _begin_with(engine, _BEGIN)
    _ask_the_idle(engine)
    event.listen(engine.sync_engine, "handle_error", hide_row)
    return engine


def _ask_the_idle(engine: AsyncEngine) -> None:
    """Find out that a server was restarted before work is begun on its old connections.

    SQLAlchemy's own `pool_pre_ping` asks at every use, a trip for each statement that stands alone.
    """

    def note(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info[_RESTED_AT] = monotonic()

    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _fairy: object) -> None:
        rested = monotonic() - record.info.get(_RESTED_AT, inf)
        if rested < _IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", note)
    event.listen(engine.sync_engine, "checkout", ask)


def is_away(error: BaseException) -> bool:
    """Whether all that went wrong is that the database could not be reached, or broke off.

    A server that restarts or fails over is there again soon; a fault of ours stays one.
    """
    if isinstance(error, BaseExceptionGroup):
        return all(is_away(inner) for inner in error.exceptions)
    if not isinstance(error, DBAPIError) or _LACKING in str(error.orig):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def reason_of(error: BaseException) -> str:
    """Name what went wrong first, in one word for logs."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__


def hide_row(context: ExceptionContext) -> None:
    """Cut the row that the server quotes out of an error, as `hide_parameters` cuts out ours."""
    error, wrapper = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error) and error.diag.message_detail:
        told = error.diag.message_primary or ""
        error.args = (told,)
        if wrapper is not None:
            wrapper.args = (f"({type(error).__name__}) {told}",)
