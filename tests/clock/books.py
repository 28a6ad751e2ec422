"""What has the desk written down since we last looked? Rows as they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from storage.store import Store
from storage.tables import events, outbox
from tests.clock.story import Row

TO_REQUESTER = "sla.missed"
SPEAKING = ("sla.warning", "sla.breach", "sla.grouped", TO_REQUESTER)
"""The kinds of notices about promises."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A row of the outbox about a promise: which notice, where, in whose thread, with what."""

    id: int
    kind: str
    place: str
    under: str | None
    ticket: int | None
    event: int | None
    facts: Mapping[str, Any]


@dataclass
class Books:
    """Reads on from where it stopped."""

    store: Store
    event: int = 0
    saying: int = 0

    async def happened(self) -> list[Row]:
        """The events of tickets since the last time, oldest first."""
        query = select(events).where(events.c.id > self.event).order_by(events.c.id)
        async with self.store.database.glance() as connection:
            rows = (await connection.execute(query)).all()
        self.event = max([self.event, *(row.id for row in rows)])
        return [_row(row) for row in rows if row.ticket is not None]

    async def said(self) -> list[Said]:
        """What was said of promises since the last time."""
        query = (
            select(outbox)
            .where(outbox.c.id > self.saying, outbox.c.kind.in_(SPEAKING))
            .order_by(outbox.c.id)
        )
        async with self.store.database.read() as connection:
            rows = (await connection.execute(query)).all()
            newest = (await connection.execute(select(func.max(outbox.c.id)))).scalar_one()
        self.saying = newest or self.saying
        return [_said(row) for row in rows]

    async def settle(self) -> None:
        """Take all that was said for delivered: carrying it is not what is judged here."""
        async with self.store.database.write() as connection:
            await connection.execute(
                text(
                    "UPDATE outbox SET state = 'sent', settled_at = said_at WHERE settled_at IS NULL"
                )
            )
            await connection.commit()


def _row(row: Any) -> Row:
    return Row(
        id=row.id,
        what=row.kind.value.partition(".")[2],
        at=int(row.at.timestamp()),
        ticket=row.ticket,
        by=row.by,
        stint=row.stint or 1,
        data=row.data,
    )


def _said(row: Any) -> Said:
    notice = row.body["notice"]
    place = f"{row.platform}:{row.channel}" + (f":{row.thread}" if row.thread else "")
    return Said(
        id=row.id,
        kind=row.kind,
        place=place,
        under=row.under,
        ticket=notice.get("ticket"),
        event=notice.get("event"),
        facts=notice["facts"],
    )


def seconds(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).timestamp())
