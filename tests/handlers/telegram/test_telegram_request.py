"""What does the desk know of a request to Telegram that went wrong?"""

import asyncio
import logging
import socket
import traceback
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from handlers.telegram.request import NotSentError, OutcomeUnknownError, SessionRequest
from tests.fakes.telegram import TOKEN, FakeTelegram

MAYA = 11


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        fake.add_user(MAYA, "Maya")
        fake.start(MAYA)
        yield fake


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


def bot_for(api_url, session, **limits):
    return Bot(
        TOKEN,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=SessionRequest(session, **limits),
        get_updates_request=SessionRequest(session, **limits),
    )


@pytest.fixture
def bot(telegram, session):
    return bot_for(telegram.api_url, session, timeout=0.5)


async def test_words_arrive_as_they_were_said(bot, telegram):
    await bot.send_message(MAYA, "Grüße & 50 % + 😀", protect_content=True)
    sent = telegram.from_bot(MAYA)[0]
    assert (sent.text, sent.extra) == ("Grüße & 50 % + 😀", {"has_protected_content": True})


async def test_a_request_without_arguments_is_understood(bot, telegram):
    assert (await bot.get_me()).username == telegram.bot.username


async def test_a_file_goes_up_and_comes_down_again(bot):
    sent = await bot.send_document(MAYA, b"log line\n", filename="vpn.log", caption="from L2")
    assert sent.document is not None
    assert sent.document.file_name == "vpn.log"
    stored = await bot.get_file(sent.document.file_id)
    assert bytes(await stored.download_as_bytearray()) == b"log line\n"


async def test_a_large_file_goes_up_too(bot, telegram):
    await bot.send_document(MAYA, bytes(3 * 2**20), filename="dump")
    assert telegram.from_bot(MAYA)[0].media["document"]["file_size"] == 3 * 2**20


async def test_refusals_reach_the_caller_as_the_librarys_errors(bot, telegram):
    with pytest.raises(BadRequest, match="essage is too long"):
        await bot.send_message(MAYA, "x" * 4097)
    telegram.block_bot(MAYA)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(MAYA, "hello?")


async def test_too_many_requests_say_how_long_to_wait(bot, telegram):
    telegram.fail_next("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(MAYA, "again")
    assert caught.value.retry_after == timedelta(seconds=7)
    assert telegram.from_bot(MAYA) == []


async def test_a_refused_connection_was_certainly_not_sent(bot, telegram):
    async with telegram.outage():
        with pytest.raises(NotSentError):
            await bot.send_message(MAYA, "anyone there?")
    await bot.send_message(MAYA, "back again")
    assert [m.text for m in telegram.from_bot(MAYA)] == ["back again"]


async def test_an_unknown_host_was_certainly_not_sent(session):
    with pytest.raises(NotSentError):
        await bot_for("http://telegram.invalid", session).get_me()


async def test_waiting_in_vain_for_a_free_connection_was_certainly_not_sent(telegram):
    connector = aiohttp.TCPConnector(limit=1)
    async with aiohttp.ClientSession(connector=connector) as narrow:
        bot = bot_for(telegram.api_url, narrow, timeout=2, connect_timeout=0.1)
        poll = asyncio.create_task(bot.get_updates(offset=870_000_002, timeout=1))
        await telegram.wait_until(lambda: telegram.calls_of("getUpdates"), lambda: "no poll")
        with pytest.raises(NotSentError):
            await bot.send_message(MAYA, "no room")
        await poll
    assert not telegram.calls_of("sendMessage")


async def test_a_reset_after_acceptance_leaves_the_outcome_unknown(bot, telegram):
    telegram.drop_next("sendMessage")
    with pytest.raises(OutcomeUnknownError):
        await bot.send_message(MAYA, "you have this")
    assert [m.text for m in telegram.from_bot(MAYA)] == ["you have this"]


async def test_a_reset_before_acceptance_leaves_the_outcome_unknown_too(bot, telegram):
    telegram.refuse_next("sendMessage")
    with pytest.raises(OutcomeUnknownError):
        await bot.send_message(MAYA, "you have it not")
    assert telegram.from_bot(MAYA) == []


async def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(bot, telegram):
    telegram.delay_next("sendMessage", 1.0)
    with pytest.raises(OutcomeUnknownError):
        await bot.send_message(MAYA, "slow answer")


async def test_a_long_poll_may_take_longer_than_other_calls(bot, telegram):
    seen = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=seen[-1].update_id + 1, timeout=5))
    await asyncio.sleep(0.7)  # longer than the 0.5 s that other calls get
    telegram.say(MAYA, MAYA, "my VPN is down")
    assert [update.message.text for update in await poll] == ["my VPN is down"]


async def test_server_errors_are_plain_network_errors(bot, telegram):
    telegram.fail_next("sendMessage", 500)
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(MAYA, "hm")
    assert type(caught.value) is NetworkError


def test_both_failures_are_what_the_library_knows_already():
    assert issubclass(NotSentError, NetworkError)
    assert not issubclass(NotSentError, TimedOut)
    assert issubclass(OutcomeUnknownError, TimedOut)


async def test_neither_errors_nor_logs_hold_the_token(session, caplog):
    caplog.set_level(logging.DEBUG)
    with socket.socket() as deaf:  # listens, but never accepts what it is sent
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        bots = [bot_for(url, session, timeout=0.1), bot_for("http://bad host", session)]
        caplog.clear()  # at DEBUG the library logs both URLs when a Bot is made; logs.py forbids it
        for bot in bots:
            with pytest.raises((NotSentError, OutcomeUnknownError)) as caught:
                await bot.send_message(MAYA, "secret road")
            assert TOKEN not in "".join(traceback.format_exception(caught.value))
            assert caught.value.__context__ is None
    assert TOKEN not in caplog.text


async def test_the_session_stays_open_for_others(session, telegram):
    async with bot_for(telegram.api_url, session):
        pass
    assert not session.closed
