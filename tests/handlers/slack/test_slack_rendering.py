"""What does each card look like in Slack, would Slack draw it, and does it obey anybody's words?"""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.cards.card import (
    Article,
    Button,
    Card,
    Fields,
    Footnote,
    FormCard,
    FormInput,
    Moment,
    Paragraph,
    Person,
    Quote,
    Strong,
    Style,
    Web,
)
from handlers.cards.catalogue import draw, draw_form
from handlers.slack.render import WHOLE, draw_blocks, draw_modal, draw_plain, draw_window, fallback
from handlers.texts import languages
from tests.fakes.slack.blocks import check_message_blocks, check_view
from tests.fakes.slack.content import LONGEST_EDITED_TEXT
from tests.handlers.cards.samples import FORMS, SAMPLES

OURS = re.compile(r"<!date\^\d+\^[^|<>]+\|[^<>]*>|<@U[A-Z0-9]+>|<https://[^|<>]+\|[^<>]*>")
"""What a card of ours may bring to life: a moment, somebody's account, a link of the desk's own."""

PROMPT = settings(deadline=timedelta(seconds=5))
"""Nobody's words may hold up everybody else's; the machine may be busy."""

HOSTILE = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "<!channel> <!here|here> <@U0MAYA0001> <#C0L1> <!subteam^S01>",
        "<https://evil.example|bank>",
        "&lt;!channel&gt; &amp;amp; &",
        "*bold* _it_ ~no~ `code` ```block``` > quote",
        "a|b>c<d",
        "\u202eright to left\u202c z\u0351\u0352\u0353algo",
        "😀" * 900,
        "x" * 9000,
        "&" * 4000,
        "<" * 4000,
        '"\\\n\t' * 900,
        " ",
        "",
    ]
)


def texts_in(drawn, key=""):
    """Find everything that is read, with the kind of object it stands in."""
    if isinstance(drawn, list):
        for part in drawn:
            yield from texts_in(part, key)
    elif isinstance(drawn, dict):
        if isinstance(drawn.get("text"), str):
            yield drawn["type"], drawn["text"]
        for part in drawn.values():
            yield from texts_in(part)


def read(drawn):
    """Read it as a person would: what is escaped is plain again, what tames is not seen."""
    parts = []
    for kind, text in texts_in(drawn):
        parts.append(html.unescape(text) if kind == "mrkdwn" else text)
    return "\n".join(parts).replace("\N{WORD JOINER}", "")


def said_in(part):
    match part:
        case Strong(text=text) | Web(text=text):
            return [text]
        case Person(name=name, ids=ids):
            return [f"<@{ids['slack']}>" if "slack" in ids else name]
        case Moment(at=at):
            return [f"<!date^{int(at.timestamp())}^"]
    return [line for line in str(part).splitlines() if line.strip()]


def pieces_of(block):
    match block:
        case Quote(text=text):
            return text.splitlines()
        case Article(markdown=markdown):
            return re.findall(r"\w+", re.sub(r"\([\w-]+\.md\)", "", markdown))
        case Fields(rows=rows):
            return [piece for label, line in rows for piece in (label, *line)]
    return block.line


def facts_of(card):
    """Name all that a card says: every piece of it has to be read somewhere."""
    pieces = [card.heading or "", *(piece for block in card.blocks for piece in pieces_of(block))]
    said = [fact for piece in pieces for fact in said_in(piece)]
    return said + [button.label for button in card.buttons]


@pytest.mark.parametrize("name", SAMPLES)
def test_cards_look_as_agreed(name, snapshot):
    card = draw(SAMPLES[name], "en")
    drawn = json.dumps(draw_blocks(card, 7), ensure_ascii=False, indent=1)
    assert f"{fallback(card)}\n{drawn}" == snapshot


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_slack_would_draw_every_card_with_all_its_facts(name, language):
    card = draw(SAMPLES[name], language)
    blocks = draw_blocks(card, 7)
    check_message_blocks(blocks)
    assert 0 < len(fallback(card)) <= LONGEST_EDITED_TEXT
    told = read(blocks)
    missing = [fact for fact in facts_of(card) if fact not in told]
    assert not missing


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_plain_words_say_what_the_card_says(name, language):
    card = draw(SAMPLES[name], language)
    told = html.unescape(draw_plain(card)).replace("\N{WORD JOINER}", "")
    assert 0 < len(draw_plain(card)) <= LONGEST_EDITED_TEXT
    buttons = {button.label for button in card.buttons}
    missing = [fact for fact in facts_of(card) if fact not in told and fact not in buttons]
    assert not missing


@pytest.mark.parametrize("name", FORMS)
def test_forms_look_as_agreed(name, snapshot):
    form = draw_form(FORMS[name], "en", "SUP-106")
    assert json.dumps(draw_modal(form), ensure_ascii=False, indent=1) == snapshot


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", FORMS)
def test_slack_would_draw_every_form(name, language):
    form = draw_form(FORMS[name], language, "SUP-106")
    view = check_view(draw_modal(form))
    assert [block["block_id"] for block in view["blocks"]] == [one.name for one in form.inputs]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_every_card_can_take_the_place_of_a_form(name, language):
    check_view(draw_window(draw(SAMPLES[name], language), "x" * 80))


