"""Does a desk to which Telegram sends updates answer them on the page's own port?"""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.config_tables import TelegramTable
from bot.page import make_page
from bot.serving import address_of, bind, serve
from bot.settings import Settings
from bot.starting import StartError, check_webhook
from bot.wiring import add_telegram
from handlers.web.live import Signal
from tests.fakes.telegram import FakeTelegram
from tests.scenarios.desk import config_with, desk_on, running
from tests.scenarios.waiting import SOON, eventually

MAYA, SAM = 11, 12
L1, L2 = -1001000000001, -1001000000002
SECRET = "a-secret-of-our-own-making-32-long"
QUESTION = "The invoices page shows error 500 since this morning"


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        people = [fake.add_user(MAYA, "Maya"), fake.add_user(SAM, "Sam")]
        for number, title in ((L1, "L1"), (L2, "L2")):
            fake.add_group(number, title, members=people)
        yield fake


@asynccontextmanager
async def served(desk, settings):
    """Serve the page and run the workers, with the page's address as the webhook's."""
    bound, stop = bind("127.0.0.1", 0), asyncio.Event()
    bound.listen()
    url = address_of(bound)
    told = {"telegram": TelegramTable(webhook=url)}
    desk.config = desk.config.model_copy(update=told)
    add_telegram(desk, settings)
    serving = asyncio.create_task(serve(make_page(desk, Signal(), stop, url), bound, stop))
    try:
        async with running(desk):
            yield url
    finally:
        stop.set()
        await serving


async def test_a_question_becomes_a_ticket_and_is_claimed(telegram, sqlite_url, empty_folder):
    settings = Settings(
        telegram_bot_token=telegram.token,
        telegram_webhook_secret=SECRET,
        telegram_api_url=telegram.api_url,
    )
    async with (
        desk_on(sqlite_url, [f"telegram:{L1}"], [f"telegram:{L2}"]) as desk,
        served(desk, settings) as url,
    ):
        await eventually(lambda: telegram.backend.webhook.url.startswith(url), "no webhook")
        telegram.say(SAM, L1, "good morning")
        telegram.say(MAYA, MAYA, QUESTION)
        await telegram.wait_for_message(MAYA, contains="SUP-101", timeout=SOON)
        card = await telegram.wait_for_message(L1, contains="Priority", timeout=SOON)
        await telegram.press(SAM, L1, card.message_id, "Claim").answered(SOON)
        await telegram.wait_for_message(L1, contains="In progress", timeout=SOON)
        assert telegram.calls_of("getUpdates") == []
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{url}/telegram/updates", json={"update_id": 1}) as forged:
                assert forged.status == 401
            async with session.get(f"{url}/livez") as beside:
                assert beside.status == 200


def test_a_webhook_without_a_secret_is_refused(empty_folder):
    config = config_with(["telegram:-1001"], ["telegram:-1002"])
    hooked = config.model_copy(update={"telegram": TelegramTable(webhook="https://d.example")})
    bare = Settings(telegram_bot_token="1:abc")
    with pytest.raises(StartError, match="TELEGRAM_WEBHOOK_SECRET"):
        check_webhook(bare, hooked)
    check_webhook(bare, config)
    check_webhook(Settings(telegram_bot_token="1:abc", telegram_webhook_secret=SECRET), hooked)
    check_webhook(Settings(), hooked)
