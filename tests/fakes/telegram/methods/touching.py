"""What of a message or press can the bot touch without writing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.text import is_web_address, utf16_length

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method

_TOAST_LIMIT = 200
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_NO_PIN = "not enough rights to manage pinned messages in the chat"


def answer_callback(backend: Backend, asked: Json) -> bool:
    text, url = asked.get("text", ""), asked.get("url")
    if utf16_length(text) > _TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not is_web_address(url):
        raise bad_request("URL_INVALID")
    is_alert = asked.get("show_alert", False)
    backend.presses.resolve(asked["callback_query_id"], text, is_alert=is_alert, url=url)
    return True


def send_action(backend: Backend, asked: Json) -> bool:
    if asked["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = backend.world.open_to_bot(asked["chat_id"])
    thread = asked.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad_request("message thread not found")
    backend.chat_actions.append((chat.id, asked["action"], thread))
    return True


def set_reaction(backend: Backend, asked: Json) -> bool:
    """Set the bot's one reaction, or take it away with none."""
    chat = backend.world.open_to_bot(asked["chat_id"])
    message = backend.world.message(chat, asked["message_id"], "message to react not found")
    reactions = asked.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction["type"] != "emoji" for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions[backend.world.bot.id] = [reaction["emoji"] for reaction in reactions]
    return True


def pin(backend: Backend, asked: Json) -> bool:
    chat = backend.world.open_to_bot(asked["chat_id"])
    chat.require_right(backend.world.bot, "can_pin_messages", _NO_PIN)
    message = backend.world.message(chat, asked["message_id"], "message to pin not found")
    message.is_pinned = True
    service = {"pinned_message": message.wire(is_nested=True)}
    backend.world.post(chat, backend.world.bot, service=service, topic=message.topic)
    return True


def unpin(backend: Backend, asked: Json) -> bool:
    chat = backend.world.open_to_bot(asked["chat_id"])
    chat.require_right(backend.world.bot, "can_pin_messages", _NO_PIN)
    pinned = [message for message in chat.live() if message.is_pinned]
    wanted = asked.get("message_id", pinned[-1].message_id if pinned else 0)
    backend.world.message(chat, wanted, "message to unpin not found").is_pinned = False
    return True


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback,
    "sendChatAction": send_action,
    "setMessageReaction": set_reaction,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
}
