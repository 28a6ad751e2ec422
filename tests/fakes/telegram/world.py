"""Which people, chats and messages does this Telegram hold?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Chat, Member, Topic, User
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.files import FileStore
from tests.fakes.telegram.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fakes.telegram.clock import Clock

_BLUE = 7322096
BOT_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_pin_messages",
    "can_invite_users",
    "can_restrict_members",
)
ChatRef = int | User | Chat
UserRef = int | User


class World:
    """State only: rules live with the methods, deeds with the people."""

    def __init__(self, clock: Clock, bot: User) -> None:
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self._shared_ids = 0

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        self.chats[user.id] = Chat(id=user.id, kind="private", user=user, is_open=False)
        return user

    def add_group(
        self, chat: Chat, members: Iterable[UserRef], rights: Iterable[str] | None
    ) -> Chat:
        """Take a group in; `rights=None` leaves the bot an ordinary member."""
        self.chats[chat.id] = chat
        standing = Member(user=self.bot)
        if rights is not None:
            standing = Member(user=self.bot, status="administrator", rights=set(rights))
        chat.members[self.bot.id] = standing
        for member in members:
            chat.members[self.user(member).id] = Member(user=self.user(member))
        return chat

    def user(self, ref: UserRef) -> User:
        return ref if isinstance(ref, User) else self.users[ref]

    def chat(self, ref: ChatRef) -> Chat:
        return self.chats[ref if isinstance(ref, int) else ref.id]

    def chat_named(self, chat_id: int | str) -> Chat:
        """Find the chat that a request names, or refuse as the vendor does."""
        number = int(chat_id) if str(chat_id).lstrip("-").isdigit() else 0
        if number not in self.chats:
            raise bad_request("chat not found")
        return self.chats[number]

    def open_to_bot(self, chat_id: int | str) -> Chat:
        chat = self.chat_named(chat_id)
        chat.require_bot(self.bot)
        return chat

    def next_message_id(self, chat: Chat) -> int:
        """Number as Telegram does: a supergroup counts for itself, the others share a count."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._shared_ids += 1
        return self._shared_ids

    def post(self, chat: Chat, sender: User, **content: Any) -> Message:
        """Put a message into the chat's history."""
        message = Message(
            chat=chat,
            message_id=self.next_message_id(chat),
            sender=sender,
            sent_at=self.clock.now(),
            **content,
        )
        reply = message.reply_to
        if reply and not message.topic and chat.kind == "supergroup":
            message.thread = reply.thread or reply.message_id
        chat.messages[message.message_id] = message
        return message

    def open_topic(self, chat: Chat, opener: User, name: str, icon_color: int | None) -> Topic:
        color = icon_color or _BLUE
        created = {"forum_topic_created": {"name": name, "icon_color": color}}
        opening = self.post(chat, opener, service=created)
        opening.topic = opening.message_id
        topic = Topic(id=opening.message_id, name=name, icon_color=color, names=[name])
        chat.topics[topic.id] = topic
        return topic

    def message(self, chat: Chat, message_id: int, missing: str) -> Message:
        found = chat.messages.get(message_id)
        if found is None or found.is_deleted:
            raise bad_request(missing)
        return found
