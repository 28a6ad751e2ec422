"""Whatever is written to the bot, it gets a clear reply or a ticket, and nothing breaks."""

import asyncio

import pytest

from tests.scenarios.hostile import INPUTS
from tests.scenarios.slack_people import SlackPeople
from tests.scenarios.stage import open_stage
from tests.scenarios.telegram_people import TelegramPeople
from tests.scenarios.waiting import eventually
from tests.scenarios.web_people import WebPeople

PLATFORMS = {one.name: one for one in (WebPeople, SlackPeople, TelegramPeople)}
AT_ONCE = 50
PATIENCE = 120.0
LONGEST_NAME = 64
SENT = "SELECT DISTINCT channel FROM outbox WHERE state = 'sent' AND op = 'post'"


def test_there_are_two_hundred_of_them():
    assert len(INPUTS) >= 200


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_each_hostile_input_gets_a_reply_or_a_ticket(platform, sqlite_url):
    people = PLATFORMS[platform]
    async with open_stage(sqlite_url, people, people) as stage:
        before = arrived(stage)
        writers = {f"writer{number}": text for number, text in enumerate(INPUTS)}
        for several in batched(writers.items(), AT_ONCE):
            await asyncio.gather(*(write(stage.asking, who, text) for who, text in several))
        await eventually(lambda: arrived(stage) >= before + len(INPUTS), "some got lost", PATIENCE)
        await stage.settle(PATIENCE)
        said = {channel for (channel,) in stage.rows(SENT)}
        silent = [
            text[:60] for who, text in writers.items() if str(stage.asking.direct(who)) not in said
        ]
        assert silent == []
        assert [words for words in spoken(stage) if "something went wrong" in words] == []
        assert stage.unsaid() == []


async def write(people, who, text):
    """Let somebody new, who is called the same, write this to the bot.

    As near as the platform can carry it.
    """
    await people.move_in(who, text[:LONGEST_NAME])
    await people.write_anything(who, text)


def arrived(stage):
    return stage.rows("SELECT count(*) FROM inbox")[0][0]


def spoken(stage):
    """All that was drawn for anybody."""
    return [drawn for (drawn,) in stage.rows("SELECT drawn FROM outbox WHERE drawn IS NOT NULL")]


def batched(things, size):
    everything = list(things)
    return [everything[at : at + size] for at in range(0, len(everything), size)]
