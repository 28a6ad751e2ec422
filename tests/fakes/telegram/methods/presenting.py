"""How does the bot present itself: commands, descriptions, menu button?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.profile import scope_key

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMAND_LIMIT = 100
_DESCRIPTION_LIMIT = 512
_SHORT_LIMIT = 120


def set_commands(backend: Backend, asked: Json) -> bool:
    commands = asked["commands"]
    if len(commands) > _COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    backend.profile.commands[_scope(backend, asked)] = commands
    return True


def delete_commands(backend: Backend, asked: Json) -> bool:
    backend.profile.commands.pop(_scope(backend, asked), None)
    return True


def get_commands(backend: Backend, asked: Json) -> list[Json]:
    return backend.profile.commands.get(_scope(backend, asked), [])


def set_description(backend: Backend, asked: Json) -> bool:
    text = asked.get("description", "")
    _require_length(text, _DESCRIPTION_LIMIT)
    backend.profile.descriptions[asked.get("language_code", "")] = text
    return True


def get_description(backend: Backend, asked: Json) -> Json:
    language = asked.get("language_code", "")
    return {"description": backend.profile.descriptions.get(language, "")}


def set_short_description(backend: Backend, asked: Json) -> bool:
    text = asked.get("short_description", "")
    _require_length(text, _SHORT_LIMIT)
    backend.profile.short_descriptions[asked.get("language_code", "")] = text
    return True


def get_short_description(backend: Backend, asked: Json) -> Json:
    language = asked.get("language_code", "")
    return {"short_description": backend.profile.short_descriptions.get(language, "")}


def set_menu_button(backend: Backend, asked: Json) -> bool:
    chat_id = asked.get("chat_id", 0)
    if chat_id:
        backend.world.open_to_bot(chat_id)
    backend.profile.menu_buttons[chat_id] = asked.get("menu_button", {"type": "default"})
    return True


def get_menu_button(backend: Backend, asked: Json) -> Json:
    buttons = backend.profile.menu_buttons
    return buttons.get(asked.get("chat_id", 0)) or buttons.get(0) or {"type": "default"}


def _scope(backend: Backend, asked: Json) -> str:
    scope = asked.get("scope")
    if scope and "chat_id" in scope:
        backend.world.open_to_bot(scope["chat_id"])
    return scope_key(scope, asked.get("language_code", ""))


def _require_length(text: str, most: int) -> None:
    if len(text) > most:
        raise bad_request("BOT_DESCRIPTION_INVALID")


METHODS: dict[str, Method] = {
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "getMyCommands": get_commands,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short_description,
    "getMyShortDescription": get_short_description,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
