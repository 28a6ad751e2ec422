"""Who is behind an id, and what is behind a channel's name?"""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack import identity
from handlers.slack.identity import FRESH, Profiles, members, resolve_names
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.core import MANIFEST_SCOPES
from tests.nouns import MovableClock

MAYA, SAM = "U0MAYA0001", "U0SAM00001"
HELP = "C0HELP0001"


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        fake.add_user(MAYA, "maya")
        fake.add_user(SAM, "sam")
        fake.add_channel(HELP, "help", members=[MAYA, SAM])
        yield fake


@pytest.fixture
async def client(slack):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )


@pytest.fixture
def clock():
    return MovableClock(datetime(2026, 11, 24, tzinfo=UTC))


@pytest.fixture
def profiles(client, clock):
    return Profiles(client, clock)


def asked(slack):
    return sum(call.method == "users.info" for call in slack.attempts)


async def test_a_profile_is_asked_for_once_in_a_while(slack, profiles, clock):
    for _ in range(3):
        assert (await profiles.get(MAYA))["name"] == "maya"
    assert asked(slack) == 1
    clock.at += FRESH + timedelta(seconds=1)
    await profiles.get(MAYA)
    assert asked(slack) == 2


async def test_what_was_known_is_better_than_nothing_while_slack_is_slow(slack, profiles, clock):
    await profiles.get(MAYA)
    clock.at += FRESH + timedelta(seconds=1)
    slack.faults.delay_next("users.info", 5)
    assert (await profiles.get(MAYA))["name"] == "maya"


async def test_of_whom_nothing_is_known_only_the_id_is_given(slack, profiles):
    slack.faults.fail_next("users.info", error="user_not_found")
    assert await profiles.get(MAYA) == {"id": MAYA}
    assert await profiles.get("U0GONE0001") == {"id": "U0GONE0001"}


async def test_only_so_many_are_kept(slack, profiles, monkeypatch):
    monkeypatch.setattr(identity, "MOST_KEPT", 1)
    for user in (MAYA, SAM, MAYA):
        await profiles.get(user)
    assert asked(slack) == 3


async def test_names_are_those_that_could_be_had_in_time(slack, profiles):
    assert await profiles.names({MAYA, "U0GONE0001"}) == {MAYA: "maya"}


async def test_somebody_whom_slack_does_not_show_is_nobody(slack, profiles):
    slack.faults.fail_next("users.info", status=429, retry_after=1)
    assert (await profiles.get_patiently(MAYA))["name"] == "maya"
    assert await profiles.get_patiently("U0GONE0001") is None


async def test_channels_are_found_by_their_names_on_any_page(slack):
    for number in range(250):
        slack.add_channel(f"C0ROOM{number:04}", f"room-{number}")
    slack.add_channel("G0INNER001", "inner", is_private=True)
    slack.add_channel("G0SECRET01", "secret", is_private=True, bot_is_member=False)
    names = ["#help", "#room-249", "#inner", "#secret", "#nowhere"]
    found = await resolve_names(slack.api_url, slack.bot_token, names)
    assert found == {"#help": HELP, "#room-249": "C0ROOM0249", "#inner": "G0INNER001"}


async def test_the_search_ends_as_soon_as_all_are_found(slack):
    for number in range(250):
        slack.add_channel(f"C0ROOM{number:04}", f"room-{number}")
    await resolve_names(slack.api_url, slack.bot_token, ["#help"])
    assert len(slack.calls_of("conversations.list")) == 1


async def test_a_token_that_may_not_look_says_so():
    async with FakeSlack(scopes=MANIFEST_SCOPES - {"groups:read"}) as slack:
        with pytest.raises(SlackApiError, match="missing_scope"):
            await resolve_names(slack.api_url, slack.bot_token, ["#help"])


async def test_everybody_in_a_large_channel_is_read(slack, client):
    many = [slack.add_user(f"U0MANY{number:04}", f"many{number}") for number in range(450)]
    slack.add_channel("C0LARGE001", "large", members=many)
    found = await members(client, "C0LARGE001")
    assert set(many) <= set(found)
    assert len(slack.calls_of("conversations.members")) >= 3
