"""All of it or none of it, and the inbox row that caused it with the rest."""

import asyncio
from dataclasses import replace

import pytest

from desk.errors import NotFoundError
from desk.notice import Op
from desk.outcome import Done, Refused
from storage.inbox import AlreadyDoneError, BusyError
from storage.store import Store
from tests import nouns


class PullThePlugError(Exception):
    """Stands for whatever ends an action half-way."""


async def test_nothing_of_a_block_that_is_left_by_an_error_is_kept(store: Store):
    async def act() -> None:
        async with store.begin() as work:
            maya = await work.people.meet(nouns.author())
            await work.tickets.add(nouns.ticket(maya.id))
            await work.say(nouns.saying())
            raise PullThePlugError

    with pytest.raises(PullThePlugError):
        await act()
    assert await store.people.actor(nouns.MAYA) is None
    assert await store.outbox.live() == (0, None)


async def test_nothing_of_a_block_that_is_left_without_a_commit_is_kept(store: Store):
    async with store.begin() as work:
        await work.people.meet(nouns.author())
    assert await store.people.actor(nouns.MAYA) is None


async def test_a_cancelled_block_is_rolled_back_and_the_next_one_may_write(store: Store):
    begun = asyncio.Event()

    async def hang() -> None:
        async with store.begin() as work:
            await work.people.meet(nouns.author())
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with store.begin() as work:
        await work.people.meet(nouns.author(nouns.TOM, "Tom"))
        await work.commit(Done())
    assert await store.people.actor(nouns.MAYA) is None
    assert await store.people.actor(nouns.TOM) is not None


async def test_a_number_that_was_rolled_back_is_given_again(store: Store, meet):
    maya = await meet()
    async with store.begin() as work:
        assert (await work.tickets.add(nouns.ticket(maya.id))).id == 101
    async with store.begin() as work:
        assert (await work.tickets.add(nouns.ticket(maya.id))).id == 101
        assert (await work.tickets.add(nouns.ticket(maya.id))).id == 102


async def test_the_inbox_row_is_done_with_what_it_caused(store: Store):
    await store.inbox.put(nouns.letter())
    async with store.begin("k1") as work:
        await work.people.meet(nouns.author())
        told = await work.commit(Refused(code="stale", facts={"ticket": 101}))
    assert await store.inbox.outcome("k1") == told == Refused(code="stale", facts={"ticket": 101})
    assert await store.inbox.oldest("slack:D0MAYA", nouns.NOON) is None


async def test_a_row_whose_work_failed_is_undone_still(store: Store):
    await store.inbox.put(nouns.letter())

    async def act() -> None:
        async with store.begin("k1") as work:
            await work.people.meet(nouns.author())
            raise PullThePlugError

    with pytest.raises(PullThePlugError):
        await act()
    assert await store.inbox.outcome("k1") is None
    assert await store.inbox.oldest("slack:D0MAYA", nouns.NOON) is not None


async def test_a_row_is_done_only_once(store: Store):
    await store.inbox.put(nouns.letter())
    async with store.begin("k1") as work:
        await work.commit(Done())
    with pytest.raises(AlreadyDoneError):
        async with store.begin("k1"):
            pass
    with pytest.raises(AlreadyDoneError):
        async with store.begin("never put"):
            pass


async def test_two_processors_never_work_on_one_conversation(store: Store, replica: Store):
    """SQLite lets the second one wait, PostgreSQL sends it away: the work is done once on both."""
    await store.inbox.put(nouns.letter("k1"))
    opened: list[int] = []

    async def work_on(door: Store) -> None:
        async with door.begin("k1") as work:
            maya = await work.people.meet(nouns.author())
            opened.append((await work.tickets.add(nouns.ticket(maya.id))).id)
            await asyncio.sleep(0.05)
            await work.commit(Done())

    ends = await asyncio.gather(work_on(store), work_on(replica), return_exceptions=True)
    refused = [end for end in ends if end is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], BusyError | AlreadyDoneError)
    assert opened == [101]


@pytest.mark.postgres
async def test_a_conversation_in_other_hands_is_not_waited_for(postgres_url: str, clock):
    one = Store.open(postgres_url, nouns.POLICY, clock=clock)
    two = Store.open(postgres_url, nouns.POLICY, clock=clock)
    try:
        await one.inbox.put(nouns.letter())
        async with one.begin("k1") as work:
            with pytest.raises(BusyError):
                async with two.begin("k1"):
                    pass
            assert work.policy is nouns.POLICY
            await work.commit(Done())
    finally:
        await one.close()
        await two.close()


async def test_rows_of_other_conversations_are_worked_on_meanwhile(store: Store, replica: Store):
    await store.inbox.put(nouns.letter("k1", "slack:one"))
    await store.inbox.put(nouns.letter("k2", "slack:two"))
    if store.database.is_sqlite:
        async with store.begin("k1") as work:
            await work.commit(Done())
    else:
        async with store.begin("k1") as first, replica.begin("k2") as second:
            await second.commit(Done())
            await first.commit(Done())
    assert await replica.inbox.outcome("k1") == Done()


async def test_delivery_is_woken_after_the_commit_and_only_then(store: Store):
    woken: list[tuple[int, object]] = []
    lives: list[int] = []
    store.outbox.on_say(lambda: woken.append((1, None)))
    async with store.begin() as work:
        await work.say(nouns.saying())
        await work.commit(Done())
        lives.append(len(woken))
    assert lives == [0]
    assert len(woken) == 1
    async with store.begin() as work:
        await work.say(nouns.saying())
        await work.commit(Done())
    assert len(woken) == 1


async def test_cards_are_known_from_the_moment_they_are_said(store: Store):
    threaded = replace(nouns.DIRECT, thread="171.5")
    async with store.begin() as work:
        assert await work.cards("ticket:101") == []
        await work.say(nouns.card())
        await work.say(nouns.card(address=threaded))
        assert await work.cards("ticket:101") == [nouns.L1_ROOM, threaded]
        await work.say(nouns.edit("event:2"))
        await work.say(nouns.saying("event:3", op=Op.POST))
        assert await work.cards("ticket:101") == [nouns.L1_ROOM, threaded]


async def test_another_desk_in_the_same_database_sees_nothing(
    store: Store, database_url: str, clock, open_ticket
):
    mine = await open_ticket()
    await store.inbox.put(nouns.letter())
    async with store.begin() as work:
        await work.say(nouns.saying())
        await work.commit(Done())
    await store.marks.set("demo", "yes")
    other = Store.open(database_url, replace(nouns.POLICY, workspace="other"), clock=clock)
    try:
        async with other.begin() as work:
            with pytest.raises(NotFoundError):
                await work.tickets.get(mine.id)
            maya = await work.people.meet(nouns.author())
            assert (await work.tickets.add(nouns.ticket(maya.id))).id == 101
        assert await other.outbox.lease("me", now=nouns.NOON) == []
        assert await other.inbox.heads((), nouns.NOON) == []
        assert await other.people.actor(nouns.MAYA) is None
        assert await other.marks.get("demo") is None
    finally:
        await other.close()
