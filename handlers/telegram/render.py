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

BOT = "@firstline"
"""How our catalogues call the bot; each house's bot has a name of its own."""

_SHARES = (1.0, 0.5, 0.25, 0.1)
_FORMATS = {MomentStyle.TIME: "t", MomentStyle.DATE_TIME: "Dt", MomentStyle.COUNTDOWN: "r"}
_NARROW, _MARK, _SHORT = 5, 4, 20
"""Five labels of up to four letters stand in a row, two of up to twenty, longer ones alone."""


def draw_text(card: Card, mark: str = "", name: str = "") -> str:
    """Draw the card as HTML, behind a mark of ours that is HTML already.

    `name` is the bot's own, where our words speak of it; without it they call nobody.
    """
    room = LONGEST - units_of(mark)
    drawn = (_Drawing(card.language, name, share).whole(card) for share in _SHARES)
    body = next((text for text in drawn if is_taken(text, room)), None)
    return mark + (body or quiet(card.text, QUOTE) or "…")


def draw_plain(card: Card, mark: str = "", name: str = "") -> str:
    """Write the card without markup, for when Telegram refuses the drawing."""
    return cut(plain(draw_text(card, mark, name)), LONGEST)


def draw_keyboard(card: Card, button: int | None) -> InlineKeyboardMarkup | None:
    """Draw the buttons, which refer to the row `button`; None where there is none."""
    if button is None or not card.buttons:
        return None
    drawn = [_button(one, button) for one in card.buttons]
    return InlineKeyboardMarkup(_rows(drawn))


class _Drawing:
    """One drawing, with only a share of the room for long words, so that the whole fits."""

    def __init__(self, language: str, name: str, share: float) -> None:
        self._texts = Texts(language)
        self._name = f"@{name}" if name else f"<code>{BOT}</code>"
        self._share = share

    def whole(self, card: Card) -> str:
        parts = [quiet(card.heading, HEADING, "b")] if card.heading else []
        parts += [self._block(block) for block in card.blocks]
        if not parts:
            parts.append(quiet(card.text, QUOTE))
        return "\n\n".join(part for part in parts if part)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(line=line):
                return self._line(line)
            case Quote(text=text):
                return f"<blockquote>{quiet(text, int(QUOTE * self._share)) or '…'}</blockquote>"
            case Article(markdown=markdown):
                return draw_article(cut(markdown, int(ARTICLE * self._share)))
            case Fields(rows=rows):
                return self._fields(rows)
            case Footnote(line=line):
                return wrapped(self._line(line), "i")

    def _fields(self, rows: Sequence[tuple[str, Line]]) -> str:
        shown = rows[: ceil(len(rows) * self._share)]
        drawn = [f"<b>{safe(label, VALUE)}:</b> {self._line(line)}" for label, line in shown]
        return "\n".join([*drawn, "…"] if len(shown) < len(rows) else drawn)

    def _line(self, line: Line) -> str:
        return "".join(self._inline(part) for part in line)

    def _inline(self, part: Inline) -> str:
        match part:
            case str():
                return escape(part).replace(BOT, self._name)
            case Strong(text=text):
                return quiet(text, VALUE, "b")
            case Person():
                return _person(part)
            case Moment(at=at, style=style):
                shown, unix = escape(self._texts.moment(at)), int(at.timestamp())
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
