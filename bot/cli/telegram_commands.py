"""What does Telegram need to know of us? `firstline telegram setup`."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from bot.cli.groups import group
from bot.cli.output import progress, say
from bot.errors import PlatformRefusedError

if TYPE_CHECKING:
    from telegram import Bot, BotCommandScope
    from telegram.error import TelegramError

    from bot.config import Config
    from bot.settings import Settings
    from handlers.commands import Command
    from handlers.texts import Texts

    Menu = tuple[BotCommandScope, tuple[Command, ...]]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "telegram", "What Telegram needs to know of us.")
    commands.command("setup")(setup)


def setup() -> None:
    """Tell Telegram the bot's commands, description and menu button."""
    from bot.cli.reading import read_both
    from bot.settings import SettingsError

    settings, config = read_both()
    if settings.telegram_bot_token is None:
        raise SettingsError(["TELEGRAM_BOT_TOKEN is not set; @BotFather gives one."])
    with progress("Talking to Telegram"):
        token = settings.telegram_bot_token.get_secret_value()
        name = asyncio.run(_set_up(settings, token, config))
    say(f"@{name} knows its commands, description and menu button.")


async def _set_up(settings: "Settings", token: str, config: "Config") -> str:
    import aiohttp
    from telegram import Bot
    from telegram.error import TelegramError

    from handlers.telegram.request import SessionRequest

    async with aiohttp.ClientSession() as session:
        bot = Bot(
            token,
            base_url=f"{settings.telegram_api_url}/bot",
            request=SessionRequest(session),
            get_updates_request=SessionRequest(session),
        )
        try:
            return await _tell(bot, config)
        except TelegramError as error:
            raise PlatformRefusedError([_refusal(error)]) from None  # it may hold the token


async def _tell(bot: "Bot", config: "Config") -> str:
    from telegram import MenuButtonCommands

    from handlers.texts import Texts

    first = config.desk.languages[0]
    for language in config.desk.languages:
        # Whoever has another language sees what stands under no language.
        code = "" if language == first else language.partition("_")[0]
        await _tell_in(bot, config, Texts(language), code)
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    return str((await bot.get_me()).username)


async def _tell_in(bot: "Bot", config: "Config", texts: "Texts", code: str) -> None:
    from handlers.commands import description

    for scope, commands in _menus(config):
        shown = [(command.name, description(command, texts)[:256]) for command in commands]
        await _tell_scope(bot, shown, scope, code)
    about = texts.say("platform.about", name=config.desk.name)
    await bot.set_my_description(about, language_code=code)
    await bot.set_my_short_description(about[:120], language_code=code)


async def _tell_scope(
    bot: "Bot", shown: list[tuple[str, str]], scope: "BotCommandScope", code: str
) -> None:
    """Tell a scope its commands; a group that became a supergroup has another number since."""
    from telegram import BotCommandScopeChat
    from telegram.error import ChatMigrated

    try:
        await bot.set_my_commands(shown, scope=scope, language_code=code)
    except ChatMigrated as moved:
        there = BotCommandScopeChat(moved.new_chat_id)
        await bot.set_my_commands(shown, scope=there, language_code=code)


def _menus(config: "Config") -> Iterator["Menu"]:
    """Give each scope its commands: strangers' groups, private chats, the engineers' groups."""
    from telegram import (
        BotCommandScopeAllGroupChats,
        BotCommandScopeAllPrivateChats,
        BotCommandScopeChat,
    )

    from handlers.commands import Surface, commands_for

    yield (
        BotCommandScopeAllPrivateChats(),
        commands_for(is_engineer=False, surface=Surface.DIRECT),
    )
    yield BotCommandScopeAllGroupChats(), commands_for(is_engineer=False, surface=Surface.CHANNEL)
    engineers = commands_for(is_engineer=True, surface=Surface.ENGINEERS)
    for tier in config.tiers.values():
        for channel in tier.channels:
            if channel.startswith("telegram:"):
                number = int(channel.removeprefix("telegram:"))
                yield BotCommandScopeChat(number), engineers


def _refusal(error: "TelegramError") -> str:
    from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError

    if isinstance(error, InvalidToken):
        return "Telegram does not know this TELEGRAM_BOT_TOKEN; @BotFather shows the present one."
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return "Telegram cannot be reached; look at the network, and at TELEGRAM_API_URL."
    if isinstance(error, Forbidden) or "chat not found" in error.message.lower():
        return (
            f"Telegram refused ({error.message}): add the bot to each group that "
            "firstline.toml names."
        )
    return f"Telegram refused: {error.message}."
