"""Slack asks for fresh connections again and again while people go on talking: is all of it heard?"""

import asyncio
import json
from dataclasses import replace

import pytest

from tests.fakes.slack import FakeSlack
from tests.handlers.slack.slack_desk import HELP, MANY, MAYA, QUICK, SOON, furnish, running

A_SECOND = 10
"""Questions."""


@pytest.mark.parametrize(
    ("refreshes", "apart"),
    [(20, 0.5), pytest.param(500, 5.0, marks=pytest.mark.soak)],
)
async def test_nothing_is_missed_while_connections_are_refreshed(refreshes, apart):
    watch = replace(QUICK, apart=0.2)
    async with furnish(FakeSlack(retry_delays=MANY)) as slack, running(slack, watch=watch) as rig:
        await slack.wait_for_sockets(2, timeout=SOON)
        refreshing = asyncio.create_task(refresh(slack, refreshes, apart))
        asked = await talk(slack, until=refreshing)
        assert len(asked) >= refreshes * apart * A_SECOND / 2
        await rig.eventually(lambda: heard(rig) >= asked, "something was missed")


async def refresh(slack, times, apart):
    """Refresh the older connection each time; each has its own age, so they do not go together."""
    for _ in range(times):
        await asyncio.sleep(apart)
        await slack.wait_for_sockets(2, timeout=SOON)
        await slack.disconnect(most=1)


async def talk(slack, until):
    """Say ten things a second, whoever is connected; gives what Slack calls them."""
    asked = set()
    while not until.done():
        asked.add(slack.say(HELP, MAYA, f"question {len(asked)}"))
        await asyncio.wait({until}, timeout=1 / A_SECOND)
    await until
    return asked


def heard(rig):
    """What was stored."""
    bodies = [json.loads(letter.body)["body"] for letter in rig.inbox.happened()]
    return {body["event"]["ts"] for body in bodies}
