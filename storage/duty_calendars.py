"""What is kept of schedules that are kept elsewhere, and of who may read ours?

The last good copy of a calendar stays while it cannot be read, with the turns that it means. Of a
feed's key only the hash is kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from desk.oncall import Turn
from storage.columns import to_json
from storage.duty_tables import duty_calendars, duty_feeds, duty_turns
from storage.engine import Database
from storage.transaction import Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCalendar:
    """A calendar as it was last read; `fault` says why it cannot be since `failing_since`."""

    rotation: str
    source: str
    body: bytes | None
    read_at: datetime | None
    failing_since: datetime | None
    fault: str | None
    unknown: tuple[str, ...]


class DutyCalendars:
    """Calendars by the rotation that they say."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def get(self, rotation: str) -> KeptCalendar | None:
        """Give what is kept of a rotation's calendar."""
        async with self._database.read() as connection:
            return await kept_calendar(Transaction(connection, self._workspace), rotation)

    async def keep(
        self,
        rotation: str,
        source: str,
        body: bytes,
        *,
        turns: Sequence[Turn],
        unknown: Sequence[str],
        now: datetime | None,
    ) -> None:
        """Keep a good copy and its turns, instead of those before.

        Without `now` it is the copy that was there, whose turns were worked out anew.
        """
        values: dict[str, object] = {
            "source": source,
            "body": body,
            "unknown": to_json(list(unknown)),
        }
        if now is not None:
            values |= {"read_at": now, "failing_since": None, "fault": None}
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            await tx.put(duty_calendars, [{"rotation": rotation, **values}], key=["rotation"])
            own = (tx.here(duty_turns), duty_turns.c.rotation == rotation)
            await tx.change(delete(duty_turns).where(*own))
            rows = [_row(self._workspace, rotation, turn) for turn in turns]
            if rows:
                await connection.execute(insert(duty_turns), rows)
            await connection.commit()

    async def fail(self, rotation: str, source: str, fault: str, now: datetime) -> datetime:
        """Note that it cannot be read now, and give since when that is so.

        What another source said before does not hold any more, nor do its turns.
        """
        kept = await self.get(rotation)
        is_other = kept is None or kept.source != source
        since = now if kept is None or is_other or not kept.failing_since else kept.failing_since
        row: dict[str, object] = {"rotation": rotation, "fault": fault, "failing_since": since}
        if is_other:
            row |= {"source": source, "unknown": "[]", "body": None, "read_at": None}
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            if kept is None:
                await tx.put(duty_calendars, [row], key=["rotation"])
            else:
                here = (tx.here(duty_calendars), duty_calendars.c.rotation == rotation)
                await tx.change(duty_calendars.update().where(*here).values(row))
            if is_other:
                own = (tx.here(duty_turns), duty_turns.c.rotation == rotation)
                await tx.change(delete(duty_turns).where(*own))
            await connection.commit()
        return since


class DutyFeeds:
    """The keys with which others may read who is on call, one a rotation."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def key_hash(self, rotation: str) -> str | None:
        """Give the hash of a rotation's key, or None where nobody made one."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            own = (tx.here(duty_feeds), duty_feeds.c.rotation == rotation)
            row = await tx.first(select(duty_feeds.c.key_hash).where(*own))
        return None if row is None else row["key_hash"]

    async def keep(self, rotation: str, key_hash: str, now: datetime) -> None:
        """Keep a new key; the one before opens nothing any more."""
        row = {"rotation": rotation, "key_hash": key_hash, "made_at": now}
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            await tx.put(duty_feeds, [row], key=["rotation"])
            await connection.commit()

    async def remove(self, rotation: str) -> bool:
        """Forget the key, and say whether there was one."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            own = (tx.here(duty_feeds), duty_feeds.c.rotation == rotation)
            gone = await tx.change(delete(duty_feeds).where(*own))
            await connection.commit()
        return bool(gone)


async def kept_calendar(transaction: Transaction, rotation: str) -> KeptCalendar | None:
    """Give what is kept of a rotation's calendar."""
    own = (transaction.here(duty_calendars), duty_calendars.c.rotation == rotation)
    row = await transaction.first(select(duty_calendars).where(*own))
    return None if row is None else _kept(row)


def _kept(row: Row) -> KeptCalendar:
    return KeptCalendar(
        rotation=row["rotation"],
        source=row["source"],
        body=row["body"],
        read_at=row["read_at"],
        failing_since=row["failing_since"],
        fault=row["fault"],
        unknown=tuple(json.loads(row["unknown"])),
    )


def _row(workspace: str, rotation: str, turn: Turn) -> dict[str, object]:
    return {
        "workspace": workspace,
        "rotation": rotation,
        "account": str(turn.person),
        "starts_at": turn.span.start,
        "ends_at": turn.span.end,
    }
