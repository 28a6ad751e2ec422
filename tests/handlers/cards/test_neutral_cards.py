from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from syrupy.assertion import SnapshotAssertion

from desk.change_form import STEPS
from desk.errors import DeskError
from desk.form import fields_of
from desk.notice import Json, Notice, NoticeKind, Offer
from desk.outcome import Ask, Done, FieldFaults, Refused, Show
from desk.policy import Status
from desk.ticket import Verb
from handlers.cards.buttons import LONGEST, cut
from handlers.cards.card import (
    Article,
    Card,
    Fields,
    FormCard,
    Inline,
    Line,
    Moment,
    Person,
    Quote,
    Strong,
    Style,
    Web,
)
from handlers.cards.catalogue import draw, draw_form, draw_outcome, fault_words
from handlers.cards.facts import Facts
from handlers.cards.refusals import refusal_words
from handlers.texts import languages
from tests.handlers.cards.sample_facts import NASTY, SAM, TICKET
from tests.handlers.cards.samples import FORMS, SAMPLES

MARK = "§"
OF_PEOPLE = {"text", "quote", "title", "reason", "symptom", "tried", "next_step", "environment"}
OF_PEOPLE |= {"resolution", "picked", "owner", "by", "key", "name"}


def lines(card: Card) -> Iterator[tuple[str, Line]]:
    for block in card.blocks:
        if isinstance(block, Fields):
            yield from block.rows
        elif not isinstance(block, Quote | Article):
            yield type(block).__name__, block.line


def shown(inline: Inline) -> str:
    match inline:
        case Strong(text=text):
            return f"*{text}*"
        case Person(name=name, is_called=is_called):
            return f"@{name}{'!' if is_called else ''}"
        case Moment(at=at, style=style):
            return f"<{at:%d %b %H:%M} {style}>"
        case Web(text=text, url=url):
            return f"[{text}]({url})"
    return inline


def sketch(card: Card) -> str:
    """Write a card down so that a person can compare it."""
    told = [f"key: {card.key} · {card.tone}", f"text: {card.text}"]
    told += [f"heading: {card.heading}"] if card.heading else []
    for block in card.blocks:
        if isinstance(block, Quote | Article):
            body = block.text if isinstance(block, Quote) else block.markdown
            told.append(f"{type(block).__name__}: {body}")
        elif isinstance(block, Fields):
            told += [f"  {label}: {''.join(map(shown, line))}" for label, line in block.rows]
        else:
            told.append(f"{type(block).__name__}: {''.join(map(shown, block.line))}")
    for button in card.buttons:
        more = " (more)" if button.is_more else ""
        asks = f" | {button.confirm}" if button.confirm else ""
        told.append(f"[{button.offer} {button.verb} {button.style}{more}] {button.label}{asks}")
    return "\n".join(told)


