"""Does a desk whose Slack sends signed requests answer them on the page's own port?"""

import asyncio
import re
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.page import make_page
from bot.serving import address_of, bind, serve
from bot.settings import Settings
from bot.wiring import add_slack
from handlers.web.live import Signal
from tests.fakes.slack import FakeSlack
from tests.scenarios.desk import desk_on, running

MAYA, SAM, NORA = "U0MAYA0001", "U0SAM00001", "U0NORA0001"
L1, L2 = "C0LONE0001", "C0LTWO0001"
SOON = 20.0
QUESTION = "The invoices page shows error 500 since this morning"


@asynccontextmanager
async def served(slack, desk):
    """Serve the page and run the workers; gives the address."""
    bound, stop = bind("127.0.0.1", 0), asyncio.Event()
    bound.listen()
    url = address_of(bound)
    app = make_page(desk, Signal(), stop, url)
    serving = asyncio.create_task(serve(app, bound, stop))
    try:
        async with running(desk):
            await slack.wait_for_calls("conversations.members", 2, timeout=SOON)
            yield url
    finally:
        stop.set()
        await serving


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        for user, name in ((MAYA, "maya"), (SAM, "sam"), (NORA, "nora")):
            fake.add_user(user, name)
        fake.add_channel(L1, "l1-support", members=[SAM])
        fake.add_channel(L2, "l2-support", members=[NORA])
        yield fake


@pytest.fixture
async def page(slack, sqlite_url, empty_folder):
    settings = Settings(
        slack_bot_token=slack.bot_token,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
    )
    async with desk_on(sqlite_url, [f"slack:{L1}"], [f"slack:{L2}"]) as desk:
        add_slack(desk, settings)
        async with served(slack, desk) as url:
            yield url


async def test_a_question_becomes_a_ticket_and_is_claimed(slack, page):
    requests = slack.use_http(f"{page}/slack/events")
    assert await requests.verify_url()
    slack.say(slack.dm(MAYA), MAYA, QUESTION)
    await slack.wait_for_message(slack.dm(MAYA), "SUP-101", timeout=SOON)
    card = await slack.wait_for_message(L1, "SUP-101", timeout=SOON)
    assert (await slack.press(SAM, L1, card["ts"], "Claim")).is_acked
    await slack.wait_for_message(L1, SAM, timeout=SOON)
    ack = await slack.command(MAYA, slack.dm(MAYA), "/support", "status SUP-101")
    assert "SUP-101" in str(ack.payload)
    assert slack.sockets.opened == 0
    assert set(requests.statuses) == {200}


async def test_the_page_beside_it_is_guarded_as_before(slack, page):
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{page}/slack/events", data="{}") as forged:
            assert forged.status == 401
        async with session.get(f"{page}/slack/events") as looked:
            assert looked.status == 401
        async with session.post(f"{page}/say", data="text=x") as foreign:
            assert foreign.status == 403
        async with session.get(f"{page}/livez") as alive:
            assert alive.status == 200
            assert re.search("default-src 'none'", alive.headers["content-security-policy"])
