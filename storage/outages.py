"""When were services down?

Of one service at most one outage is open; a unique key holds that against two replicas.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Index, or_, select, update

from desk.errors import StaleError
from desk.outages import Outage, OutageSource
from storage.columns import BigId, Code, Moment
from storage.table_parts import counted, may, must, of_ticket
from storage.transaction import Query, Transaction, noun_of, values_of

outages = counted(
    "outages",
    must("service"),
    must("starts_at", Moment),
    must("source", Code(OutageSource)),
    may("ends_at", Moment),
    may("ticket", BigId),
    of_ticket(),
)
_is_open = outages.c.ends_at.is_(None)
Index(
    "ix_outages_open",
    outages.c.workspace,
    outages.c.service,
    unique=True,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)
Index(None, outages.c.workspace, outages.c.service, outages.c.starts_at)


class Outages:
    """Outages inside one transaction; `desk.outages.Outages` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, outage: Outage) -> Outage:
        """Store a new one and give it back with its id."""
        if await self.open_of(outage.service) is not None:
            raise StaleError(noun="outage", key=outage.service)
        return replace(outage, id=await self._tx.add(outages, values_of(outage)))

    async def save(self, outage: Outage) -> None:
        """Store a change."""
        this = (self._tx.here(outages), outages.c.id == outage.id)
        await self._tx.change(update(outages).where(*this).values(**values_of(outage)))

    async def open(self) -> Sequence[Outage]:
        """Give all that are open, oldest first."""
        return await self._found(self._all().where(_is_open))

    async def open_of(self, service: str) -> Outage | None:
        """Give the open one of a service, held until the transaction ends."""
        query = self._all().where(_is_open, outages.c.service == service).with_for_update()
        row = await self._tx.first(query)
        return None if row is None else noun_of(Outage, row)

    async def between(self, service: str, start: datetime, end: datetime) -> Sequence[Outage]:
        """Give those of a service that touch [start, end), whole and in order."""
        lasts = or_(_is_open, outages.c.ends_at > start)
        touching = (outages.c.service == service, outages.c.starts_at < end, lasts)
        return await self._found(self._all().where(*touching))

    async def _found(self, query: Query) -> Sequence[Outage]:
        ordered = query.order_by(outages.c.starts_at, outages.c.id)
        return [noun_of(Outage, row) for row in await self._tx.rows(ordered)]

    def _all(self) -> Query:
        return select(outages).where(self._tx.here(outages))
