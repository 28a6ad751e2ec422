"""Who is there, where can they talk, and what may the bot do there?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import ApiError, bad_request, forbidden, migrated

if TYPE_CHECKING:
    from tests.fakes.telegram.messages import Message

Json = dict[str, Any]

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
_NAMES = {"first_name", "last_name", "username"}
_SELF_SERVICE = {"is_anonymous": False, "can_be_edited": False}


@dataclass(slots=True, kw_only=True)
class User:
    """A person or the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    is_deactivated: bool = False

    def wire(self) -> Json:
        named = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        given = {key: value for key, value in named.items() if value is not None}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **given}


@dataclass(slots=True, kw_only=True)
class Member:
    """Someone's standing in a chat."""

    user: User
    status: str = "member"
    rights: set[str] = field(default_factory=set)

    @property
    def is_present(self) -> bool:
        return self.status not in {"left", "kicked"}

    def wire(self) -> Json:
        body: Json = {"status": self.status, "user": self.user.wire()}
        if self.status == "administrator":
            held = {right: right in self.rights for right in _RIGHTS}
            return {**body, **_SELF_SERVICE, **held}
        if self.status == "creator":
            return {**body, "is_anonymous": False}
        return {**body, "until_date": 0} if self.status == "kicked" else body


@dataclass(slots=True, kw_only=True)
class Topic:
    """A forum topic; its id is that of the message that opened it."""

    id: int
    name: str
    icon_color: int
    is_closed: bool = False
    is_deleted: bool = False
    names: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Chat:
    """A private chat, a basic group or a supergroup, with all that was said in it."""

    id: int
    kind: str
    title: str = ""
    user: User | None = None
    is_forum: bool = False
    is_open: bool = True
    has_blocked_bot: bool = False
    is_gone: bool = False
    migrated_to: int | None = None
    last_message_id: int = 1  # the message that founded a supergroup; the next one is 2
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    def wire(self) -> Json:
        if self.user:
            names = {k: v for k, v in self.user.wire().items() if k in _NAMES}
            return {"id": self.id, "type": "private", **names}
        body = {"id": self.id, "type": self.kind, "title": self.title}
        return {**body, "is_forum": True} if self.is_forum else body

    def member(self, user_id: int) -> Member | None:
        return self.members.get(user_id)

    def has_right(self, user_id: int, right: str) -> bool:
        member = self.members.get(user_id)
        if member is None:
            return self.is_private
        return member.status == "creator" or right in member.rights

    def require_bot(self, bot: User) -> None:
        """Raise what the vendor answers when the bot may not talk here."""
        if self.migrated_to:
            raise migrated(self.migrated_to)
        refusal = self._private_refusal() if self.is_private else self._group_refusal(bot)
        if refusal:
            raise refusal

    def _private_refusal(self) -> ApiError | None:
        if self.user and self.user.is_deactivated:
            return forbidden("user is deactivated")
        if self.has_blocked_bot:
            return forbidden("bot was blocked by the user")
        return None if self.is_open else forbidden("bot can't initiate conversation with a user")

    def _group_refusal(self, bot: User) -> ApiError | None:
        where = f"{self.kind} chat"
        member = self.members.get(bot.id)
        if self.is_gone:
            return forbidden("the group chat was deleted")
        if member is None or member.status == "left":
            return forbidden(f"bot is not a member of the {where}")
        return forbidden(f"bot was kicked from the {where}") if not member.is_present else None

    def require_right(self, bot: User, right: str, text: str) -> None:
        if not self.has_right(bot.id, right):
            raise bad_request(text)

    def live(self) -> list[Message]:
        return [message for message in self.messages.values() if not message.is_deleted]
