"""Does Telegram really do what we ask of it? `firstline doctor --live` tries it out in a chat.

A message is sent, changed and taken away. Bots cannot read a chat's history; what Telegram answers
to each call is the message as it stands there, and that is compared. When a step fails, what was
sent is taken away all the same.
"""

from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

import aiohttp
from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.finding import Finding, StepError
from handlers.telegram.app import bot_on
from handlers.telegram.errors import reason_of
from handlers.telegram.identity import PLATFORM
from handlers.texts import Texts

Answer = TypeVar("Answer")


async def echo(*, bot_token: str, api_url: str, chat: str, language: str = "en") -> Finding:
    """Try it out in the chat, given by its number, and say how far it came."""
    async with aiohttp.ClientSession() as session:
        try:
            await _try_out(bot_on(session, bot_token, api_url), chat, Texts(language))
        except StepError as error:
            facts = {"chat": chat, "reason": error.reason}
            return Finding(platform=PLATFORM, code=error.code, facts=facts, is_fault=True)
    return Finding(platform=PLATFORM, code="echoed", facts={"chat": chat})


async def _try_out(bot: Bot, chat: str, texts: Texts) -> None:
    first, second = texts.say("finding.echo.first"), texts.say("finding.echo.second")
    sent = await _step("echo_unsent", bot.send_message(chat, first))
    try:
        await _change(sent, second)
    except StepError:
        with suppress(TelegramError):
            await bot.delete_message(chat, sent.message_id)
        raise
    await _step("echo_undeleted", bot.delete_message(chat, sent.message_id))


async def _change(message: Message, words: str) -> None:
    changed = await _step("echo_unedited", message.edit_text(words))
    if isinstance(changed, Message) and changed.text != words:
        raise StepError("echo_unedited", "other words")


async def _step(code: str, call: Awaitable[Answer]) -> Answer:
    try:
        return await call
    except (BadRequest, Forbidden) as error:
        raise StepError(code, error.message) from None
    except TelegramError as error:
        raise StepError(code, reason_of(error)) from None  # its words may hold the token
