"""What does a desk give away whole, for spreadsheets and other programs?

Tickets, questions, events, facts, people, covers of duties, planned maintenance, outages and
changes and approvals. Addresses of chats, what waits to be sent, sessions and one-time links never
are among it; secrets were masked before anything was stored.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from storage.approvals import approvals
from storage.changes import changes
from storage.duty_tables import duty_covers
from storage.engine import Database
from storage.maintenance import windows
from storage.outages import outages
from storage.tables import events, facts, identities, people, questions, tickets
from storage.transaction import Row, Transaction

_AT_ONCE = 1000


class Part(StrEnum):
    """One file of an export."""

    TICKETS = "tickets"
    EVENTS = "events"
    FACTS = "facts"
    PEOPLE = "people"
    QUESTIONS = "questions"
    COVERS = "covers"
    MAINTENANCE = "maintenance"
    OUTAGES = "outages"
    CHANGES = "changes"
    APPROVALS = "approvals"


TABLES: Mapping[Part, Table] = {
    Part.TICKETS: tickets,
    Part.EVENTS: events,
    Part.FACTS: facts,
    Part.PEOPLE: people,
    Part.QUESTIONS: questions,
    Part.COVERS: duty_covers,
    Part.MAINTENANCE: windows,
    Part.OUTAGES: outages,
    Part.CHANGES: changes,
    Part.APPROVALS: approvals,
}
INNER = frozenset({"workspace", "origin", "folded", "version", "owed", "owed_at"})
"""Columns that are of no use outside."""


def columns(part: Part) -> tuple[str, ...]:
    """Name what each row of a part has."""
    own = tuple(column.name for column in TABLES[part].columns if column.name not in INNER)
    return (*own, "accounts") if part is Part.PEOPLE else own


class Exports:
    """Reads everything of one desk, some at a time, so that it needs no memory."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def rows(
        self, part: Part, *, since: datetime | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """Give the rows of a part by their numbers.

        With `since`: tickets that were asked since then or about which anything happened, and what
        happened; people and maintenance, which may come back every week, are given whole.
        """
        after = 0
        while page := await self._page(part, after, since):
            for row in page:
                yield {name: row[name] for name in columns(part)}
            after = page[-1]["id"]

    async def _page(self, part: Part, after: int, since: datetime | None) -> list[Row]:
        table = TABLES[part]
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            query = select(table).where(tx.here(table), table.c.id > after)
            if since is not None:
                query = query.where(_is_newer(tx, part, since))
            rows = await tx.rows(query.order_by(table.c.id).limit(_AT_ONCE))
            if part is Part.PEOPLE:
                return await _with_accounts(tx, rows)
            return list(rows)


def _is_newer(tx: Transaction, part: Part, since: datetime) -> ColumnElement[bool]:
    happened = select(events.c.ticket).where(
        tx.here(events), events.c.at >= since, events.c.ticket.is_not(None)
    )
    newer: dict[Part, ColumnElement[bool]] = {
        Part.TICKETS: or_(tickets.c.asked_at >= since, tickets.c.id.in_(happened)),
        Part.EVENTS: events.c.at >= since,
        Part.FACTS: facts.c.decided_at >= since,
        Part.PEOPLE: people.c.id > 0,
        Part.QUESTIONS: questions.c.asked_at >= since,
        Part.COVERS: duty_covers.c.ends_at >= since,
        Part.MAINTENANCE: windows.c.id > 0,
        Part.CHANGES: changes.c.requested_at >= since,
        Part.OUTAGES: or_(outages.c.ends_at.is_(None), outages.c.ends_at >= since),
        Part.APPROVALS: or_(approvals.c.decided_at.is_(None), approvals.c.decided_at >= since),
    }
    return newer[part]


async def _with_accounts(tx: Transaction, rows: Sequence[Row]) -> list[Row]:
    numbers = [row["id"] for row in rows]
    query = select(identities).where(tx.here(identities), identities.c.person.in_(numbers))
    accounts: dict[int, list[str]] = {}
    for one in await tx.rows(query.order_by(identities.c.platform, identities.c.account)):
        accounts.setdefault(one["person"], []).append(f"{one['platform']}:{one['account']}")
    return [{**row, "accounts": accounts.get(row["id"], [])} for row in rows]
