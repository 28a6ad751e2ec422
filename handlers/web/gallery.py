"""How does the page draw our cards, outside of the page?"""

import re
from datetime import UTC, datetime

from markupsafe import Markup

from handlers.cards.card import Card, FormCard
from handlers.web.assets import read_assets
from handlers.web.card_json import Drawn
from handlers.web.render import Reader, Renderer, Spot
from handlers.web.words import Words

SEEN_AT = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
"""When the samples are looked at, so that countdowns stand still."""

_READER = Reader(account="", token="", now=SEEN_AT, form_key=str)
_LIGHT = re.compile(r":root \{(.*?)\n\}", re.DOTALL)
_DARK = re.compile(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\n  \}", re.DOTALL)


def card_html(card: Card, number: int) -> Markup:
    """Draw a card; `number` tells its menu from those of others on the same page."""
    spot = Spot(channel="", message=number)
    return Renderer(Words(card.language)).card(Drawn(card=card, button=1), _READER, spot)


def form_html(form: FormCard) -> Markup:
    """Draw a form as it stands in a dialog."""
    more = {"asked": "", "values": {}, "faults": {}, "is_dialog": True}
    html = Renderer(Words(form.language)).form(form, _READER, Spot(channel=""), **more)
    return Markup(html.replace(" autofocus", ""))  # noqa: S704 - only something taken out


def style() -> str:
    """Give the page's style sheet, with a switch for the look: `#look-light`, `#look-dark`."""
    assets = read_assets()
    sheet = assets.by_name[assets.names["style.css"]].content.decode()
    looks = (("light", _LIGHT), ("dark", _DARK))
    switches = [
        f":root:has(#look-{look}:checked) {{ {_block(found, sheet)}; color-scheme: {look}; }}"
        for look, found in looks
    ]
    return "\n".join([sheet, *switches])


def _block(found: re.Pattern[str], sheet: str) -> str:
    part = found.search(sheet)
    return part[1].strip().rstrip(";") if part else ""
