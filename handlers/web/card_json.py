"""How does a card outlast the moment in which it was drawn?

The web platform keeps cards, not HTML: the page is made when it is shown, so that a newer page, a
dark one or one in another time zone needs no old markup. The stored form has a version; what
another version wrote is shown by its one-line text instead.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.cards.card import (
    Article,
    Block,
    Button,
    Card,
    Fields,
    Footnote,
    Inline,
    Line,
    Moment,
    MomentStyle,
    Paragraph,
    Person,
    Quote,
    Strong,
    Style,
    Tone,
    Web,
)

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A card as it is kept: with the id behind its buttons, where it has any."""

    card: Card
    button: int | None = None


def encode(drawn: Drawn) -> str:
    """Write it as ASCII JSON, which every database takes."""
    whole = {"v": VERSION, "button": drawn.button, "card": _card_out(drawn.card)}
    return json.dumps(whole, separators=(",", ":"))


def decode(text: str) -> Drawn | None:
    """Read it back, or None when another version wrote it."""
    whole = json.loads(text)
    if whole["v"] != VERSION:
        return None
    return Drawn(card=_card_in(whole["card"]), button=whole["button"])


def _card_out(card: Card) -> dict[str, Any]:
    return {
        "key": card.key,
        "text": card.text,
        "heading": card.heading,
        "blocks": [_block_out(block) for block in card.blocks],
        "buttons": [_button_out(button) for button in card.buttons],
        "tone": card.tone.value,
        "language": card.language,
        "asks_words": card.asks_words,
        "is_private": card.is_private,
    }


def _card_in(kept: dict[str, Any]) -> Card:
    return Card(
        key=kept["key"],
        text=kept["text"],
        heading=kept["heading"],
        blocks=tuple(_block_in(block) for block in kept["blocks"]),
        buttons=tuple(_button_in(button) for button in kept["buttons"]),
        tone=Tone(kept["tone"]),
        asks_words=kept.get("asks_words", False),
        is_private=kept.get("is_private", False),
        language=kept["language"],
    )


def _block_out(block: Block) -> list[Any]:
    match block:
        case Paragraph():
            return ["paragraph", _line_out(block.line)]
        case Quote():
            return ["quote", block.text]
        case Article():
            return ["article", block.markdown]
        case Fields():
            return ["fields", [[label, _line_out(line)] for label, line in block.rows]]
        case Footnote():
            return ["footnote", _line_out(block.line)]


_BLOCKS: dict[str, Callable[[Any], Block]] = {
    "paragraph": lambda kept: Paragraph(line=_line_in(kept)),
    "quote": lambda kept: Quote(text=kept),
    "article": lambda kept: Article(markdown=kept),
    "fields": lambda kept: Fields(rows=tuple((label, _line_in(line)) for label, line in kept)),
    "footnote": lambda kept: Footnote(line=_line_in(kept)),
}


def _block_in(kept: list[Any]) -> Block:
    kind, content = kept
    return _BLOCKS[kind](content)


def _line_out(line: Line) -> list[Any]:
    return [_inline_out(inline) for inline in line]


def _line_in(kept: list[Any]) -> Line:
    return tuple(_inline_in(inline) for inline in kept)


def _inline_out(inline: Inline) -> str | list[Any]:
    match inline:
        case str():
            return inline
        case Strong():
            return ["strong", inline.text]
        case Person():
            return ["person", inline.name, dict(inline.ids), inline.is_called]
        case Moment():
            return ["moment", inline.at.isoformat(), inline.style.value]
        case Web():
            return ["web", inline.text, inline.url]


_INLINES: dict[str, Callable[..., Inline]] = {
    "strong": lambda text: Strong(text=text),
    "person": lambda name, ids, is_called: Person(name=name, ids=ids, is_called=is_called),
    "moment": lambda at, style: Moment(at=datetime.fromisoformat(at), style=MomentStyle(style)),
    "web": lambda text, url: Web(text=text, url=url),
}


def _inline_in(kept: str | list[Any]) -> Inline:
    if isinstance(kept, str):
        return kept
    kind, *content = kept
    return _INLINES[kind](*content)


def _button_out(button: Button) -> dict[str, Any]:
    return {
        "label": button.label,
        "offer": button.offer,
        "verb": button.verb,
        "style": button.style.value,
        "confirm": button.confirm,
        "is_more": button.is_more,
    }


def _button_in(kept: dict[str, Any]) -> Button:
    return Button(**{**kept, "style": Style(kept["style"])})
