"""What is long done must cost nothing: taking the next sayings among 100,000 sent ones."""

import time
from datetime import timedelta

from sqlalchemy import text

from desk.outcome import Done
from storage.store import Store
from storage.tables import outbox
from tests import nouns

SENT = 100_000
_COPIES = """
    INSERT INTO outbox ({columns}) SELECT {values} FROM outbox,
    (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
     SELECT i FROM n) AS numbers WHERE outbox.id = :seed
"""


async def fill(store: Store, seed: int) -> None:
    names = [column.name for column in outbox.columns if column.name != "id"]
    copy = _COPIES.format(
        columns=", ".join(f'"{name}"' for name in names),
        values=", ".join("'copy:' || i" if name == "key" else f'outbox."{name}"' for name in names),
    )
    async with store.database.write() as connection:
        await connection.execute(text(copy), {"rows": SENT, "seed": seed})
        await connection.commit()


async def test_a_claim_among_many_sent_rows_is_as_quick_as_among_none(store: Store):
    empty = await _median(store, "before")
    async with store.begin() as work:
        await work.say(nouns.saying("seed"))
        await work.commit(Done())
    *_, seed = await store.outbox.lease("me", now=nouns.NOON, limit=99)
    await store.outbox.sent(seed, "m", "", nouns.NOON)
    await fill(store, seed.id)
    full = await _median(store, "after")
    assert full < 5 * empty + 0.01, (empty, full)


async def _median(store: Store, name: str) -> float:
    took = [await _round(store, f"{name}:{number}") for number in range(20)]
    return sorted(took)[10]


async def _round(store: Store, number: str) -> float:
    async with store.begin() as work:
        for thread in range(5):
            await work.say(nouns.card(f"event:{number}:{thread}"))
            await work.say(nouns.saying(f"e:{number}:{thread}", expires_at=nouns.NOON))
            edit = nouns.edit(f"edit:{number}:{thread}", expires_at=nouns.NOON + timedelta(hours=1))
            await work.say(edit)
        await work.commit(Done())
    started = time.perf_counter()
    await store.outbox.lease("me", now=nouns.NOON, limit=1)
    assert await store.outbox.ambiguous("me") == []
    return time.perf_counter() - started
