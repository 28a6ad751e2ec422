"""What happened, in the order in which it was written down?"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import bindparam, select, update

from desk.errors import Fact, NotFoundError, StaleError
from desk.events import Event, EventKind
from desk.ticket import Ticket
from storage.engine import Database
from storage.folding import said_in
from storage.tables import events, tickets
from storage.transaction import Query, Transaction, in_desk, noun_of, values_of

_PAGE = 500
_SAYING_ANEW = frozenset({EventKind.UNDONE, EventKind.REWORDED, EventKind.WITHDRAWN})
"""After these another event's words are others, or gone; they have none of their own to find."""

_OF_TICKET = (
    select(events)
    .where(in_desk(events), events.c.ticket == bindparam("ticket"))
    .order_by(events.c.id)
)


class EventLog:
    """The log inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction
        self._known: dict[int, list[Event]] = {}

    async def add(self, event: Event) -> Event:
        """Append, and give it back with its id; raises StaleError when its cause stands already."""
        words = said_in(event.data) if event.ticket else None
        own = None if event.kind in _SAYING_ANEW else words
        row = {**values_of(event), "data": dict(event.data), "folded": own}
        number = await self._tx.add_once(events, row, ["cause"])
        if number is None:
            raise StaleError(cause=event.cause)
        if event.kind in _SAYING_ANEW:
            await self._find_by(event.data["event"], words)
        stored = replace(event, id=number)
        if event.ticket in self._known:
            self._known[event.ticket].append(stored)
        return stored

    async def of_ticket(self, ticket: int) -> Sequence[Event]:
        """A ticket's whole history, oldest first.

        Read once, and what is added is added: those who tell of one deed all ask for it.
        """
        if ticket not in self._known:
            rows = await self._tx.rows(_OF_TICKET, ticket=ticket)
            self._known[ticket] = [noun_of(Event, row) for row in rows]
        return list(self._known[ticket])

    async def read_ahead(self, numbers: Collection[int]) -> None:
        """Read the histories of several at once, for who asks for each of them next."""
        unknown = [number for number in numbers if number not in self._known]
        if len(unknown) < 2:  # noqa: PLR2004 - one is read when it is asked for
            return
        query = self._all().where(events.c.ticket.in_(unknown)).order_by(events.c.id)
        self._known |= {number: [] for number in unknown}
        for row in await self._tx.rows(query):
            self._known[row["ticket"]].append(noun_of(Event, row))

    async def get(self, id: int) -> Event:  # noqa: A002 - the port's word
        """Give one event; raises NotFoundError."""
        row = await self._tx.first(self._all().where(events.c.id == id))
        if row is None:
            raise NotFoundError(noun="event", id=id)
        return noun_of(Event, row)

    async def _find_by(self, event: Fact, words: str | None) -> None:
        """Let an event be found by what its words are now, and by nothing once they are gone."""
        said = update(events).where(self._tx.here(events), events.c.id == event)
        await self._tx.change(said.values(folded=words))

    def _all(self) -> Query:
        return select(events).where(self._tx.here(events))


class Histories:
    """All tickets with all that happened to them, for whoever derives figures anew."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def tickets_with_history(self) -> AsyncIterator[tuple[Ticket, Sequence[Event]]]:
        """Walk through them by number, some hundred at a time."""
        after = 0
        while page := await self._page(after):
            for pair in page:
                yield pair
            after = page[-1][0].id

    async def is_any(self) -> bool:
        """Whether there is a ticket at all."""
        return bool(await self._page(0))

    async def _page(self, after: int) -> Sequence[tuple[Ticket, Sequence[Event]]]:
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            found = await tx.rows(
                select(tickets)
                .where(tx.here(tickets), tickets.c.id > after)
                .order_by(tickets.c.id)
                .limit(_PAGE)
            )
            numbers = [row["id"] for row in found]
            happened = await tx.rows(
                select(events)
                .where(tx.here(events), events.c.ticket.in_(numbers))
                .order_by(events.c.ticket, events.c.id)
            )
        told = {
            number: [noun_of(Event, row) for row in rows]
            for number, rows in groupby(happened, key=lambda row: row["ticket"])
        }
        return [(noun_of(Ticket, row), told.get(row["id"], [])) for row in found]
