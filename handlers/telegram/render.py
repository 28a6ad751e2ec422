"""How does a neutral card look in Telegram?

HTML in which every value is escaped, and a keyboard below it. What is too long is cut before it is
drawn, so that no tag is ever broken; Telegram counts UTF-16 units.
"""

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

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
    Web,
)
from handlers.texts import Texts

QUOTE, ARTICLE, HEADING, VALUE, BUTTON = 1200, 2400, 200, 300, 60
LONGEST = 4096
"""UTF-16 units of a message, after its entities."""

_SHARES = (1.0, 0.5, 0.25, 0.1)
_TAG = re.compile(r"<[^>]*>")
_FORMATS = {MomentStyle.TIME: "t", MomentStyle.DATE_TIME: "Dt", MomentStyle.COUNTDOWN: "r"}
_NARROW, _MARK, _SHORT = 5, 4, 20
"""Five labels of up to four letters stand in a row, two of up to twenty, longer ones alone."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def draw_text(card: Card) -> str:
    """Draw the card as HTML."""
    drawn = (_draw(card, share) for share in _SHARES)
    return next((text for text in drawn if _units(text) <= LONGEST), plain_text(card))


def _draw(card: Card, share: float) -> str:
    """Draw it with only a share of the room for long words, so that the whole fits."""
    texts = Texts(card.language)
    parts = [f"<b>{_safe(card.heading, HEADING)}</b>"] if card.heading else []
    parts += [_block(block, texts, share) for block in card.blocks]
    if not parts:
        parts.append(_safe(card.text, QUOTE))
    return "\n\n".join(part for part in parts if part)


def plain_text(card: Card) -> str:
    """Give the card in one plain line, for when Telegram refuses the drawing."""
    return cut(card.text, QUOTE) or "…"


def draw_keyboard(card: Card, button: int | None) -> InlineKeyboardMarkup | None:
    """Draw the buttons, which refer to the row `button`; None where there is none."""
    if button is None or not card.buttons:
        return None
    drawn = [_button(one, button) for one in card.buttons]
    return InlineKeyboardMarkup(_rows(drawn))


def cut(text: str, longest: int) -> str:
    """Cut to so many UTF-16 units, never in the middle of a character."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= longest * 2:
        return text
    return units[: (longest - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _safe(text: str, longest: int) -> str:
    return html.escape(cut(text, longest), quote=True)


def _units(text: str) -> int:
    """Count as Telegram does: UTF-16 units of what is left without tags."""
    return len(html.unescape(_TAG.sub("", text)).encode("utf-16-le", "replace")) // 2


def _block(block: Block, texts: Texts, share: float) -> str:
    match block:
        case Paragraph(line=line):
            return _line(line, texts)
        case Quote(text=text):
            return f"<blockquote>{_safe(text, int(QUOTE * share)) or '…'}</blockquote>"
        case Article(markdown=markdown):
            return _article(cut(markdown, int(ARTICLE * share)))
        case Fields(rows=rows):
            return "\n".join(
                f"<b>{_safe(label, VALUE)}:</b> {_line(line, texts)}" for label, line in rows
            )
        case Footnote(line=line):
            return f"<i>{_line(line, texts)}</i>"


def _line(line: Line, texts: Texts) -> str:
    return "".join(_inline(part, texts) for part in line)


def _inline(part: Inline, texts: Texts) -> str:
    match part:
        case str():
            return html.escape(part, quote=True)
        case Strong(text=text):
            return f"<b>{_safe(text, VALUE)}</b>" if text.strip() else ""
        case Person(name=name, ids=ids):
            account = ids.get("telegram")
            shown = _safe(name, VALUE) or "…"
            return f'<a href="tg://user?id={int(account)}">{shown}</a>' if account else shown
        case Moment(at=at, style=style):
            shown = html.escape(texts.moment(at, "UTC"), quote=True)
            unix = int(at.timestamp())
            return f'<tg-time unix="{unix}" format="{_FORMATS[style]}">{shown}</tg-time>'
        case Web(text=text, url=url):
            return f'<a href="{html.escape(url, quote=True)}">{_safe(text, VALUE)}</a>'


def _button(button: Button, row: int) -> InlineKeyboardButton:
    """A button that asks first carries `s:`; the poller asks, and `b:` does it."""
    kind = "s" if button.confirm else "b"
    data = f"{kind}:{row}.{button.offer}"
    if button.style is Style.PLAIN:
        return InlineKeyboardButton(cut(button.label, BUTTON), callback_data=data)
    return InlineKeyboardButton(
        cut(button.label, BUTTON), callback_data=data, style=button.style.value
    )


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Set marks in one row, short labels two by two, long ones alone."""
    rows: list[list[InlineKeyboardButton]] = []
    for one in buttons:
        room = _room(one)
        if rows and len(rows[-1]) < room and all(_room(other) == room for other in rows[-1]):
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _room(button: InlineKeyboardButton) -> int:
    """How many buttons of this length stand side by side."""
    if len(button.text) <= _MARK:
        return _NARROW
    return 2 if len(button.text) <= _SHORT else 1


def _article(markdown: str) -> str:
    """Turn an article's Markdown into the few tags that Telegram knows."""
    walk = _Walk()
    return "".join(walk.block(token) for token in _MARKDOWN.parse(markdown)).strip()


_MARKS = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "softbreak": "\n",
    "hardbreak": "\n",
}


class _Walk:
    """One pass over the tokens of an article."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.links: list[bool] = []

    def block(self, token: Token) -> str:
        """Give a block's text; lists are numbered by hand, for Telegram has none."""
        if token.type == "inline":
            return "".join(self._inline(child) for child in token.children or ())
        if token.type in {"fence", "code_block"}:
            return f"<pre>{html.escape(token.content, quote=True)}</pre>\n"
        if token.type in {"paragraph_close", "heading_close"}:
            return "\n" if token.hidden or self.numbers else "\n\n"
        return self._list(token.type)

    def _list(self, kind: str) -> str:
        if kind == "list_item_open":
            return self._item()
        if kind in {"ordered_list_open", "bullet_list_open"}:
            self.numbers.append(1 if kind == "ordered_list_open" else 0)
        if kind in {"ordered_list_close", "bullet_list_close"}:
            self.numbers.pop()
            return "\n"
        return ""

    def _item(self) -> str:
        number = self.numbers[-1]
        if number:
            self.numbers[-1] += 1
        return f"{number}. " if number else "• "

    def _inline(self, token: Token) -> str:
        if token.type == "text":
            return html.escape(token.content, quote=True)
        if token.type == "code_inline":
            return f"<code>{html.escape(token.content, quote=True)}</code>"
        if token.type == "link_open":
            return self._link(str(token.attrGet("href") or ""))
        if token.type == "link_close":
            return "</a>" if self.links.pop() else ""
        return _MARKS.get(token.type, "")

    def _link(self, url: str) -> str:
        """Open a link to the outside; one to another article is only its words."""
        is_outside = url.startswith(("https://", "http://"))
        self.links.append(is_outside)
        return f'<a href="{html.escape(url, quote=True)}">' if is_outside else ""
