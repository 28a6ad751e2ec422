"""Where do incidents and their followers stand, and whom is there something to tell?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, delete, func, or_, select, update

from desk.errors import StaleError
from desk.incidents import Follower, Incident, Source
from storage.columns import BigId, Code, Moment
from storage.table_parts import key, keyed, may, must, of_ticket
from storage.tables import tickets
from storage.transaction import Query, Transaction, noun_of, values_of

DAMPED = timedelta(seconds=15)
"""However many follow at once, the card with their number is redrawn no more often."""

incidents = keyed(
    "incidents",
    key("ticket", BigId),
    must("service"),
    must("declared_at", Moment),
    must("source", Code(Source)),
    may("over_at", Moment),
    may("count_at", Moment),
    may("tell_at", Moment),
    of_ticket(),
)
_is_open = incidents.c.over_at.is_(None)
Index(
    "ix_incidents_open",
    incidents.c.workspace,
    incidents.c.service,
    unique=True,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)
Index(None, incidents.c.workspace, incidents.c.declared_at)
_has_count = incidents.c.count_at.is_not(None)
Index(
    "ix_incidents_count",
    incidents.c.workspace,
    incidents.c.count_at,
    sqlite_where=_has_count,
    postgresql_where=_has_count,
)
_has_news = incidents.c.tell_at.is_not(None)
Index(
    "ix_incidents_tell",
    incidents.c.workspace,
    incidents.c.tell_at,
    sqlite_where=_has_news,
    postgresql_where=_has_news,
)

followers = keyed(
    "incident_followers",
    key("ticket", BigId),
    must("incident", BigId),
    must("joined_at", Moment),
    may("told_at", Moment),
    may("works_at", Moment),
    of_ticket(),
    ForeignKeyConstraint(["workspace", "incident"], ["incidents.workspace", "incidents.ticket"]),
)
Index(None, followers.c.workspace, followers.c.incident, followers.c.joined_at)


class Incidents:
    """Incidents inside one transaction; `desk.incidents.Incidents` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, incident: Incident) -> None:
        """Store a new one; raises StaleError where its service has one that is not over."""
        row = {"workspace": self._tx.workspace, **values_of(incident)}
        fresh = self._tx.insert(incidents).values(row).on_conflict_do_nothing()
        if not await self._tx.change(fresh):
            raise StaleError(noun="incident", service=incident.service)

    async def save(self, incident: Incident) -> None:
        """Store whether it is over, and let the tick tell its followers when it is."""
        over = incident.over_at
        this = (self._tx.here(incidents), incidents.c.ticket == incident.ticket)
        await self._tx.change(update(incidents).where(*this).values(over_at=over, tell_at=over))
        if over is None:
            doubt = (followers.c.incident == incident.ticket, followers.c.works_at.is_(None))
            untold = update(followers).where(self._tx.here(followers), *doubt)
            await self._tx.change(untold.values(told_at=None))

    async def of_ticket(self, ticket: int) -> Incident | None:
        """Give the incident that a ticket is, over or not."""
        return await self._one(self._all().where(incidents.c.ticket == ticket))

    async def open(self) -> Sequence[Incident]:
        """Give those that are not over, the oldest first."""
        return await self._many(self._all().where(_is_open))

    async def open_of(self, service: str) -> Incident | None:
        """Give the one of a service that is not over."""
        return await self._one(self._all().where(_is_open, incidents.c.service == service))

    async def between(self, start: datetime, end: datetime) -> Sequence[Incident]:
        """Give those that touch [start, end), the oldest first."""
        touches = (
            incidents.c.declared_at < end,
            or_(_is_open, incidents.c.over_at > start),
        )
        return await self._many(self._all().where(*touches))

    async def follow(self, follower: Follower) -> None:
        """Let a ticket follow an incident, whose card has a new count from now on."""
        await self._tx.put(followers, [values_of(follower)], key=("ticket",))
        await self._count_soon(follower.incident, follower.joined_at)
        # Who joins in the moment in which it ends is told of the end all the same.
        this = (self._tx.here(incidents), incidents.c.ticket == follower.incident)
        await self._tx.change(update(incidents).where(*this).values(tell_at=incidents.c.over_at))

    async def let_go(self, ticket: int, now: datetime) -> None:
        """Let a ticket follow no incident any more."""
        known = await self.follower(ticket)
        if known is not None:
            this = (self._tx.here(followers), followers.c.ticket == ticket)
            await self._tx.change(delete(followers).where(*this))
            await self._count_soon(known.incident, now)

    async def follower(self, ticket: int) -> Follower | None:
        """Give how a ticket follows an incident; None for one that follows none."""
        row = await self._tx.first(self._followers().where(followers.c.ticket == ticket))
        return None if row is None else noun_of(Follower, row)

    async def save_told(self, ticket: int, at: datetime) -> bool:
        """Note that a follower is told of the end; False where they were, or said that it works."""
        waits = (followers.c.told_at.is_(None), followers.c.works_at.is_(None))
        this = update(followers).where(self._tx.here(followers), followers.c.ticket == ticket)
        return bool(await self._tx.change(this.where(*waits).values(told_at=at)))

    async def save_follower(self, follower: Follower) -> None:
        """Store what the requester was told, or has said."""
        this = (self._tx.here(followers), followers.c.ticket == follower.ticket)
        news = {"told_at": follower.told_at, "works_at": follower.works_at}
        await self._tx.change(update(followers).where(*this).values(**news))

    async def count(self, incident: int) -> int:
        """How many people follow it."""
        people = select(func.count(tickets.c.requester.distinct()).label("people"))
        row = await self._tx.first(people.where(*self._following(incident)))
        return row["people"] if row else 0

    async def newest_texts(self, incident: int, limit: int) -> Sequence[str]:
        """What its newest followers wrote."""
        query = select(tickets.c.text).where(*self._following(incident))
        newest = query.order_by(followers.c.joined_at.desc(), followers.c.ticket.desc())
        return [row["text"] for row in await self._tx.rows(newest.limit(limit))]

    async def to_count(self, now: datetime) -> Sequence[int]:
        """Numbers of those whose card shows an old count, and may be redrawn by now."""
        return await self._numbers(incidents.c.count_at <= now)

    async def counted(self, incident: int) -> None:
        """Note that the card shows the count that holds."""
        this = (self._tx.here(incidents), incidents.c.ticket == incident)
        await self._tx.change(update(incidents).where(*this).values(count_at=None))

    async def to_tell(self, now: datetime) -> Sequence[int]:
        """Numbers of those that are over and whose followers have not all been told."""
        return await self._numbers(incidents.c.tell_at <= now)

    async def waiting(self, incident: int, limit: int) -> Sequence[Follower]:
        """Give followers who have still to be told of its end, the first ones first."""
        query = self._followers().where(
            followers.c.incident == incident,
            followers.c.told_at.is_(None),
            followers.c.works_at.is_(None),
        )
        first = query.order_by(followers.c.joined_at, followers.c.ticket).limit(limit)
        return [noun_of(Follower, row) for row in await self._tx.rows(first)]

    async def is_told(self, incident: int, person: int, *, but_for: int) -> bool:
        """Whether the person follows it with another ticket too, and was told of the end there."""
        others = select(followers.c.ticket).where(
            *self._following(incident),
            tickets.c.requester == person,
            followers.c.ticket != but_for,
            followers.c.told_at.is_not(None),
        )
        return await self._tx.first(others.limit(1)) is not None

    async def told(self, incident: int) -> None:
        """Note that all of its followers have been told."""
        this = (self._tx.here(incidents), incidents.c.ticket == incident)
        await self._tx.change(update(incidents).where(*this).values(tell_at=None))

    def _following(self, incident: int) -> tuple[ColumnElement[bool], ...]:
        """The condition that ties tickets to the rows by which they follow an incident."""
        return (
            self._tx.here(followers),
            followers.c.incident == incident,
            tickets.c.workspace == followers.c.workspace,
            tickets.c.id == followers.c.ticket,
        )

    async def _count_soon(self, incident: int, now: datetime) -> None:
        is_shown = (incidents.c.ticket == incident, incidents.c.count_at.is_(None))
        soon = update(incidents).where(self._tx.here(incidents), *is_shown)
        await self._tx.change(soon.values(count_at=now + DAMPED))

    def _all(self) -> Query:
        return select(incidents).where(self._tx.here(incidents))

    def _followers(self) -> Query:
        return select(followers).where(self._tx.here(followers))

    async def _one(self, query: Query) -> Incident | None:
        row = await self._tx.first(query)
        return None if row is None else noun_of(Incident, row)

    async def _many(self, query: Query) -> Sequence[Incident]:
        rows = await self._tx.rows(query.order_by(incidents.c.declared_at, incidents.c.ticket))
        return [noun_of(Incident, row) for row in rows]

    async def _numbers(self, is_due: ColumnElement[bool]) -> Sequence[int]:
        query = select(incidents.c.ticket).where(self._tx.here(incidents), is_due)
        return [row["ticket"] for row in await self._tx.rows(query.order_by(incidents.c.ticket))]
