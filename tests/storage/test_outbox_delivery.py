"""How what was said gets out: in order, to one sender, and never forgotten half-way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.notice import Notice, NoticeKind, Op, Weight
from desk.outcome import Done
from desk.people import Address
from desk.ports import Link, Side
from storage.jobs import Job
from storage.states import State
from storage.store import Store
from tests import nouns

MINUTE = timedelta(minutes=1)
OVER = timedelta(seconds=-3600)
"""A lease that has run out before it began: the databases' own clocks cannot be moved."""


@pytest.fixture
def say(store: Store):
    async def say(*sayings: object) -> None:
        async with store.begin() as work:
            for saying in sayings:
                await work.say(saying)
            await work.commit(Done())

    return say


@pytest.fixture
def lease(store: Store):
    async def lease(**more: object) -> list[Job]:
        return await store.outbox.lease("me", **{"now": nouns.NOON, **more})

    return lease


@pytest.fixture
def send(store: Store, lease):
    """Send all that may go, and give the causes in their order."""

    async def send() -> list[str]:
        causes = []
        while jobs := await lease():
            for job in jobs:
                await store.outbox.sent(job, job.message or f"m{job.id}", "", nouns.NOON)
            causes += [job.saying.cause for job in jobs]
        return causes

    return send


def in_thread(thread: str, address: Address = nouns.DIRECT) -> Address:
    return replace(address, thread=thread)


def causes(jobs: list[Job]) -> list[str]:
    return [job.saying.cause for job in jobs]


async def test_a_thread_is_sent_in_its_order_and_others_meanwhile(store: Store, say, lease):
    await say(
        nouns.saying("one", in_thread("1")),
        nouns.saying("two", in_thread("1")),
        nouns.saying("other", in_thread("2")),
        nouns.saying("top"),
    )
    first = await lease()
    assert causes(first) == ["one", "other", "top"]
    assert await lease() == []
    await store.outbox.sent(first[0], "m", "", nouns.NOON)
    assert causes(await lease()) == ["two"]


async def test_cards_of_different_tickets_do_not_wait_for_one_another(say, lease):
    other = nouns.notice(NoticeKind.TICKET_CARD, ticket=102)
    await say(nouns.card(), nouns.saying("event:5", nouns.L1_ROOM, notice=other, card="ticket:102"))
    assert len(await lease()) == 2


async def test_a_direct_chat_is_one_lane_whatever_is_a_card(say, lease):
    await say(nouns.saying("one", card="opened:1"), nouns.saying("two", card="opened:2"))
    assert causes(await lease()) == ["one"]


async def test_what_hangs_under_a_card_waits_for_its_message_even_when_said_first(
    store: Store, say, lease
):
    await say(nouns.saying("words", nouns.L1_ROOM, under="ticket:101"), nouns.card())
    await say(nouns.saying("elsewhere", nouns.L2_ROOM, under="ticket:101"))
    [card] = await lease()
    assert card.saying == nouns.card()
    await store.outbox.sent(card, "171.9", "", nouns.NOON)
    assert causes(await lease()) == ["words"]
    [dropped] = await store.outbox.untold()
    assert (dropped.saying.cause, dropped.state) == ("elsewhere", State.DROPPED)


async def test_words_follow_their_card_into_its_thread(store: Store, say, lease):
    await say(nouns.card(), nouns.saying("words", nouns.L1_ROOM, under="ticket:101"))
    [card] = await lease()
    assert await store.outbox.sent(card, "171.9", "drawn", nouns.NOON)
    [words] = await lease()
    assert words.under_message == "171.9"
    assert words.message is None


async def test_edits_and_deletions_wait_for_the_cards_message(store: Store, say, lease):
    await say(nouns.card(), nouns.edit("event:2"))
    [card] = await lease()
    assert await lease() == []
    await store.outbox.sent(card, "171.9", "", nouns.NOON)
    [edit] = await lease()
    assert (edit.message, edit.saying.op) == ("171.9", Op.EDIT)
    await store.outbox.sent(edit, "171.9", "", nouns.NOON)
    async with store.begin() as work:
        assert await work.card_at(nouns.L1_ROOM, "171.9") == "ticket:101"
        assert await work.card_at(nouns.L1_ROOM, "171.8") is None
        assert await work.card_at(nouns.L2_ROOM, "171.9") is None
    await say(nouns.card("event:3", op=Op.DELETE))
    [deletion] = await lease()
    assert deletion.message == "171.9"
    await store.outbox.sent(deletion, "171.9", "", nouns.NOON)
    async with store.begin() as work:
        assert await work.cards("ticket:101") == []


