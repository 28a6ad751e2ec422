"""Which message of a platform belongs to what?"""

from collections.abc import Sequence

from sqlalchemy import select

from desk.people import Address
from desk.ports import Link
from storage.tables import links
from storage.transaction import Query, Row, Transaction, noun_of, values_of

_ONE_MESSAGE = ["workspace", "platform", "channel", "message"]


class Links:
    """Links inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, link: Link) -> None:
        """Remember a message; again replaces."""
        place = {
            "platform": link.channel.platform,
            "channel": link.channel.channel,
            "thread": link.channel.thread,
        }
        told = {**values_of(link), **place}
        row = self._tx.insert(links).values(workspace=self._tx.workspace, **told)
        newer = {name: value for name, value in told.items() if name not in _ONE_MESSAGE}
        await self._tx.change(row.on_conflict_do_update(index_elements=_ONE_MESSAGE, set_=newer))

    async def find(self, channel: Address, messages: Sequence[str]) -> Link | None:
        """The link of the first of these messages that is known (the thread is not looked at)."""
        query = self._all().where(
            links.c.platform == channel.platform,
            links.c.channel == channel.channel,
            links.c.message.in_(messages),
        )
        known = {row["message"]: row for row in await self._tx.rows(query)}
        return next((_link(known[message]) for message in messages if message in known), None)

    async def of_event(self, event: int) -> Sequence[Link]:
        """Every message that carries the words of an event."""
        query = self._all().where(links.c.event == event)
        rows = await self._tx.rows(query.order_by(links.c.platform, links.c.channel))
        return [_link(row) for row in rows]

    def _all(self) -> Query:
        return select(links).where(self._tx.here(links))


def _link(row: Row) -> Link:
    channel = Address(platform=row["platform"], channel=row["channel"], thread=row["thread"])
    return noun_of(Link, row, channel=channel)
