"""Which tickets say what somebody looks for? Read without waiting for any writer."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, or_, select

from desk.events import EventKind
from desk.people import Actor, Identity, Role
from desk.policy import DeskPolicy
from desk.search import TicketSearch
from desk.views import FoundTickets
from storage.board_rows import board_row, is_only_requester, owner_row, requester_row, rows_for
from storage.engine import Database
from storage.folding import folded
from storage.history_rows import HANDOVERS, INTERNAL
from storage.people import actor_of, person_of
from storage.tables import events, tickets
from storage.transaction import Transaction

_LONGEST_NUMBER = 9


class TicketFinder:
    """Searches in words that stand folded beside tickets and events."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self.policy = policy

    async def search(self, actor: Actor, wanted: TicketSearch, *, limit: int = 50) -> FoundTickets:
        """Give a page of `limit` rows, the newest first."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self.policy.workspace)
            return await self._search(tx, actor, wanted, limit)

    async def search_as(
        self, account: Identity, wanted: TicketSearch, *, is_trusted: bool = True, limit: int = 50
    ) -> FoundTickets:
        """Do the same for whoever has the account; nobody whom the desk knows finds nothing."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self.policy.workspace)
            person = await person_of(tx, account)
            if person is None:
                return FoundTickets()
            actor = Actor(person=person, roles=frozenset({Role.REQUESTER}))
            if is_trusted:
                actor = await actor_of(tx, self.policy, person)
            return await self._search(tx, actor, wanted, limit)

    async def _search(
        self, tx: Transaction, actor: Actor, wanted: TicketSearch, limit: int
    ) -> FoundTickets:
        query = (
            rows_for(actor, self.policy.workspace)
            .where(*self._conditions(tx, actor, wanted))
            .order_by(tickets.c.id.desc())
            .limit(limit + 1)  # one more says whether there is another page
            .offset((wanted.page - 1) * limit)
        )
        rows = [board_row(row, actor) for row in await tx.rows(query)]
        return FoundTickets(rows=tuple(rows[:limit]), has_more=len(rows) > limit)

    def _conditions(
        self, tx: Transaction, actor: Actor, wanted: TicketSearch
    ) -> Iterator[ColumnElement[bool]]:
        if wanted.statuses:
            yield tickets.c.status.in_(wanted.statuses)
        yield from _narrowing(wanted)
        for word in wanted.words:
            yield self._says(tx, actor, word)

    def _says(self, tx: Transaction, actor: Actor, word: str) -> ColumnElement[bool]:
        """Whether the ticket's words have it, or any said about it since, or it is its number."""
        said = (
            select(events.c.ticket)
            .where(tx.here(events), events.c.ticket.is_not(None))
            .where(events.c.folded.contains(folded(word), autoescape=True))
        )
        if is_only_requester(actor):
            own = select(tickets.c.id).where(
                tx.here(tickets), tickets.c.requester == actor.person.id
            )
            said = said.where(
                events.c.ticket.in_(own),
                events.c.kind.not_in((*INTERNAL, *HANDOVERS)),
                or_(events.c.kind != EventKind.WROTE, events.c.by == actor.person.id),
            )
        found = [
            tickets.c.folded.contains(folded(word), autoescape=True),
            tickets.c.id.in_(said),
        ]
        number = word.upper().removeprefix(f"{self.policy.prefix.upper()}-").lstrip("#")
        if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER:
            found.append(tickets.c.id == int(number))
        return or_(*found)


def _narrowing(wanted: TicketSearch) -> Iterator[ColumnElement[bool]]:
    """Where it stands, what it is about, when it was asked, and who is with it."""
    if wanted.tier is not None:
        yield tickets.c.tier == wanted.tier
    if wanted.service is not None:
        yield tickets.c.service == wanted.service
    if wanted.since is not None:
        yield tickets.c.asked_at >= wanted.since
    if wanted.until is not None:
        yield tickets.c.asked_at < wanted.until
    if wanted.requester:
        yield _is_called(requester_row.c.name, wanted.requester)
    if wanted.owner:
        yield _is_called(owner_row.c.name, wanted.owner)


def _is_called(name: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """Whether a name has the part, whatever its case; SQLite's own lower() knows ASCII alone."""
    forms = dict.fromkeys((part, part.lower(), part.upper(), part.title()))
    return or_(
        func.lower(name).contains(part.lower(), autoescape=True),
        *(name.contains(form, autoescape=True) for form in forms),
    )
