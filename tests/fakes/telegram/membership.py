"""Who comes, goes, blocks or promotes, and what is the bot told of it?"""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.chats import Chat, Member, Topic, User
from tests.fakes.telegram.people import People
from tests.fakes.telegram.world import BOT_RIGHTS, ChatRef, UserRef


class Membership(People):
    """Changes of standing, of topics and of the chat itself, made by people."""

    def join(self, user: UserRef, chat: ChatRef) -> None:
        person, place = self.world.user(user), self.world.chat(chat)
        self._change(place, person, Member(user=person), by=person)
        self._announce(place, person, new_chat_members=[person.wire()])

    def leave(self, user: UserRef, chat: ChatRef) -> None:
        person, place = self.world.user(user), self.world.chat(chat)
        self._change(place, person, Member(user=person, status="left"), by=person)
        self._announce(place, person, left_chat_member=person.wire())

    def block_bot(self, user: UserRef) -> None:
        """Block the bot: sends to this person are refused from now on."""
        self._turn(user, has_blocked=True)

    def unblock_bot(self, user: UserRef) -> None:
        self._turn(user, has_blocked=False)

    def deactivate(self, user: UserRef) -> None:
        """Delete a person's account; the bot is told nothing."""
        self.world.user(user).is_deactivated = True

    def delete_group(self, chat: ChatRef) -> None:
        """Delete a group for everyone; the bot is told nothing."""
        self.world.chat(chat).is_gone = True

    def kick_bot(self, chat: ChatRef, by: UserRef) -> None:
        bot = self.world.bot
        kicked = Member(user=bot, status="kicked")
        self._change(self.world.chat(chat), bot, kicked, by=self.world.user(by))

    def promote_bot(self, chat: ChatRef, by: UserRef, *, can_manage_topics: bool = True) -> None:
        """Make the bot an administrator, with or without the right to manage topics."""
        rights = {*BOT_RIGHTS, *(["can_manage_topics"] if can_manage_topics else [])}
        standing = Member(user=self.world.bot, status="administrator", rights=rights)
        self._change(self.world.chat(chat), self.world.bot, standing, by=self.world.user(by))

    def demote_bot(self, chat: ChatRef, by: UserRef) -> None:
        standing = Member(user=self.world.bot)
        self._change(self.world.chat(chat), self.world.bot, standing, by=self.world.user(by))

    def migrate(self, chat: ChatRef) -> int:
        """Turn a basic group into a supergroup under a new id, which is returned."""
        old = self.world.chat(chat)
        assert old.kind == "group", "only a basic group becomes a supergroup"
        new_id = -1_000_000_000_000 - abs(old.id)
        new = Chat(id=new_id, kind="supergroup", title=old.title, members=dict(old.members))
        self.world.chats[new_id] = new
        anyone = next(member.user for member in old.members.values())
        self._announce(old, anyone, migrate_to_chat_id=new_id)
        self._announce(new, anyone, migrate_from_chat_id=old.id)
        old.migrated_to = new_id
        return new_id

    def open_topic(self, user: UserRef, chat: ChatRef, name: str) -> int:
        place = self.world.chat(chat)
        topic = self.world.open_topic(place, self.world.user(user), name, None)
        self._tell(place.messages[topic.id])
        return topic.id

    def close_topic(self, user: UserRef, chat: ChatRef, topic: int | Topic) -> None:
        place = self.world.chat(chat)
        found = place.topics[topic.id if isinstance(topic, Topic) else topic]
        found.is_closed = True
        self._announce(place, self.world.user(user), found.id, forum_topic_closed={})

    def delete_topic(self, chat: ChatRef, topic: int | Topic) -> None:
        """Delete a topic with all in it; the bot is told nothing, as in life."""
        place = self.world.chat(chat)
        found = place.topics[topic.id if isinstance(topic, Topic) else topic]
        found.is_deleted = True
        for message in place.messages.values():
            message.is_deleted = message.is_deleted or message.topic == found.id

    def _announce(self, chat: Chat, by: User, topic: int | None = None, **service: Any) -> None:
        self._tell(self.world.post(chat, by, service=service, topic=topic))

    def _turn(self, user: UserRef, *, has_blocked: bool) -> None:
        person = self.world.user(user)
        chat = self.world.chat(person)
        statuses = ("member", "kicked") if has_blocked else ("kicked", "member")
        old, new = (Member(user=self.world.bot, status=status) for status in statuses)
        chat.has_blocked_bot = has_blocked
        self._tell_change(chat, person, old, new)

    def _change(self, chat: Chat, who: User, new: Member, *, by: User) -> None:
        old = chat.member(who.id) or Member(user=who, status="left")
        chat.members[who.id] = new
        self._tell_change(chat, by, old, new)

    def _tell_change(self, chat: Chat, by: User, old: Member, new: Member) -> None:
        is_own = new.user is self.world.bot
        payload = {
            "chat": chat.wire(),
            "from": by.wire(),
            "date": self.world.clock.timestamp(),
            "old_chat_member": old.wire(),
            "new_chat_member": new.wire(),
        }
        if is_own or self._is_bot_admin(chat):
            self.emit("my_chat_member" if is_own else "chat_member", payload)
