"""Does a one-time link sign its person in, once, and stand in no table?"""

import json
import re

import pytest

from bot.inner import Order, order_letter
from bot.sign_in import LINK_LIVES, SESSION_LIVES
from desk.notice import NoticeKind
from desk.outcome import Done, Show
from desk.people import Address, Identity
from handlers.notifier import Sent
from tests import nouns
from tests.bot.carrier import Carrier

MAYA = Identity(platform="web", id="maya")


def token_of(url):
    return url.rpartition("/")[2]


def kept(folder):
    """Everything that the database's files hold."""
    return b"".join(file.read_bytes() for file in folder.glob("firstline.db*"))


@pytest.fixture
def ask(desk, clock):
    """Type the command `page`, wait for its outcome as a platform does, and give that."""

    async def ask(key):
        order = Order(identity=MAYA, by="Maya", name="page", words="")
        letter = order_letter(key, order, clock.at)
        async with desk.handles.waiting(letter.key, (Show,)) as waiting:
            await desk.store.inbox.put(letter)
            while await desk.processor().step():
                pass
            return await waiting.outcome()

    return ask


async def test_the_link_signs_its_person_in_once(desk, ask, clock):
    outcome = await ask("one")
    assert outcome.notice.facts["minutes"] == 10
    session = await desk.sign_in.redeem(token_of(outcome.notice.facts["url"]), clock.at)
    assert await desk.sign_in.account(session, clock.at) == MAYA
    assert await desk.sign_in.redeem(token_of(outcome.notice.facts["url"]), clock.at) is None
    await desk.sign_in.close(session)
    assert await desk.sign_in.account(session, clock.at) is None


async def test_links_and_sessions_end(desk, ask, clock):
    token = token_of((await ask("one")).notice.facts["url"])
    assert await desk.sign_in.redeem(token, clock.at + LINK_LIVES) is None
    token = token_of((await ask("two")).notice.facts["url"])
    session = await desk.sign_in.redeem(token, clock.at)
    assert await desk.sign_in.account(session, clock.at + SESSION_LIVES) is None
    clock.move(seconds=SESSION_LIVES.total_seconds())
    await desk.tick.prune()
    assert await desk.sign_in.redeem(token, nouns.NOON) is None


async def test_neither_link_nor_session_stands_in_the_database(desk, ask, clock, tmp_path):
    token = token_of((await ask("one")).notice.facts["url"])
    session = await desk.sign_in.redeem(token, clock.at)
    stored = kept(tmp_path)
    assert b"sign_in" in stored, "the row that was answered is there"
    assert token.encode() not in stored
    assert session.encode() not in stored


async def test_a_command_that_is_delivered_again_gets_a_link_of_its_own(desk, ask, clock):
    first = token_of((await ask("one")).notice.facts["url"])
    again = token_of((await ask("one")).notice.facts["url"])
    assert first != again
    for token in (first, again):
        assert await desk.sign_in.redeem(token, clock.at)


async def test_a_link_that_goes_out_as_a_message_stands_in_no_table_either(
    desk, meet, clock, tmp_path
):
    maya = await meet("maya")
    card = json.dumps({"text": "what was drawn, link and all"})
    slack = desk.notifiers["slack"] = Carrier(Sent(message="m1", drawn=card))
    notice = nouns.notice(NoticeKind.SIGN_IN, facts={"person": maya.id})
    async with desk.store.begin() as work:
        await work.say(nouns.saying("outcome:1", notice=notice))
        await work.commit(Done())
    while await desk.delivery().step():
        pass
    [parcel] = slack.carried
    [token] = re.findall(r"/sign-in/([\w-]+)", repr(parcel.card))
    assert await desk.sign_in.account(await desk.sign_in.redeem(token, clock.at), clock.at)
    stored = kept(tmp_path)
    assert token.encode() not in stored
    assert b"what was drawn" not in stored


async def test_the_pages_own_chat_would_keep_the_link_so_it_asks_to_try_again(desk, meet):
    maya = await meet("maya")
    saying = nouns.saying(
        "outcome:1",
        Address(platform="web", channel="dm:maya"),
        notice=nouns.notice(NoticeKind.SIGN_IN, facts={"person": maya.id}),
    )
    shown = await desk.sign_in.reveal_saying(saying)
    assert shown.notice.kind is NoticeKind.REFUSED


async def test_other_sayings_go_out_as_they_are(desk):
    saying = nouns.saying("event:1")
    assert await desk.sign_in.reveal_saying(saying) is saying
