"""Which message of a platform belongs to what?"""

from collections.abc import Sequence

from sqlalchemy import select

from desk.people import Address
from desk.ports import Link
from storage.tables import links as table
from storage.transaction import Query, Row, Transaction, noun_of, values_of

_ONE_MESSAGE = ["workspace", "platform", "channel", "message"]


class Links:
    """Links inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, link: Link) -> None:
        """Remember a message; again replaces."""
        await self.add_all([link])

    async def add_all(self, links: Sequence[Link]) -> None:
        """Remember many messages in one statement."""
        rows = [self._row(link) for link in links]
        if not rows:
            return
        row = self._tx.insert(table)
        newer = {name: row.excluded[name] for name in rows[0] if name not in _ONE_MESSAGE}
        kept = row.on_conflict_do_update(index_elements=_ONE_MESSAGE, set_=newer)
        await self._tx.connection.execute(kept, rows)

    async def find(self, channel: Address, messages: Sequence[str]) -> Link | None:
        """The link of the first of these messages that is known (the thread is not looked at)."""
        query = self._all().where(
            table.c.platform == channel.platform,
            table.c.channel == channel.channel,
            table.c.message.in_(messages),
        )
        known = {row["message"]: row for row in await self._tx.rows(query)}
        return next((_link(known[message]) for message in messages if message in known), None)

    async def of_event(self, event: int) -> Sequence[Link]:
        """Every message that carries the words of an event."""
        query = self._all().where(table.c.event == event)
        rows = await self._tx.rows(query.order_by(table.c.platform, table.c.channel))
        return [_link(row) for row in rows]

    def _row(self, link: Link) -> dict[str, object]:
        place = {
            "workspace": self._tx.workspace,
            "platform": link.channel.platform,
            "channel": link.channel.channel,
            "thread": link.channel.thread,
        }
        return {**values_of(link), **place}

    def _all(self) -> Query:
        return select(table).where(self._tx.here(table))


def _link(row: Row) -> Link:
    channel = Address(platform=row["platform"], channel=row["channel"], thread=row["thread"])
    return noun_of(Link, row, channel=channel)
