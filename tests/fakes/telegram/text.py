"""What is a message's text once Telegram has tidied it, and which entities does it find itself?"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

Entity = dict[str, Any]

_FOUND = {
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}\b"),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w"),
    "url": re.compile(r"https?://[^\s<>\"]+"),
}


def utf16_length(text: str) -> int:
    """Count as Telegram counts: a character outside the basic plane is two."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space off both ends, as the server does, and move the entities along."""
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    trimmed = text.strip()
    end = utf16_length(trimmed)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return trimmed, kept


def found_entities(text: str) -> list[Entity]:
    """Mark commands, mentions, addresses and links, as every client's message has them marked."""
    entities: list[Entity] = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            entities.append({"type": kind, "offset": offset, "length": utf16_length(match[0])})
    return sorted(entities, key=lambda entity: entity["offset"])


def is_web_address(url: str) -> bool:
    """Say whether Telegram takes it for a link; `http://localhost` it does not."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme in {"tg", "ton", "tonsite"}:
        return True
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "").strip(".")
