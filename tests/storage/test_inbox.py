"""What came in is stored before it is acknowledged, and worked on in order."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from desk.outcome import Ask, Done, FieldFaults, Show
from desk.ports import NotStoredError
from storage.inbox import Inbox
from storage.store import Store
from tests import nouns

MINUTE = timedelta(minutes=1)


async def names(inbox: Inbox, *busy_and_now: Any, **more: Any) -> list[str]:
    return [head.name for head in await inbox.heads(*busy_and_now, **more)]


async def test_a_key_is_stored_once(store: Store, replica: Store):
    assert await store.inbox.put(nouns.letter())
    assert not await store.inbox.put(nouns.letter(body="{}"))
    assert not await replica.inbox.put(nouns.letter())
    stored = await store.inbox.oldest("slack:D0MAYA", nouns.NOON)
    assert stored is not None
    assert (stored.body, stored.tries, stored.received_at) == ('{"text": "hello"}', 0, nouns.NOON)


async def test_twins_that_arrive_together_are_stored_once(store: Store, replica: Store):
    doors = (store, replica) * 10
    told = await asyncio.gather(*(door.inbox.put(nouns.letter("twin")) for door in doors))
    assert sum(told) == 1


async def test_many_at_once_are_all_there_when_their_puts_return(store: Store, replica: Store):
    async def put(number: int) -> None:
        letter = nouns.letter(f"k{number}", f"slack:{number % 7}")
        assert await store.inbox.put(letter)
        assert not await replica.inbox.put(letter)

    await asyncio.gather(*(put(number) for number in range(120)))
    assert (await store.inbox.undone())[0] == 120


async def test_what_could_not_be_stored_raises_for_every_one_of_its_group(store: Store):
    async with store.database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO gone"))
        await connection.commit()
    puts = (store.inbox.put(nouns.letter(f"k{number}")) for number in range(3))
    ends = await asyncio.gather(*puts, return_exceptions=True)
    assert all(isinstance(end, NotStoredError) for end in ends)
    async with store.database.write() as connection:
        await connection.execute(text("ALTER TABLE gone RENAME TO inbox"))
        await connection.commit()
    assert await store.inbox.put(nouns.letter("k0"))


async def test_a_caller_that_gives_up_takes_nobody_with_it(store: Store):
    first = asyncio.create_task(store.inbox.put(nouns.letter("k1")))
    second = asyncio.create_task(store.inbox.put(nouns.letter("k2")))
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    assert not await store.inbox.put(nouns.letter("k1"))


async def test_whoever_processes_is_woken_by_what_is_new(store: Store):
    woken: list[bool] = []
    store.inbox.on_put(lambda: woken.append(True))
    await store.inbox.put(nouns.letter())
    await store.inbox.put(nouns.letter())
    assert woken == [True]


async def test_a_conversation_is_worked_oldest_first_whatever_came_in_first(store: Store):
    await store.inbox.put(nouns.letter("late", sort_at=nouns.NOON))
    await store.inbox.put(nouns.letter("early", sort_at=nouns.NOON - MINUTE))
    await store.inbox.put(nouns.letter("same", sort_at=nouns.NOON))
    for key in ("early", "late", "same"):
        stored = await store.inbox.oldest("slack:D0MAYA", nouns.NOON)
        assert stored is not None
        assert stored.key == key
        async with store.begin(key) as work:
            await work.commit(Done())
    assert await store.inbox.oldest("slack:D0MAYA", nouns.NOON) is None


async def test_conversations_come_oldest_first_without_the_busy_ones(store: Store):
    for number, conversation in enumerate(("c", "a", "b", "a")):
        at = nouns.NOON + number * MINUTE
        await store.inbox.put(nouns.letter(f"k{number}", conversation, sort_at=at))
    inbox = store.inbox
    assert await names(inbox, (), nouns.NOON) == ["c", "a", "b"]
    assert await names(inbox, ("c", "b"), nouns.NOON) == ["a"]
    assert await names(inbox, (), nouns.NOON, limit=2) == ["c", "a"]


async def test_the_quick_lane_shows_conversations_where_a_screen_waits(store: Store):
    await store.inbox.put(nouns.letter("k1", "plain"))
    await store.inbox.put(nouns.letter("k2", "mixed"))
    await store.inbox.put(nouns.letter("k3", "mixed", sort_at=nouns.NOON + MINUTE, has_handle=True))
    assert await names(store.inbox, (), nouns.NOON, has_handle=True) == ["mixed"]
    stored = await store.inbox.oldest("mixed", nouns.NOON)
    assert stored is not None
    assert stored.key == "k2"


async def test_a_failed_row_waits_and_holds_up_its_conversation_only(store: Store):
    await store.inbox.put(nouns.letter("bad"))
    await store.inbox.put(nouns.letter("next", sort_at=nouns.NOON + MINUTE))
    await store.inbox.put(nouns.letter("other", "slack:other"))
    assert await store.inbox.fail("bad", "KeyError", nouns.NOON + MINUTE) == 1
    assert await store.inbox.oldest("slack:D0MAYA", nouns.NOON) is None
    assert await names(store.inbox, (), nouns.NOON) == ["slack:other"]
    again = await store.inbox.oldest("slack:D0MAYA", nouns.NOON + MINUTE)
    assert again is not None
    assert (again.key, again.tries, again.error) == ("bad", 1, "KeyError")
    assert await store.inbox.fail("bad", "KeyError", nouns.NOON) == 2


async def test_a_dead_row_lets_the_rest_pass(store: Store):
    await store.inbox.put(nouns.letter("bad"))
    await store.inbox.put(nouns.letter("next", sort_at=nouns.NOON + MINUTE))
    await store.inbox.bury("bad", "five times")
    stored = await store.inbox.oldest("slack:D0MAYA", nouns.NOON)
    assert stored is not None
    assert stored.key == "next"
    assert await store.inbox.outcome("bad") is None
    assert not await store.inbox.put(nouns.letter("bad"))


@pytest.mark.parametrize(
    "outcome",
    [
        Done(facts={"ticket": 101}),
        Show(notice=nouns.notice(facts={"rows": [{"title": "Ünï"}]}, ticket=101)),
        Ask(form=nouns.form(101, 1, id=7, thread="1.5", values={"text": "so far"})),
        FieldFaults(form=7, faults={"text": "missing"}),
    ],
    ids=lambda outcome: type(outcome).__name__,
)
async def test_an_outcome_comes_back_as_it_was(store: Store, outcome):
    await store.inbox.put(nouns.letter())
    async with store.begin("k1") as work:
        await work.commit(outcome)
    assert await store.inbox.outcome("k1") == outcome


async def test_the_body_is_forgotten_once_the_row_is_done(store: Store):
    await store.inbox.put(nouns.letter())
    async with store.begin("k1") as work:
        await work.commit(Done())
    async with store.database.read() as connection:
        bodies = await connection.execute(text("SELECT body FROM inbox"))
        assert bodies.scalars().all() == [None]


async def test_done_rows_are_forgotten_after_their_time_and_undone_ones_never(store: Store, clock):
    await store.inbox.put(nouns.letter("done"))
    await store.inbox.put(nouns.letter("undone", "slack:other"))
    async with store.begin("done") as work:
        await work.commit(Done())
    assert await store.inbox.prune(nouns.NOON) == 0
    assert await store.inbox.prune(nouns.NOON + MINUTE) == 1
    assert await store.inbox.undone() == (1, nouns.NOON)
    assert await store.inbox.put(nouns.letter("done"))


@pytest.mark.postgres
async def test_another_replica_is_woken_by_what_is_committed(postgres_url: str, clock):
    one = Store.open(postgres_url, nouns.POLICY, clock=clock)
    two = Store.open(postgres_url, nouns.POLICY, clock=clock)
    put, said = asyncio.Event(), asyncio.Event()
    two.inbox.on_put(put.set)
    two.outbox.on_say(said.set)
    listening = asyncio.create_task(two.listen())
    try:
        async with asyncio.timeout(5):
            for number in count():
                if put.is_set():
                    break
                await one.inbox.put(nouns.letter(f"k{number}"))
                await asyncio.sleep(0.05)
            async with one.begin() as work:
                await work.say(nouns.saying())
                await work.commit(Done())
            await said.wait()
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await one.close()
        await two.close()


async def test_what_was_given_up_is_listed_and_worked_on_again_when_asked(
    store: Store, replica: Store
):
    await store.inbox.put(nouns.letter("bad", "one"))
    await store.inbox.put(nouns.letter("good", "one"))
    await store.inbox.bury("bad", "cannot be read: body.event.ts")
    assert not await replica.inbox.again("good"), "it was not given up"
    [dead] = await replica.inbox.dead()
    assert (dead.key, dead.body) == ("bad", nouns.letter("bad").body)
    assert dead.error == "cannot be read: body.event.ts"
    assert await replica.inbox.again("bad")
    assert not await store.inbox.again("bad")
    assert await store.inbox.dead() == []
    stored = await store.inbox.oldest("one", nouns.NOON)
    assert stored is not None
    assert (stored.key, stored.tries) == ("bad", 0)


async def test_what_was_given_up_outlives_what_was_done(store: Store):
    for key in ("bad", "done"):
        await store.inbox.put(nouns.letter(key, key))
    await store.inbox.bury("bad", "x")
    async with store.begin("done") as work:
        await work.commit(Done())
    later = nouns.NOON + MINUTE
    assert await store.inbox.prune(later, dead_before=nouns.NOON - MINUTE) == 1
    assert [letter.key for letter in await store.inbox.dead()] == ["bad"]
    assert await store.inbox.prune(later, dead_before=later) == 1
    assert await store.inbox.dead() == []


@pytest.mark.postgres
async def test_a_lost_listening_connection_is_opened_again(
    postgres_url: str, clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("storage.wake._PAUSE", 0.01)
    store = Store.open(postgres_url, nouns.POLICY, clock=clock)
    woken = asyncio.Event()
    store.inbox.on_put(woken.set)
    listening = asyncio.create_task(store.listen())
    is_listening = text("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    try:
        async with asyncio.timeout(10):
            for _ in range(2):
                async with store.database.read() as connection:
                    while (pid := (await connection.execute(is_listening)).scalar()) is None:
                        await asyncio.sleep(0.01)
                        await connection.rollback()
                    end = text("SELECT pg_terminate_backend(:pid, 1000)")
                    await connection.execute(end, {"pid": pid})
            while not woken.is_set():
                async with store.database.write() as connection:
                    await connection.execute(text("SELECT pg_notify('firstline', 'acme:inbox')"))
                    await connection.commit()
                await asyncio.sleep(0.01)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await store.close()


async def test_listening_on_sqlite_ends_at_once_for_there_is_nobody_else(sqlite_url: str, clock):
    store = Store.open(sqlite_url, nouns.POLICY, clock=clock)
    await store.listen()
    await store.close()
