"""How does a neutral card look in Telegram?

HTML in which every value is escaped, and a keyboard below it. What is too long is cut before it is
drawn, so that no tag is ever broken.
"""

from collections.abc import Sequence
from math import ceil

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
from handlers.telegram.article import draw_article
from handlers.telegram.identity import PLATFORM
from handlers.telegram.markup import (
    LONGEST,
    cut,
    escape,
    is_taken,
    plain,
    quiet,
    safe,
    units_of,
    wrapped,
)
from handlers.texts import Texts

QUOTE, ARTICLE, HEADING, VALUE, BUTTON = 1200, 2400, 200, 300, 60

_SHARES = (1.0, 0.5, 0.25, 0.1)
_FORMATS = {MomentStyle.TIME: "t", MomentStyle.DATE_TIME: "Dt", MomentStyle.COUNTDOWN: "r"}
_NARROW, _MARK, _SHORT = 5, 4, 20
"""Five labels of up to four letters stand in a row, two of up to twenty, longer ones alone."""


def draw_text(card: Card, mark: str = "") -> str:
    """Draw the card as HTML, behind a mark of ours that is HTML already."""
    room = LONGEST - units_of(mark)
    drawn = (_draw(card, share) for share in _SHARES)
    body = next((text for text in drawn if is_taken(text, room)), None)
    return mark + (body or quiet(card.text, QUOTE) or "…")


def draw_plain(card: Card, mark: str = "") -> str:
    """Write the card without markup, for when Telegram refuses the drawing."""
    return cut(plain(draw_text(card, mark)), LONGEST)


def draw_keyboard(card: Card, button: int | None) -> InlineKeyboardMarkup | None:
    """Draw the buttons, which refer to the row `button`; None where there is none."""
    if button is None or not card.buttons:
        return None
    drawn = [_button(one, button) for one in card.buttons]
    return InlineKeyboardMarkup(_rows(drawn))


def _draw(card: Card, share: float) -> str:
    """Draw it with only a share of the room for long words, so that the whole fits."""
    texts = Texts(card.language)
    parts = [quiet(card.heading, HEADING, "b")] if card.heading else []
    parts += [_block(block, texts, share) for block in card.blocks]
    if not parts:
        parts.append(quiet(card.text, QUOTE))
    return "\n\n".join(part for part in parts if part)


def _block(block: Block, texts: Texts, share: float) -> str:
    match block:
        case Paragraph(line=line):
            return _line(line, texts)
        case Quote(text=text):
            return f"<blockquote>{quiet(text, int(QUOTE * share)) or '…'}</blockquote>"
        case Article(markdown=markdown):
            return draw_article(cut(markdown, int(ARTICLE * share)))
        case Fields(rows=rows):
            return _fields(rows[: ceil(len(rows) * share)], texts, len(rows))
        case Footnote(line=line):
            return wrapped(_line(line, texts), "i")


def _fields(rows: Sequence[tuple[str, Line]], texts: Texts, of: int) -> str:
    drawn = [f"<b>{safe(label, VALUE)}:</b> {_line(line, texts)}" for label, line in rows]
    return "\n".join([*drawn, "…"] if len(rows) < of else drawn)


def _line(line: Line, texts: Texts) -> str:
    return "".join(_inline(part, texts) for part in line)


def _inline(part: Inline, texts: Texts) -> str:
    match part:
        case str():
            return escape(part)
        case Strong(text=text):
            return quiet(text, VALUE, "b")
        case Person():
            return _person(part)
        case Moment(at=at, style=style):
            shown, unix = escape(texts.moment(at)), int(at.timestamp())
            return f'<tg-time unix="{unix}" format="{_FORMATS[style]}">{shown}</tg-time>'
        case Web(text=text, url=url):
            return f'<a href="{escape(url)}">{safe(text, VALUE)}</a>'


def _person(person: Person) -> str:
    """Write a name; only who is called is mentioned, for a mention notifies."""
    account = person.ids.get(PLATFORM, "")
    if person.is_called and account.isdecimal():
        return mention(account, person.name)
    return quiet(person.name, VALUE) or "…"


def mention(account: str, words: str) -> str:
    """Call somebody by their account, with any words."""
    return f'<a href="tg://user?id={int(account)}">{safe(words, VALUE).strip() or "…"}</a>'


def _button(button: Button, row: int) -> InlineKeyboardButton:
    """A button that asks first carries `s:`; the receiver asks, and `b:` does it."""
    kind = "s" if button.confirm else "b"
    data = f"{kind}:{row}.{button.offer}"
    label = cut(button.label, BUTTON)
    if button.style is Style.PLAIN:
        return InlineKeyboardButton(label, callback_data=data)
    return InlineKeyboardButton(label, callback_data=data, style=button.style.value)


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
