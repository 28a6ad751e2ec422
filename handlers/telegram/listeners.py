"""What does a stored Telegram update mean?

Updates are read as they came over the wire. The first half, which stores, is `receiver`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

from desk.inbound import (
    Author,
    Commanded,
    Edited,
    Inbound,
    Joined,
    Left,
    Named,
    Pointed,
    Pressed,
    Said,
)
from desk.people import Identity
from handlers.commands import find, parse
from handlers.listener import Listener
from handlers.telegram.deep_links import opened_by
from handlers.telegram.files import album_of, files_of
from handlers.telegram.identity import ANEW, PLATFORM, author_of, chat_address, speaker_of

KINDS = ("message", "edited_message", "callback_query", "chat_member", "my_chat_member")
"""The updates that are asked for."""

_BUTTON = re.compile(r"b:(\d+)\.(\d+)")
_GONE = frozenset({"left", "kicked"})
_HELD = "restricted"
_WORDLESS = frozenset(
    {"animation", "audio", "contact", "dice", "document", "game", "location", "photo", "poll"}
    | {"sticker", "story", "venue", "video", "video_note", "voice"}
)
"""What people send instead of words."""

Raw = Mapping[str, Any]


class TelegramListener(Listener):
    """Understands what the first half stored: `{"v", "kind", "update", "bot"}`.

    Of the kind `unread` is what the first half could not read.
    """

    platform = PLATFORM
    asks_in_chat = True

    @override
    def understand(self, key: str, body: Raw) -> Inbound | None:
        """Say what it means; an update of another kind means nothing."""
        if body["kind"] == "roster":
            return _roster(body)
        update = body["update"]
        if body["kind"] == "unread":
            checked(update)  # says again why it could not be read, unless we have learned it
        kind = next((name for name in KINDS if name in update), None)
        read = _READERS.get(kind or "")
        return None if read is None else read(update[kind], body.get("bot") or "")


def checked(update: Raw) -> None:
    """Touch all that the first half needs, so that what it can read is stored under its key."""
    for needed in (key_of, conversation_of, has_left, _account_in):
        needed(update)


def key_of(update: Raw) -> str:
    """Name an update; only together with the bot's own number is it one of a kind."""
    return str(update["update_id"])


def _account_in(update: Raw) -> object:
    query = update.get("callback_query")
    if query is not None:
        return query["id"], query["from"]["id"]
    message = update.get("message") or update.get("edited_message")
    return None if message is None or "sender_chat" in message else message["from"]["id"]


def conversation_of(update: Raw) -> str:
    """Name what order is kept in: comings and goings of a group are one talk."""
    query = update.get("callback_query") or {}
    message = update.get("message") or update.get("edited_message") or query.get("message")
    if message is not None:
        return place_of(message)
    change = update.get("chat_member") or update.get("my_chat_member")
    return f"{PLATFORM}:unplaced" if change is None else f"{PLATFORM}:{change['chat']['id']}:roster"


def place_of(message: Raw) -> str:
    """Name what order is kept in: a private chat is one talk, a group has one a thread."""
    chat = message["chat"]
    if is_direct(message):
        return f"{PLATFORM}:{chat['id']}"
    return f"{PLATFORM}:{chat['id']}:{topic_of(message) or album_of(message) or root_of(message)}"


def is_direct(message: Raw) -> bool:
    """Whether it stands in somebody's private chat with the bot."""
    return bool(message["chat"]["type"] == "private")


def topic_of(message: Raw) -> int | None:
    """The forum topic that the message stands in, if any."""
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def root_of(message: Raw) -> int:
    """The message that this one answers, or itself."""
    return replied_to(message) or int(message["message_id"])


def replied_to(message: Raw) -> int | None:
    """The message that the person replied to; a topic's opening line is no reply."""
    above = message.get("reply_to_message")
    if above is None or "forum_topic_created" in above:
        return None
    number = int(above["message_id"])
    return None if number == topic_of(message) else number


def _replies_to(message: Raw, bot: str) -> bool:
    if replied_to(message) is None:
        return False
    name = str(message["reply_to_message"].get("from", {}).get("username", ""))
    return bool(bot) and name.lower() == bot.lower()


