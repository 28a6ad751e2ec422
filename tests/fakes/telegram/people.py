"""What do people say and press in their clients, and which updates come of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Chat, Topic, User
from tests.fakes.telegram.text import found_entities

if TYPE_CHECKING:
    from tests.fakes.telegram.messages import Message
    from tests.fakes.telegram.presses import Press, Presses
    from tests.fakes.telegram.world import ChatRef, UserRef, World

Json = dict[str, Any]


class People:
    """Deeds of people; each makes the update that the vendor documents for it."""

    world: World
    presses: Presses
    has_privacy_mode: bool = True

    def emit(self, kind: str, payload: Json) -> None:
        """Hand an update to whoever carries them to the bot."""
        raise NotImplementedError

    def say(
        self,
        user: UserRef,
        chat: ChatRef,
        text: str,
        *,
        reply_to: int | Message | None = None,
        topic: int | Topic | None = None,
        **more: Any,
    ) -> int:
        """Write a message; `more` may hold `entities`, `quote`, or raw wire fields in `extra`.

        `extra` is for what has no verb here: `{"voice": {...}}`, `sticker`, `forward_origin`,
        `media_group_id`, `sender_chat` of an anonymous administrator.
        """
        if "entities" not in more:
            more["entities"] = found_entities(text)
        return self._post(user, chat, text=text, reply_to=reply_to, topic=topic, **more)

    def command(self, user: UserRef, chat: ChatRef, line: str, **place: Any) -> int:
        """Say a command; the slash may be left out."""
        return self.say(user, chat, line if line.startswith("/") else f"/{line}", **place)

    def start(self, user: UserRef, payload: str = "") -> int:
        """Press Start, or follow a deep link that carries a payload."""
        return self.say(user, self.world.user(user), f"/start {payload}".strip())

    def send_photo(
        self, user: UserRef, chat: ChatRef, content: bytes, caption: str = "", **place: Any
    ) -> int:
        stored = self.world.files.add(content, name="photo.jpg", mime="image/jpeg")
        return self._captioned(user, chat, caption, stored.photo(), place)

    def send_document(
        self,
        user: UserRef,
        chat: ChatRef,
        name: str,
        content: bytes,
        *,
        mime: str = "text/plain",
        caption: str = "",
        **place: Any,
    ) -> int:
        stored = self.world.files.add(content, name=name, mime=mime)
        return self._captioned(user, chat, caption, stored.document(), place)

    def edit(self, user: UserRef, chat: ChatRef, message_id: int, text: str) -> None:
        """Change one's own message."""
        message = self.world.chat(chat).messages[message_id]
        assert message.sender.id == self.world.user(user).id, "one edits one's own messages only"
        message.earlier.append(message.text)
        message.text, message.entities = text, found_entities(text)
        message.edited_at = self.world.clock.now()
        self._tell(message, "edited_message")

    def press(self, user: UserRef, chat: ChatRef, message_id: int, button: str) -> Press:
        """Press a button by its label or data; it must stand under the message now."""
        message = self.world.chat(chat).messages[message_id]
        found = message.button(button)
        assert "callback_data" in found, f"{button!r} is a link, not a callback button"
        return self.forge_press(user, chat, message_id, found["callback_data"])

    def forge_press(self, user: UserRef, chat: ChatRef, message_id: int, data: str) -> Press:
        """Send any data as a press, as a client gone stale or wild can."""
        presser, place = self.world.user(user), self.world.chat(chat)
        press = self.presses.press(presser, data)
        message = place.messages[message_id]
        gone = {"chat": place.wire(), "message_id": message_id, "date": 0}
        payload = {
            "id": press.query_id,
            "from": presser.wire(),
            "message": gone if message.is_deleted else message.wire(),
            "chat_instance": str(-(abs(place.id) * 7919)),
            "data": data,
        }
        self.emit("callback_query", payload)
        return press

    def react(self, user: UserRef, chat: ChatRef, message_id: int, emoji: str | None) -> None:
        """Set one's reaction, or take it back with `None`; in groups admin bots hear of it."""
        person, place = self.world.user(user), self.world.chat(chat)
        message = place.messages[message_id]
        before, after = message.reactions.get(person.id, []), [emoji] if emoji else []
        message.reactions[person.id] = after
        payload = {
            "chat": place.wire(),
            "message_id": message_id,
            "user": person.wire(),
            "date": self.world.clock.timestamp(),
            "old_reaction": [{"type": "emoji", "emoji": each} for each in before],
            "new_reaction": [{"type": "emoji", "emoji": each} for each in after],
        }
        if place.is_private or self._is_bot_admin(place):
            self.emit("message_reaction", payload)

    def _captioned(
        self, user: UserRef, chat: ChatRef, caption: str, media: Json, place: dict[str, Any]
    ) -> int:
        more = {"entities": found_entities(caption), **place}
        return self._post(user, chat, text=caption, media=media, **more)

    def _post(
        self,
        user: UserRef,
        chat: ChatRef,
        *,
        reply_to: int | Message | None = None,
        topic: int | Topic | None = None,
        **content: Any,
    ) -> int:
        sender, place = self.world.user(user), self.world.chat(chat)
        self._require_present(sender, place)
        answered = place.messages[reply_to] if isinstance(reply_to, int) else reply_to
        thread = topic.id if isinstance(topic, Topic) else topic
        thread = thread or (answered.topic if answered else None)
        assert thread is None or thread in place.topics, f"no topic {thread} in {place.title}"
        message = self.world.post(place, sender, reply_to=answered, topic=thread, **content)
        self._tell(message)
        return message.message_id

    def _require_present(self, user: User, chat: Chat) -> None:
        if chat.is_private:
            assert chat.user is user, f"{user.first_name} cannot write in another's private chat"
            assert not chat.has_blocked_bot, f"{user.first_name} has blocked the bot"
            chat.is_open = True
            return
        member = chat.member(user.id)
        is_in = member is not None and member.is_present
        assert is_in, f"{user.first_name} is not in {chat.title}"

    def _tell(self, message: Message, kind: str = "message") -> None:
        if self._is_heard(message):
            self.emit(kind, message.wire())

    def _is_heard(self, message: Message) -> bool:
        """Hold privacy mode: an ordinary member hears commands, mentions and replies to itself."""
        chat = message.chat
        if chat.is_private:
            return True
        standing = chat.member(self.world.bot.id)
        if standing is None or not standing.is_present:
            return False
        if not self.has_privacy_mode or self._is_bot_admin(chat) or message.service:
            return True
        return self._is_meant_for_bot(message)

    def _is_meant_for_bot(self, message: Message) -> bool:
        if message.reply_to and message.reply_to.is_from_bot:
            return True
        name = f"@{self.world.bot.username}".lower()
        named = [mention.lower() for mention in message.marked("mention")]
        commands = [command.lower() for command in message.marked("bot_command")]
        return name in named or any("@" not in c or c.endswith(name) for c in commands)

    def _is_bot_admin(self, chat: Chat) -> bool:
        standing = chat.member(self.world.bot.id)
        return standing is not None and standing.status == "administrator"
