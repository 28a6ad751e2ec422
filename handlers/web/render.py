"""How does a card look on the page?

HTML is made when it is shown, for one reader: in their time zone, with the forms that only they can
send. Words of people are escaped and never become links.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from handlers.cards.card import (
    Card,
    Footnote,
    FormCard,
    Inline,
    Line,
    Moment,
    MomentStyle,
    Person,
    Strong,
    Web,
)
from handlers.cards.files import size_words
from handlers.web.articles import Knows, article_html, document_html
from handlers.web.card_json import Drawn
from handlers.web.countdown import countdown
from handlers.web.security import new_secret
from handlers.web.words import Words

_TEMPLATES = Path(__file__).with_name("templates")


def knows_nothing(article: str) -> bool:
    """Stand in where there are no article pages to link to."""
    return not article  # no article has an empty id


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom it is drawn: `token` goes into every form, `account` where one may choose it.

    `now` is the desk's time.
    """

    account: str
    token: str
    now: datetime
    timezone: str = "UTC"
    knows: Knows = knows_nothing
    form_key: Callable[[], str] = new_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on the page a card stands, for what its buttons send."""

    channel: str
    message: int | None = None
    thread: int | None = None


class Renderer:
    """Draws in one language."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._templates = _environment(words.language)

    def page(self, name: str, **values: object) -> Markup:
        """Draw a template."""
        return Markup(self._templates.get_template(name).render(values))  # noqa: S704 - autoescaped

    def card(self, drawn: Drawn, reader: Reader, spot: Spot) -> Markup:
        """Draw a card with its buttons; those without an id behind them are left out."""
        footnotes = [block for block in drawn.card.blocks if isinstance(block, Footnote)]
        blocks = [block for block in drawn.card.blocks if not isinstance(block, Footnote)]
        return self.page(
            "card.html",
            card=drawn.card,
            button=drawn.button,
            blocks=blocks,
            footnotes=footnotes,
            reader=reader,
            spot=spot,
            is_plain=is_plain(drawn.card),
        )

    def form(self, form: FormCard, reader: Reader, spot: Spot, **more: object) -> Markup:
        """Draw a form's fields with the button that sends it."""
        return self.page("form.html", form=form, reader=reader, spot=spot, **more)


def is_plain(card: Card) -> bool:
    """Whether the one line of text is all there is."""
    return card.heading is None and not card.blocks


def line_html(line: Line, reader: Reader, words: Words) -> Markup:
    """Draw one line; what people call themselves is as foreign as what they write."""
    return Markup("").join(_inline(inline, reader, words) for inline in line)


def moment_html(moment: Moment, reader: Reader, words: Words) -> Markup:
    """Draw a point in time in the reader's zone; a countdown ticks."""
    if moment.style is MomentStyle.COUNTDOWN:
        return clock_html(moment.at, reader.now, words)
    local = moment.at.astimezone(zone(reader.timezone))
    is_dated = moment.style is MomentStyle.DATE_TIME or (
        local.date() != reader.now.astimezone(local.tzinfo).date()
    )
    pattern = words.say("web.moment.date_time" if is_dated else "web.moment.time")
    shown = format_datetime(local, pattern, locale=words.language)
    return Markup('<time datetime="{}">{}</time>').format(moment.at.isoformat(), shown)


def clock_html(due_at: datetime, now: datetime, words: Words) -> Markup:
    """Draw a countdown that the page's script keeps going."""
    shown = countdown(due_at, now, words)
    return Markup('<sla-clock role="timer" class="{}" due="{}">{}</sla-clock>').format(
        shown.urgency.value, due_at.isoformat(), shown.text
    )


def zone(name: str) -> ZoneInfo:
    """Give the zone, or UTC for a name that a platform made up."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _inline(inline: Inline, reader: Reader, words: Words) -> Markup:
    match inline:
        case Strong():
            return Markup("<strong>{}</strong>").format(inline.text)
        case Person():
            called = " called" if inline.is_called else ""
            return Markup('<span class="person{}">{}</span>').format(called, inline.name)
        case Moment():
            return moment_html(inline, reader, words)
        case Web():
            return _web(inline)
    return escape(inline)


def _web(link: Web) -> Markup:
    """Draw a link of ours; anything but a page stays words, whoever configured it."""
    if urlsplit(link.url).scheme not in {"", "http", "https"}:
        return escape(link.text)
    return Markup('<a href="{}" rel="noopener">{}</a>').format(link.url, link.text)


@cache
def _environment(language: str) -> Environment:
    words = Words(language)
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["say"] = words.say
    templates.globals["code"] = words.code
    templates.globals["language"] = words.language
    templates.filters["line"] = lambda line, reader: line_html(line, reader, words)
    templates.filters["article"] = lambda text, reader: article_html(text, reader.knows)
    templates.filters["document"] = document_html
    templates.filters["clock"] = lambda at, now: clock_html(at, now, words)
    templates.filters["moment"] = lambda at, reader, style="time": moment_html(
        Moment(at=at, style=MomentStyle(style)), reader, words
    )
    templates.filters["size"] = lambda size: size_words(size, words.language)
    templates.tests["a"] = lambda thing, name: type(thing).__name__ == name
    return templates
