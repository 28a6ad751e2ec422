from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.cards.card import Article as ArticleBlock
from handlers.cards.card import (
    Button,
    Card,
    Fields,
    Footnote,
    Moment,
    MomentStyle,
    Paragraph,
    Person,
    Quote,
    Strong,
    Style,
    Web,
)
from handlers.cards.catalogue import draw, draw_form
from handlers.web.card_json import Drawn
from handlers.web.render import Reader, Renderer, Spot
from handlers.web.words import Words
from tests.handlers.cards.samples import FORMS, SAMPLES
from tests.handlers.web.visitor import Seen

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
READER = Reader(
    account="maya",
    token="TOKEN",
    now=NOW,
    timezone="Europe/Berlin",
    knows=lambda article: article == "unlock-account",
    form_key=lambda: "KEY",
)
SPOT = Spot(channel="dm:maya", message=5, thread=4)
RENDERER = Renderer(Words("en"))
OUR_TAGS = {"div", "h3", "p", "strong", "em", "span", "time", "sla-clock", "blockquote", "a"}
OUR_TAGS |= {"dl", "dt", "dd", "form", "input", "button", "details", "summary"}
OUR_TAGS |= {"ol", "ul", "li", "code", "pre", "br", "hr"}


def drawn(card: Card, button: int | None = 7) -> str:
    return RENDERER.card(Drawn(card=card, button=button), READER, SPOT)


def card(*blocks, text="t", **more) -> Card:
    return Card(key="k:1:v1", text=text, blocks=blocks, **more)


@pytest.mark.parametrize("name", SAMPLES)
def test_cards_look_as_agreed(name, snapshot):
    html = drawn(draw(SAMPLES[name], "en"))
    assert {tag for tag, _ in Seen(html).tags} <= OUR_TAGS
    assert "style=" not in html
    assert html == snapshot


@pytest.mark.parametrize("name", FORMS)
def test_forms_look_as_agreed(name, snapshot):
    form = draw_form(FORMS[name], "en", "SUP-106")
    html = RENDERER.form(
        form, READER, SPOT, asked="web:maya:k", values={}, faults={}, is_dialog=True
    )
    labelled = {attributes["for"] for attributes in Seen(html).all("label")}
    for tag in ("textarea", "select"):
        assert {attributes["id"] for attributes in Seen(html).all(tag)} <= labelled
    assert html == snapshot


@given(
    words=st.text(st.characters(codec="utf-8"), min_size=1)
    | st.from_regex(r"<[a-z]+ [^>]*>|https?://\w+\.com|javascript:\w+|&\w+;")
)
def test_no_words_of_people_become_a_tag_or_a_link(words):
    html = drawn(
        card(
            Paragraph(line=(words, Strong(text=words), Person(name=words, ids={"web": words}))),
            Quote(text=words),
            Fields(rows=((words, (words,)),)),
            Footnote(line=(words,)),
            heading=words,
            buttons=(Button(label=words, offer=0, verb="x", confirm=words),),
        )
    )
    found = Seen(html)
    assert not found.all("a")
    assert {tag for tag, _ in found.tags} <= OUR_TAGS
    plain = Seen(drawn(card(text=words, heading=None))).tags
    assert [tag for tag, _ in plain] == ["div", "p"]


@given(
    markdown=st.text(st.characters(codec="utf-8"))
    | st.from_regex(r"\[a\]\([a-z]+:[^)]{1,20}\)|!\[a\]\(.{1,9}\)|<script>.{0,9}")
)
def test_no_article_brings_a_script_a_picture_or_a_foreign_scheme(markdown):
    found = Seen(drawn(card(ArticleBlock(markdown=markdown))))
    assert not {"script", "img", "iframe", "style", "svg"} & {tag for tag, _ in found.tags}
    for link in found.all("a"):
        assert link.get("href", "").lower().startswith(("http://", "https://", "/kb/"))
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)


def test_links_between_articles_lead_to_their_pages():
    html = drawn(card(ArticleBlock(markdown="See [unlock](unlock-account.md) or [gone](gone.md).")))
    assert '<a href="/kb/unlock-account" rel="noopener">unlock</a>' in html
    assert [link["href"] for link in Seen(html).all("a")] == ["/kb/unlock-account"]
    assert "or gone." in Seen(html).words


