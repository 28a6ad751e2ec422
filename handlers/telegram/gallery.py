"""How does Telegram draw our messages? As HTML, for people who look at cards without a Telegram."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from babel.dates import format_date, format_time, format_timedelta
from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.card import Card
from handlers.telegram.render import draw_keyboard, draw_text

_MENTION = re.compile(r'<a href="tg://user\?id=\d+">(.*?)</a>', re.DOTALL)
_MOMENT = re.compile(r'<tg-time unix="(\d+)" format="(\w+)">.*?</tg-time>', re.DOTALL)
_AROUND = re.compile(r"\n(?=<blockquote>)|(?<=</blockquote>)\n")
"""A quote is a paragraph by itself: the line break beside it is its own."""


def message_html(card: Card, name: str, now: datetime) -> Markup:
    """Draw a message with its keyboard; `name` is the bot's own.

    What Telegram takes for HTML is HTML but for two tags of its own; every word is escaped in it.
    """
    text = _MENTION.sub(r'<span class="mention">\1</span>', draw_text(card, name=name))
    text = _MOMENT.sub(partial(_moment, now, card.language), _AROUND.sub("", text))
    drawn = Markup('<div class="bubble">{}</div>').format(Markup(text))  # noqa: S704 - see above
    keyboard = draw_keyboard(card, 1)
    return Markup("").join([drawn, *map(_row, keyboard.inline_keyboard if keyboard else ())])


def _moment(now: datetime, language: str, found: re.Match[str]) -> str:
    """Write a moment as Telegram does in the reader's zone, which is UTC here."""
    at, form = datetime.fromtimestamp(int(found[1]), UTC), found[2]
    if form == "r":
        shown = format_timedelta(at - now, add_direction=True, locale=language)
    else:
        time = format_time(at, "short", locale=language)
        day = f"{format_date(at, 'long', locale=language)}, " if "D" in form else ""
        shown = f"{day}{time}"
    return Markup("<time>{}</time>").format(shown)


def _row(buttons: Sequence[InlineKeyboardButton]) -> Markup:
    drawn = Markup("").join(
        Markup('<button type="button" class="{}">{}</button>').format(one.style or "", one.text)
        for one in buttons
    )
    return Markup('<div class="keys">{}</div>').format(drawn)
