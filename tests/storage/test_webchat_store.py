"""The web platform's own history."""

import asyncio

import pytest

from desk.views import ChatMessage
from storage.store import Store
from tests import nouns


@pytest.fixture
def say(store: Store):
    async def say(key: str, channel: str = "l1", **more: object) -> int:
        told = {"text": key, "at": nouns.NOON, "author": "tom", "author_name": "Tom", **more}
        return await store.chat.put(key, channel=channel, **told)

    return say


def texts(messages: tuple[ChatMessage, ...]) -> list[str]:
    return [message.text for message in messages]


async def test_a_key_is_put_once(store: Store, replica: Store, say):
    told = {"channel": "l1", "text": "hello", "at": nouns.NOON}
    numbers = await asyncio.gather(
        *(door.chat.put("twin", **told) for door in (store, replica) * 4)
    )
    assert len(set(numbers)) == 1
    assert await store.chat.find("twin") == numbers[0]
    assert await store.chat.find("other") is None


async def test_a_message_comes_back_whole(store: Store, say):
    await store.chat.seat("l1", ["maya"])
    number = await say("one", card='{"title": "Printer"}', only="maya", author=None)
    assert await store.chat_pages.messages("l1", viewer="maya") == (
        ChatMessage(
            id=number,
            revision=1,
            channel="l1",
            thread=None,
            author=None,
            author_name="Tom",
            text="one",
            card='{"title": "Printer"}',
            at=nouns.NOON,
            only="maya",
        ),
    )


async def test_one_message_is_given_to_who_may_see_it_until_it_is_taken_back(store: Store, say):
    await store.chat.seat("l1", ["maya", "tom"])
    number = await say("for Tom", only="tom")
    pages = store.chat_pages
    found = await pages.message(number, viewer="tom")
    assert found is not None
    assert found.text == "for Tom"
    for viewer in ("maya", "otto"):
        assert await pages.message(number, viewer=viewer) is None
    await store.chat.remove(number)
    assert await pages.message(number, viewer="tom") is None


async def test_only_those_in_a_channel_read_it_and_only_what_they_may(store: Store, say):
    await store.chat.seat("l1", ["maya", "tom"], title="First line")
    await store.chat.seat("l1", ["maya"])
    await say("for all")
    await say("for Tom", only="tom")
    pages = store.chat_pages
    assert texts(await pages.messages("l1", viewer="maya")) == ["for all"]
    assert texts(await pages.messages("l1", viewer="tom")) == ["for all", "for Tom"]
    assert await pages.messages("l1", viewer="stranger") == ()
    assert texts(await pages.since(0, viewer="maya")) == ["for all"]
    assert await pages.channels("maya") == ("l1",)
    assert await pages.channels("stranger") == ()


async def test_the_newest_messages_come_with_their_threads(store: Store, say):
    await store.chat.seat("l1", ["maya"])
    first = await say("first")
    second = await say("second")
    await say("under second", thread=second)
    await say("under first", thread=first)
    pages = store.chat_pages
    assert texts(await pages.messages("l1", viewer="maya", limit=1)) == ["second", "under second"]
    assert len(await pages.messages("l1", viewer="maya")) == 4


async def test_changes_take_the_next_revision(store: Store, say):
    await store.chat.seat("l1", ["maya"])
    first, second = await say("first"), await say("second")
    chat, pages = store.chat, store.chat_pages
    assert await pages.revision() == 2
    assert await chat.change(first, text="first, better")
    assert await chat.react(second, "eyes")
    assert await chat.react(second, "eyes")
    [changed, signed] = await pages.since(2, viewer="maya")
    assert (changed.text, changed.revision) == ("first, better", 3)
    assert (signed.reactions, signed.revision) == (("eyes",), 4)
    assert not await chat.change(99, text="nobody")
    assert not await chat.react(99, "eyes")


async def test_what_is_taken_away_is_told_and_keeps_its_place_while_others_hang_under_it(
    store: Store, say
):
    await store.chat.seat("l1", ["maya"])
    root, lonely = await say("root"), await say("lonely")
    await say("reply", thread=root)
    chat, pages = store.chat, store.chat_pages
    seen = await pages.revision()
    assert await chat.remove(root)
    assert await chat.remove(lonely)
    assert not await chat.remove(lonely)
    assert not await chat.change(root, text="too late")
    told = await pages.since(seen, viewer="maya")
    assert [(message.id, message.is_deleted, message.text) for message in told] == [
        (root, True, ""),
        (lonely, True, ""),
    ]
    assert texts(await pages.messages("l1", viewer="maya")) == ["", "reply"]


async def test_unread_counts_what_others_said_since_the_last_reading(store: Store, say):
    await store.chat.seat("l1", ["maya", "tom"])
    await store.chat.seat("l2", ["maya"])
    pages = store.chat_pages
    await say("one")
    await say("hidden", only="tom")
    await say("mine", author="maya")
    assert await pages.unread("maya") == {"l1": 1, "l2": 0}
    await store.chat.read("maya", "l1")
    assert await pages.unread("maya") == {"l1": 0, "l2": 0}
    await say("two")
    gone = await say("three")
    await store.chat.remove(gone)
    assert await pages.unread("maya") == {"l1": 1, "l2": 0}


async def test_pages_are_told_of_every_change(store: Store, say):
    told: list[int] = []
    store.chat.on_change(lambda: told.append(1))
    number = await say("one")
    await store.chat.change(number, card="{}")
    await store.chat.react(number, "eyes")
    await store.chat.remove(number)
    await store.chat.change(number, card="{}")
    assert len(told) == 4
