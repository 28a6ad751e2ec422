"""Slack cannot reach the desk for ten minutes: is all that people said meanwhile heard, once?

On a clock that is moved, and with `make soak` in real minutes and at the pace of production.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.clocks import machine_now
from handlers.slack.catch_up import MARK, REACH, Reach
from handlers.slack.socket import WATCH, Watch
from tests.fakes.slack import FakeSlack
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.slack_people import MAYA, NAGIOS, SAM, SlackPeople
from tests.scenarios.stage import open_stage
from tests.scenarios.waiting import SOON, eventually

MINUTES = 10
QUICK = {
    "watch": Watch(ping=0.2, every=0.05, connecting=2.0, patience=1.0),
    "reach": Reach(every=0.05),
}
SLOW = {"watch": WATCH, "reach": REACH}


@dataclass
class Clock:
    """The time of the desk and of Slack alike, which passes as it is told to."""

    is_moved: bool
    ahead: timedelta = field(default=timedelta())

    def __call__(self):
        return machine_now() + self.ahead

    async def passes(self, length):
        if self.is_moved:
            self.ahead += length
        else:
            await asyncio.sleep(length.total_seconds())


def people_of(clock, how):
    """The people of a Slack that has this clock."""

    class People(SlackPeople):
        connection = how

        @staticmethod
        def workspace():
            return FakeSlack(clock=lambda: clock().timestamp())

    return People


async def noted(stage, clock):
    """Wait until it is noted that Slack is listened to now."""

    async def look():
        return (await stage.desk.store.marks.get(MARK) or "") >= clock_at.isoformat()

    clock_at = clock()
    await eventually(look, "nobody listens", patience=2 * REACH.every + SOON)


async def everybody_talks(stage, clock, root):
    """Something at each kind of place, minute after minute; gives what was said, by place."""
    slack, people = stage.asking.slack, stage.asking
    room, card = stage.room_of("sam"), await stage.card("sam")
    chat = people.direct("maya")
    talk = [
        (lambda text: slack.say(chat, MAYA, text, thread_ts=root), "the belt stands too"),
        (lambda text: slack.mention(room, SAM, text, thread_ts=card.id), "I am on my way"),
        (lambda text: slack.say(room, SAM, text, thread_ts=card.id), "fuses, I guess"),
        (lambda text: slack.mention(people.lobby, MAYA, text), "the gate of hall 7 is jammed"),
        (lambda text: slack.report(people.watched, NAGIOS, text), "Disk full on web-1"),
        (lambda text: slack.mention(people.few, SAM, text), "a scanner beeps all night"),
        (lambda text: slack.say(people.watched, MAYA, text), "why does hall 9 smell of smoke?"),
    ]
    said = {}
    for place, text in talk:
        await clock.passes(timedelta(minutes=MINUTES) / len(talk))
        said[place(text)] = text
    return said


@pytest.mark.parametrize(
    ("is_moved", "how"),
    [(True, QUICK), pytest.param(False, SLOW, marks=pytest.mark.soak)],
    ids=["moved", "real"],
)
async def test_what_was_said_in_an_outage_is_heard_once(is_moved, how, sqlite_url):
    clock = Clock(is_moved)
    people = people_of(clock, how)
    async with open_stage(sqlite_url, people, people, machine=clock) as stage:
        root = (await stage.ask(UNKNOWN)).id
        await stage.requester_sees("SUP-101")
        await stage.engineer_sees("sam", "SUP-101")
        await noted(stage, clock)
        slack = stage.asking.slack
        await slack.go_down()
        said = await everybody_talks(stage, clock, root)
        await slack.come_back()
        await noted(stage, clock)
        await stage.settle(patience=3 * SOON)
        keys = [key for (key,) in stage.rows("SELECT key FROM inbox WHERE key LIKE 'sl:m:%'")]
        assert {ts: sum(key.endswith(ts) for key in keys) for ts in said} == dict.fromkeys(said, 1)
        assert stage.unsaid() == []
        await each_came_to_what_it_was_for(stage)


async def each_came_to_what_it_was_for(stage):
    """The thread of the ticket has its words, the requester theirs, and the rest its tickets."""
    tickets = await stage.tickets()
    assert sorted(row.title for row in tickets[1:]) == [
        "Disk full on web-1",
        "a scanner beeps all night",
        "the gate of hall 7 is jammed",
        "why does hall 9 smell of smoke?",
    ]
    room = await stage.working.bots(stage.room_of("sam"), "sam")
    chat = await stage.asking.bots(stage.chat, "maya")
    assert len([one for one in room if "the belt stands too" in one.text]) == 1
    assert len([one for one in chat if "I am on my way" in one.text]) == 1
    assert not [one for one in chat if "fuses" in one.text]