async def test_what_refers_to_a_card_that_was_refused_is_dropped(store: Store, say, lease):
    await say(
        nouns.card(),
        nouns.edit("event:2"),
        nouns.saying("words", nouns.L1_ROOM, under="ticket:101"),
    )
    [card] = await lease()
    await store.outbox.refused(card, "is_archived")
    assert await lease() == []
    told = {job.saying.cause: (job.state, job.error) for job in await store.outbox.untold()}
    assert told == {
        "event:1": (State.REFUSED, "is_archived"),
        "event:2": (State.DROPPED, None),
        "words": (State.DROPPED, None),
    }
    async with store.begin() as work:
        assert await work.cards("ticket:101") == []


async def test_a_card_that_is_said_anew_is_edited_at_its_new_message(
    store: Store, say, send, lease
):
    await say(nouns.card())
    await send()
    await say(nouns.card("event:7"), nouns.edit("event:8"))
    assert await send() == ["event:7", "event:8"]
    await say(nouns.edit("event:9"))
    [edit] = await lease()
    assert edit.message == "m2"


async def test_a_saying_waits_for_the_one_that_makes_it_true(store: Store, say, lease):
    words = nouns.saying("words")
    sign = nouns.saying("sign", nouns.L1_ROOM, op=Op.REACT, on="171.5", after=words.key)
    await say(words, sign)
    [sent] = await lease()
    assert await lease() == []
    await store.outbox.sent(sent, "m", "", nouns.NOON)
    assert causes(await lease()) == ["sign"]


async def test_a_saying_that_would_be_a_lie_is_dropped(store: Store, say, lease):
    words = nouns.saying("words")
    await say(
        words,
        nouns.saying("sign", nouns.L1_ROOM, op=Op.REACT, on="171.5", after=words.key),
        nouns.saying("other", nouns.L2_ROOM, after="was never said"),
    )
    [job] = await lease()
    await store.outbox.refused(job, "user is gone")
    assert await lease() == []
    told = [(job.saying.cause, job.state) for job in await store.outbox.untold()]
    assert told == [
        ("words", State.REFUSED),
        ("sign", State.DROPPED),
        ("other", State.DROPPED),
    ]


async def test_what_has_expired_is_not_sent_and_holds_up_nobody(store: Store, say, lease):
    await say(
        nouns.saying("old", expires_at=nouns.NOON + MINUTE),
        nouns.saying("new"),
    )
    assert causes(await lease(now=nouns.NOON + MINUTE)) == ["new"]
    [told] = await store.outbox.untold()
    assert (told.saying.cause, told.state) == ("old", State.EXPIRED)
    await store.outbox.told([told])
    assert await store.outbox.untold() == []


async def test_put_back_rows_wait_and_keep_their_place(store: Store, clock, say, lease):
    await say(nouns.saying("one"), nouns.saying("two"))
    [one] = await lease()
    await store.outbox.not_sent(one, nouns.NOON + MINUTE, "ratelimited")
    assert await lease() == []
    clock.move(minutes=1)
    [again] = await lease()
    assert (again.saying.cause, again.tries, again.error) == ("one", 2, "ratelimited")
    assert again.first_try_at == nouns.NOON
    assert again.looks == 0


async def test_only_the_wanted_platforms_and_channels_are_leased(say, lease):
    await say(nouns.saying("slack"), nouns.saying("telegram", nouns.L2_ROOM), nouns.card("paused"))
    leased = await lease(platforms=["slack"], paused=[nouns.L1_ROOM])
    assert causes(leased) == ["slack"]
    assert await lease(platforms=[]) == []
    assert causes(await lease(limit=1)) == ["telegram"]


