"""What saying something writes down, and what a second saying of it changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import NotFoundError
from desk.notice import NoticeKind, Offer, Weight
from desk.outcome import Done
from desk.ticket import Verb
from storage.states import State
from storage.store import Store
from tests import nouns

HOUR = timedelta(hours=1)


@pytest.fixture
def say(store: Store):
    async def say(*sayings: object) -> None:
        async with store.begin() as work:
            for saying in sayings:
                await work.say(saying)
            await work.commit(Done())

    return say


async def test_a_saying_comes_back_whole(store: Store, say):
    told = nouns.saying(
        notice=nouns.notice(
            NoticeKind.SUGGESTIONS,
            facts={"choices": [{"article": "vpn"}], "quote": "VPN? 🙈", "deep": {"er": [1, None]}},
            offers=(Offer(verb=Verb.PICK, words="vpn"), Offer(verb=Verb.PERSON)),
            question=4,
            event=9,
        ),
        address=replace(nouns.DIRECT, thread="171.5"),
        weight=Weight.NORMAL,
        language="de",
        card="answer:4",
        on="171.5",
        only=nouns.MAYA,
        expires_at=nouns.NOON + HOUR,
    )
    await say(told)
    [job] = await store.outbox.lease("me", now=nouns.NOON)
    assert job.saying == told
    assert (job.key, job.state, job.tries, job.looks) == (told.key, State.SENDING, 1, 0)
    assert (job.said_at, job.first_try_at, job.owner) == (nouns.NOON, nouns.NOON, "me")


async def test_a_second_saying_of_the_same_key_changes_nothing(store: Store, say):
    await say(nouns.card(), nouns.card(language="de"))
    await say(nouns.card(language="fr"))
    [job] = await store.outbox.lease("me", now=nouns.NOON)
    assert job.saying.language == "en"
    assert await store.outbox.lease("me", now=nouns.NOON) == []


async def test_buttons_know_what_they_offered(store: Store, say):
    tom = nouns.TOM
    async with store.begin() as work:
        person = await work.people.meet(nouns.author(tom, "Tom"))
        await work.say(nouns.card(only=tom))
        await work.say(nouns.saying())
        await work.commit(Done())
    card, plain = await store.outbox.lease("me", now=nouns.NOON)
    assert plain.button is None
    assert card.button == card.id
    async with store.begin() as work:
        offered = await work.buttons.get(card.button)
        assert offered.offers == (Offer(verb=Verb.CLAIM),)
        assert (offered.ticket, offered.version, offered.only) == (101, 1, person.id)
        assert offered.address == nouns.L1_ROOM
        assert offered.expires_at == nouns.NOON + timedelta(days=14)
        with pytest.raises(NotFoundError):
            await work.buttons.get(card.button + 99)


async def test_buttons_expire_by_the_desks_clock(database_url: str, clock):
    later = nouns.MovableClock(nouns.NOON + timedelta(days=30))
    store = Store.open(database_url, nouns.POLICY, clock=clock, desk_clock=later)
    try:
        async with store.begin() as work:
            await work.say(nouns.card())
            await work.commit(Done())
        [job] = await store.outbox.lease("me", now=later())
        async with store.begin() as work:
            offered = await work.buttons.get(job.button or 0)
    finally:
        await store.close()
    assert offered.expires_at == later() + timedelta(days=14)


async def test_a_newer_edit_takes_the_place_of_a_waiting_one(store: Store, say):
    await say(nouns.card())
    [card] = await store.outbox.lease("me", now=nouns.NOON)
    await store.outbox.sent(card, "171.1", "", nouns.NOON)
    await say(nouns.edit("event:2"), nouns.edit("event:3"))
    await say(nouns.edit("event:4"))
    [edit] = await store.outbox.lease("me", now=nouns.NOON)
    assert edit.saying.cause == "event:4"
    await store.outbox.sent(edit, "171.1", "", nouns.NOON)
    assert await store.outbox.lease("me", now=nouns.NOON) == []
    assert await store.outbox.untold() == []


async def test_an_edit_under_way_is_not_replaced_but_followed(store: Store, say):
    await say(nouns.card())
    [card] = await store.outbox.lease("me", now=nouns.NOON)
    await store.outbox.sent(card, "171.1", "", nouns.NOON)
    await say(nouns.edit("event:2"))
    [first] = await store.outbox.lease("me", now=nouns.NOON)
    await say(nouns.edit("event:3"))
    assert await store.outbox.lease("me", now=nouns.NOON) == []
    await store.outbox.sent(first, "171.1", "", nouns.NOON)
    [second] = await store.outbox.lease("me", now=nouns.NOON)
    assert (first.saying.cause, second.saying.cause) == ("event:2", "event:3")


async def test_edits_of_other_cards_and_places_stay(store: Store, say):
    elsewhere = nouns.L2_ROOM
    await say(nouns.card(), nouns.card(address=elsewhere))
    for card in await store.outbox.lease("me", now=nouns.NOON):
        await store.outbox.sent(card, f"m{card.id}", "", nouns.NOON)
    await say(nouns.edit("event:2"), nouns.edit("event:2", elsewhere))
    edits = await store.outbox.lease("me", now=nouns.NOON)
    assert {edit.saying.address for edit in edits} == {nouns.L1_ROOM, elsewhere}
    assert [edit.message for edit in edits] == ["m1", "m2"]


async def test_what_is_critical_never_expires(store: Store, say):
    await say(nouns.saying(weight=Weight.CRITICAL, expires_at=nouns.NOON))
    assert len(await store.outbox.lease("me", now=nouns.NOON + 99 * HOUR)) == 1