def has_left(update: Raw) -> tuple[int, int] | None:
    """Give the chat that somebody is not in any more, and who that is."""
    change, message = update.get("chat_member"), update.get("message") or {}
    if change is not None and _is_gone(change["new_chat_member"]):
        return change["chat"]["id"], change["new_chat_member"]["user"]["id"]
    if "left_chat_member" in message:
        return message["chat"]["id"], message["left_chat_member"]["id"]
    return None


def is_of_person(message: Raw) -> bool:
    """Whether a person wrote it, and not a bot or a channel."""
    return "sender_chat" not in message and not message["from"].get("is_bot")


def _message(message: Raw, bot: str) -> Inbound | None:
    if "new_chat_members" in message:
        people = tuple(author_of(u) for u in message["new_chat_members"] if not u.get("is_bot"))
        return Joined(channel=chat_address(message["chat"]["id"]), people=people)
    if "left_chat_member" in message:
        return _left(message["chat"]["id"], message["left_chat_member"]["id"])
    return _nobodys(message, bot) if "sender_chat" in message else _persons(message, bot)


def _persons(message: Raw, bot: str) -> Inbound | None:
    if not is_of_person(message) or not (_text(message) or _is_wordless(message)):
        return None
    words, is_mentioned = _words(message, bot)
    command = _slash(words, bot)
    if _points(command or parse(words) or ("", ""), message, is_mentioned=is_mentioned):
        return _pointed(message)
    if command:
        return _commanded(message, *(opened_by(command[1]) if command[0] == "start" else command))
    said = _said(message, words, is_mentioned=is_mentioned)
    return replace(said, replies_to_bot=_replies_to(message, bot))


def _points(command: tuple[str, str], message: Raw, *, is_mentioned: bool) -> bool:
    """Whether somebody wants a ticket of the message to which this is a reply."""
    is_for_us = is_mentioned or _text(message).startswith("/")
    return command == ("ticket", "") and is_for_us and replied_to(message) is not None


def _pointed(message: Raw) -> Pointed:
    """Read whose message it is; one of a bot, a group or a channel is nobody's."""
    above = {"chat": message["chat"], **message["reply_to_message"]}
    is_persons = is_of_person(above) and "sender_chat" not in above
    return Pointed(
        author=_author(message),
        channel=chat_address(message["chat"]["id"]),
        pointed_at=datetime.fromtimestamp(message["date"], UTC),
        said=_said(above, _text(above), is_mentioned=False) if is_persons else None,
        answer_in=_answer_in(message),
    )


def _nobodys(message: Raw, bot: str) -> Inbound | None:
    """Read what is said to the bot in the name of a group or a channel, and not passed on by it."""
    words, is_mentioned = _words(message, bot)
    command = _slash(words, bot)
    if command:
        return _commanded(message, *command)
    is_for_us = is_mentioned or _replies_to(message, bot)
    if not is_for_us or message.get("is_automatic_forward"):
        return None
    return _said(message, words, is_mentioned=is_mentioned)


def _is_wordless(message: Raw) -> bool:
    """Whether it is a file, or something else without words that wants an answer of the bot."""
    is_for_bot = is_direct(message) and not _WORDLESS.isdisjoint(message)
    return is_for_bot or bool(files_of(message))


def _said(message: Raw, words: str, *, is_mentioned: bool) -> Said:
    command = parse(words)
    return Said(
        author=_author(message),
        channel=chat_address(message["chat"]["id"]),
        message=_id_in(message, message["message_id"]),
        text=words,
        said_at=datetime.fromtimestamp(message["date"], UTC),
        answer_in=_answer_in(message),
        anchors=_anchors(message),
        is_direct=is_direct(message),
        is_addressed=is_mentioned,
        command=command[0] if command else None,
        files=files_of(message),
        together=album_of(message),
    )


def _commanded(message: Raw, name: str, words: str) -> Commanded:
    return Commanded(
        author=_author(message),
        channel=chat_address(message["chat"]["id"]),
        name=name,
        words=words,
        said_at=datetime.fromtimestamp(message["date"], UTC),
        message=_id_in(message, message["message_id"]),
        answer_in=_answer_in(message),
        anchors=_anchors(message),
        is_direct=is_direct(message),
        files=files_of(message),
        whom=_named(message, words) if name == "for" else None,
    )


