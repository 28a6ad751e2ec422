"""Which alerts fire, and on which ticket did they go?"""

from collections.abc import Sequence

from sqlalchemy import Boolean, Index, and_, select

from desk.alerts import Firing
from storage.columns import BigId, Moment
from storage.table_parts import key, keyed, may, must, of_ticket
from storage.transaction import Query, Transaction, noun_of, values_of

firings = keyed(
    "firings",
    key("sender"),
    key("fingerprint"),
    must("group"),
    must("name"),
    must("text"),
    must("is_down", Boolean),
    must("starts_at", Moment),
    may("ends_at", Moment),
    may("service"),
    may("ticket", BigId),
    of_ticket(),
)
_fires = firings.c.ends_at.is_(None)
_is_held = and_(_fires, firings.c.ticket.is_(None))
Index(
    "ix_firings_held",
    firings.c.workspace,
    firings.c.starts_at,
    sqlite_where=_is_held,
    postgresql_where=_is_held,
)
Index(None, firings.c.workspace, firings.c.ticket)
Index(None, firings.c.workspace, firings.c.service)
Index(None, firings.c.workspace, firings.c.sender, firings.c.group)


class Firings:
    """Alerts inside one transaction; `desk.alerts.Firings` says what it promises."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def get(self, sender: str, fingerprint: str) -> Firing | None:
        """Give one, held until the transaction ends."""
        this = (firings.c.sender == sender, firings.c.fingerprint == fingerprint)
        row = await self._tx.first(self._all().where(*this).with_for_update())
        return None if row is None else noun_of(Firing, row)

    async def save(self, firing: Firing) -> None:
        """Store it, instead of the one of its fingerprint."""
        await self._tx.put(firings, [values_of(firing)], key=("sender", "fingerprint"))

    async def down(self, service: str) -> Sequence[Firing]:
        """Give those that fire and mean that a service is down, the longest first."""
        return await self._found(firings.c.service == service, _fires, firings.c.is_down)

    async def of_ticket(self, ticket: int) -> Sequence[Firing]:
        """Give those that fire and went on a ticket."""
        return await self._found(firings.c.ticket == ticket, _fires)

    async def ticket_of(self, sender: str, group: str) -> int | None:
        """Give the newest ticket of a group."""
        of_group = (firings.c.sender == sender, firings.c.group == group)
        query = select(firings.c.ticket).where(self._tx.here(firings), *of_group)
        newest = query.where(firings.c.ticket.is_not(None)).order_by(firings.c.ticket.desc())
        row = await self._tx.first(newest.limit(1))
        return None if row is None else row["ticket"]

    async def held(self) -> Sequence[Firing]:
        """Give those that fire and of which nobody was alerted, the longest first."""
        return await self._found(_is_held)

    async def _found(self, *those: object) -> Sequence[Firing]:
        query = self._all().where(*those)  # type: ignore[arg-type]
        ordered = query.order_by(firings.c.starts_at, firings.c.sender, firings.c.fingerprint)
        return [noun_of(Firing, row) for row in await self._tx.rows(ordered)]

    def _all(self) -> Query:
        return select(firings).where(self._tx.here(firings))
