"""A topic's title follows its ticket, and it is closed while the ticket is over."""

import aiohttp
import pytest

from desk.notice import Notice, NoticeKind, Op
from desk.people import Address
from handlers.cards.room_title import room_of
from handlers.notifier import Parcel, Refused
from handlers.telegram.alarms import Bell
from handlers.telegram.app import bot_on
from handlers.telegram.rooms import Rooms
from tests.fakes.telegram import TOKEN, FakeTelegram

SAM, FORUM, PLAIN = 12, -1001000000001, -1001000000002
CHANGES = ("editForumTopic", "closeForumTopic", "reopenForumTopic")


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        people = [fake.add_user(SAM, "Sam")]
        fake.add_group(FORUM, "L1", forum=True, members=people)
        fake.add_group(PLAIN, "L2", members=people)
        yield fake


@pytest.fixture
async def rooms(telegram):
    async with aiohttp.ClientSession() as session:
        yield Rooms(bot_on(session, TOKEN, telegram.api_url), Bell(), has_topics=True)


def parcel(title, *, chat=FORUM, op=Op.RENAME, message=None, is_shut=False):
    place = Address(platform="telegram", channel=str(chat))
    return Parcel(key="k", op=op, address=place, title=title, message=message, is_shut=is_shut)


def changes(telegram):
    return [call.method for call in telegram.calls if call.method in CHANGES]


async def test_a_title_follows_and_the_topic_is_closed_and_opened_again(telegram, rooms):
    opened = await rooms.open(parcel("SUP-106 · New · It jams", op=Op.ROOM))
    [topic] = telegram.topics(FORUM)
    for title, is_shut in (
        ("SUP-106 · In progress · Sam · It jams", False),
        ("SUP-106 · Resolved · Sam · It jams", True),
        ("SUP-106 · In progress · Sam · It jams", False),
    ):
        renamed = await rooms.rename(parcel(title, message=opened.message, is_shut=is_shut))
        assert renamed == opened
        assert (topic.name, topic.is_closed) == (title, is_shut)


async def test_what_a_topic_was_told_is_not_told_again(telegram, rooms):
    opened = await rooms.open(parcel("SUP-106", op=Op.ROOM))
    for _ in range(3):
        await rooms.rename(parcel("SUP-106 · Sam", message=opened.message))
    assert changes(telegram) == ["editForumTopic", "reopenForumTopic"]


async def test_a_topic_that_is_so_already_is_well(telegram, rooms):
    """Another replica may have told it, or this one before it was started again."""
    opened = await rooms.open(parcel("SUP-106", op=Op.ROOM))
    assert await rooms.rename(parcel("SUP-106", message=opened.message)) == opened
    assert len(telegram.refusals) == 2


async def test_without_topics_the_root_of_the_chain_bears_the_title(telegram, rooms):
    opened = await rooms.open(parcel("SUP-106 · New", chat=PLAIN, op=Op.ROOM))
    await rooms.rename(parcel("SUP-106 · Sam", chat=PLAIN, message=opened.message))
    [root] = telegram.from_bot(PLAIN)
    assert (root.text, root.marked("bold")) == ("SUP-106 · Sam", ["SUP-106 · Sam"])


async def test_a_title_is_cut_to_what_telegram_takes(telegram, rooms):
    opened = await rooms.open(parcel("x" * 300, op=Op.ROOM))
    await rooms.rename(parcel("y" * 300, message=opened.message))
    [topic] = telegram.topics(FORUM)
    assert len(topic.name) <= 128


async def test_a_room_that_is_none_is_refused(rooms):
    assert isinstance(await rooms.rename(parcel("SUP-106")), Refused)


def test_a_title_says_which_ticket_how_it_stands_and_who_has_it():
    def titled(status, language="en", moved_to=None, owner="Sam\nRuiz"):
        person = {"name": owner, "ids": {}} if owner else None
        ticket = {"number": "SUP-106", "title": "It jams", "status": status, "owner": person}
        facts = {"ticket": ticket, **({"moved_to": moved_to} if moved_to else {})}
        shown = room_of(Notice(kind=NoticeKind.TICKET_CARD, facts=facts, ticket=106), language)
        return shown.title, shown.is_shut

    assert titled("new", owner=None) == ("SUP-106 · New · It jams", False)
    assert titled("open") == ("SUP-106 · In progress · Sam Ruiz · It jams", False)
    assert titled("open", "de") == ("SUP-106 · In Arbeit · Sam Ruiz · It jams", False)
    assert titled("resolved") == ("SUP-106 · Resolved · Sam Ruiz · It jams", True)
    assert titled("closed")[1]
    assert titled("open", moved_to="L2") == ("SUP-106 · handed over to L2 · It jams", True)
