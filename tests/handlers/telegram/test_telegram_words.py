"""Whatever people or articles say, it is shown: it calls nobody, links nowhere, breaks nothing."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.cards.card import (
    Article,
    Button,
    Card,
    Fields,
    Footnote,
    Paragraph,
    Person,
    Quote,
    Strong,
    Web,
)
from handlers.telegram.markup import LONGEST, MOST_MARKS
from handlers.telegram.render import draw_keyboard, draw_plain, draw_text
from tests.fakes.telegram import parse_html
from tests.fakes.telegram.keyboard import require_keyboard
from tests.fakes.telegram.text import found_entities, utf16_length, utf16_slice

PIECES = st.sampled_from(
    [
        *(
            "<b>",
            "</b>",
            "</blockquote>",
            '<a href="https://evil.example">',
            "</a>",
            "<code>",
            "</code>",
        ),
        *(
            "<pre>",
            "<tg-time>",
            '<tg-time unix="0">',
            "&",
            "&lt;",
            "&amp;",
            "&#60;",
            "&#x3c;",
            "<",
            ">",
        ),
        *(
            "@maya",
            "@everyone",
            "x@maya",
            "@@maya",
            "/claim",
            "/claim@bot",
            "/etc/hosts",
            "</claim",
        ),
        *(
            "tg://user?id=1",
            "[x](https://evil.example)",
            "[x](tg://user?id=1)",
            "https://a.b.example",
        ),
        *("<https://evil.example>", "![x](https://evil.example/x.png)", "**b**", "__i__", "`code`"),
        *(
            "```",
            "# ",
            "## ",
            "> ",
            "- ",
            "1. ",
            "|",
            "~~~",
            "*",
            "_",
            "~",
            "[",
            "]",
            "(",
            ")",
            "'",
            '"',
        ),
        *(
            "\\",
            "{name}",
            "%s",
            "#tag",
            "$TAG",
            "mail@x.example",
            "+4930123456",
            "😀",
            "é",
            "ß",
            "中",
            "ع",
        ),
        *(
            "\n",
            "\n\n",
            "\t",
            " ",
            "\x00",
            "\x1b",
            "\ud83d",
            "\ude00",
            "\u202e",
            "\u200b",
            "\u200d",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)
CALLS = {"mention", "bot_command"}
UNHURRIED = settings(deadline=None, max_examples=50)


def settled(text):
    """Words as they are shown: control characters are blanks, halves of characters are marked."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", whole)


def read(drawn):
    """Read it as Telegram does, and find what its clients would make of the bare words."""
    text, entities = parse_html(drawn)
    assert utf16_length(text) <= LONGEST
    assert len(entities) <= MOST_MARKS
    text.encode()
    return text, entities


def calls(text, entities):
    """The calls and commands in a text that no code and no link keeps quiet."""
    kept = [e for e in entities if e["type"] in {"code", "pre", "text_link", "text_mention"}]
    for found in found_entities(text):
        start, end = found["offset"], found["offset"] + found["length"]
        is_quiet = any(k["offset"] < end and start < k["offset"] + k["length"] for k in kept)
        before = utf16_slice(text, 0, start)[-1:]
        is_tag = found["type"] == "bot_command" and before in {"<", ">"}  # none to Telegram
        if found["type"] in CALLS and not is_quiet and not is_tag:
            yield utf16_slice(text, start, found["length"])


def card_of(text):
    return Card(
        key="k:1:v1",
        text=text,
        heading=text,
        blocks=(
            Quote(text=text),
            Paragraph(line=("Said: ", Strong(text=text), " by ", Person(name=text))),
            Fields(rows=(("Title", (Strong(text=text),)),)),
            Footnote(line=(Strong(text=text),)),
        ),
    )


@UNHURRIED
@given(TEXTS)
@example("@maya" * 30)
@example("/claim " * 50)
@example("\ud83d" * 9000)
@example("😀" * 9000)
@example("<" * 9000)
def test_words_of_people_are_shown_and_not_obeyed(said):
    text, entities = read(draw_text(card_of(said)))
    assert not {e["type"] for e in entities} & {"text_link", "text_mention"}
    assert list(calls(text, entities)) == []


@UNHURRIED
@given(st.lists(PIECES | st.text(max_size=5), max_size=15).map("".join))
def test_words_of_people_are_shown_whole(said):
    text, _ = read(draw_text(Card(key="k", text="t", blocks=(Quote(text=said),))))
    assert text == (settled(said) or "…")


@UNHURRIED
@given(TEXTS)
def test_without_markup_words_of_people_call_nobody(said):
    text = draw_plain(card_of(said))
    assert utf16_length(text) <= LONGEST
    assert not [one for one in found_entities(text) if one["type"] == "mention"]


@UNHURRIED
@given(TEXTS)
def test_somebody_who_is_called_is_called_by_the_account_and_not_by_the_name(name):
    person = Person(name=name, ids={"telegram": "1002"}, is_called=True)
    text, entities = read(draw_text(Card(key="k", text="t", blocks=(Paragraph(line=(person,)),))))
    assert [e["user_id"] for e in entities if e["type"] == "text_mention"] == [1002]
    assert list(calls(text, entities)) == []


@pytest.mark.parametrize("account", ["", "x", "1&id=2", '1"', "-5"])
def test_an_account_that_is_none_calls_nobody(account):
    person = Person(name="Sam", ids={"telegram": account}, is_called=True)
    _, entities = read(draw_text(Card(key="k", text="t", blocks=(Paragraph(line=(person,)),))))
    assert entities == []


@UNHURRIED
@given(TEXTS)
def test_a_link_of_ours_leads_where_it_says(words):
    link = Web(text=words, url="https://desk.example/in/abc?x=1&y=%22")
    drawn = draw_text(Card(key="k", text="t", blocks=(Paragraph(line=("Go: ", link)),)))
    _, entities = read(drawn)
    urls = {e["url"] for e in entities if e["type"] == "text_link"}
    assert urls <= {"https://desk.example/in/abc?x=1&y=%22"}


LINK = re.compile(r"https?://")


@UNHURRIED
@given(TEXTS)
@example("[a [b](https://b.example)](https://a.example)")
@example("**" * 300 + "x" + "**" * 300)
@example("> " * 40 + "deep")
@example("- " * 40 + "deep")
@example("**b** " * 400)
def test_an_article_calls_nobody_and_breaks_nothing(markdown):
    drawn = draw_text(Card(key="k", text="t", blocks=(Article(markdown=markdown),)))
    text, entities = read(drawn)
    assert list(calls(text, entities)) == []
    assert not any(e["type"] == "text_mention" for e in entities)
    assert all(LINK.match(e["url"]) for e in entities if e["type"] == "text_link")


@UNHURRIED
@given(TEXTS, TEXTS)
def test_a_question_and_an_article_fit_together(said, markdown):
    blocks = (Quote(text=said * 20), Article(markdown=markdown * 20), Quote(text=said * 20))
    read(draw_text(Card(key="k", text="t", heading=said * 20, blocks=blocks)))


@UNHURRIED
@given(st.lists(TEXTS, max_size=12))
def test_any_labels_make_a_keyboard_that_is_taken(labels):
    buttons = tuple(
        Button(label=label if label.strip() else "x", offer=n, verb="pick")
        for n, label in enumerate(labels)
    )
    keyboard = draw_keyboard(Card(key="k", text="t", buttons=buttons), 2**62)
    require_keyboard(keyboard.to_dict() if keyboard else None)
