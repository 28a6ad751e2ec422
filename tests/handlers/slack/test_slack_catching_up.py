"""Is what people said in a long absence heard in the end, once, and in its order?"""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from handlers.slack.catch_up import MARK, Reach
from handlers.slack.files import Pad
from tests.fakes.slack import BOT_USER_ID, FakeSlack
from tests.handlers.slack.slack_desk import HELP, L1, MAYA, SAM, SOON, furnish, running

QUICK = Reach(every=0.05)


class Clock:
    """The wall clock of the workspace: people say things at moments of a test's choice."""

    def __init__(self):
        self.now = datetime.now(UTC)  # noqa: TID251 - the platform's own clock
        self.at = self.now

    def __call__(self):
        return self.at.timestamp()

    def ago(self, **length):
        self.at = self.now - timedelta(**length)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def slack(clock):
    async with furnish(FakeSlack(clock=clock)) as fake:
        fake.deliveries.drop_events = True
        yield fake


@asynccontextmanager
async def back_after(slack, clock, **away):
    """Come back after so long; gives the rig once somebody listens."""
    marks = Pad()
    if away:
        await marks.set(MARK, (clock.now - timedelta(**away)).isoformat())
    clock.ago()
    async with running(slack, marks=marks, reach=QUICK) as rig:
        rig.marks = marks
        await slack.wait_for_sockets(1, timeout=SOON)
        yield rig


async def caught_up(rig, clock):
    """Wait until it is noted that we listen again."""
    while datetime.fromisoformat(await rig.marks.get(MARK) or "2020-01-01T00:00+00:00") < clock.now:
        await rig.eventually(lambda: True, "")
        await rig.slack.news.until(lambda: None, 0.02)


def texts(rig):
    bodies = [json.loads(letter.body)["body"] for letter in rig.inbox.happened()]
    return [body["event"]["text"] for body in bodies]


async def test_words_of_an_absence_are_heard_in_their_order(slack, clock):
    clock.ago(days=3)
    root = slack.say(HELP, SAM, "an old thread")
    clock.ago(minutes=9)
    slack.say(slack.dm(MAYA), MAYA, "the portal is down")
    slack.say(slack.dm(MAYA), MAYA, "since this morning")
    slack.say(L1, SAM, "hello")
    clock.ago(minutes=8)
    slack.say(HELP, MAYA, "an answer in the old thread", thread_ts=root)
    async with back_after(slack, clock, minutes=10) as rig:
        await rig.stored(4)
        await caught_up(rig, clock)
        assert sorted(texts(rig)) == [
            "an answer in the old thread",
            "hello",
            "since this morning",
            "the portal is down",
        ]
        assert texts(rig).index("the portal is down") < texts(rig).index("since this morning")
        letters = rig.inbox.happened()
        facts = [rig.platform.listener.understand(one.key, json.loads(one.body)) for one in letters]
        direct = next(fact for fact in facts if fact.text == "the portal is down")
        answer = next(fact for fact in facts if fact.text == "an answer in the old thread")
        assert direct.is_direct
        assert answer.anchors == (root,)


async def test_what_was_heard_live_has_the_same_key(slack, clock):
    clock.ago(minutes=9)
    ts = slack.say(slack.dm(MAYA), MAYA, "the portal is down")
    async with back_after(slack, clock, minutes=10) as rig:
        [letter] = await rig.stored()
        assert letter.key == f"sl:m:T0FIRST001:{slack.dm(MAYA)}:{ts}"
        assert letter.conversation == f"slack:{slack.dm(MAYA)}"


async def test_a_mention_of_an_absence_is_one(slack, clock):
    clock.ago(minutes=9)
    slack.say(HELP, MAYA, f"<@{BOT_USER_ID}> is the portal down?")
    async with back_after(slack, clock, minutes=10) as rig:
        [letter] = await rig.stored()
        said = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert (said.text, said.is_addressed) == ("is the portal down?", True)


async def test_words_of_a_chat_of_several_are_heard_where_that_was_granted(slack, clock):
    few = slack.add_group_chat("G0FEW00001", [MAYA, SAM])
    clock.ago(minutes=9)
    slack.say(few, MAYA, f"<@{BOT_USER_ID}> is the portal down?")
    async with back_after(slack, clock, minutes=10) as rig:
        [letter] = await rig.stored()
        said = rig.platform.listener.understand(letter.key, json.loads(letter.body))
        assert (said.is_among_few, said.is_direct) == (True, False)
    slack.scopes -= {"mpim:read", "mpim:history"}
    clock.ago(minutes=9)
    slack.say(HELP, MAYA, "the portal is down")
    async with back_after(slack, clock, minutes=10) as rig:
        await rig.stored()
        await caught_up(rig, clock)
        assert texts(rig) == ["the portal is down"]


async def test_a_blink_is_no_absence(slack, clock):
    clock.ago(seconds=30)
    slack.say(HELP, MAYA, "just now")
    async with back_after(slack, clock, seconds=60) as rig:
        await caught_up(rig, clock)
        assert slack.calls_of("conversations.history") == []


async def test_who_begins_today_reads_nothing_of_yesterday(slack, clock):
    clock.ago(minutes=9)
    slack.say(HELP, MAYA, "before there was a desk")
    async with back_after(slack, clock) as rig:
        await caught_up(rig, clock)
        assert rig.inbox.happened() == []


async def test_words_of_last_week_are_left_alone(slack, clock):
    clock.ago(days=5)
    slack.say(HELP, MAYA, "solved long ago")
    clock.ago(hours=2)
    slack.say(HELP, MAYA, "still open")
    async with back_after(slack, clock, days=6) as rig:
        await rig.stored()
        await caught_up(rig, clock)
        assert texts(rig) == ["still open"]


async def test_what_could_not_be_stored_is_read_again(slack, clock):
    clock.ago(minutes=9)
    slack.say(HELP, MAYA, "the portal is down")
    async with back_after(slack, clock, minutes=10) as rig:
        rig.inbox.is_broken = True
        await rig.eventually(
            lambda: any(key.startswith("sl:m") for key in rig.inbox.puts), "no try"
        )
        assert datetime.fromisoformat(await rig.marks.get(MARK)) < clock.now
        rig.inbox.is_broken = False
        await rig.stored()
        await caught_up(rig, clock)
        assert texts(rig) == ["the portal is down"]


async def test_a_busy_slack_is_waited_for_and_a_closed_channel_is_passed_by(slack, clock):
    clock.ago(minutes=9)
    slack.say(HELP, MAYA, "the portal is down")
    slack.faults.fail_next("users.conversations", status=429, retry_after=1)
    slack.faults.fail_next("conversations.history", status=500)
    async with back_after(slack, clock, minutes=10) as rig:
        await rig.stored()
        await caught_up(rig, clock)
    slack.faults.fail_next("conversations.history", error="missing_scope")
    async with back_after(slack, clock, minutes=10) as rig:
        await caught_up(rig, clock)


async def test_our_own_words_are_not_taken_for_anybodys(slack, clock):
    async with back_after(slack, clock) as rig:
        clock.ago(minutes=9)
        await rig.card(HELP)
    async with back_after(slack, clock, minutes=10) as rig:
        await caught_up(rig, clock)
        assert rig.inbox.happened() == []
