"""What does every repository stand on? One open transaction, in one workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Delete, Insert, Select, Table, Update, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

Noun = TypeVar("Noun")

Query = Select[*tuple[Any, ...]]
"""A SELECT of whatever columns."""

Row = Mapping[str, Any]
"""What comes back of one: values by the names of their columns."""

Upsert = postgresql.Insert | sqlite.Insert
"""An INSERT that knows what to do when the row is there already."""

Giving = ReturningInsert[Any]
"""An INSERT that gives something back of what it wrote."""

DESK = "desk"
"""The name of a workspace's value in queries that are made beforehand."""


class Transaction:
    """A connection inside its transaction, and the desk whose rows are meant."""

    def __init__(self, connection: AsyncConnection, workspace: str) -> None:
        self.connection = connection
        self.workspace = workspace

    def here(self, table: Table) -> ColumnElement[bool]:
        """The condition that keeps desks in one database apart; every query begins with it."""
        own: ColumnElement[bool] = table.c.workspace == self.workspace
        return own

    def insert(self, table: Table) -> Upsert:
        """An INSERT in the database's own dialect, which knows ON CONFLICT."""
        return insert_into(self.dialect, table)

    @property
    def dialect(self) -> str:
        """The name of the database's own language."""
        return self.connection.dialect.name

    async def add(self, table: Table, values: Mapping[str, object]) -> int:
        """Insert one row of this workspace and give its id."""
        row = {"workspace": self.workspace, **values}
        made = await self.connection.execute(_adding(self.dialect, table), row)
        number: int = made.scalar_one()
        return number

    async def add_once(
        self, table: Table, values: Mapping[str, object], key: Sequence[str]
    ) -> int | None:
        """Insert one row of this workspace and give its id; None when its key stands there."""
        row = {"workspace": self.workspace, **values}
        fresh = _adding_once(self.dialect, table, tuple(key))
        made = await self.connection.execute(fresh, row)
        number: int | None = made.scalar_one_or_none()
        return number

    async def put(
        self, table: Table, rows: Sequence[Mapping[str, object]], *, key: Sequence[str]
    ) -> None:
        """Write rows of this workspace, all with the same columns; what has the key is replaced."""
        if rows:
            whole = [{"workspace": self.workspace, **row} for row in rows]
            kept = _putting(self.dialect, table, ("workspace", *key), tuple(whole[0]))
            await self.connection.execute(kept, whole)

    async def first(self, query: Query, **values: object) -> Row | None:
        """The first row of the answer, or None; `values` are those of a query made beforehand."""
        row = (await self.connection.execute(query, self._with(values))).mappings().first()
        return None if row is None else cast("Row", row)

    async def rows(self, query: Query, **values: object) -> Sequence[Row]:
        """All rows of the answer; `values` are those of a query made beforehand."""
        answer = await self.connection.execute(query, self._with(values))
        return cast("Sequence[Row]", answer.mappings().all())

    async def change(self, statement: Insert | Update | Delete) -> int:
        """Run a statement and say how many rows it touched."""
        counted = statement.execution_options(preserve_rowcount=True)
        return (await self.connection.execute(counted)).rowcount

    def _with(self, values: Mapping[str, object]) -> dict[str, object]:
        return {DESK: self.workspace, **values}


def in_desk(table: Table) -> ColumnElement[bool]:
    """The condition of `Transaction.here`, for a query that is made once for all desks.

    To put a query together costs more than to run it, so those of every message are made
    beforehand, with names where their values will be.
    """
    own: ColumnElement[bool] = table.c.workspace == bindparam(DESK)
    return own


def insert_into(dialect: str, table: Table) -> Upsert:
    """An INSERT in the dialect of the database."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _adding(dialect: str, table: Table) -> Giving:
    return insert_into(dialect, table).returning(table.c.id)


@cache
def _adding_once(dialect: str, table: Table, key: tuple[str, ...]) -> Giving:
    fresh = insert_into(dialect, table)
    return fresh.on_conflict_do_nothing(index_elements=["workspace", *key]).returning(table.c.id)


@cache
def _putting(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Upsert:
    row = insert_into(dialect, table)
    newer = {name: row.excluded[name] for name in columns if name not in key}
    return row.on_conflict_do_update(index_elements=list(key), set_=newer)


def values_of(noun: object, *, without: frozenset[str] = frozenset({"id"})) -> dict[str, Any]:
    """A noun's fields by name; columns bear the same names."""
    return {
        field.name: getattr(noun, field.name)
        for field in fields(cast("Any", noun))
        if field.name not in without
    }


def noun_of(kind: type[Noun], row: Row, **instead: object) -> Noun:
    """Make the noun of a row whose columns bear the names of its fields."""
    names = (field.name for field in fields(cast("Any", kind)))
    known = {name: row[name] for name in names if name in row}
    return kind(**{**known, **instead})
