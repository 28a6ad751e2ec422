"""A channel that got another number keeps its name, and its cards are found where they stand now."""

import asyncio

from desk.notice import Notice, NoticeKind, Op, Saying
from desk.outcome import Done
from desk.people import Address
from storage.store import Store

OLD = Address(platform="telegram", channel="-5")
NOTICE = Notice(kind=NoticeKind.HELP)


async def say(store, *sayings):
    async with store.begin() as work:
        for saying in sayings:
            await work.say(saying)
        await work.commit(Done())


async def deliver(store, clock, message):
    [job] = await store.outbox.lease("w", now=clock())
    assert await store.outbox.sent(job, message, "", clock())
    return job


async def test_a_move_is_known_to_all_and_noted_once(store: Store, replica: Store):
    noted = await asyncio.gather(store.moves.move(OLD, "-1005"), replica.moves.move(OLD, "-1005"))
    assert sorted(noted) == [False, True]
    assert await store.moves.known("telegram") == {"-1005": "-5"}
    assert await store.moves.known("slack") == {}


async def test_a_card_of_before_is_said_anew_and_found_again(store: Store, clock):
    card = Saying(cause="a", address=OLD, notice=NOTICE, card="stay")
    await say(store, card)
    await deliver(store, clock, "40")
    await say(store, Saying(cause="b", address=OLD, notice=NOTICE, card="stay", op=Op.EDIT))
    job = await deliver(store, clock, "~7")
    assert job.message == "40"
    await say(store, Saying(cause="c", address=OLD, notice=NOTICE, card="stay", op=Op.EDIT))
    again = await deliver(store, clock, "~7")
    assert again.message == "~7"
