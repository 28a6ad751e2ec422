"""Does a Slack channel stay the one that the file means, when somebody renames it?"""

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.channel_names import keep
from bot.clocks import machine_now
from bot.config import parse
from bot.errors import PlatformRefusedError
from bot.settings import Settings
from bot.starting import channel_ids
from storage.store import Store
from tests.fakes.slack import FakeSlack

CONFIG = parse(
    """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1"
channels = ["slack:#l1", "slack:#l1-night"]
calendar = "always"
[calendars.always]
hours = "24/7"
""",
    "firstline.toml",
)


@pytest.fixture
async def slack():
    async with FakeSlack() as slack:
        slack.add_channel("C0LONE0001", "l1")
        slack.add_channel("C0NIGHT001", "l1-night")
        yield slack


def settings_for(slack):
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.api_url,
    )


async def remember(url, ids):
    store = Store.open(url, CONFIG.policy(machine_now().date()), clock=machine_now)
    await keep(store.marks, ids)
    await store.close()


async def test_a_renamed_channel_stays_the_one_that_it_was_and_the_log_says_so(slack, sqlite_url):
    found = await channel_ids(settings_for(slack), CONFIG, sqlite_url)
    assert found == {"#l1": "C0LONE0001", "#l1-night": "C0NIGHT001"}
    await remember(sqlite_url, found)
    slack.world.channels["C0LONE0001"].name = "first-line"
    with capture_logs() as logged:
        assert await channel_ids(settings_for(slack), CONFIG, sqlite_url) == found
    [told] = logged
    assert (told["name"], told["id"]) == ("#l1", "C0LONE0001")
    assert "firstline.toml" in told["mend"]


async def test_a_new_channel_of_the_name_is_the_one_that_is_meant(slack, sqlite_url):
    await remember(sqlite_url, {"#l1": "C0OLD00001"})
    found = await channel_ids(settings_for(slack), CONFIG, sqlite_url)
    assert found["#l1"] == "C0LONE0001"


async def test_what_was_never_seen_is_not_made_up(slack, sqlite_url):
    slack.world.channels["C0NIGHT001"].name = "nights"
    found = await channel_ids(settings_for(slack), CONFIG, sqlite_url)
    assert found == {"#l1": "C0LONE0001"}


async def test_while_slack_is_away_memory_has_to_do(slack, sqlite_url):
    slack.faults.fail_next("conversations.list", status=500, times=2)
    with pytest.raises(PlatformRefusedError):
        await channel_ids(settings_for(slack), CONFIG, sqlite_url)
    await remember(sqlite_url, {"#l1": "C0LONE0001"})
    assert await channel_ids(settings_for(slack), CONFIG, sqlite_url) == {"#l1": "C0LONE0001"}
