"""What do pages and reports read? One query each, on connections that never wait for a writer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, literal, or_, select

from desk.attachment import Attachment, Audience
from desk.errors import NotAllowedError, NotFoundError
from desk.events import Event
from desk.people import Actor, Identity, Person
from desk.policy import DeskPolicy, Status
from desk.views import Board, BoardColumn, BoardRow, HistoryRow, TicketPage
from storage.board_rows import OPEN, board_row, is_only_requester, next_due, rows_for
from storage.checklists import checklist_rows
from storage.engine import Database
from storage.files import Files
from storage.history_rows import history_of, history_rows, names_in
from storage.people import (
    actor_of,
    identities_of,
    people_called,
    people_like,
    person_by_id,
    person_of,
)
from storage.tables import tickets
from storage.timer_rows import timer_rows
from storage.transaction import Query, Row, Transaction, noun_of

_MORE = 10
"""How many times longer the column becomes that somebody wants more of."""


class BoardPages:
    """The board."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self._policy = policy

    async def board(self, actor: Actor, *, limit: int = 50, more: str | None = None) -> Board:
        """Give all columns with `limit` rows each; the column `more` gets ten times as many."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            rows = await tx.rows(self._placed(actor, limit, more))
        return self._board(rows, actor)

    def _placed(self, actor: Actor, limit: int, more: str | None) -> Query:
        """The first rows of each column, with the column's whole length on each."""
        column = self._column()
        is_resolved = tickets.c.status == Status.RESOLVED
        order = (
            case((is_resolved, tickets.c.resolved_at)).desc().nulls_last(),
            case((is_resolved, None), else_=next_due(actor)).asc().nulls_last(),
            tickets.c.id,
        )
        place = func.row_number().over(partition_by=column, order_by=order).label("place")
        total = func.count().over(partition_by=column).label("total")
        unowned = func.sum(case((tickets.c.assignee.is_(None) & ~is_resolved, 1), else_=0))
        query = rows_for(
            actor,
            self._policy.workspace,
            column.label("column"),
            place,
            total,
            unowned.over().label("unassigned"),
        )
        placed = query.where(tickets.c.status.in_((*OPEN, Status.RESOLVED))).subquery()
        wanted = or_(
            placed.c.place <= limit,
            (placed.c.column == more) & (placed.c.place <= limit * _MORE),
        )
        return select(placed).where(wanted).order_by(placed.c.column, placed.c.place)

    def _column(self) -> ColumnElement[Any]:
        return case(
            (tickets.c.status == Status.RESOLVED, "resolved"),
            (tickets.c.tier != self._policy.first_tier, literal("with:") + tickets.c.tier),
            (tickets.c.assignee.is_(None), "new"),
            else_="in_progress",
        )

    def _board(self, rows: Sequence[Row], actor: Actor) -> Board:
        columns: dict[str, list[Row]] = {}
        for row in rows:
            columns.setdefault(row["column"], []).append(row)
        totals = {key: found[0]["total"] for key, found in columns.items()}
        further = [f"with:{tier.key}" for tier in self._policy.tiers]
        keys = ["new", "in_progress", *(key for key in further if key in columns), "resolved"]
        return Board(
            columns=tuple(
                BoardColumn(
                    key=key,
                    rows=tuple(board_row(row, actor) for row in columns.get(key, [])),
                    total=totals.get(key, 0),
                )
                for key in keys
            ),
            open=sum(total for key, total in totals.items() if key != "resolved"),
            unassigned=rows[0]["unassigned"] if rows else 0,
            resolved=totals.get("resolved", 0),
        )