async def test_what_was_leased_and_never_tried_is_given_back_untouched(store: Store, say, lease):
    await say(nouns.saying())
    leased = await lease()
    await store.outbox.release(leased)
    [again] = await lease()
    assert (again.tries, again.looks) == (1, 0)


async def test_two_replicas_never_lease_the_same_row(store: Store, replica: Store, say):
    await say(*(nouns.saying(f"event:{n}", in_thread(str(n))) for n in range(60)))

    async def drain(door: Store, owner: str) -> list[int]:
        mine: list[int] = []
        while jobs := await door.outbox.lease(owner, now=nouns.NOON, limit=7):
            mine += [job.id for job in jobs]
            assert {job.owner for job in jobs} == {owner}
        return mine

    halves = await asyncio.gather(
        drain(store, "a"), drain(replica, "b"), drain(store, "c"), drain(replica, "d")
    )
    leased = [number for half in halves for number in half]
    assert sorted(leased) == list(range(1, 61))


async def test_two_replicas_keep_a_threads_order(store: Store, replica: Store, say):
    await say(*(nouns.saying(f"{n}") for n in range(12)))
    sent: list[str] = []

    async def work_at(door: Store, owner: str) -> None:
        while len(sent) < 12:
            for job in await door.outbox.lease(owner, now=nouns.NOON):
                sent.append(job.saying.cause)
                await door.outbox.sent(job, f"m{job.id}", "", nouns.NOON)

    await asyncio.gather(work_at(store, "a"), work_at(replica, "b"))
    assert sent == [str(n) for n in range(12)]


async def test_what_nobody_knows_rests_before_it_is_looked_into(store: Store, say, lease):
    await say(nouns.saying("one"), nouns.saying("two"), nouns.saying("far", in_thread("9")))
    one, far = await lease()
    await store.outbox.unknown(one, "read timeout")
    await store.outbox.sent(far, "m", "", nouns.NOON)
    assert await store.outbox.ambiguous("me") == []
    assert await lease() == []


async def test_an_unknown_outcome_is_handed_to_one_who_looks(
    store: Store, replica: Store, say, lease
):
    await say(nouns.saying("one"), nouns.saying("two"))
    [job] = await lease()
    await store.outbox.unknown(job, "reset", wait=timedelta())
    [looked] = await store.outbox.ambiguous("me")
    assert (looked.id, looked.looks, looked.owner, looked.error) == (job.id, 1, "me", "reset")
    assert await replica.outbox.ambiguous("you") == []
    await store.outbox.unknown(looked, "missed", wait=timedelta())
    [again] = await replica.outbox.ambiguous("you")
    assert again.looks == 2
    await replica.outbox.resend(again)
    [resent] = await lease()
    assert (resent.id, resent.tries, resent.looks) == (job.id, 2, 2)


async def test_what_was_found_is_sent_and_not_said_again(store: Store, say, lease):
    await say(nouns.card(), nouns.saying("words", nouns.L1_ROOM, under="ticket:101"))
    [job] = await lease()
    await store.outbox.unknown(job, "reset", wait=timedelta())
    [looked] = await store.outbox.ambiguous("me")
    assert await store.outbox.found(looked, "171.9", nouns.NOON)
    [words] = await lease()
    assert words.under_message == "171.9"


async def test_a_dead_senders_rows_are_looked_into_after_lease_and_quarantine(
    store: Store, say, lease
):
    await say(nouns.saying("dead", in_thread("1")), nouns.saying("alive", in_thread("2")))
    assert causes(await lease(limit=1, lease=OVER)) == ["dead"]
    assert causes(await lease(limit=1)) == ["alive"]
    assert causes(await store.outbox.ambiguous("heir")) == ["dead"]


async def test_a_lease_that_ran_out_just_now_still_rests(store: Store, say, lease):
    await say(nouns.saying())
    await lease(lease=timedelta(seconds=-30))
    assert await store.outbox.ambiguous("heir") == []


