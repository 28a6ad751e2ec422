"""Does what stands in the tables agree with what should have happened by now?

Asked every minute, with queries of its own: an audit that asked those whom it watches would miss
what they miss.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, select

from desk.events import EventKind
from storage.audit_due import DueAudit
from storage.engine import Database
from storage.states import State
from storage.tables import events, inbox, leases, outbox, tickets
from storage.transaction import Query, Transaction

Condition = ColumnElement[bool]

_PAGE = 500
"""So many events are held against the outbox in one look; the next look goes on from there."""

OVERLAP = 1000
"""So many sayings are read twice: transactions end in another order than they counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Up to where the books were read: the last event, and the last saying."""

    event: int
    saying: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much waits where, and since when; moments are the machine's clock.

    `dead` are rows of the inbox that were given up, `stuck` are sayings whose lease ended and that
    nobody looked into, `untold` were given up and nobody was told, `lost` are leases that ended and
    that nobody took again, by name.
    """

    inbox: int = 0
    inbox_since: datetime | None = None
    dead: int = 0
    outbox: int = 0
    outbox_since: datetime | None = None
    stuck: int = 0
    untold: int = 0
    lost: Mapping[str, datetime] = field(default_factory=dict)


class Audits:
    """The books of one desk, as an auditor reads them."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace
        self.due = DueAudit(database, workspace)

    async def backlog(self, *, dead_since: datetime, before: datetime) -> Backlog:
        """Count what waits; stuck, untold and lost is what has been so since `before`."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            undone = await _counted(tx, inbox, inbox.c.done_at.is_(None))
            live = await _counted(tx, outbox, outbox.c.settled_at.is_(None))
            over = select(leases).where(tx.here(leases), leases.c.until <= before)
            return Backlog(
                inbox=undone[0],
                inbox_since=undone[1],
                dead=(await _counted(tx, inbox, inbox.c.is_dead, inbox.c.done_at > dead_since))[0],
                outbox=live[0],
                outbox_since=live[1],
                stuck=(await _counted(tx, outbox, *_stuck(before)))[0],
                untold=(await _counted(tx, outbox, *_untold(before)))[0],
                lost={row["name"]: row["until"] for row in await tx.rows(over)},
            )

    async def end(self) -> Page:
        """Where the books end now."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            return Page(event=await _last(tx, events), saying=await _last(tx, outbox))

    async def unsaid(self, kinds: Collection[EventKind], after: Page) -> tuple[list[int], Page]:
        """Find tickets with events after the page of which nothing was said, and how far it read.

        A saying stands in the transaction of its event, so one that is not there never comes.
        """
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            fresh = select(events.c.id, events.c.kind, events.c.ticket).where(tx.here(events))
            later = fresh.where(events.c.id > after.event).order_by(events.c.id).limit(_PAGE)
            rows = await tx.rows(later)
            if not rows:
                return [], after
            said = select(outbox.c.key).where(tx.here(outbox), outbox.c.id > after.saying - OVERLAP)
            causes = {_event_of(row["key"]) for row in await tx.rows(said)}
            page = Page(event=rows[-1]["id"], saying=await _last(tx, outbox))
        mute = (row for row in rows if row["kind"] in kinds and row["id"] not in causes)
        return list(dict.fromkeys(row["ticket"] for row in mute)), page

    async def last_ticket(self) -> int:
        """The number of this desk's newest ticket, 0 before the first."""
        async with self._database.read() as connection:
            return await _last(Transaction(connection, self._workspace), tickets)

    async def other_desks(self) -> list[str]:
        """Name the desks whose tickets stand in this database, other than this one."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            names = select(tickets.c.workspace).where(tickets.c.workspace != self._workspace)
            return [row["workspace"] for row in await tx.rows(names.distinct().limit(5))]


def _stuck(before: datetime) -> tuple[Condition, ...]:
    is_out = outbox.c.state == State.SENDING
    return outbox.c.settled_at.is_(None), is_out, outbox.c.lease_until <= before


def _untold(before: datetime) -> tuple[Condition, ...]:
    return outbox.c.is_untold, outbox.c.settled_at <= before


async def _last(tx: Transaction, table: Table) -> int:
    row = await tx.first(select(func.max(table.c.id).label("id")).where(tx.here(table)))
    return (row and row["id"]) or 0


async def _counted(
    tx: Transaction, table: Table, *conditions: Condition
) -> tuple[int, datetime | None]:
    since = table.c.received_at if table is inbox else table.c.said_at
    query: Query = select(func.count().label("rows"), func.min(since).label("oldest"))
    row = await tx.first(query.where(tx.here(table), *conditions))
    return (row["rows"], row["oldest"]) if row else (0, None)


def _event_of(key: str) -> int | None:
    """Read which event a saying's key names: `event:<number>:...`."""
    kind, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "event" and number.isdigit() else None
