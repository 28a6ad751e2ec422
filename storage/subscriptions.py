"""Who subscribed to which service?"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, delete, select

from storage.columns import BigId, Moment
from storage.table_parts import key, keyed, must
from storage.transaction import Transaction

subscriptions = keyed(
    "subscriptions",
    key("service"),
    Column("person", BigId, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    must("since", Moment),
)
Index(None, subscriptions.c.person)


class Subscriptions:
    """Subscriptions inside one transaction; `desk.subscriptions` says what is promised."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, service: str, person: int, at: datetime) -> bool:
        """Subscribe; False for who has subscribed already, which stays as it was."""
        row = self._tx.insert(subscriptions).values(
            workspace=self._tx.workspace, service=service, person=person, since=at
        )
        return bool(await self._tx.change(row.on_conflict_do_nothing()))

    async def remove(self, service: str, person: int) -> bool:
        """Unsubscribe; False for who has not subscribed."""
        theirs = (subscriptions.c.service == service, subscriptions.c.person == person)
        gone = delete(subscriptions).where(self._tx.here(subscriptions), *theirs)
        return bool(await self._tx.change(gone))

    async def of(self, person: int) -> Sequence[str]:
        """Give the services that the person subscribed to, by their keys."""
        query = select(subscriptions.c.service).where(
            self._tx.here(subscriptions), subscriptions.c.person == person
        )
        rows = await self._tx.rows(query.order_by(subscriptions.c.service))
        return [row["service"] for row in rows]

    async def to(self, services: Collection[str]) -> Sequence[int]:
        """Give who subscribed to any of these services, each once."""
        named = subscriptions.c.service.in_(services)
        query = select(subscriptions.c.person).where(self._tx.here(subscriptions), named)
        rows = await self._tx.rows(query.distinct().order_by(subscriptions.c.person))
        return [row["person"] for row in rows]