async def test_a_new_process_on_sqlite_takes_over_without_waiting_for_the_lease(
    sqlite_url: str, clock
):
    before = Store.open(sqlite_url, nouns.POLICY, clock=clock)
    async with before.begin() as work:
        await work.say(nouns.saying())
        await work.commit(Done())
    await before.outbox.lease("dead", now=nouns.NOON, lease=timedelta(hours=5))
    await before.close()
    after = Store.open(sqlite_url, nouns.POLICY, clock=clock)
    try:
        await after.outbox.clear_dead_leases()
        assert await after.outbox.lease("me", now=nouns.NOON) == []
        assert await after.outbox.ambiguous("me") == []
        clock.move(seconds=60)
        [job] = await after.outbox.ambiguous("me")
        assert job.looks == 1
    finally:
        await after.close()


@pytest.mark.postgres
async def test_on_postgresql_the_leases_of_others_are_left_alone(postgres_url: str, clock):
    store = Store.open(postgres_url, nouns.POLICY, clock=clock, quarantine=timedelta())
    try:
        async with store.begin() as work:
            await work.say(nouns.saying())
            await work.commit(Done())
        await store.outbox.lease("other", now=nouns.NOON)
        await store.outbox.clear_dead_leases()
        assert await store.outbox.ambiguous("me") == []
    finally:
        await store.close()


async def test_whoever_lost_the_lease_can_neither_put_back_nor_give_up(store: Store, say, lease):
    await say(nouns.saying())
    [zombie] = await lease(lease=OVER)
    [heir] = await store.outbox.ambiguous("heir")
    await store.outbox.not_sent(zombie, nouns.NOON, "late")
    await store.outbox.refused(zombie, "late")
    await store.outbox.unknown(zombie, "late")
    assert await lease() == []
    assert await store.outbox.untold() == []
    assert await store.outbox.sent(heir, "m", "", nouns.NOON)


async def test_a_message_that_is_there_is_recorded_whoever_says_so(store: Store, say, lease):
    await say(nouns.saying())
    [zombie] = await lease(lease=OVER)
    [heir] = await store.outbox.ambiguous("heir")
    assert await store.outbox.sent(zombie, "m1", "", nouns.NOON)
    assert not await store.outbox.sent(heir, "m2", "", nouns.NOON)
    await store.outbox.resend(heir)
    assert await lease() == []


async def test_replies_to_what_was_sent_find_the_ticket(store: Store, say, send):
    relayed = Notice(kind=NoticeKind.RELAYED, ticket=101, event=9)
    await say(
        nouns.saying("r", in_thread("5", nouns.L1_ROOM), notice=relayed),
        nouns.saying("a", notice=Notice(kind=NoticeKind.ANSWER, question=4)),
        nouns.saying("h", nouns.L2_ROOM, notice=Notice(kind=NoticeKind.HELP)),
    )
    await send()
    async with store.begin() as work:
        assert await work.links.find(nouns.L1_ROOM, ["m1"]) == Link(
            channel=nouns.L1_ROOM,
            message="m1",
            side=Side.DESK,
            ticket=101,
            event=9,
            relays=True,
        )
        answer = await work.links.find(nouns.DIRECT, ["m2"])
        assert answer is not None
        assert (answer.side, answer.question, answer.relays) == (Side.REQUESTER, 4, False)
        assert await work.links.find(nouns.L2_ROOM, ["m3"]) is None


async def test_many_results_at_once_are_all_recorded(store: Store, say, lease):
    await say(*(nouns.saying(f"event:{n}", in_thread(str(n))) for n in range(40)))
    jobs = await lease()
    ends = await asyncio.gather(
        *(store.outbox.sent(job, f"m{job.id}", "", nouns.NOON) for job in jobs)
    )
    assert all(ends)
    assert await store.outbox.live() == (0, None)


async def test_what_waits_is_counted_and_what_is_settled_is_forgotten(store: Store, say, send):
    await say(nouns.saying(), nouns.saying("event:2", weight=Weight.FYI))
    assert await store.outbox.live() == (2, nouns.NOON)
    await send()
    assert await store.outbox.prune(nouns.NOON) == 0
    assert await store.outbox.prune(nouns.NOON + MINUTE) == 2
