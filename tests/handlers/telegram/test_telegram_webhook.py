"""Does Telegram get in by a webhook, and nobody else?"""

import asyncio
import json
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.serving import address_of, bind, serve
from handlers.handles import Handles
from handlers.telegram.options import TelegramOptions, Webhook
from handlers.telegram.webhook import LARGEST, OFTEN, PATH
from tests.fakes.telegram import FakeTelegram
from tests.handlers.telegram.polled import MAYA, SAM, TEAM, Books, eventually, platform_on, running

SECRET = "a-secret-of-our-own-making-32-long"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 5}


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        people = [fake.add_user(MAYA, "Maya"), fake.add_user(SAM, "Sam")]
        fake.add_group(TEAM, "L2", members=people)
        yield fake


@pytest.fixture
def books():
    return Books()


@asynccontextmanager
async def listening(telegram, books, *, alarm=None, looks=60.0, handles=None):
    """Serve the platform's path, and tell Telegram where that is."""
    bound, stop = bind("127.0.0.1", 0), asyncio.Event()
    bound.listen()
    url = address_of(bound)
    options = TelegramOptions(webhook=Webhook(address=f"{url}/", secret=SECRET, looks=looks))
    platform = platform_on(telegram, books, options=options, alarm=alarm, handles=handles)
    routes = [
        Route(path, endpoint, methods=["POST"]) for path, endpoint in platform.endpoints().items()
    ]
    serving = asyncio.create_task(serve(Starlette(routes=routes), bound, stop))
    try:
        async with running(platform):
            yield f"{url}{PATH}"
    finally:
        stop.set()
        await serving


async def post(url, body, *, secret=SECRET, **more):
    headers = {} if secret is None else {HEADER: secret}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=data, headers=headers, **more) as response,
    ):
        return response.status


async def is_set(telegram, url):
    await eventually(lambda: telegram.backend.webhook.url == url, "no webhook")


async def test_telegram_is_told_where_we_are_and_what_to_show(telegram, books):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
        assert telegram.backend.webhook.secret == SECRET
        asked = json.loads(telegram.calls_of("setWebhook")[0].arguments["allowed_updates"])
        assert "callback_query" in asked
    assert telegram.backend.webhook.url == url, "what comes meanwhile is kept for the next start"
    assert telegram.calls_of("getUpdates") == []


async def test_what_people_say_is_stored_before_it_is_taken(telegram, books):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
        telegram.say(MAYA, MAYA, "is the portal down?")
        await eventually(lambda: "is the portal down?" in books.texts())
        await eventually(lambda: not telegram.updates.pending(), "it was not taken")


async def test_what_could_not_be_stored_comes_again(telegram, books):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
        books.broken = 2
        telegram.say(MAYA, MAYA, "is the portal down?")
        await eventually(lambda: books.texts() == ["is the portal down?"])
        assert "503" in telegram.backend.webhook.last_error


@pytest.mark.parametrize("secret", [None, "", "guessed", SECRET[:-1], SECRET + "x", "\u00fc" * 32])
async def test_a_stranger_is_turned_away(telegram, books, secret):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
        assert await post(url, UPDATE, secret=secret) == 401
        assert books.updates == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"update_id": "5"}', b"null"])
async def test_what_is_no_update_is_refused(telegram, books, body):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
        assert await post(url, body) == 400


async def test_what_is_too_large_is_not_taken_in(telegram, books):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
        assert await post(url, b" " * (LARGEST + 1)) == 413


async def test_nothing_is_taken_before_we_know_who_we_are(telegram, books):
    telegram.fail_next("getMe", 502, times=3)
    async with listening(telegram, books) as url:
        await eventually(lambda: telegram.calls_of("getMe"))
        assert await post(url, UPDATE) == 503
        await is_set(telegram, url)
        assert await post(url, UPDATE) == 200


async def test_a_webhook_that_somebody_took_is_set_again_and_told(telegram, books):
    told = []

    async def alarm(code, **facts):
        told.append(code)

    async with listening(telegram, books, alarm=alarm, looks=0.02) as url:
        for _ in range(OFTEN):
            await is_set(telegram, url)
            telegram.backend.webhook.set("https://elsewhere.example/hook", "", 40)
        await is_set(telegram, url)
    assert told == ["telegram_taken"]


async def test_a_flood_is_waited_for(telegram, books):
    telegram.fail_next("setWebhook", retry_after=1)
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
    assert len(telegram.calls_of("setWebhook")) == 2


async def test_polling_takes_the_webhook_away_again(telegram, books):
    async with listening(telegram, books) as url:
        await is_set(telegram, url)
    platform = platform_on(telegram, books)
    assert platform.endpoints() == {}
    async with running(platform):
        await eventually(lambda: not telegram.backend.webhook.url, "the webhook hears still")
        telegram.say(MAYA, MAYA, "and now?")
        await eventually(lambda: "and now?" in books.texts())


async def test_a_tap_is_answered(telegram, books):
    async with listening(telegram, books, handles=Handles(books.outcome)) as url:
        await is_set(telegram, url)
        telegram.start(MAYA)
        keyboard = {"inline_keyboard": [[{"text": "Claim", "callback_data": "b:1.0"}]]}
        chat = telegram.world.chat(MAYA)
        card = telegram.world.post(chat, telegram.bot, text="card", markup=keyboard)
        press = telegram.press(MAYA, MAYA, card.message_id, "Claim")
        assert (await press.answered(20)).text == "Working on it…"


def test_the_secret_is_not_shown():
    assert SECRET not in repr(Webhook(address="https://desk.example.com", secret=SECRET))
