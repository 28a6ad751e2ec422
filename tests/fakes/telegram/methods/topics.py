"""How does the bot keep a forum's topics?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method
    from tests.fakes.telegram.chats import Chat, Topic

_NAME_LIMIT = 128
_NO_RIGHT = "not enough rights to manage topics"


def create(backend: Backend, asked: Json) -> Json:
    """Open a topic. Asking twice makes two, and nothing lists them: that is the vendor's gap."""
    chat = _forum(backend, asked, "not enough rights to create a topic")
    _require_name(asked["name"])
    if backend.limits:
        backend.limits.count("createForumTopic", chat)
    bot = backend.world.bot
    topic = backend.world.open_topic(chat, bot, asked["name"], asked.get("icon_color"))
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def edit(backend: Backend, asked: Json) -> bool:
    chat, topic = _topic(backend, asked)
    name = asked.get("name") or topic.name
    _require_name(name)
    if name == topic.name and "icon_custom_emoji_id" not in asked:
        raise bad_request("TOPIC_NOT_MODIFIED")
    if backend.limits:
        backend.limits.count("editForumTopic", chat)
    topic.name = name
    topic.names.append(name)
    _note(backend, chat, topic, forum_topic_edited={"name": name})
    return True


def close(backend: Backend, asked: Json) -> bool:
    return _turn(backend, asked, is_closed=True)


def reopen(backend: Backend, asked: Json) -> bool:
    return _turn(backend, asked, is_closed=False)


def delete(backend: Backend, asked: Json) -> bool:
    chat, topic = _topic(backend, asked)
    topic.is_deleted = True
    for message in chat.messages.values():
        message.is_deleted = message.is_deleted or message.topic == topic.id
    return True


def _turn(backend: Backend, asked: Json, *, is_closed: bool) -> bool:
    chat, topic = _topic(backend, asked)
    if topic.is_closed == is_closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.is_closed = is_closed
    _note(backend, chat, topic, **{f"forum_topic_{'closed' if is_closed else 'reopened'}": {}})
    return True


def _note(backend: Backend, chat: Chat, topic: Topic, **service: Any) -> None:
    backend.world.post(chat, backend.world.bot, topic=topic.id, service=service)


def _forum(backend: Backend, asked: Json, no_right: str) -> Chat:
    chat = backend.world.open_to_bot(asked["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    chat.require_right(backend.world.bot, "can_manage_topics", no_right)
    return chat


def _topic(backend: Backend, asked: Json) -> tuple[Chat, Topic]:
    chat = _forum(backend, asked, _NO_RIGHT)
    topic = chat.topics.get(asked["message_thread_id"])
    if topic is None or topic.is_deleted:
        raise bad_request("TOPIC_ID_INVALID")
    return chat, topic


def _require_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= _NAME_LIMIT:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name.strip() else "TOPIC_TITLE_INVALID")


METHODS: dict[str, Method] = {
    "createForumTopic": create,
    "editForumTopic": edit,
    "closeForumTopic": close,
    "reopenForumTopic": reopen,
    "deleteForumTopic": delete,
}
