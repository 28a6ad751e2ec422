"""Does the fake speak signed HTTP as Slack does, seen through Bolt on a real port?"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.http_mode import JSON
from tests.fakes.slack_rig import HELP, MAYA, SAM, TICKET_CARD, bolt_app, client_of, furnish


@asynccontextmanager
async def serving(app: AsyncApp) -> AsyncIterator[str]:
    """Serve a Bolt app on a port of its own; yields its request URL."""
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    web = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", lifespan="off"))
    running = asyncio.create_task(server._serve([listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_timeout=1.0, retry_delays=(0.0, 0.05)) as fake:
        yield furnish(fake)


async def test_events_presses_and_commands_come_signed(slack: FakeSlack) -> None:
    app = bolt_app(slack)
    heard: list[str] = []

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    @app.action("b:7.0")
    async def on_claim(ack: AsyncAck) -> None:
        await ack()

    @app.command("/support")
    async def on_support(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"heard {body['text']}")

    posted = await client_of(slack).chat_postMessage(channel=HELP, text="t", blocks=TICKET_CARD)
    async with serving(app) as url:
        requests = slack.use_http(url)
        assert await requests.verify_url()
        slack.say(HELP, MAYA, "stuck")
        await slack.wait_until(lambda: slack.envelopes_of("message")[-1].is_acked, "the ack")
        assert (await slack.press(SAM, HELP, posted["ts"], "Claim")).is_acked
        assert (await slack.command(MAYA, HELP, "/support", "me")).text == "heard me"
    assert heard == ["stuck"]


async def test_old_and_forged_requests_are_turned_away_by_the_app(slack: FakeSlack) -> None:
    async with serving(bolt_app(slack)) as url:
        requests = slack.use_http(url)
        await requests.post("{}", JSON, {}, age=400)
        await requests.post("{}", JSON, {}, secret="of-another")
    assert requests.statuses == [401, 401]


async def test_a_refused_event_comes_again_with_its_number(slack: FakeSlack) -> None:
    """Bolt answers 404 to what no listener wants, and Slack takes that for a failure."""
    async with serving(bolt_app(slack)) as url:
        requests = slack.use_http(url)
        slack.say(HELP, MAYA, "stuck")
        envelope = slack.envelopes_of("message")[0]
        await slack.wait_until(lambda: envelope.is_given_up, "the end of the tries", timeout=5)
    assert requests.statuses == [404, 404, 404]
