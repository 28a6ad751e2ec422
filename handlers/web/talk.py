"""How do the messages of a channel become what a pane shows?

A direct chat is one flat talk in time order, each message with the ticket it belongs to. In a
channel everything about one card hangs under it.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.views import ChatFile, ChatMessage
from handlers.cards.card import Card
from handlers.web.card_json import Drawn, decode
from handlers.web.channels import is_direct
from handlers.web.render import is_plain

SHOWN_REPLIES = 3
"""More than these are folded away above them."""

SIGNS = {"eyes": "\N{EYES}", "ok": "\N{WHITE HEAVY CHECK MARK}"}
"""What the codes of reactions look like."""

_HUES = 6
_TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message as a pane shows it; `root` is the thread it stands in or begins."""

    id: int
    root: int
    channel: str
    thread: int | None
    author: str | None
    name: str
    at: datetime
    text: str
    drawn: Drawn | None
    reactions: tuple[str, ...]
    is_deleted: bool
    is_private: bool
    files: tuple[ChatFile, ...] = ()
    ticket: int | None = None

    @property
    def is_bot(self) -> bool:
        """Whether the desk said it."""
        return self.author is None

    @property
    def is_quiet(self) -> bool:
        """Whether it is only a line of the bot, not something to act on."""
        return self.drawn is not None and is_plain(self.drawn.card)

    @property
    def title(self) -> str:
        """What the thread under it is called, for those who hear the page."""
        heading = self.drawn.card.heading if self.drawn else None
        return heading or self.text[:_TITLE] or self._names or self.name

    @property
    def _names(self) -> str:
        return ", ".join(file.name for file in self.files)[:_TITLE]

    @property
    def signs(self) -> tuple[tuple[str, str], ...]:
        """The reactions as code and picture."""
        return tuple((code, SIGNS.get(code, code)) for code in self.reactions)

    @property
    def initials(self) -> str:
        """One or two letters for the round sign beside the message."""
        return initials(self.name)

    @property
    def hue(self) -> int:
        """Which of the signs' colours; the same person has the same everywhere."""
        return hue(self.author or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A message at the top of a channel with what was said under it."""

    root: ShownMessage
    earlier: tuple[ShownMessage, ...] = ()
    last: tuple[ShownMessage, ...] = ()


def topics(messages: Sequence[ChatMessage], viewer: str) -> tuple[Topic, ...]:
    """Arrange a channel's messages, oldest first; what is for somebody else only is left out."""
    shown = [_shown(message) for message in messages if message.only in {None, viewer}]
    if shown and is_direct(shown[0].channel):
        tickets = _tickets(shown)
        return tuple(Topic(root=_with_ticket(message, tickets)) for message in shown)
    return tuple(_topic(message, shown) for message in shown if message.thread is None)


def all_messages(topic: Topic) -> tuple[ShownMessage, ...]:
    """Give the root and everything under it."""
    return (topic.root, *topic.earlier, *topic.last)


def ticket_of(card: Card) -> int | None:
    """Read the ticket's number from a card's key (`ticket.card:106:v2`)."""
    noun, _, rest = card.key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if noun.startswith("ticket.") and number.isdecimal() else None


def initials(name: str) -> str:
    """Take the first letters of the first and the last word."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def hue(name: str) -> int:
    """Give a colour's number that stays the same from one start to the next."""
    return zlib.crc32(name.encode("utf-8", "replace")) % _HUES


def _topic(root: ShownMessage, shown: Iterable[ShownMessage]) -> Topic:
    replies = tuple(message for message in shown if message.thread == root.id)
    fold = max(0, len(replies) - SHOWN_REPLIES)
    return Topic(root=root, earlier=replies[:fold], last=replies[fold:])


def _tickets(shown: Iterable[ShownMessage]) -> dict[int, int]:
    found: dict[int, int] = {}
    for message in shown:
        number = ticket_of(message.drawn.card) if message.drawn else None
        if number is not None:
            found.setdefault(message.root, number)
    return found


def _with_ticket(message: ShownMessage, tickets: dict[int, int]) -> ShownMessage:
    return replace(message, ticket=tickets.get(message.root))


def _shown(message: ChatMessage) -> ShownMessage:
    return ShownMessage(
        id=message.id,
        root=message.id if message.thread is None else message.thread,
        channel=message.channel,
        thread=message.thread,
        author=message.author,
        name=message.author_name,
        at=message.at,
        text=message.text,
        drawn=_drawn(message),
        reactions=message.reactions,
        is_deleted=message.is_deleted,
        is_private=message.only is not None,
        files=message.files,
    )


def _drawn(message: ChatMessage) -> Drawn | None:
    """Read the card; one that cannot be read any more is shown by its text."""
    if message.card is None:
        return None
    try:
        return decode(message.card)
    except (json.JSONDecodeError, KeyError, TypeError, ValueError):
        return None
