"""Is every row worked on in its order, tried again when it fails, and set aside when it must be?"""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.processor import BACKOFF, STALE_TRIES, Processor
from desk.errors import NotAllowedError, StaleError
from desk.inbound import Deleted, Said
from desk.outcome import Done, Refused, Show
from desk.people import Address
from handlers.listener import Listener
from tests import nouns
from tests.nouns import NOON
from tests.patience import eventually

CHAT = Address(platform="web", channel="dm:maya")


class Ears(Listener):
    """Understands what tests put in: the words, or nothing, or nonsense."""

    platform = "slack"
    asks_in_chat = False

    def understand(self, key, body):
        if body.get("is_nonsense"):
            raise KeyError("user")
        if body.get("is_deletion"):
            return Deleted(channel=CHAT, message="m1", deleted_at=NOON)
        if body.get("is_noise"):
            return None
        return Said(
            author=nouns.author(),
            channel=CHAT,
            message=key,
            text=body["text"],
            said_at=NOON,
            is_direct=True,
        )


class Door:
    """Does what the words say: `fail`, `refuse`, `stale`, `show`, or it is done."""

    def __init__(self):
        self.opened = []
        self.stale = 0

    async def open(self, inbound, begin, *, now):
        self.opened.append(inbound.text)
        if inbound.text == "fail":
            raise RuntimeError("poison")
        if inbound.text == "refuse":
            raise NotAllowedError(verb="claim", ticket=101)
        if inbound.text == "stale" and self.stale:
            self.stale -= 1
            raise StaleError(ticket=101)
        outcome = Show(notice=nouns.notice()) if inbound.text == "show" else Done()
        async with begin() as work:
            return await work.commit(outcome)


@pytest.fixture
def door():
    return Door()


@pytest.fixture
def processor(desk, door):
    return Processor(desk.store, door, {"slack": Ears()}, desk.handles, desk.clocks, desk.alerts)


@pytest.fixture
def put(desk):
    async def put(key, text="", conversation="one", *, at=0, **body):
        letter = nouns.letter(
            key,
            conversation,
            platform="slack",
            body=json.dumps({"text": text, **body}),
            sort_at=NOON + timedelta(seconds=at),
        )
        await desk.store.inbox.put(letter)

    return put


async def said(desk):
    """What waits to be said, as (cause, kind)."""
    found = []
    while jobs := await desk.store.outbox.lease("test", now=NOON):
        found += [(job.saying.cause, job.saying.notice.kind.value) for job in jobs]
        for job in jobs:
            await desk.store.outbox.sent(job, f"m{job.id}", "", NOON)
    return found


async def test_a_conversation_is_done_oldest_row_first(processor, put, door):
    for key, at in (("k2", 2), ("k1", 1), ("k3", 3)):
        await put(key, f"words {at}", at=at)
    assert await processor.step()
    assert door.opened == ["words 1", "words 2", "words 3"]
    assert not await processor.step()


async def test_a_failing_row_is_tried_five_times_within_two_minutes(
    desk, processor, put, door, clock
):
    assert sum(BACKOFF) < 120
    await put("bad", "fail")
    for wait in BACKOFF:
        await processor.step()
        clock.move(seconds=wait - 0.5)
        assert not await processor.step(), "it has to wait"
        clock.move(seconds=0.5)
    assert door.opened == ["fail"] * len(BACKOFF)
    assert (await desk.store.inbox.undone())[0] == 0


async def test_a_row_waits_behind_a_failing_one_and_goes_on_when_that_is_dead(
    desk, processor, put, door, clock
):
    await put("bad", "fail")
    await put("good", "fine", at=1)
    await put("other", "elsewhere", "two")
    await processor.step()
    assert sorted(door.opened) == ["elsewhere", "fail"]
    for wait in BACKOFF:
        clock.move(seconds=wait)
        await processor.step()
    assert door.opened[-1] == "fine"
    assert await desk.store.inbox.outcome("good") == Done()


async def test_a_dead_row_is_told_to_the_admin_and_its_person_is_apologised_to(
    desk, processor, put, clock, meet
):
    await meet("ada")
    await put("bad", "fail")
    for wait in BACKOFF:
        await processor.step()
        clock.move(seconds=wait)
    told = dict(await said(desk))
    assert told["alert:row_dead:first"] == "alert"
    assert told["outcome:bad"] == "refused"


