"""What happens when the bot changes or deletes a message?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.keyboard import require_keyboard
from tests.fakes.telegram.methods.wording import worded_caption, worded_text

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method
    from tests.fakes.telegram.messages import Message
    from tests.fakes.telegram.text import Entity

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_DELETABLE_FOR = timedelta(hours=48)


def edit_text(backend: Backend, asked: Json) -> Json:
    text, entities = worded_text(backend.world, asked)
    message = _own(backend, asked)
    if message.media or message.service:
        raise bad_request("there is no text in the message to edit")
    return _change(backend, message, asked, text, entities)


def edit_caption(backend: Backend, asked: Json) -> Json:
    text, entities = worded_caption(backend.world, asked)
    message = _own(backend, asked)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _change(backend, message, asked, text, entities)


def edit_reply_markup(backend: Backend, asked: Json) -> Json:
    message = _own(backend, asked)
    return _change(backend, message, asked, message.text, message.entities)


def delete_message(backend: Backend, asked: Json) -> bool:
    """Delete for everyone; not after 48 hours, and another's only with the right to."""
    chat = backend.world.open_to_bot(asked["chat_id"])
    message = backend.world.message(chat, asked["message_id"], "message to delete not found")
    age = backend.world.clock.now() - message.sent_at
    may = message.is_from_bot or chat.has_right(backend.world.bot.id, "can_delete_messages")
    if age > _DELETABLE_FOR or not may:
        raise bad_request("message can't be deleted")
    message.is_deleted = True
    return True


def _own(backend: Backend, asked: Json) -> Message:
    require_keyboard(asked.get("reply_markup"))
    if "inline_message_id" in asked:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in asked:
        raise bad_request("chat_id is empty")
    if "message_id" not in asked:
        raise bad_request("message identifier is not specified")
    chat = backend.world.open_to_bot(asked["chat_id"])
    message = backend.world.message(chat, asked["message_id"], "message to edit not found")
    if not message.is_from_bot:
        raise bad_request("message can't be edited")
    return message


def _change(
    backend: Backend, message: Message, asked: Json, text: str, entities: list[Entity]
) -> Json:
    """Write the new content; a keyboard that is not sent again is taken away."""
    markup = asked.get("reply_markup")
    keyboard = (markup or {}).get("inline_keyboard", [])
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad_request(_UNCHANGED)
    if backend.limits:
        backend.limits.count("editMessageText", message.chat)
    message.earlier.append(message.text)
    message.text, message.entities, message.markup = text, entities, markup
    message.edited_at = backend.world.clock.now()
    return message.wire()


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_reply_markup,
    "deleteMessage": delete_message,
}
