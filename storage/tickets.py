"""How are tickets numbered, and how is a change refused that came too late?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, bindparam, or_, select, update

from desk.errors import NotFoundError, StaleError
from desk.policy import Status
from desk.ticket import Ticket
from storage.counters import next_number
from storage.folding import folded
from storage.tables import tickets
from storage.transaction import Query, Transaction, in_desk, noun_of, values_of

_IN_WORK = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)
_UNFINISHED = (*_IN_WORK, Status.RESOLVED)

_ONE = select(tickets).where(in_desk(tickets), tickets.c.id == bindparam("number"))

_SAVE = update(tickets).where(
    in_desk(tickets),
    tickets.c.id == bindparam("number"),
    tickets.c.version == bindparam("known"),
)
"""What is set are the columns that its values name."""

_OPEN = (
    select(tickets)
    .where(
        in_desk(tickets),
        tickets.c.requester == bindparam("requester"),
        or_(tickets.c.status.in_(_UNFINISHED), tickets.c.merged_into.is_not(None)),
    )
    .order_by(tickets.c.id.desc())
)

_TITLES = (
    select(tickets.c.id, tickets.c.title)
    .where(in_desk(tickets), tickets.c.status.in_(_UNFINISHED[:-1]))
    .order_by(tickets.c.id.desc())
    .limit(bindparam("limit"))
)


def _due_by(mark: Column[Any]) -> Query:
    """The numbers of tickets whose mark has come, the oldest first."""
    due = select(tickets.c.id).where(in_desk(tickets), mark <= bindparam("now"))
    return due.order_by(mark, tickets.c.id)


def _page_of(due: Query) -> Query:
    return due.limit(bindparam("limit")).offset(bindparam("skipped"))


_TO_NUDGE = _due_by(tickets.c.nudge_at)
_TO_TIME = _page_of(_due_by(tickets.c.timer_at))
_TO_CLIMB = _page_of(_due_by(tickets.c.path_at))
_TO_CLOSE = (
    select(tickets)
    .where(
        in_desk(tickets),
        tickets.c.status == Status.RESOLVED,
        tickets.c.resolved_at <= bindparam("before"),
    )
    .order_by(tickets.c.resolved_at, tickets.c.id)  # by the number would walk all tickets
)


class Tickets:
    """Tickets inside one transaction."""

    def __init__(self, transaction: Transaction, first_number: int) -> None:
        self._tx = transaction
        self._first_number = first_number

    async def add(self, ticket: Ticket) -> Ticket:
        """Store a new one and give it back with its number."""
        number = await next_number(self._tx, "ticket", first=self._first_number)
        stored = replace(ticket, id=number, version=1)
        words = folded(f"{stored.title}\n{stored.text}")
        row = {**values_of(stored, without=frozenset()), "folded": words, **_owed_at(stored)}
        await self._tx.add(tickets, row)
        return stored

    async def get(self, id: int) -> Ticket:  # noqa: A002 - the port's word
        """Give a ticket; raises NotFoundError."""
        row = await self._tx.first(_ONE, number=id)
        if row is None:
            raise NotFoundError(noun="ticket", id=id)
        return noun_of(Ticket, row)

    async def save(self, ticket: Ticket) -> Ticket:
        """Store a change, one version up; raises StaleError when `ticket.version` has passed."""
        changed = replace(ticket, version=ticket.version + 1)
        own = {"number": ticket.id, "known": ticket.version}
        touched = await self._tx.change(_SAVE, **own, **values_of(changed), **_owed_at(changed))
        if not touched:
            raise StaleError(ticket=ticket.id, version=ticket.version)
        return changed

    async def open_of(self, requester: int) -> Sequence[Ticket]:
        """The requester's tickets that are open or resolved, newest first.

        One that was merged stands as the ticket in which it goes on, seen from it.
        """
        rows = await self._tx.rows(_OPEN, requester=requester)
        own = [noun_of(Ticket, row) for row in rows]
        merged = {ticket.merged_into for ticket in own} - {None}
        return await self._living(own, merged) if merged else own

    async def open_titles(self, limit: int) -> Mapping[int, str]:
        """The titles of the newest open tickets by number, whoever has asked."""
        rows = await self._tx.rows(_TITLES, limit=limit)
        return {row["id"]: row["title"] for row in rows}

    async def some(self, numbers: Collection[int]) -> Sequence[Ticket]:
        """Give these tickets, in the order of their numbers; those that are not there are left."""
        if not numbers:
            return []
        return await self._nouns(
            self._all().where(tickets.c.id.in_(list(numbers))).order_by(tickets.c.id)
        )

    async def to_work_on(self, engineer: int, tiers: Sequence[str]) -> Sequence[Ticket]:
        """Tickets in work that the engineer has, and those of the tiers that nobody has."""
        is_free = tickets.c.assignee.is_(None) & tickets.c.tier.in_(tiers)
        return await self._nouns(
            self._all()
            .where(tickets.c.status.in_(_IN_WORK), (tickets.c.assignee == engineer) | is_free)
            .order_by(tickets.c.id)
        )

    async def open_about(self, services: Collection[str]) -> Sequence[Ticket]:
        """Tickets in work that are tied to one of these services."""
        about = (tickets.c.status.in_(_IN_WORK), tickets.c.service.in_(list(services)))
        return await self._nouns(self._all().where(*about).order_by(tickets.c.id))

    async def asked_about(self, service: str, since: datetime) -> Sequence[Ticket]:
        """Tickets in work that are tied to the service and were asked since then, oldest first."""
        lately = (tickets.c.asked_at > since, tickets.c.service == service)
        in_work = self._all().where(*lately, tickets.c.status.in_(_IN_WORK))
        return await self._nouns(in_work.order_by(tickets.c.asked_at, tickets.c.id))

    async def to_close(self, resolved_before: datetime) -> Sequence[Ticket]:
        """Resolved tickets whose resolution is as old as that, or older."""
        rows = await self._tx.rows(_TO_CLOSE, before=resolved_before)
        return [noun_of(Ticket, row) for row in rows]

    async def _living(self, own: Sequence[Ticket], merged: Collection[int | None]) -> list[Ticket]:
        """Follow merged tickets; those of the requester's own others are named there already."""
        known = {one.id: one for one in await self.some([one for one in merged if one])}
        seen: list[Ticket] = []
        for ticket in own:
            into = known.get(ticket.merged_into or 0)
            if ticket.merged_into is None:
                seen.append(ticket)
            elif into and into.status in _UNFINISHED and into.requester != ticket.requester:
                seen.append(into.seen_from(ticket))
        return seen

    async def to_nudge(self, now: datetime) -> Sequence[int]:
        """Numbers of waiting tickets about which time has something to do by now, oldest first."""
        return await self._numbers(_TO_NUDGE, now=now)

    async def time_anew(self, now: datetime) -> None:
        """Let the next ticks look at promises and path of every ticket that is not closed."""
        unfinished = update(tickets).where(
            self._tx.here(tickets), tickets.c.status.in_(_UNFINISHED)
        )
        await self._tx.change(unfinished.values(timer_at=now))
        await self._tx.change(unfinished.where(tickets.c.path_at.is_not(None)).values(path_at=now))

    async def time_about(self, services: Collection[str], now: datetime) -> None:
        """Let the next ticks look at the promises of what is in work about these services."""
        about = (tickets.c.status.in_(_IN_WORK), tickets.c.service.in_(list(services)))
        await self._tx.change(
            update(tickets).where(self._tx.here(tickets), *about).values(timer_at=now)
        )

    async def to_time(self, now: datetime, limit: int, skipped: int = 0) -> Sequence[int]:
        """Numbers of tickets of whose promises there is something to say by now, oldest first."""
        return await self._numbers(_TO_TIME, now=now, limit=limit, skipped=skipped)

    async def to_climb(self, now: datetime, limit: int, skipped: int = 0) -> Sequence[int]:
        """Numbers of tickets whose path has something to say by now, the longest due first."""
        return await self._numbers(_TO_CLIMB, now=now, limit=limit, skipped=skipped)

    async def _numbers(self, query: Query, **values: object) -> Sequence[int]:
        return [row["id"] for row in await self._tx.rows(query, **values)]

    def _all(self) -> Query:
        return select(tickets).where(self._tx.here(tickets))

    async def _nouns(self, query: Query) -> Sequence[Ticket]:
        return [noun_of(Ticket, row) for row in await self._tx.rows(query)]


def _owed_at(ticket: Ticket) -> dict[str, datetime | None]:
    """When the first of what is still owed falls due, or fell, for the order on the board."""
    due = (one.due_at for one in ticket.owed or () if not one.is_over)
    return {"owed_at": min(due, default=None)}
