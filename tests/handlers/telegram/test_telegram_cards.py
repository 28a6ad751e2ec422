"""Every card as Telegram shows it: the golden files, each taken by the strict parser."""

import pytest

from handlers.cards.card import Article, Fields, Moment, Person, Quote, Strong, Web
from handlers.cards.catalogue import draw
from handlers.telegram.markup import LONGEST, MOST_MARKS
from handlers.telegram.render import draw_keyboard, draw_plain, draw_text
from handlers.texts import Texts, languages
from tests.fakes.telegram import parse_html
from tests.fakes.telegram.keyboard import require_keyboard
from tests.fakes.telegram.text import utf16_length
from tests.handlers.cards.samples import SAMPLES

ROW = 7


def keyboard_of(card):
    keyboard = draw_keyboard(card, ROW)
    return {} if keyboard is None else keyboard.to_dict()


def sketch(card):
    """Write it down so that a person can compare it: the HTML, and a line for a row of buttons."""
    rows = keyboard_of(card).get("inline_keyboard", [])
    drawn = [" ".join(map(_button, row)) for row in rows]
    return "\n".join([draw_text(card), *(["", *drawn] if drawn else [])])


def _button(button):
    style = f" {button['style']}" if "style" in button else ""
    return f"[{button['text']} | {button['callback_data']}{style}]"


def facts_of(card):
    """All that the card has to say, piece by piece."""
    for block in card.blocks:
        if isinstance(block, Quote):
            yield block.text.strip()
        elif isinstance(block, Fields):
            for label, line in block.rows:
                yield from (label, *_said(line, card.language))
        elif not isinstance(block, Article):
            yield from _said(block.line, card.language)


def _said(line, language):
    for part in line:
        match part:
            case Strong() | Web():
                yield part.text
            case Person():
                yield part.name
            case Moment():
                yield Texts(language).moment(part.at)
            case str():
                yield part.strip()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_each_card_is_drawn(name, language, snapshot):
    assert sketch(draw(SAMPLES[name], language)) == snapshot


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_each_card_is_taken_and_says_all_it_has_to_say(name, language):
    card = draw(SAMPLES[name], language)
    text, entities = parse_html(draw_text(card))
    assert 0 < utf16_length(text) <= LONGEST
    assert len(entities) <= MOST_MARKS
    require_keyboard(keyboard_of(card))
    for fact in (card.heading or "", *facts_of(card)):
        assert fact in text


@pytest.mark.parametrize("name", SAMPLES)
def test_each_card_says_the_same_without_markup(name):
    card = draw(SAMPLES[name], "en")
    text = draw_plain(card).replace("\u2060", "")
    assert utf16_length(text) <= LONGEST
    for fact in (card.heading or "", *facts_of(card)):
        assert fact in text


@pytest.mark.parametrize("name", SAMPLES)
def test_moments_are_shown_in_the_readers_own_zone(name):
    card = draw(SAMPLES[name], "en")
    lines = [block.line for block in card.blocks if hasattr(block, "line")]
    lines += [line for block in card.blocks if isinstance(block, Fields) for _, line in block.rows]
    moments = {
        int(part.at.timestamp()) for line in lines for part in line if isinstance(part, Moment)
    }
    _, entities = parse_html(draw_text(card))
    assert {e["unix_time"] for e in entities if e["type"] == "date_time"} == moments


@pytest.mark.parametrize("name", SAMPLES)
def test_only_who_is_called_is_mentioned(name):
    card = draw(SAMPLES[name], "en")
    lines = [block.line for block in card.blocks if hasattr(block, "line")]
    lines += [line for block in card.blocks if isinstance(block, Fields) for _, line in block.rows]
    called = [
        part for line in lines for part in line if isinstance(part, Person) and part.is_called
    ]
    _, entities = parse_html(draw_text(card))
    mentioned = [e["user_id"] for e in entities if e["type"] == "text_mention"]
    assert mentioned == [int(person.ids["telegram"]) for person in called]


def test_a_card_without_a_row_has_no_buttons():
    assert draw_keyboard(draw(SAMPLES["card.new"], "en"), None) is None


def test_the_five_marks_stand_in_one_row():
    rows = keyboard_of(draw(SAMPLES["resolved.open"], "en"))["inline_keyboard"]
    assert 5 in [len(row) for row in rows]
