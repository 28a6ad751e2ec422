"""The real process is killed at the n-th thing it says to Slack, and started again.

Nothing acknowledged may be lost, and nothing may be said twice. With reconciliation switched off
the same test must find duplicates, or it would prove nothing.
"""

import asyncio
import random
import sys
from contextlib import asynccontextmanager

import pytest

from tests.fakes.slack import FakeSlack
from tests.scenarios.rig import LEA, MAYA, NORA, SAM, SLACK_L1, SLACK_L2, eventually

pytestmark = pytest.mark.kill

SEED = random.SystemRandom().randrange(10_000)
QUESTION = "The invoices page shows error 500 since this morning"
DETAILS = ("It is customer 4711", "Since release 5.12")
POSTS = 4
"""The ticket for the requester, the card, and each of the two details carried."""


@asynccontextmanager
async def program(url, slack, *options):
    command = [sys.executable, "-m", "tests.kills.desk", url]
    command += [slack.api_url, slack.bot_token, slack.app_token, *options]
    process = await asyncio.create_subprocess_exec(*command)
    try:
        await slack.wait_for_sockets(1, timeout=60)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def harbour():
    async with FakeSlack(deliver_later=True, retry_delays=(0.5, 0.5, 0.5), ack_timeout=1) as slack:
        for user, name in ((MAYA, "maya"), (SAM, "sam"), (LEA, "lea"), (NORA, "nora")):
            slack.add_user(user, name)
        slack.add_channel(SLACK_L1, "l1-support", members=[SAM, LEA])
        slack.add_channel(SLACK_L2, "l2-support", members=[NORA])
        yield slack


def says_all(slack):
    seen = str(slack.messages(SLACK_L1))
    return all(detail in seen for detail in DETAILS) and "SUP-101" in seen


async def live_through(slack, url, nth, when, *options):
    """Let Maya ask and add details; the program dies at its n-th post and comes back."""
    async with program(url, slack, *options) as process:
        died = asyncio.Event()

        def kill(*_):
            process.kill()
            died.set()

        slack.faults.on_call("chat.postMessage", kill, nth=nth, when=when)
        root = slack.say(slack.dm(MAYA), MAYA, QUESTION)
        for detail in DETAILS:
            slack.say(slack.dm(MAYA), MAYA, detail, thread_ts=root)
        await asyncio.wait_for(died.wait(), 15)
        await process.wait()
    async with program(url, slack, *options):
        await eventually(lambda: says_all(slack), lambda: slack.describe(SLACK_L1), 25)
        await asyncio.sleep(2.5)


def said_twice(slack):
    return {key: count for key, count in slack.posts_by_key("key").items() if count > 1}


@pytest.mark.parametrize("draw", range(3))
async def test_a_kill_loses_nothing_and_says_nothing_twice(draw, tmp_path):
    dice = random.Random(f"{SEED}:{draw}")
    nth, when = dice.randrange(1, POSTS + 1), dice.choice(["before", "after"])
    print(f"seed {SEED}, draw {draw}: killed {when} post {nth}")  # noqa: T201
    async with harbour() as slack:
        await live_through(slack, f"sqlite:///{tmp_path}/desk.db", nth, when)
        assert said_twice(slack) == {}, (SEED, nth, when)
        seen = str(slack.messages(slack.dm(MAYA)))
        assert seen.count("Ticket SUP-101 created") >= 1
        assert "SUP-102" not in seen


async def test_without_looking_first_the_same_kill_says_things_twice(tmp_path):
    async with harbour() as slack:
        await live_through(slack, f"sqlite:///{tmp_path}/desk.db", 1, "after", "blind")
        assert said_twice(slack)
