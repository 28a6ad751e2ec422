"""Of which parts are tables made? Keys, columns and tables as all of them are written."""

from typing import Any

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from storage.columns import BigId, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


Kind = TypeEngine[Any] | type[TypeEngine[Any]]
"""What a column may be said to hold."""


def key(name: str, kind: Kind = Words) -> Column[Any]:
    """One part of a table's key."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def must(name: str, kind: Kind = Words, *rest: SchemaItem) -> Column[Any]:
    """A column that always holds something."""
    return Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Kind = Words, *rest: SchemaItem) -> Column[Any]:
    """A column that may be empty."""
    return Column(name, kind, *rest, nullable=True)


def counted(name: str, *columns: SchemaItem) -> Table:
    """A table whose rows are counted up, and whose numbers are never used again."""
    number = Column("id", BigId, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, must("workspace"), *columns, sqlite_autoincrement=True)


def keyed(name: str, *columns: SchemaItem) -> Table:
    """A table whose rows are found by a key of their own."""
    return Table(name, metadata, key("workspace"), *columns)


def person(name: str, *, is_needed: bool = False) -> Column[Any]:
    """A column that names a person."""
    return Column(name, BigId, ForeignKey("people.id"), nullable=not is_needed)


def of_ticket() -> ForeignKeyConstraint:
    """The rule that a row's ticket is there."""
    return ForeignKeyConstraint(["workspace", "ticket"], ["tickets.workspace", "tickets.id"])
