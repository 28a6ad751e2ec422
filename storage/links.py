"""Which message of a platform belongs to what?"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from desk.people import Address
from desk.ports import Link
from storage.tables import links as table
from storage.transaction import Row, Transaction, in_desk, noun_of, values_of

_ONE_MESSAGE = ["platform", "channel", "message"]
_AT_PLACE = select(table).where(
    in_desk(table),
    table.c.platform == bindparam("platform"),
    table.c.channel == bindparam("channel"),
    table.c.message.in_(bindparam("messages", expanding=True)),
)


class Links:
    """Links inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, link: Link) -> None:
        """Remember a message; again replaces."""
        await self.add_all([link])

    async def add_all(self, links: Sequence[Link]) -> None:
        """Remember many messages in one statement."""
        await self._tx.put(table, [_row(link) for link in links], key=_ONE_MESSAGE)

    async def find(self, channel: Address, messages: Sequence[str]) -> Link | None:
        """The link of the first of these messages that is known (the thread is not looked at)."""
        if not messages:
            return None
        place = {"platform": channel.platform, "channel": channel.channel}
        rows = await self._tx.rows(_AT_PLACE, **place, messages=list(messages))
        known = {row["message"]: row for row in rows}
        return next((_link(known[message]) for message in messages if message in known), None)

    async def of_event(self, event: int) -> Sequence[Link]:
        """Every message that carries the words of an event."""
        query = select(table).where(self._tx.here(table), table.c.event == event)
        rows = await self._tx.rows(query.order_by(table.c.platform, table.c.channel))
        return [_link(row) for row in rows]


def _row(link: Link) -> dict[str, object]:
    place = {
        "platform": link.channel.platform,
        "channel": link.channel.channel,
        "thread": link.channel.thread,
    }
    return {**values_of(link), **place}


def _link(row: Row) -> Link:
    channel = Address(platform=row["platform"], channel=row["channel"], thread=row["thread"])
    return noun_of(Link, row, channel=channel)
