"""What do other programs say, and which of them are heard?

A program is heard where `[slack] watch` names it, by the id of its bot or of its account. It often
says nothing in `text` and all in attachments or blocks.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from desk.inbound import Author
from desk.people import BOT, Identity
from handlers.slack.identity import PLATFORM

SPOKEN: Final = frozenset({None, "bot_message", "thread_broadcast", "file_share"})
"""Subtypes of messages that are words of a program; its edits and deletions are not followed."""

_UNSPOKEN: Final = frozenset({"actions", "input"})
"""Blocks that say what one may do, not what happened."""

Message = Mapping[str, Any]


def is_bots(message: Message) -> bool:
    """Whether a program wrote it."""
    return bool(message.get("bot_id")) or message.get("subtype") == "bot_message"


def is_heard(event: Message, bots: Collection[str]) -> bool:
    """Whether a program said this that was named."""
    named = {event.get("bot_id"), event.get("user")} & set(bots)
    return bool(named) and bool(event.get("bot_id")) and event.get("subtype") in SPOKEN


def bot_author(message: Message) -> Author:
    """Make the author: known by the bot's id, and never one who may act for us."""
    shown = message.get("bot_profile") or {}
    name = message.get("username") or shown.get("name") or message["bot_id"]
    return Author(
        identity=Identity(platform=PLATFORM, id=f"{BOT}{message['bot_id']}"),
        name=str(name),
        is_trusted=False,
    )


def bot_words(message: Message) -> str:
    """Give all that it says as Slack writes it, each line once."""
    lines = [message.get("text"), *_attached(message)]
    if not any(lines):
        lines = list(_in_blocks(message.get("blocks") or ()))
    return "\n".join(dict.fromkeys(str(line).strip() for line in lines if line))


def _attached(message: Message) -> Iterator[str | None]:
    for one in message.get("attachments") or ():
        fields = (f"{field.get('title')}: {field.get('value')}" for field in one.get("fields", ()))
        told = [one.get("pretext"), one.get("title"), one.get("text"), *fields]
        told += _in_blocks(one.get("blocks") or ())
        yield from told if any(told) else [one.get("fallback")]


def _in_blocks(node: object) -> Iterator[str]:
    """Walk through blocks for what they say; a line of rich text is one."""
    if isinstance(node, list | tuple):
        for part in node:
            yield from _in_blocks(part)
    if not isinstance(node, Mapping) or node.get("type") in _UNSPOKEN:
        return
    if node.get("type") == "rich_text_section":
        yield "".join(_in_blocks(node.get("elements") or ()))
        return
    if isinstance(node.get("text"), str):
        yield node["text"]
    for key in ("text", "fields", "elements"):
        yield from _in_blocks(node.get(key)) if not isinstance(node.get(key), str) else ()
