"""Every card fits into a Telegram message, and its HTML is what Telegram takes."""

import html
import re

import pytest

from handlers.cards.card import Article, Card, Paragraph, Quote, Strong
from handlers.cards.catalogue import draw
from handlers.telegram.render import LONGEST, draw_keyboard, draw_text
from tests.fakes.telegram import parse_html
from tests.handlers.cards.samples import SAMPLES


def visible(text):
    return len(html.unescape(re.sub(r"<[^>]*>", "", text)).encode("utf-16-le")) // 2


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_card_is_taken_by_the_strict_parser(name, language):
    card = draw(SAMPLES[name], language)
    text = draw_text(card)
    parse_html(text)
    assert 0 < visible(text) <= LONGEST
    keyboard = draw_keyboard(card, 7)
    for row in keyboard.inline_keyboard if keyboard else ():
        assert all(1 <= len(one.callback_data.encode()) <= 64 for one in row)


def test_long_words_are_cut_until_the_whole_fits():
    blocks = (Article(markdown="word " * 2000), Quote(text="x" * 5000), Quote(text="😀" * 5000))
    text = draw_text(Card(key="k", text="t", blocks=blocks))
    parse_html(text)
    assert visible(text) <= LONGEST


@pytest.mark.parametrize("hostile", ["<b>", "</blockquote>", '<a href="https://x">y</a>', "&lt;"])
def test_words_of_people_are_shown_and_not_obeyed(hostile):
    card = Card(
        key="k", text="t", blocks=(Quote(text=hostile), Paragraph(line=(Strong(text=hostile),)))
    )
    text = draw_text(card)
    assert html.escape(hostile, quote=True) in text
    parse_html(text)
