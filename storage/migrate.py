"""How do tables become those of this release?

All steps run in one transaction that nobody else can be in: SQLite's write lock, or an advisory
lock of PostgreSQL. A release that dies half-way leaves nothing behind; two that start at once
migrate once. It is synchronous: callers with an event loop run it in a thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text

from storage.engine import address, prepare_sqlite

_LOCK = 0x46697273746C696E
"""Any number will do for PostgreSQL's advisory lock, if only all replicas name the same."""


class Standing(StrEnum):
    """How the tables of a database stand to those of this release."""

    CURRENT = "current"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"


class NewerDatabaseError(Exception):
    """The tables are those of a release that this one does not know; it names their revision."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the tables up to the revision; does nothing when they are there already.

    Raises NewerDatabaseError instead of touching what a newer release made.
    """
    with _locked(url) as connection:
        known = MigrationContext.configure(connection).get_current_revision()
        if _standing(known) is Standing.NEWER:
            raise NewerDatabaseError(known)
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the tables back to the revision, `base` for none at all."""
    with _locked(url) as connection:
        command.downgrade(_config(connection), revision)


def is_at_head(url: str) -> bool:
    """Whether the tables are those of this release; waits for no writer."""
    return standing(url) is Standing.CURRENT


def standing(url: str) -> Standing:
    """How the tables stand to those of this release; waits for no writer."""
    with _engine(url) as engine, engine.connect() as connection:
        return _standing(MigrationContext.configure(connection).get_current_revision())


def head() -> str | None:
    """The revision of this release."""
    return ScriptDirectory(str(_folder())).get_current_head()


def _standing(known: str | None) -> Standing:
    if known is None:
        return Standing.EMPTY
    if known == head():
        return Standing.CURRENT
    ours = {step.revision for step in ScriptDirectory(str(_folder())).walk_revisions()}
    return Standing.OLDER if known in ours else Standing.NEWER


def _folder() -> Path:
    return Path(__file__).parent / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _locked(url: str) -> Iterator[Connection]:
    with _engine(url) as engine:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "begin", _begin)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    where = address(url)
    is_sqlite = where.drivername.startswith("sqlite")
    engine = create_engine(
        where.set(drivername="sqlite" if is_sqlite else where.drivername), hide_parameters=True
    )
    if is_sqlite:
        event.listen(engine, "connect", prepare_sqlite)
    try:
        yield engine
    finally:
        engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
