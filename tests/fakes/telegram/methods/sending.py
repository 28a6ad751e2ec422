"""What happens when the bot sends something?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.files import StoredFile, require_photo
from tests.fakes.telegram.keyboard import require_keyboard
from tests.fakes.telegram.methods.wording import worded_caption, worded_text

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method
    from tests.fakes.telegram.chats import Chat
    from tests.fakes.telegram.messages import Message
    from tests.fakes.telegram.spec import Upload

_THREAD_MISSING = "message thread not found"
_REPLY_MISSING = "message to be replied not found"


def send_message(backend: Backend, asked: Json) -> Json:
    text, entities = worded_text(backend.world, asked)
    return _post(backend, asked, "sendMessage", text=text, entities=entities).wire()


def send_photo(backend: Backend, asked: Json) -> Json:
    caption, entities = worded_caption(backend.world, asked)
    stored = _stored(backend, asked["photo"])
    require_photo(stored.content)
    content = {"text": caption, "entities": entities, "media": stored.photo()}
    return _post(backend, asked, "sendPhoto", **content).wire()


def send_document(backend: Backend, asked: Json) -> Json:
    caption, entities = worded_caption(backend.world, asked)
    media = _stored(backend, asked["document"]).document()
    content = {"text": caption, "entities": entities, "media": media}
    return _post(backend, asked, "sendDocument", **content).wire()


def copy_message(backend: Backend, asked: Json) -> Json:
    """Copy without a link to the original; a new caption replaces the old one."""
    original = _original(backend, asked, "message to copy not found")
    if original.service:
        raise bad_request("message can't be copied")
    text, entities = original.text, original.entities
    if "caption" in asked and original.media:
        text, entities = worded_caption(backend.world, asked)
    content = {"text": text, "entities": entities, "media": original.media}
    return {"message_id": _post(backend, asked, "copyMessage", **content).message_id}


def forward_message(backend: Backend, asked: Json) -> Json:
    original = _original(backend, asked, "message to forward not found")
    origin = {
        "type": "user",
        "sender_user": original.sender.wire(),
        "date": int(original.sent_at.timestamp()),
    }
    content = {"text": original.text, "entities": original.entities, "media": original.media}
    extra = {"forward_origin": origin}
    return _post(backend, asked, "forwardMessage", extra=extra, **content).wire()


def _post(backend: Backend, asked: Json, method: str, **content: Any) -> Message:
    """Check the place as the vendor does, in its order, and only then write there."""
    require_keyboard(asked.get("reply_markup"))
    chat = backend.world.open_to_bot(asked["chat_id"])
    reply, quote = _reply(chat, asked.get("reply_parameters"))
    thread = _thread(backend, chat, asked.get("message_thread_id"), reply)
    if backend.limits:
        backend.limits.count(method, chat)
    extra = dict(content.pop("extra", {}))
    if asked.get("protect_content"):
        extra["has_protected_content"] = True
    if asked.get("link_preview_options"):
        extra["link_preview_options"] = asked["link_preview_options"]
    return backend.world.post(
        chat,
        backend.world.bot,
        topic=thread,
        reply_to=reply,
        quote=quote,
        markup=asked.get("reply_markup"),
        extra=extra,
        **content,
    )


def _reply(chat: Chat, asked: Json | None) -> tuple[Message | None, str | None]:
    if not asked:
        return None, None
    found = chat.messages.get(asked["message_id"])
    if "chat_id" in asked and str(asked["chat_id"]) != str(chat.id):
        raise bad_request("strict: this server knows no replies across chats")
    if found is None or found.is_deleted:
        if asked.get("allow_sending_without_reply"):
            return None, None
        raise bad_request(_REPLY_MISSING)
    quote = asked.get("quote")
    if quote and quote not in found.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return found, quote


def _thread(backend: Backend, chat: Chat, thread: int | None, reply: Message | None) -> int | None:
    """Find the topic; thread 1, the General topic, has no id of its own here."""
    if thread is None:
        return reply.topic if reply else None
    topic = chat.topics.get(thread)
    if topic is None or topic.is_deleted:
        raise bad_request(_THREAD_MISSING)
    if topic.is_closed and not chat.has_right(backend.world.bot.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic.id


def _stored(backend: Backend, asked: Upload | str) -> StoredFile:
    if isinstance(asked, str):
        return backend.world.files.get(asked)
    name, mime = asked.filename, asked.content_type
    if not asked.content:
        raise bad_request("file must be non-empty")
    return backend.world.files.add(asked.content, name=name, mime=mime)


def _original(backend: Backend, asked: Json, missing: str) -> Message:
    source = backend.world.open_to_bot(asked["from_chat_id"])
    return backend.world.message(source, asked["message_id"], missing)


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
