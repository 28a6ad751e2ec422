"""Who is behind a Telegram account, and what is a place called there?

Threads are opaque to the desk: `t77` is a topic, `r123` the reply chain of a message, `t77r123` an
answer to a message inside a topic. Where a group has moved, messages are counted anew: the ids of
those there begin with `~`.
"""

import re
from collections.abc import Mapping
from typing import Any

from desk.inbound import Author
from desk.people import Address, Identity

PLATFORM = "telegram"

ANONYMOUS = 1087968824
"""The account in whose name anonymous admins of a group write."""

ANEW = "~"
"""How the desk's ids of messages begin that stand where a group that moved is now."""

_THREAD = re.compile(r"(?:t(\d+))?(?:r?(\d+))?")

Raw = Mapping[str, Any]


def author_of(user: Raw, *, is_trusted: bool = True) -> Author:
    """Make the author of a `User` object."""
    name = f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
    return Author(
        identity=Identity(platform=PLATFORM, id=str(user["id"])),
        name=name,
        language=(user.get("language_code") or "").partition("-")[0] or None,
        is_trusted=is_trusted and user["id"] != ANONYMOUS,
        handle=user.get("username"),
    )


def speaker_of(chat: Raw) -> Author:
    """Make the author of what was written in the name of a group or a channel."""
    return Author(
        identity=Identity(platform=PLATFORM, id=str(chat["id"])),
        name=str(chat.get("title") or chat["id"]),
        is_trusted=False,
        is_nobody=True,
    )


def chat_address(chat: int | str) -> Address:
    """Give a chat as the desk knows it."""
    return Address(platform=PLATFORM, channel=str(chat))


def read_thread(thread: str | None) -> tuple[int | None, int | None]:
    """Split a thread into the topic and the message to answer."""
    found = _THREAD.fullmatch(thread or "")
    if found is None:
        return None, None
    topic, message = found.groups()
    return (int(topic) if topic else None), (int(message) if message else None)
