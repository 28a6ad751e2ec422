"""What may the bot learn of a chat and of who is in it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Member
from tests.fakes.telegram.errors import bad_request

if TYPE_CHECKING:
    from tests.fakes.telegram.backend import Backend, Json, Method

_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


def get_chat(backend: Backend, asked: Json) -> Json:
    chat = backend.world.open_to_bot(asked["chat_id"])
    look = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
    pinned = [message for message in chat.live() if message.is_pinned]
    body = {**chat.wire(), **look}
    return {**body, "pinned_message": pinned[-1].wire(is_nested=True)} if pinned else body


def get_member(backend: Backend, asked: Json) -> Json:
    chat = backend.world.open_to_bot(asked["chat_id"])
    user = backend.world.users.get(asked["user_id"])
    if user is None:
        raise bad_request("user not found")
    return (chat.member(user.id) or Member(user=user, status="left")).wire()


def get_administrators(backend: Backend, asked: Json) -> list[Json]:
    """List people only, and the asking bot itself; other bots are left out by the vendor too."""
    chat = backend.world.open_to_bot(asked["chat_id"])
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    chiefs = {"administrator", "creator"}
    return [member.wire() for member in chat.members.values() if member.status in chiefs]


def get_member_count(backend: Backend, asked: Json) -> int:
    chat = backend.world.open_to_bot(asked["chat_id"])
    present = [member for member in chat.members.values() if member.is_present]
    return 2 if chat.is_private else len(present)


def leave(backend: Backend, asked: Json) -> bool:
    chat = backend.world.open_to_bot(asked["chat_id"])
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[backend.world.bot.id] = Member(user=backend.world.bot, status="left")
    return True


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "getChatMemberCount": get_member_count,
    "leaveChat": leave,
}