def _named(message: Raw, words: str) -> Named | None:
    """Give the person with whom the words begin and who has no username, as Telegram tells."""
    units = _text(message).encode("utf-16-le", "surrogatepass")
    for entity in message.get("entities") or message.get("caption_entities") or ():
        if entity["type"] == "text_mention" and not entity["user"].get("is_bot"):
            start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            called = units[start:end].decode("utf-16-le", "replace")
            if words.startswith(called):
                return Named(author=author_of(entity["user"]), called=called)
    return None


def _edited(message: Raw, bot: str) -> Edited | None:
    if not is_of_person(message) or not _text(message):
        return None
    words, _ = _words(message, bot)
    return Edited(
        author=_author(message),
        channel=chat_address(message["chat"]["id"]),
        message=_id_in(message, message["message_id"]),
        text=words,
        edited_at=datetime.fromtimestamp(message.get("edit_date") or message["date"], UTC),
    )


def _pressed(query: Raw, _bot: str) -> Pressed | None:
    found = _BUTTON.fullmatch("" if "game_short_name" in query else query["data"])
    message = query.get("message")
    if found is None or message is None:
        return None
    return Pressed(
        author=author_of(query["from"]),
        channel=chat_address(message["chat"]["id"]),
        button=int(found[1]),
        offer=int(found[2]),
        message=_id_in(message, message["message_id"]),
        answer_in=_answer_in(message),
    )


def _member(change: Raw, _bot: str) -> Inbound | None:
    member = change["new_chat_member"]
    if member["user"].get("is_bot") or change["chat"]["type"] == "private":
        return None
    if _is_gone(member):
        return _left(change["chat"]["id"], member["user"]["id"])
    people = (author_of(member["user"]),)
    return Joined(channel=chat_address(change["chat"]["id"]), people=people)


def _is_gone(member: Raw) -> bool:
    """Whether a standing means that one is out; who is restricted may be in or out."""
    return member["status"] in _GONE or (member["status"] == _HELD and not member["is_member"])


def _left(chat: int, user: int) -> Left:
    return Left(channel=chat_address(chat), identity=Identity(platform=PLATFORM, id=str(user)))


def _roster(body: Raw) -> Joined:
    people = tuple(author_of(user) for user in body["people"])
    return Joined(channel=chat_address(body["chat"]), people=people)


_READERS: dict[str, Callable[[Raw, str], Inbound | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "chat_member": _member,
    "my_chat_member": lambda _change, _bot: None,
}


def _author(message: Raw) -> Author:
    """Give who wrote; whoever writes in a chat's name is nobody in particular."""
    speaker = message.get("sender_chat")
    return author_of(message["from"]) if speaker is None else speaker_of(speaker)


def _answer_in(message: Raw) -> str:
    topic = topic_of(message)
    answer = f"r{message['message_id']}"
    return _id_in(message, answer if topic is None else f"t{topic}{answer}")


def _anchors(message: Raw) -> tuple[str, ...]:
    above, album, topic = replied_to(message), album_of(message), topic_of(message)
    found = [_id_in(message, above)] if above is not None else []
    found += [album] if album is not None else []
    return (*found, _id_in(message, f"t{topic}")) if topic is not None else tuple(found)


def _id_in(message: Raw, number: int | str) -> str:
    """Give an id of the message's group as the desk keeps it."""
    return f"{ANEW}{number}" if "moved_to" in message["chat"] else str(number)


def _text(message: Raw) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _words(message: Raw, bot: str) -> tuple[str, bool]:
    """Cut mentions of the bot out; entities count in UTF-16 units."""
    units = _text(message).encode("utf-16-le", "surrogatepass")
    is_mentioned, kept, at = False, b"", 0
    for entity in message.get("entities") or message.get("caption_entities") or ():
        start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        called = units[start:end].decode("utf-16-le", "replace").lower()
        if entity["type"] == "mention" and bot and called == f"@{bot.lower()}":
            is_mentioned, kept, at = True, kept + units[at:start], end
    words = (kept + units[at:]).decode("utf-16-le", "replace")
    return words.strip(), is_mentioned


def _slash(words: str, bot: str) -> tuple[str, str] | None:
    """Read `/name@bot words`; a command for another bot, or none that we know, is None."""
    if not words.startswith("/"):
        return None
    first, *rest = words.split(maxsplit=1)
    name, _, whom = first[1:].partition("@")
    command = find(name)
    if command is None or (whom and whom.lower() != bot.lower()):
        return None
    return command.name, "".join(rest)
