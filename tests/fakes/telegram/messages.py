"""What is a message, on the wire and for a test that reads it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.text import Entity, utf16_slice

if TYPE_CHECKING:
    from datetime import datetime

    from tests.fakes.telegram.chats import Chat, User

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as the platform holds it; a test reads `text`, `entities`, `buttons` ..."""

    chat: Chat
    message_id: int
    sender: User
    sent_at: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    media: Json = field(default_factory=dict)
    service: Json = field(default_factory=dict)
    markup: Json | None = None
    topic: int | None = None
    thread: int | None = None
    reply_to: Message | None = None
    quote: str | None = None
    extra: Json = field(default_factory=dict)
    edited_at: datetime | None = None
    earlier: list[str] = field(default_factory=list)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    is_deleted: bool = False
    is_pinned: bool = False

    @property
    def is_from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def reply_to_id(self) -> int | None:
        return self.reply_to.message_id if self.reply_to else None

    @property
    def keyboard(self) -> list[list[Json]]:
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline buttons, in reading order."""
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def is_asking_reply(self) -> bool:
        return bool((self.markup or {}).get("force_reply"))

    def button(self, wanted: str) -> Json:
        """Find a button by its label or its data; say what there is when it is not there."""
        for row in self.keyboard:
            for button in row:
                if wanted in (button["text"], button.get("callback_data")):
                    return button
        raise AssertionError(f"no button {wanted!r} under {self.text!r}; there is {self.buttons}")

    def marked(self, kind: str) -> list[str]:
        """The pieces of the text that carry an entity of this type."""
        found = [entity for entity in self.entities if entity["type"] == kind]
        return [utf16_slice(self.text, entity["offset"], entity["length"]) for entity in found]

    def wire(self, *, is_nested: bool = False) -> Json:
        """Build the documented `Message` object; a nested one carries no reply of its own."""
        body: Json = {
            "message_id": self.message_id,
            "date": int(self.sent_at.timestamp()),
            "chat": self.chat.wire(),
            "from": self.sender.wire(),
            **self._place(),
            **self._content(),
            **self.service,
            **self.extra,
        }
        if self.edited_at:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        return body if is_nested else {**body, **self._answered()}

    def _place(self) -> Json:
        if self.topic:
            return {"message_thread_id": self.topic, "is_topic_message": True}
        return {"message_thread_id": self.thread} if self.thread else {}

    def _content(self) -> Json:
        prefix = "caption" if self.media else "text"
        content = dict(self.media)
        if self.text:
            content[prefix] = self.text
        if self.text and self.entities:
            content["caption_entities" if self.media else "entities"] = self.entities
        return content

    def _answered(self) -> Json:
        """Name what it replies to; in a topic that is, failing all else, its opening."""
        opening = self.chat.messages.get(self.topic or 0)
        target = self.reply_to or (opening if opening is not self else None)
        if target is None or target.is_deleted:
            return {}
        answered: Json = {"reply_to_message": target.wire(is_nested=True)}
        if self.quote:
            answered["quote"] = {"text": self.quote, "position": 0, "is_manual": True}
        return answered
