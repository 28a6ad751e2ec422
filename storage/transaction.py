"""What does every repository stand on? One open transaction, in one workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Delete, Insert, Select, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Noun = TypeVar("Noun")

Query = Select[*tuple[Any, ...]]
"""A SELECT of whatever columns."""

Row = Mapping[str, Any]
"""What comes back of one: values by the names of their columns."""

Upsert = postgresql.Insert | sqlite.Insert
"""An INSERT that knows what to do when the row is there already."""


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
        return insert_into(self.connection, table)

    async def add(self, table: Table, values: Mapping[str, object]) -> int:
        """Insert one row of this workspace and give its id."""
        row = {"workspace": self.workspace, **values}
        made = await self.connection.execute(self.insert(table).returning(table.c.id), row)
        number: int = made.scalar_one()
        return number

    async def add_once(
        self, table: Table, values: Mapping[str, object], key: Sequence[str]
    ) -> int | None:
        """Insert one row of this workspace and give its id; None when its key stands there."""
        row = {"workspace": self.workspace, **values}
        fresh = self.insert(table).on_conflict_do_nothing(index_elements=["workspace", *key])
        made = await self.connection.execute(fresh.returning(table.c.id), row)
        number: int | None = made.scalar_one_or_none()
        return number

    async def first(self, query: Query) -> Row | None:
        """The first row of the answer, or None."""
        row = (await self.connection.execute(query)).mappings().first()
        return None if row is None else cast("Row", row)

    async def rows(self, query: Query) -> Sequence[Row]:
        """All rows of the answer."""
        return cast("Sequence[Row]", (await self.connection.execute(query)).mappings().all())

    async def change(self, statement: Insert | Update | Delete) -> int:
        """Run a statement and say how many rows it touched."""
        counted = statement.execution_options(preserve_rowcount=True)
        return (await self.connection.execute(counted)).rowcount


def insert_into(connection: AsyncConnection, table: Table) -> Upsert:
    """An INSERT in the dialect of the connection."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


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
