"""Is each refusal spelled as the vendor spells it?"""

from io import BytesIO

import aiohttp
import pytest
from telegram import BotCommand, ReplyParameters
from telegram.error import Forbidden

from tests.fakes.telegram_rig import MAYA, OLD, OPS, PNG, SAM, TEAM, ask

BLANK_BUTTON = {"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}


@pytest.fixture
async def talked_in(bot, telegram):
    """Have something to refer to in Maya's chat, and a topic in the forum."""
    await bot.send_message(MAYA, "hello")
    telegram.open_topic(SAM, OPS, "VPN")
    return telegram


@pytest.mark.parametrize(
    ("method", "arguments", "refusal"),
    [
        ("sendMessage", {"text": "x", "reply_markup": BLANK_BUTTON}, "text must be non-empty"),
        ("sendMessage", {"text": "*x*", "parse_mode": "MarkdownV2"}, "reads parse_mode HTML only"),
        (
            "sendMessage",
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "ENTITY_BOUNDS_INVALID",
        ),
        ("sendMessage", {"text": "<b>x</b>" * 101, "parse_mode": "HTML"}, "ENTITIES_TOO_LONG"),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 1, "chat_id": OPS}},
            "knows no replies across chats",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 1, "quote": "never said"}},
            "QUOTE_TEXT_INVALID",
        ),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"text": "x", "inline_message_id": "1"}, "MESSAGE_ID_INVALID"),
        ("editMessageCaption", {"message_id": 2, "caption": "x"}, "there is no caption"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1", "url": "http://x"}, "URL_INVALID"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
        ("sendChatAction", {"action": "typing", "message_thread_id": 7}, "thread not found"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
            "REACTIONS_TOO_MANY",
        ),
        ("setMessageReaction", {"message_id": 999}, "message to react not found"),
        ("getChatAdministrators", {}, "no administrators in the private chat"),
        ("leaveChat", {}, "can't be changed in private chats"),
        ("getFile", {"file_id": "none"}, "wrong file identifier"),
        ("setWebhook", {"url": "", "max_connections": 101}, "max_connections must be"),
        ("setWebhook", {"url": "", "secret_token": "no spaces"}, "secret token contains unallowed"),
        ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_INVALID"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_DESCRIPTION_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "b"}] * 101},
            "BOT_COMMANDS_TOO_MUCH",
        ),
        ("createForumTopic", {"chat_id": OPS, "name": " "}, "TOPIC_TITLE_EMPTY"),
        ("copyMessage", {"from_chat_id": OPS, "message_id": 2}, "message can't be copied"),
    ],
)
async def test_a_refusal_names_its_cause(talked_in, session, method, arguments, refusal):
    telegram = talked_in
    known = {f["name"] for f in telegram.spec.methods[method]["fields"]}
    place = {"chat_id": MAYA} if "chat_id" in known else {}
    _, body = await ask(telegram, session, method, **{**place, **arguments})
    described = body.get("description", "")
    assert described.startswith("Bad Request: ")
    assert refusal in described


async def test_a_body_that_is_no_object_is_refused(telegram, session):
    url = f"{telegram.api_url}/bot{telegram.token}/getMe"
    for body in ("[1]", "{"):
        headers = {"Content-Type": "application/json"}
        async with session.post(url, data=body, headers=headers) as response:
            assert (await response.json())["description"] == "Bad Request: Can't parse JSON object"


async def test_an_upload_above_50_mb_is_too_large(telegram, session):
    url = f"{telegram.api_url}/bot{telegram.token}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(MAYA)})
    form.add_field("document", BytesIO(bytes(50 * 2**20 + 1)), filename="dump")
    async with session.post(url, data=form) as response:
        assert (response.status, (await response.json())["error_code"]) == (413, 413)


@pytest.mark.parametrize("size", [(9000, 1001), (2100, 100), (0, 9)])
async def test_a_photo_must_have_a_shape_that_can_be_shown(telegram, session, size):
    url = f"{telegram.api_url}/bot{telegram.token}/sendPhoto"
    form = aiohttp.FormData({"chat_id": str(MAYA)})
    picture = PNG[:16] + size[0].to_bytes(4) + size[1].to_bytes(4)
    form.add_field("photo", picture, filename="chart.png")
    async with session.post(url, data=form) as response:
        assert (await response.json())["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"


async def test_an_empty_file_is_refused(telegram, session):
    url = f"{telegram.api_url}/bot{telegram.token}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(MAYA)})
    form.add_field("document", b"", filename="empty")
    async with session.post(url, data=form) as response:
        assert (await response.json())["description"] == "Bad Request: file must be non-empty"


async def test_a_file_of_no_known_path_is_not_found(telegram, session):
    async with session.get(f"{telegram.api_url}/file/bot{telegram.token}/photos/none") as response:
        assert response.status == 404


async def test_a_bot_can_leave_and_then_says_nothing(bot, telegram, refusal):
    assert await bot.get_chat_member_count(TEAM) == 2
    await bot.leave_chat(TEAM)
    text = await refusal(bot.send_message(TEAM, "x"), Forbidden)
    assert text == "Forbidden: bot is not a member of the supergroup chat"


async def test_commands_can_be_taken_back(bot):
    await bot.set_my_commands([BotCommand("new", "Ask")])
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_a_deleted_topic_takes_its_messages_along(bot, telegram):
    topic = (await bot.create_forum_topic(OPS, "VPN")).message_thread_id
    await bot.send_message(OPS, "card", message_thread_id=topic)
    await bot.delete_forum_topic(OPS, topic)
    assert telegram.topics(OPS) == []
    assert telegram.messages(OPS) == []


async def test_a_quote_travels_with_its_reply(bot, telegram):
    asked = telegram.say(MAYA, MAYA, "the VPN is down since noon")
    quoting = ReplyParameters(asked, quote="since noon")
    sent = await bot.send_message(MAYA, "noon where?", reply_parameters=quoting)
    assert sent.quote.text == "since noon"


async def test_what_waits_can_be_dropped(bot, telegram):
    telegram.say(SAM, OLD, "old news")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