def test_every_tap_says_which_offer_of_which_card_it_is():
    card = draw(SAMPLES["card.new"], "en")
    drawn = json.dumps(draw_blocks(card, 7))
    values = re.findall(r'"value": "(b:7\.\d+)"', drawn)
    assert sorted(values) == [f"b:7.{n}" for n in range(len(card.buttons))]
    ids = re.findall(r'"action_id": "([^"]+)"', drawn)
    assert len(ids) == len(set(ids))


def test_a_card_without_a_row_has_nothing_to_tap():
    drawn = draw_blocks(draw(SAMPLES["card.new"], "en"), None)
    assert all(block["type"] != "actions" for block in drawn)


def lively(text):
    """What would come alive in Slack's markup, were it sent like this."""
    return re.findall(r"[<>]", OURS.sub("", text))


def card_of(words):
    person = Person(name=words)
    return Card(
        key="k:1:v1",
        text=words,
        heading=words,
        blocks=(
            Paragraph(line=("Said: ", Strong(text=words), " by ", person)),
            Quote(text=words),
            Fields(rows=(("Owner", (person,)), ("Title", (Strong(text=words),)))),
            Article(markdown=f"## Steps\n\n{words}"),
            Footnote(line=(Strong(text=words),)),
        ),
        buttons=(
            Button(label=words, offer=0, verb="pick"),
            Button(label=words, offer=1, verb="cancel", style=Style.DANGER, confirm=words),
            Button(label=words, offer=2, verb="note", is_more=True),
        ),
    )


@PROMPT
@given(words=HOSTILE)
@example(words="<!channel>")
@example(words="&" * 9000)
def test_no_words_of_people_call_anybody_or_break_a_card(words):
    card = card_of(words)
    blocks = draw_blocks(card, 7)
    check_message_blocks(blocks)
    assert len(json.dumps(blocks, ensure_ascii=False)) <= WHOLE
    for kind, text in texts_in(blocks):
        if kind == "mrkdwn":
            assert not lively(text), text
        if kind == "markdown":
            assert not re.search(r"<[!@#]", text)
    assert all(one["verbatim"] for one in marked_up(blocks))
    for text in (fallback(card), draw_plain(card)):
        assert text
        assert len(text) <= LONGEST_EDITED_TEXT
        assert not lively(re.sub(r"^> ", "", text, flags=re.MULTILINE))


@PROMPT
@given(words=HOSTILE)
def test_in_plain_words_no_address_of_a_person_becomes_a_link(words):
    card = card_of(words)
    blocks = tuple(block for block in card.blocks if not isinstance(block, Article))
    told = draw_plain(replace(card, blocks=blocks))
    assert not re.search(r"://|\w[.@]\w", OURS.sub("", told))


def marked_up(drawn):
    """Find the objects in which Slack reads markup: none may turn names and links alive itself."""
    if isinstance(drawn, list):
        for part in drawn:
            yield from marked_up(part)
    elif isinstance(drawn, dict):
        if drawn.get("type") == "mrkdwn":
            yield drawn
        for part in drawn.values():
            yield from marked_up(part)


@PROMPT
@given(words=HOSTILE)
def test_weight_and_names_end_where_they_began(words):
    [block] = draw_blocks(
        Card(key="k", text="t", blocks=(Paragraph(line=(Strong(text=words),)),)), 7
    )
    text = block["text"]["text"]
    if words.strip() and not text.endswith("…"):
        assert text[0] == text[-1] == "*"
        assert not re.search(r"(?<!\N{WORD JOINER})[*_~`]", text[1:-1])


@PROMPT
@given(words=HOSTILE)
def test_no_words_of_people_break_a_form(words):
    inputs = (
        FormInput(name="text", label="Words", initial=words, longest=500),
        FormInput(name="category", label="Cause", options=(("a", words), ("b", "B")), initial="a"),
    )
    title = words or "Resolve"
    check_view(
        draw_modal(FormCard(form=3, title=title, submit="Send", cancel="Cancel", inputs=inputs))
    )


@pytest.mark.parametrize("count", [1, 60, 200])
def test_a_crowded_card_is_cut_until_slack_takes_it(count):
    blocks = tuple(Quote(text=f"{n} " + "word " * 1000) for n in range(count))
    card = Card(
        key="k", text="t", heading="SUP-106", blocks=(*blocks, Article(markdown="x" * 20000))
    )
    check_message_blocks(draw_blocks(card, 7))


def test_links_inside_the_base_become_words_and_those_outside_stay():
    markdown = "See [Unlock](unlock-account.md#now) or [the portal](https://portal.example.com)."
    [block] = draw_blocks(Card(key="k", text="t", blocks=(Article(markdown=markdown),)), None)
    assert block["text"] == "See **Unlock** or [the portal](https://portal.example.com)."


def test_a_link_of_ours_is_one_in_plain_words_too():
    line = (
        Web(text="The page", url="https://desk.example.com/x"),
        " of ",
        Strong(text="evil.example"),
    )
    told = draw_plain(Card(key="k", text="t", blocks=(Paragraph(line=line),)))
    assert told == "<https://desk.example.com/x|The page> of *evil.\N{WORD JOINER}example*"
