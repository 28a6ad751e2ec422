"""What would a desk do whose clock is broken? Each fault once, at the first chance it gets.

They prove that the judge can fail. All but one are put in behind the desk's back, into what it has
written down; early is a tick whose clock is ahead.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.store import Store
from storage.tables import events, outbox
from tests.clock.tickers import Keep

EARLY = timedelta(seconds=6)

Spoil = Callable[[AsyncConnection, int, int], Awaitable[bool]]
"""Spoils what was written after an event's and a saying's number; False when there is no chance."""


def spoiled(keep: Keep, spoil: Spoil) -> Keep:
    """Tick as the desk does, and once spoil what it wrote."""
    is_done, turn = False, asyncio.Lock()

    async def tick(store: Store, now: datetime) -> None:
        nonlocal is_done
        before = await _newest(store)
        await keep(store, now)
        async with turn:  # of those that tick together only one does harm
            if not is_done:
                async with store.database.write() as connection:
                    is_done = await spoil(connection, *before)
                    await connection.commit()

    return tick


def early(keep: Keep) -> Keep:
    """Tick with a clock that is six seconds ahead."""

    async def tick(store: Store, now: datetime) -> None:
        await keep(store, now + EARLY)

    return tick


async def _newest(store: Store) -> tuple[int, int]:
    async with store.database.read() as connection:
        rows = [
            (await connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)))
            for table in (events, outbox)
        ]
    event, saying = (row.scalar() or 0 for row in rows)
    return event, saying


async def _events(connection: AsyncConnection, after: int, kind: str) -> list[Any]:
    rows = (await connection.execute(select(events).where(events.c.id > after))).all()
    return [row for row in rows if row.kind.value == f"ticket.{kind}"]


async def doubled_event(connection: AsyncConnection, event: int, saying: int) -> bool:
    """A warning is written down twice."""
    for row in await _events(connection, event, "warned"):
        again = {**row._mapping, "cause": f"{row.cause}:again"}
        del again["id"]
        await connection.execute(insert(events).values(**again))
        return True
    return False


async def dropped_event(connection: AsyncConnection, event: int, saying: int) -> bool:
    """A warning is forgotten."""
    for row in await _events(connection, event, "warned"):
        await connection.execute(delete(events).where(events.c.id == row.id))
        return True
    return False


async def lost_breach(connection: AsyncConnection, event: int, saying: int) -> bool:
    """A breach and all that was said of it is gone, and the ticket believes it was said."""
    for row in await _events(connection, event, "breached"):
        await connection.execute(delete(events).where(events.c.id == row.id))
        await connection.execute(delete(outbox).where(outbox.c.id > saying))
        return True
    return False


def doubled_saying(kind: str) -> Spoil:
    """A notice is said once more, under another key."""

    async def spoil(connection: AsyncConnection, event: int, saying: int) -> bool:
        query = select(outbox).where(outbox.c.id > saying, outbox.c.kind == kind)
        row = (await connection.execute(query)).first()
        if row is None:
            return False
        again = {**row._mapping, "key": f"{row.key}:again"}
        del again["id"]
        await connection.execute(insert(outbox).values(**again))
        return True

    return spoil


def dropped_saying(kind: str) -> Spoil:
    """A notice is written down as an event and never said."""

    async def spoil(connection: AsyncConnection, event: int, saying: int) -> bool:
        query = select(outbox).where(outbox.c.id > saying, outbox.c.kind == kind)
        row = (await connection.execute(query)).first()
        if row is None:
            return False
        await connection.execute(delete(outbox).where(outbox.c.id == row.id))
        return True

    return spoil