def test_an_article_keeps_its_lists_and_its_weight():
    html = drawn(card(ArticleBlock(markdown="# Title\n\n1. **One**\n2. `two`")))
    assert "<p>Title</p>" in html
    assert "<li><strong>One</strong></li>" in html.replace("\n", "")
    assert "<code>two</code>" in html


def test_links_of_ours_go_nowhere_but_to_pages():
    html = drawn(
        card(
            Paragraph(
                line=(
                    Web(text="good", url="https://example.com/a?b=1&c=2"),
                    Web(text="bad", url="javascript:alert(1)"),
                )
            )
        )
    )
    assert [link["href"] for link in Seen(html).all("a")] == ["https://example.com/a?b=1&c=2"]
    assert "bad" in html


def test_a_card_without_a_row_of_buttons_shows_none():
    one = card(buttons=(Button(label="Claim", offer=0, verb="claim"),))
    assert not Seen(drawn(one, button=None)).all("button")
    assert Seen(drawn(one, button=7)).all("button")


def test_buttons_say_what_they_send_and_ask_before_danger():
    html = drawn(
        card(
            buttons=(
                Button(label="Claim", offer=0, verb="claim", style=Style.PRIMARY),
                Button(label="Cancel", offer=1, verb="cancel", style=Style.DANGER, confirm="Sure?"),
                Button(label="Note", offer=2, verb="note", is_more=True),
            )
        )
    )
    claim, cancel, more, note = Seen(html).all("button")
    assert (claim["name"], claim["value"], claim["class"]) == ("offer", "0", "primary")
    assert cancel["formaction"] == "/press/sure?ask=Sure%3F"
    assert note["value"] == "2"
    assert (more["type"], more["popovertarget"]) == ("button", "more-5")
    assert html.index('popover id="more-5"') < html.index("Note")
    assert Seen(html).hidden("/press") == {
        "token": "TOKEN",
        "key": "KEY",
        "as": "maya",
        "channel": "dm:maya",
        "thread": "4",
        "message": "5",
        "button": "7",
    }


def test_times_are_the_readers_own_and_dated_when_it_is_another_day():
    today, tomorrow = NOW + timedelta(minutes=25), NOW + timedelta(days=1)
    html = drawn(card(Paragraph(line=(Moment(at=today), Moment(at=tomorrow)))))
    assert '<time datetime="2026-11-24T09:30:00+00:00">10:30</time>' in html
    assert ">25 Nov 10:05</time>" in html


def test_an_unknown_zone_is_shown_in_utc():
    reader = replace(READER, timezone="Mars/Olympus")
    one = Drawn(card=card(Paragraph(line=(Moment(at=NOW),))))
    assert ">09:05</time>" in RENDERER.card(one, reader, SPOT)


@pytest.mark.parametrize(
    ("left", "text", "look"),
    [
        (timedelta(minutes=7, seconds=9), "7:09 left", "soon"),
        (timedelta(minutes=14), "14 min left", "soon"),
        (timedelta(minutes=29), "29 min left", "calm"),
        (timedelta(hours=4, minutes=19), "4 h 19 min left", "calm"),
        (timedelta(days=2, hours=3), "2 d 3 h left", "calm"),
        (timedelta(minutes=-7, seconds=-9), "7:09 overdue", "overdue"),
    ],
)
def test_a_countdown_says_in_words_what_its_colour_says(left, text, look):
    moment = Moment(at=NOW + left, style=MomentStyle.COUNTDOWN)
    html = drawn(card(Paragraph(line=(moment,))))
    clock = Seen(html).all("sla-clock")[0]
    assert (clock["role"], clock["class"]) == ("timer", look)
    assert text in Seen(html).words


def test_form_inputs_keep_what_was_filled_in_and_show_what_is_wrong():
    form = draw_form(FORMS["resolve"], "en")
    html = RENDERER.form(
        form,
        READER,
        SPOT,
        asked="",
        values={"text": "</textarea><script>", "category": "defect"},
        faults={"text": "Too long."},
        is_dialog=False,
    )
    found = Seen(html)
    assert found.all("textarea")[0]["aria-invalid"] == "true"
    assert "</textarea><script>" in found.words
    assert not found.all("script")
    assert {"value": "defect", "selected": ""} in found.all("option")
    assert "Too long." in found.words
