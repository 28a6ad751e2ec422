"""Does the fake fail where it is told to: before a call is carried out, or after?"""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest
from aiohttp import ClientConnectionError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import Call, FakeSlack
from tests.fakes.slack.faults import When
from tests.fakes.slack_rig import HELP, MAYA, client_of, furnish

POST = "chat.postMessage"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield furnish(fake)


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


async def post(client: AsyncWebClient, text: str = "hi") -> None:
    await client.chat_postMessage(channel=HELP, text=text)


async def test_an_ordered_error_happens_once_and_nothing_is_posted(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.faults.fail_next(POST, error="is_archived")
    with pytest.raises(SlackApiError, match="is_archived"):
        await post(client)
    assert slack.messages(HELP) == []
    await post(client)
    assert len(slack.messages(HELP)) == 1


async def test_a_429_says_how_long_to_wait(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.faults.fail_next(POST, status=429, retry_after=7)
    with pytest.raises(SlackApiError) as refused:
        await post(client)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    assert refused.value.response["error"] == "ratelimited"


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
async def test_a_500_may_come_before_or_after_the_post(
    slack: FakeSlack, client: AsyncWebClient, when: When, posted: int
) -> None:
    slack.faults.fail_next(POST, status=500, when=when)
    with pytest.raises(SlackApiError):
        await post(client)
    assert len(slack.messages(HELP)) == posted


async def test_a_dropped_call_was_carried_out_and_a_refused_one_was_not(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.faults.drop_next(POST)
    with pytest.raises(ClientConnectionError):
        await post(client, "dropped")
    slack.faults.refuse_next(POST)
    with pytest.raises(ClientConnectionError):
        await post(client, "refused")
    assert [m["text"] for m in slack.messages(HELP)] == ["dropped"]


async def test_a_late_answer_to_a_post_that_is_there_already(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.faults.delay_next(POST, 0.8, accept="before")
    waiting = asyncio.create_task(post(client))
    await slack.wait_for_message(HELP, "hi", timeout=0.7)
    assert not waiting.done()
    await waiting


async def test_a_late_accept_happens_after_the_client_has_gone(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.faults.delay_next(POST, 0.5, accept="after")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await post(client)
    assert slack.messages(HELP) == []
    await slack.wait_for_message(HELP, "hi")


async def test_a_hook_runs_at_the_call_it_was_ordered_for(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    seen: list[object] = []

    async def look(call: Call) -> None:
        seen.append((call.args["text"], call.is_accepted, len(slack.messages(HELP))))

    slack.faults.on_call(POST, look, nth=2)
    for text in ("one", "two", "three"):
        await post(client, text)
    assert seen == [("two", True, 2)]


async def test_weather_is_the_same_for_the_same_seed() -> None:
    async def run() -> list[str]:
        async with FakeSlack() as slack:
            furnish(slack)
            slack.faults.weather(POST, seed=5, ratelimited=0.3, reset_after=0.2)
            for _ in range(20):
                try:
                    await post(client_of(slack))
                except (SlackApiError, ClientConnectionError):
                    continue
            return [f"{fault.when} {fault.kind}" for _, fault in slack.faults.happened]

    first = await run()
    assert first == await run()
    assert {"before answer", "after reset"} == set(first)


async def test_limits_hold_one_channel_back_and_let_others_pass() -> None:
    async with FakeSlack(limits=True) as slack:
        furnish(slack)
        client = client_of(slack)
        for _ in range(3):
            await post(client)
        with pytest.raises(SlackApiError) as refused:
            await post(client)
        assert refused.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel=slack.dm(MAYA), text="hi")


async def test_tiers_hold_a_method_back() -> None:
    async with FakeSlack(limits=True) as slack:
        furnish(slack)
        client = client_of(slack)
        for _ in range(20):
            await client.users_list()
        with pytest.raises(SlackApiError, match="ratelimited"):
            await client.users_list()


async def test_the_fake_comes_back_on_its_port_with_its_workspace(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    await post(client)
    await slack.go_down()
    with pytest.raises(ClientConnectionError):
        await post(client)
    await slack.come_back()
    await post(client)
    assert len(slack.messages(HELP)) == 2


async def test_stopping_takes_no_time(slack: FakeSlack, client: AsyncWebClient) -> None:
    await post(client)
    slack.faults.delay_next(POST, 60)
    hanging = asyncio.create_task(post(client))
    await slack.wait_for_calls(POST, 2)
    began = monotonic()
    await slack.go_down()
    with pytest.raises(ClientConnectionError):
        await hanging
    assert monotonic() - began < 2
    await slack.come_back()