class TicketPages:
    """One ticket, or a list."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self._policy = policy

    async def page(self, actor: Actor, ticket: int) -> TicketPage:
        """Give the page; raises NotFoundError, NotAllowedError for somebody else's ticket."""
        here = self._policy.workspace
        async with self._database.read() as connection:
            tx = Transaction(connection, here)
            row = await tx.first(rows_for(actor, here).where(tickets.c.id == ticket))
            if row is None:
                raise await self._refusal(tx, ticket)
            happened = await tx.rows(history_of(tx, ticket))
            names = await names_in(tx, happened)
            kept = await Files(tx).of_ticket(ticket)
            is_public = is_only_requester(actor)
            running = () if is_public else await checklist_rows(tx, ticket)
        seen = tuple(one for one in kept if not is_public or one.audience is not Audience.NOBODY)
        told = history_rows(happened, names, requester=row["requester"] if is_public else None)
        timers = (
            () if is_public else timer_rows(self._policy, [noun_of(Event, one) for one in happened])
        )
        page = _page(row, actor, told, seen)
        return replace(page, timers=timers, checklists=running)

    async def tiers_in_use(self) -> frozenset[str]:
        """Name the tiers at which tickets stand that are not closed."""
        query = select(tickets.c.tier).where(tickets.c.status != Status.CLOSED).distinct()
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            return frozenset(row["tier"] for row in await tx.rows(query.where(tx.here(tickets))))

    async def rows(
        self,
        actor: Actor,
        *,
        statuses: Sequence[Status] = (),
        tier: str | None = None,
        limit: int = 200,
    ) -> tuple[BoardRow, ...]:
        """List tickets, newest first."""
        query = rows_for(actor, self._policy.workspace)
        if statuses:
            query = query.where(tickets.c.status.in_(statuses))
        if tier is not None:
            query = query.where(tickets.c.tier == tier)
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            found = await tx.rows(query.order_by(tickets.c.id.desc()).limit(limit))
        return tuple(board_row(row, actor) for row in found)

    async def _refusal(self, tx: Transaction, ticket: int) -> Exception:
        own = exists(literal(1)).where(tx.here(tickets), tickets.c.id == ticket)
        if (await tx.connection.execute(select(own))).scalar_one():
            return NotAllowedError(verb="read", ticket=ticket)
        return NotFoundError(noun="ticket", id=ticket)


class PeoplePages:
    """People outside any transaction."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self._policy = policy

    async def actor(self, identity: Identity) -> Actor | None:
        """The person of an account with the present roles, or None when nobody has met it."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            person = await person_of(tx, identity)
            return None if person is None else await actor_of(tx, self._policy, person)

    async def chosen_language(self, identity: Identity) -> str | None:
        """The language that the person of an account chose; None where the platform's holds."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            person = await person_of(tx, identity)
            is_chosen = person is not None and person.is_language_chosen
            return person.language if person is not None and is_chosen else None

    async def named(self, name: str) -> Actor | None:
        """Find by `platform:id`, by id or by name; None when nobody or more than one matches."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            person = await _named(tx, name)
            return None if person is None else await actor_of(tx, self._policy, person)

    async def like(self, name: str, limit: int = 5) -> list[str]:
        """Name people whose names hold this, each with an account: `Sam Okafor (web:sam)`."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            found = await people_like(tx, name, limit)
            return [
                f"{person.name} ({', '.join(map(str, await identities_of(tx, person.id)))})"
                for person in found
            ]

    async def person(self, id: int) -> Person | None:  # noqa: A002 - the port's word
        """Give a person by id."""
        async with self._database.read() as connection:
            return await person_by_id(Transaction(connection, self._policy.workspace), id)

    async def identities(self, person: int) -> Sequence[Identity]:
        """All accounts of a person, in a steady order."""
        async with self._database.read() as connection:
            return await identities_of(Transaction(connection, self._policy.workspace), person)


async def _named(tx: Transaction, name: str) -> Person | None:
    platform, _, account = name.partition(":")
    if platform and account:
        known = await person_of(tx, Identity(platform=platform, id=account))
        if known is not None:
            return known
    found = await people_called(tx, name)
    return found[0] if len(found) == 1 else None


def _page(
    row: Row, actor: Actor, history: tuple[HistoryRow, ...], files: tuple[Attachment, ...]
) -> TicketPage:
    is_public = is_only_requester(actor)
    return TicketPage(
        row=board_row(row, actor),
        text=row["text"],
        category=row["category"],
        resolution=row["resolution"],
        rating=row["rating"],
        first_response_due=row["first_response_due"],
        first_response_at=row["first_response_at"],
        resolution_due=row["resolution_due"],
        resolved_at=row["resolved_at"],
        follows=row["follows"],
        merged_into=row["merged_into"],
        duplicates=() if is_public else row["duplicates"],
        related=() if is_public else row["related"],
        files=files,
        history=history,
    )
