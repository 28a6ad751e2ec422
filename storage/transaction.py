"""What does every repository stand on? One open transaction, in one workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Delete, Insert, Select, Table, Update, bindparam, insert
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
        self._remembered: dict[Table, dict[tuple[object, ...], Sequence[Row]]] = {}

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
        self._remembered.pop(table, None)
        made = await self.connection.execute(_adding(self.dialect, table), self._own(values))
        number: int = made.scalar_one()
        return number

    async def add_once(
        self, table: Table, values: Mapping[str, object], key: Sequence[str]
    ) -> int | None:
        """Insert one row of this workspace and give its id; None when its key stands there."""
        self._remembered.pop(table, None)
        fresh = _adding_once(self.dialect, table, tuple(key))
        made = await self.connection.execute(fresh, self._own(values))
        number: int | None = made.scalar_one_or_none()
        return number

    async def add_all(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows of this workspace, all with the same columns."""
        if rows:
            self._remembered.pop(table, None)
            await self.connection.execute(_plain(table), [self._own(row) for row in rows])

    async def add_all_once(
        self, table: Table, rows: Sequence[Mapping[str, object]], key: str
    ) -> Mapping[str, int]:
        """Insert those rows whose key is not there yet, in order; give their ids by their keys."""
        if not rows:
            return {}
        self._remembered.pop(table, None)
        fresh = _adding_once(self.dialect, table, (key,)).returning(table.c[key])
        made = await self.connection.execute(fresh, [self._own(row) for row in rows])
        return {row[1]: row[0] for row in made}

    async def put(
        self, table: Table, rows: Sequence[Mapping[str, object]], *, key: Sequence[str]
    ) -> None:
        """Write rows of this workspace, all with the same columns; what has the key is replaced."""
        if rows:
            whole = [self._own(row) for row in rows]
            self._remembered.pop(table, None)
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

    async def again(self, query: Query, table: Table, **values: object) -> Sequence[Row]:
        """All rows of a query of this table alone, made beforehand, that is asked again and again.

        Read once; and once more after something was written to the table here.
        """
        known = self._remembered.setdefault(table, {})
        asked = (id(query), *values.items())
        if asked not in known:
            known[asked] = await self.rows(query, **values)
        return known[asked]

    async def change(self, statement: Insert | Update | Delete, **values: object) -> int:
        """Run a statement and say how many rows it touched; `values` as for `first`.

        An UPDATE made beforehand sets the columns that they name.
        """
        if isinstance(statement.table, Table):
            self._remembered.pop(statement.table, None)
        counted = statement.execution_options(preserve_rowcount=True)
        given = self._with(values) if values else None
        return (await self.connection.execute(counted, given)).rowcount

    async def change_all(
        self, statement: Update | Delete, values: Sequence[Mapping[str, object]]
    ) -> None:
        """Run a statement made beforehand once for each of the values."""
        if values:
            self._remembered.pop(cast("Table", statement.table), None)
            await self.connection.execute(statement, [self._with(each) for each in values])

    def _own(self, row: Mapping[str, object]) -> dict[str, object]:
        return {"workspace": self.workspace, **row}

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
def _plain(table: Table) -> Insert:
    return insert(table)


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