def marked(value: Json, key: str = "") -> Json:
    """Put a mark into everything that a person wrote."""
    if key == "field":
        return value
    if isinstance(value, dict):
        return {name: marked(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [marked(one, key) for one in value]
    return f"{MARK}{value}" if isinstance(value, str) and key in OF_PEOPLE else value


def with_facts(notice: Notice, facts: dict[str, Json]) -> Notice:
    return Notice(kind=notice.kind, facts=facts, offers=notice.offers, ticket=notice.ticket)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_each_notice_becomes_its_card(
    name: str, language: str, snapshot: SnapshotAssertion
) -> None:
    card = draw(SAMPLES[name], language)
    assert card.language == language
    assert sketch(card) == snapshot


def test_there_is_a_sample_of_every_kind() -> None:
    assert {notice.kind for notice in SAMPLES.values()} == set(NoticeKind)


def test_the_engineers_card_is_sampled_in_every_status() -> None:
    seen = {
        Facts(values=notice.facts).part("ticket").words("status")
        for notice in SAMPLES.values()
        if notice.kind is NoticeKind.TICKET_CARD
    }
    assert seen == {status.value for status in Status}


def test_the_nth_offer_is_the_nth_button() -> None:
    for name, notice in SAMPLES.items():
        buttons = draw(notice, "en").buttons
        assert [button.offer for button in buttons] == list(range(len(notice.offers))), name
        assert [button.verb for button in buttons] == [offer.verb for offer in notice.offers], name


@pytest.mark.parametrize("language", languages())
def test_buttons_are_short_one_leads_and_danger_asks_first(language: str) -> None:
    for name, notice in SAMPLES.items():
        buttons = draw(notice, language).buttons
        assert all(0 < len(button.label) <= LONGEST for button in buttons), name
        assert sum(button.style is Style.PRIMARY for button in buttons) <= 1, name
        assert all((one.style is Style.DANGER) == bool(one.confirm) for one in buttons), name
        assert all(one.style is Style.PLAIN for one in buttons if one.is_more), name


def test_no_words_of_people_stand_among_ours() -> None:
    for name, notice in SAMPLES.items():
        facts = {key: marked(value, key) for key, value in notice.facts.items()}
        if facts.get("what") == "moved":
            facts["text"] = "SUP-107"
        if facts.get("what") == "changed":
            facts["changes"] = notice.facts["changes"]  # codes, not words
        for label, line in lines(draw(with_facts(notice, facts), "en")):
            assert MARK not in label, name
            assert all(MARK not in part for part in line if isinstance(part, str)), name


def test_every_card_says_something_in_one_line_to_a_screen_reader() -> None:
    for name, notice in SAMPLES.items():
        card = draw(notice, "en")
        assert card.text.strip(), name
        assert "\n" not in card.text + (card.heading or ""), name


def test_no_line_has_a_break_in_it() -> None:
    for name, notice in SAMPLES.items():
        for _, line in lines(draw(notice, "en")):
            words = [part.text if isinstance(part, Strong) else part for part in line]
            assert all("\n" not in part for part in words if isinstance(part, str)), name


def bent(facts: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """The same facts, each in turn missing or of another shape."""
    for key, value in facts.items():
        yield from ({**facts, key: other} for other in (None, 7, "x", [], [3], {}, {"name": 3}))
        if isinstance(value, dict):
            yield from (
                {**facts, key: {**value, inner: other}}
                for inner in value
                for other in (None, 7, "x", [], {})
            )


@pytest.mark.parametrize("name", SAMPLES)
def test_an_older_notice_with_other_facts_is_still_drawn(name: str) -> None:
    notice = SAMPLES[name]
    for facts in ({}, *bent(dict(notice.facts))):
        assert draw(with_facts(notice, facts), "de").key


def test_a_notice_of_every_kind_is_drawn_without_any_facts() -> None:
    offers = tuple(Offer(verb=verb) for verb in Verb)
    for kind in NoticeKind:
        card = draw(Notice(kind=kind, offers=offers), "en")
        assert len(card.buttons) == len(offers)


def test_more_than_five_actions_leave_four_in_sight_and_the_rest_in_a_menu() -> None:
    buttons = draw(SAMPLES["card.new"], "en").buttons
    assert [button.is_more for button in buttons] == [False, False, False, False, True, True]


def test_a_long_title_is_cut_on_a_button() -> None:
    assert len(cut("x" * 200)) == LONGEST
    assert cut("Claim") == "Claim"


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("card.new", Verb.CLAIM),
        ("card.claimed", Verb.RESOLVE),
        ("answer.open", Verb.SOLVED),
        ("suggestions.open", Verb.PERSON),
        ("opened.new", None),
    ],
)
def test_what_most_people_want_next_leads(name: str, verb: Verb | None) -> None:
    leading = [
        button.verb for button in draw(SAMPLES[name], "en").buttons if button.style is Style.PRIMARY
    ]
    assert leading == ([verb] if verb else [])


def test_the_owner_is_called_only_when_the_requesters_words_wait() -> None:
    called = {
        name
        for name, notice in SAMPLES.items()
        for _, line in lines(draw(notice, "en"))
        if any(isinstance(part, Person) and part.is_called for part in line)
    }
    assert {name for name in called if not name.startswith(("covered", "promise."))} == {
        "relayed",
        "relayed.with_files",
        "relayed.only_files",
        "happened.released_silent",
        "happened.reopened",
        "happened.taken_over",
        "happened.taken_over_before",
        "happened.transferred",
        "paged.first",
        "paged.again",
        "owner_reminded",
        "owner_reminded.never",
        "happened.transferred_plainly",
        "service.recovered",
    }


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("error", [DeskError, *DeskError.__subclasses__()])
def test_every_refusal_has_words(error: type[DeskError], language: str) -> None:
    words = refusal_words(error.code, {}, language)
    assert words
    if error is not DeskError:
        assert words != refusal_words("refused", {}, language)


def test_who_has_a_ticket_and_since_when_is_told() -> None:
    facts: dict[str, Json] = {"by": "Sam", "at": "2026-11-24T09:04:00+00:00"}
    assert refusal_words("already_claimed", facts, "en") == "Sam has it since 24 Nov 09:04 UTC."


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_put_into_words(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    form = draw_form(FORMS[name], language, "SUP-106")
    assert len(form.title) <= 24
    assert len(form.submit) <= 24
    assert len(form.cancel) <= 24
    assert "\n".join([f"{form.title} [{form.submit}] [{form.cancel}]", *map(str, form.inputs)]) == (
        snapshot
    )


@pytest.mark.parametrize("language", languages())
def test_a_form_without_a_number_has_a_short_title_too(language: str) -> None:
    assert all(len(draw_form(form, language).title) <= 24 for form in FORMS.values())


def test_every_verb_that_needs_words_has_a_form_of_its_own() -> None:
    wanted = {verb for verb in Verb if fields_of(verb)}
    assert {form.verb for form in FORMS.values()} == wanted | STEPS


def test_what_is_filled_in_already_stands_in_the_form() -> None:
    form = draw_form(FORMS["escalate"], "en")
    assert {one.name: one.initial for one in form.inputs if one.initial} == {
        "tier": "L2",
        "symptom": "Error 500 since 08:00",
    }


@pytest.mark.parametrize("language", languages())
def test_every_fault_of_a_field_says_what_to_do(language: str) -> None:
    faults = {"a": "missing", "b": "too_long", "c": "not_a_choice", "d": "quite_new"}
    told = fault_words(FieldFaults(form=12, faults=faults), language)
    assert list(told) == list(faults)
    assert len(set(told.values())) == len(faults)


def test_outcomes_are_drawn_for_whoever_waits() -> None:
    assert draw_outcome(Done(), "en") is None
    assert draw_outcome(FieldFaults(form=12, faults={"text": "missing"}), "en") is None
    assert draw_outcome(Show(notice=SAMPLES["welcome"]), "en") == draw(SAMPLES["welcome"], "en")
    assert isinstance(draw_outcome(Ask(form=FORMS["note"]), "en"), FormCard)
    refused = draw_outcome(Refused(code="stale"), "de")
    assert isinstance(refused, Card)
    assert refused.text == refusal_words("stale", {}, "de")


def test_facts_of_the_wrong_shape_are_read_as_nothing() -> None:
    facts = Facts(values={"at": "noon", "naive": "2026-11-24T09:00:00", "who": SAM, "list": "x"})
    assert facts.moment("at") is None
    assert facts.moment("naive") == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert facts.person("at") == Person(name="noon")
    assert facts.person("list.x") is None
    assert facts.person("who") == Person(
        name="Sam Okafor", ids={"slack": "U0SAM00001", "telegram": "1002"}
    )
    assert facts.parts("list") == ()
    assert facts.listed("list") == ()


def test_a_card_is_named_with_its_version() -> None:
    notice = Notice(kind=NoticeKind.TICKET_CARD, facts={"ticket": TICKET}, ticket=106, version=2)
    assert draw(notice, "en").key == "ticket.card:106:v2"
    said = Notice(kind=NoticeKind.NOTE, facts={"ticket": TICKET}, ticket=106, version=2, event=31)
    assert draw(said, "en").key == "ticket.note:106:e31:v2"


def test_a_listed_ticket_without_a_promise_is_listed_all_the_same() -> None:
    unpromised = {**TICKET, "first_response_due": None, "resolution_due": None}
    card = draw(Notice(kind=NoticeKind.TICKETS, facts={"rows": [unpromised]}), "en")
    assert [line[-1] for _, line in lines(card)] == [" · New"]


def test_the_fallback_of_a_reply_is_who_said_what() -> None:
    assert draw(SAMPLES["relayed"], "en").text == f"Maya Rossi: {' '.join(NASTY.split())}"
