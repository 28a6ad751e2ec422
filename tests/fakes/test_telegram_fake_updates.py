"""Do updates reach the bot as the vendor hands them out?"""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import (
    Update,
)
from telegram.error import Conflict

from tests.fakes.telegram_rig import MAYA, ask

EVERY_KIND = ["message", "edited_message", "callback_query", "message_reaction"]


class TestUpdates:
    async def test_an_update_has_the_documented_shape(self, bot, telegram, session):
        telegram.say(MAYA, MAYA, "@firstline_bot /vpn is down 😀 https://vpn.example")
        _, raw = await ask(telegram, session, "getUpdates")
        message = Update.de_json(raw["result"][0], bot).message
        assert message.from_user.language_code == "de"
        assert message.chat.type == "private"
        assert {entity.type for entity in message.entities} == {"mention", "bot_command", "url"}
        assert message.parse_entities(["url"]) == {message.entities[-1]: "https://vpn.example"}

    async def test_updates_stay_until_a_higher_offset_confirms_them(self, bot, telegram):
        for word in ("one", "two", "three"):
            telegram.say(MAYA, MAYA, word)
        first = await bot.get_updates(limit=2)
        again = await bot.get_updates(limit=2)
        rest = await bot.get_updates(offset=first[-1].update_id + 1)
        assert [u.message.text for u in first] == [u.message.text for u in again] == ["one", "two"]
        assert [u.message.text for u in rest] == ["three"]
        assert telegram.confirmed_offset == first[-1].update_id + 1

    async def test_a_negative_offset_keeps_the_last_ones_only(self, bot, telegram):
        for word in ("one", "two", "three"):
            telegram.say(MAYA, MAYA, word)
        assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["three"]
        assert len(await bot.get_updates()) == 1

    async def test_a_long_poll_ends_when_something_comes(self, bot, telegram):
        poll = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.05)
        telegram.say(MAYA, MAYA, "hello")
        assert len(await poll) == 1

    async def test_a_long_poll_ends_empty_when_nothing_comes(self, bot):
        assert await bot.get_updates(timeout=1) == ()

    async def test_a_second_poller_ends_the_first(self, bot, telegram, refusal):
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(bot.get_updates(timeout=10))
        text = await refusal(first, Conflict)
        telegram.say(MAYA, MAYA, "hello")
        assert text.startswith("Conflict: terminated by other getUpdates request")
        assert len(await second) == 1

    async def test_kinds_not_asked_for_are_never_queued(self, bot, telegram):
        message_id = telegram.say(MAYA, MAYA, "hello")
        telegram.react(MAYA, MAYA, message_id, "👍")
        seen = await bot.get_updates(allowed_updates=EVERY_KIND)
        telegram.react(MAYA, MAYA, message_id, None)
        later = await bot.get_updates(offset=seen[-1].update_id + 1)
        assert [u.message is None for u in seen] == [False]
        assert [r.emoji for r in later[0].message_reaction.old_reaction] == ["👍"]

    async def test_updates_are_kept_for_a_day(self, bot, telegram):
        telegram.say(MAYA, MAYA, "lost")
        telegram.clock.move(timedelta(hours=24))
        telegram.say(MAYA, MAYA, "kept")
        assert [u.message.text for u in await bot.get_updates()] == ["kept"]

    async def test_after_a_quiet_week_ids_start_anew(self, bot, telegram):
        telegram.say(MAYA, MAYA, "before")
        before = (await bot.get_updates())[0].update_id
        await bot.get_updates(offset=before + 1)
        telegram.clock.move(timedelta(days=8))
        telegram.say(MAYA, MAYA, "after")
        after = (await bot.get_updates(offset=before + 1))[0].update_id
        assert after != before + 1
        assert await bot.get_updates(offset=after + 1) == ()


class TestWebhook:
    async def test_a_webhook_gets_the_update_with_its_secret_until_it_takes_it(
        self, bot, telegram, sink
    ):
        sink.statuses = [500, 200]
        await bot.set_webhook(sink.url, secret_token="s3cret-s3cret")
        telegram.say(MAYA, MAYA, "hello")
        await telegram.wait_until(lambda: len(sink.got) == 2, lambda: "not posted twice")
        await telegram.wait_until(lambda: not telegram.updates.pending(), lambda: "still waiting")
        (first, secret), (second, _) = sink.got
        assert secret == "s3cret-s3cret"
        assert first == second
        assert Update.de_json(first, bot).message.text == "hello"

    async def test_the_answer_to_a_webhook_may_be_a_call(self, bot, telegram, sink):
        sink.answer = {"method": "sendMessage", "chat_id": MAYA, "text": "in one go"}
        await bot.set_webhook(sink.url)
        telegram.say(MAYA, MAYA, "hello")
        await telegram.wait_for_message(MAYA, contains="in one go")

    async def test_while_a_webhook_is_set_nobody_polls(self, bot, sink, refusal):
        await bot.set_webhook(sink.url)
        text = await refusal(bot.get_updates(), Conflict)
        assert "can't use getUpdates method while webhook is active" in text
        assert (await bot.get_webhook_info()).url == sink.url
        await bot.delete_webhook()
        assert await bot.get_updates() == ()

    async def test_setting_a_webhook_ends_a_waiting_poll(self, bot, sink, refusal):
        poll = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.05)
        await bot.set_webhook(sink.url)
        assert await refusal(poll, Conflict) == "Conflict: terminated by setWebhook request"

    async def test_a_webhook_needs_https_and_one_of_four_ports(self, bot, refusal):
        assert "HTTPS URL" in await refusal(bot.set_webhook("http://desk.example/hook"))
        assert "ports 80, 88" in await refusal(bot.set_webhook("https://desk.example:9000/hook"))


class Sink:
    """A bot's webhook: keeps what it got and answers as told."""

    def __init__(self):
        self.got = []
        self.statuses = []
        self.answer = None
        self.url = ""

    async def take(self, request):
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.got.append((await request.json(), secret))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status)


@pytest.fixture
async def sink():
    ours = Sink()
    app = web.Application()
    app.router.add_post("/hook", ours.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ours.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield ours
    await runner.cleanup()
