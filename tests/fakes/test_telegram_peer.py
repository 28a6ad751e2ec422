"""Do our own stand-in and a peer that no one here wrote take the same conversation?"""

import asyncio

import pytest
from telegram import ForceReply
from telegram.error import BadRequest, InvalidToken

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_peer import PeerCannotError, TelegramPeer
from tests.fakes.telegram_rig import MAYA, OPS, PNG, SAM, keyboard

pytestmark = pytest.mark.peer


@pytest.fixture(params=[FakeTelegram, TelegramPeer])
async def telegram(request):
    async with request.param() as platform:
        maya = platform.add_user(MAYA, "Maya", language_code="de")
        sam = platform.add_user(SAM, "Sam")
        platform.add_group(OPS, "Operators", forum=True, members=[sam])
        platform.start(maya, "SUP106")
        yield platform


async def fetched(bot, telegram, count=1):
    """Poll until so many updates are there, and confirm them."""
    updates = []
    while len(updates) < count:
        got = await bot.get_updates(offset=telegram.confirmed_offset, timeout=2)
        assert got, f"{count - len(updates)} updates never came"
        updates.extend(got)
        await bot.get_updates(offset=got[-1].update_id + 1)
    return updates


async def test_a_question_is_heard_and_answered(bot, telegram):
    telegram.say(MAYA, MAYA, "my VPN is down")
    start, question = await fetched(bot, telegram, 2)
    reply = await bot.send_message(
        MAYA, "✅ <b>Reset it</b>", "HTML", reply_to_message_id=question.message.message_id
    )
    sent = await telegram.wait_for_message(MAYA, contains="Reset it")
    assert start.message.text == "/start SUP106"
    assert (sent.message_id, sent.marked("bold")) == (reply.message_id, ["Reset it"])
    assert sent.reply_to_id == question.message.message_id


async def test_a_button_is_pressed_and_answered(bot, telegram):
    await fetched(bot, telegram)
    buttons = keyboard("Claim", "Close", style="primary")
    card = await bot.send_message(OPS, "SUP-1", reply_markup=buttons)
    press = telegram.press(SAM, OPS, card.message_id, "Claim")
    (update,) = await fetched(bot, telegram)
    await update.callback_query.answer("Yours now")
    await bot.edit_message_text("SUP-1, Sam", OPS, card.message_id, reply_markup=keyboard("Done"))
    now = telegram.message(OPS, card.message_id)
    assert (await press.answered()).text == "Yours now"
    assert (now.text, now.buttons) == ("SUP-1, Sam", ["Done"])


async def test_a_topic_carries_its_messages(bot, telegram):
    await fetched(bot, telegram)
    topic = (await bot.create_forum_topic(OPS, "SUP-1 VPN")).message_thread_id
    await bot.send_message(OPS, "card", message_thread_id=topic)
    telegram.say(SAM, OPS, "looking", topic=topic)
    (update,) = await fetched(bot, telegram)
    assert update.message.message_thread_id == topic
    assert [message.text for message in telegram.from_bot(OPS, topic)] == ["card"]


async def test_files_go_both_ways(bot, telegram):
    await fetched(bot, telegram)
    telegram.send_document(MAYA, MAYA, "vpn.log", b"line\n")
    (update,) = await fetched(bot, telegram)
    stored = await bot.get_file(update.message.document.file_id)
    await bot.send_photo(MAYA, PNG, caption="a chart")
    await bot.send_document(OPS, update.message.document.file_id)
    assert bytes(await stored.download_as_bytearray()) == b"line\n"
    assert telegram.from_bot(MAYA)[-1].text == "a chart"
    assert telegram.from_bot(OPS)[-1].media["document"]["file_name"] == "vpn.log"


async def test_a_question_back_forces_a_reply(bot, telegram):
    asked = await bot.send_message(MAYA, "Since when?", reply_markup=ForceReply())
    assert telegram.message(MAYA, asked.message_id).is_asking_reply


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("", {}),
        ("x" * 4097, {}),
        ("x", {"reply_markup": keyboard("é" * 33)}),
        ("x", {"reply_to_message_id": 999}),
        ("<b>x", {"parse_mode": "HTML"}),
        ("x", {"message_thread_id": 7}),
    ],
)
async def test_both_refuse_what_is_wrong(bot, telegram, text, more):
    with pytest.raises(BadRequest):
        await bot.send_message(MAYA, text, **more)
    assert telegram.from_bot(MAYA) == []
    assert len(telegram.refusals) == 1


async def test_an_unknown_method_is_not_found_at_either(bot, telegram):
    with pytest.raises(InvalidToken):  # what the library makes of a 404
        await bot.do_api_request("sendCarrierPigeon")


async def test_a_waiting_poll_hears_what_comes(bot, telegram):
    await fetched(bot, telegram)
    poll = asyncio.create_task(bot.get_updates(offset=telegram.confirmed_offset, timeout=5))
    await asyncio.sleep(0.05)
    telegram.command(MAYA, MAYA, "tickets")
    (update,) = await poll
    assert update.message.text == "/tickets"


async def test_the_peer_says_what_it_cannot_do():
    async with TelegramPeer() as peer:
        peer.add_user(MAYA, "Maya")
        with pytest.raises(PeerCannotError, match="carries no my_chat_member"):
            peer.block_bot(MAYA)
