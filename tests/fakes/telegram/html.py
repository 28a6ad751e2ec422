"""What does Telegram read in a text with `parse_mode=HTML`, and where does it stop reading?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.fakes.telegram.errors import ApiError, bad_request
from tests.fakes.telegram.text import Entity, is_web_address, utf16_length

_PLAIN = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre",
}  # fmt: skip
_TAGS = {*_PLAIN, "a", "blockquote", "tg-emoji", "tg-time"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,7})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_MONOSPACED = {"code", "pre"}
_QUOTES = {"blockquote", "expandable_blockquote"}


@dataclass(slots=True, kw_only=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    at: int


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Split into what is read and how it is marked; raise the vendor's error where it is wrong."""
    reader = _Reader(text)
    reader.run()
    return "".join(reader.out), _settled(reader.entities)


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        hexadecimal, decimal, name = match.groups()
        if name:
            return _NAMED[name]
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        return chr(code) if 0 < code < 0x10FFFF else match[0]

    return _REFERENCE.sub(character, text)


class _Reader:
    """One pass over the text; offsets in errors are bytes, those of entities UTF-16 units."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.out: list[str] = []
        self.units = 0
        self.stack: list[_Open] = []
        self.entities: list[Entity] = []

    def run(self) -> None:
        while self.position < len(self.text):
            tag = self.text.find("<", self.position)
            self._say(self.text[self.position : tag if tag >= 0 else len(self.text)])
            if tag < 0:
                break
            self.position = tag
            self._end_tag() if self.text.startswith("</", tag) else self._start_tag()
        if self.stack:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def _say(self, raw: str) -> None:
        plain = _unescape(raw)
        self.out.append(plain)
        self.units += utf16_length(plain)

    def _bytes(self, position: int) -> int:
        return len(self.text[:position].encode())

    def _skip(self, pattern: str, position: int) -> int:
        match = re.compile(pattern).match(self.text, position)
        return match.end() if match else position

    def _start_tag(self) -> None:
        start = self._bytes(self.position)
        end = self._skip(r"[^\s>]*", self.position + 1)
        if end >= len(self.text):
            raise _wrong(f"Unclosed start tag at byte offset {start}")
        tag = self.text[self.position + 1 : end].lower()
        if tag not in _TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {start}')
        attributes = self._attributes(tag, start, end)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {start}')
        opened = _Open(tag=tag, attributes=attributes, offset=self.units, at=len(self.out))
        self.stack.append(opened)

    def _attributes(self, tag: str, start: int, position: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            position = self._skip(r"\s*", position)
            if position >= len(self.text):
                raise _wrong(f'Unclosed start tag "{tag}" at byte offset {start}')
            if self.text[position] == ">":
                self.position = position + 1
                return found
            end = self._skip(r"[^\s=>]*", position)
            name = self.text[position:end].lower()
            if not name:
                raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {start}')
            position = self._skip(r"\s*", end)
            found[name] = ""
            if self.text.startswith("=", position):
                found[name], position = self._value(tag, start, self._skip(r"\s*", position + 1))

    def _value(self, tag: str, start: int, position: int) -> tuple[str, int]:
        if position >= len(self.text):
            raise _wrong(f'Unclosed start tag "{tag}" at byte offset {start}')
        mark = self.text[position]
        if mark in "\"'":
            end = self.text.find(mark, position + 1)
            if end < 0 or end + 1 >= len(self.text):
                raise _wrong(f"Unclosed start tag at byte offset {start}")
            return _unescape(self.text[position + 1 : end]), end + 1
        end = self._skip(r"[A-Za-z0-9.-]*", position)
        if end < len(self.text) and not (self.text[end].isspace() or self.text[end] == ">"):
            raise _wrong(f"Unexpected end of name token at byte offset {self._bytes(position)}")
        return self.text[position:end].lower(), end

    def _end_tag(self) -> None:
        start = self._bytes(self.position)
        if not self.stack:
            raise _wrong(f"Unexpected end tag at byte offset {start}")
        end = self._skip(r"[^\s>]*", self.position + 2)
        name = self.text[self.position + 2 : end].lower()
        end = self._skip(r"\s*", end)
        if not self.text.startswith(">", end):
            raise _wrong(f"Unclosed end tag at byte offset {start}")
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise _wrong(
                f"Unmatched end tag at byte offset {start}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.position = end + 1
        self._mark(opened)

    def _mark(self, opened: _Open) -> None:
        length = self.units - opened.offset
        facts = _facts(opened, "".join(self.out[opened.at :]))
        if length and facts:
            self.entities.append({**facts, "offset": opened.offset, "length": length})


def _facts(opened: _Open, inside: str) -> Entity | None:
    """Say what a closed tag makes of its text; `None` where Telegram silently makes nothing."""
    if opened.tag in _PLAIN:
        language = opened.attributes.get("class", "").removeprefix("language-")
        is_code = opened.tag == "code" and language != opened.attributes.get("class", "")
        return {"type": _PLAIN[opened.tag], **({"language": language} if is_code else {})}
    if opened.tag == "a":
        return _link(opened.attributes.get("href") or inside)
    if opened.tag == "blockquote":
        expandable = "expandable" in opened.attributes
        return {"type": "expandable_blockquote" if expandable else "blockquote"}
    return _emoji(opened) if opened.tag == "tg-emoji" else _moment(opened)


def _link(url: str) -> Entity | None:
    parts = urlsplit(url)
    if parts.scheme == "tg" and parts.netloc == "user":
        identity = parse_qs(parts.query).get("id", [""])[0]
        return {"type": "text_mention", "user_id": int(identity)} if identity.isdigit() else None
    return {"type": "text_link", "url": url} if is_web_address(url) else None


def _emoji(opened: _Open) -> Entity:
    identity = opened.attributes.get("emoji-id", "")
    if not identity.isdigit():
        raise _wrong("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identity}


def _moment(opened: _Open) -> Entity:
    unix, pattern = opened.attributes.get("unix", ""), opened.attributes.get("format", "")
    if not unix.isdigit():
        raise _wrong("Invalid Unix time specified")
    if not _TIME_FORMAT.fullmatch(pattern):
        raise _wrong("Invalid date-time format specified")
    facts: Entity = {"type": "date_time", "unix_time": int(unix)}
    return {**facts, "date_time_format": pattern} if pattern else facts


def _settled(entities: list[Entity]) -> list[Entity]:
    """Order them; join `<pre><code class=...>`; drop what code and quotes cannot hold."""
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    kept: list[Entity] = []
    for entity in _joined(ordered):
        outer = [other for other in kept if _holds(other, entity)]
        in_code = any(other["type"] in _MONOSPACED for other in outer)
        in_quote = entity["type"] in _QUOTES and any(o["type"] in _QUOTES for o in outer)
        if not in_code and not in_quote:
            kept.append(entity)
    return kept


def _joined(ordered: list[Entity]) -> list[Entity]:
    languages = {(e["offset"], e["length"]): e["language"] for e in ordered if e.get("language")}
    joined = []
    for entity in ordered:
        place = (entity["offset"], entity["length"])
        is_block = entity["type"] == "pre" and place in languages
        bare = {key: value for key, value in entity.items() if key != "language"}
        joined.append({**bare, "language": languages[place]} if is_block else bare)
    return sorted(joined, key=lambda e: (e["offset"], -e["length"], e["type"] != "pre"))


def _holds(outer: Entity, inner: Entity) -> bool:
    return bool(
        outer["offset"] <= inner["offset"]
        and inner["offset"] + inner["length"] <= outer["offset"] + outer["length"]
    )


def _wrong(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