async def test_a_row_that_cannot_be_read_dies_at_once_under_the_name_of_what_it_lacks(
    desk, processor, put, meet
):
    await meet("ada")
    await put("bad", is_nonsense=True)
    await put("good", "fine", at=1)
    async with desk.handles.waiting("bad", (Refused,)) as waiting:
        await processor.step()
        assert await waiting.outcome() == Refused(code="broken")
    [dead] = await desk.store.inbox.dead()
    assert (dead.key, dead.error) == ("bad", "cannot be read: user")
    assert dict(await said(desk)) == {"alert:row_unread:first": "alert"}
    assert await desk.store.inbox.outcome("good") == Done()


async def test_what_means_nothing_is_done(desk, processor, put):
    await put("noise", is_noise=True)
    await processor.step()
    assert await desk.store.inbox.outcome("noise") == Done()


async def test_a_refusal_is_the_outcome_and_is_told(desk, processor, put):
    await put("no", "refuse")
    await processor.step()
    outcome = await desk.store.inbox.outcome("no")
    assert outcome == Refused(code="not_allowed", facts={"verb": "claim", "ticket": 101})
    assert await said(desk) == [("outcome:no", "refused")]


async def test_a_ticket_that_changed_meanwhile_is_read_again(desk, processor, put, door):
    door.stale = STALE_TRIES - 1
    await put("race", "stale")
    await processor.step()
    assert await desk.store.inbox.outcome("race") == Done()
    assert len(door.opened) == STALE_TRIES


async def test_a_ticket_that_never_stands_still_is_a_fault(desk, processor, put, door):
    door.stale = STALE_TRIES
    await put("race", "stale")
    await processor.step()
    letter = await desk.store.inbox.oldest("one", NOON + timedelta(hours=1))
    assert (letter.tries, letter.error.partition(":")[0]) == (1, "StaleError")


async def test_whoever_waits_is_told_and_nobody_is_told_twice(desk, processor, put):
    async with desk.handles.waiting("hint", (Show,)) as waiting:
        await put("hint", "show")
        await processor.step()
        assert isinstance(await waiting.outcome(), Show)
    assert await said(desk) == []


async def test_an_outcome_that_nobody_waits_for_goes_out_as_a_message(desk, processor, put):
    await put("hint", "show")
    await processor.step()
    assert await said(desk) == [("outcome:hint", "ticket.reply")]


async def test_what_has_no_author_is_told_to_nobody(desk, processor, put):
    class Refusing(Door):
        async def open(self, inbound, begin, *, now):
            raise NotAllowedError(verb="undo", ticket=1)

    refusing = Processor(
        desk.store, Refusing(), {"slack": Ears()}, desk.handles, desk.clocks, desk.alerts
    )
    await put("gone", is_deletion=True)
    await refusing.step()
    assert isinstance(await desk.store.inbox.outcome("gone"), Refused)
    assert await said(desk) == []


async def test_a_row_that_another_replica_did_is_passed_over(desk, put, door):
    class Slow(Door):
        async def open(self, inbound, begin, *, now):
            async with desk.store.begin("late") as work:
                await work.commit(Done())
            return await super().open(inbound, begin, now=now)

    slow = Processor(desk.store, Slow(), {"slack": Ears()}, desk.handles, desk.clocks, desk.alerts)
    await put("late", "words")
    assert await slow.step()
    assert not await slow.step()


async def test_only_the_named_conversation_is_finished(desk, processor, put, door):
    await put("mine", "mine")
    await put("theirs", "theirs", "two")
    await processor.finish("one")
    assert door.opened == ["mine"]


async def test_it_works_while_it_runs_and_stops_when_it_is_told(desk, processor, put):
    stop = asyncio.Event()
    running = asyncio.create_task(processor.run(stop))
    for number in range(30):
        await put(f"k{number}", "words", f"conversation {number}")
    await eventually(lambda: nothing_waits(desk), "rows were left")
    stop.set()
    async with asyncio.timeout(2):
        await running


async def nothing_waits(desk):
    return (await desk.store.inbox.undone())[0] == 0
