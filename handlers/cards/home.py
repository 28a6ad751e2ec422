"""What does somebody's own page of the desk say: their tickets, and an engineer's work?"""

from dataclasses import dataclass

from desk.notice import Notice
from desk.people import Address
from desk.ticket import Verb
from handlers.cards.card import Block, Card, Footnote, Line, Paragraph
from handlers.cards.draft import Draft, moment, number_of, strong
from handlers.cards.facts import Facts
from handlers.texts import joined

_PARTS = (("own", None), ("mine", Verb.RESOLVE), ("free", Verb.CLAIM))
"""The fact of each part, and what most often comes next for a ticket in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeRow:
    """A ticket in one line; `verb` is what one most likely does about it, None to look at it.

    `place` is where it was asked, for who asked; `page` is its page, where there is one.
    """

    ticket: int
    line: Line
    verb: Verb | None
    label: str
    place: Address | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePart:
    """Tickets under a heading; `rest` says what is not shown, or that there is nothing."""

    heading: str
    rows: tuple[HomeRow, ...]
    rest: str | None = None


def home(draft: Draft) -> Card:
    """Draw the page as a card, for where nothing else can be drawn."""
    blocks: list[Block] = []
    for part in _parts(draft):
        blocks.append(Paragraph(line=(strong(part.heading),)))
        blocks.extend(Paragraph(line=row.line) for row in part.rows)
        if part.rest:
            blocks.append(Footnote(line=(part.rest,)))
    heading = draft.say("home.heading")
    return draft.card(heading, Paragraph(line=(draft.say("home.intro"),)), *blocks, heading=heading)


def home_parts(notice: Notice, language: str) -> tuple[HomePart, ...]:
    """Give the parts, for a platform that draws a button beside each ticket."""
    return tuple(_parts(Draft.of(notice, language)))


def hours_line(notice: Notice, language: str) -> Line | None:
    """Say whether somebody is there, and else from when on."""
    draft = Draft.of(notice, language)
    told = draft.facts.part("hours")
    if told.is_true("is_open"):
        return draft.line("home.here")
    at = told.moment("back_at")
    return None if at is None else draft.line("home.back", at=moment(at, at))


def _place(row: Facts) -> Address | None:
    place = row.words("place")
    return Address.parse(place) if place else None


def _parts(draft: Draft) -> list[HomePart]:
    known = [(name, verb) for name, verb in _PARTS if draft.facts.has(name)]
    return [_part(draft, name, verb) for name, verb in known]


def _part(draft: Draft, name: str, verb: Verb | None) -> HomePart:
    told = draft.facts.part(name)
    rows = told.parts("rows")
    rest = draft.say("tickets.more", n=told.count("more")) if told.count("more") else None
    label = draft.say("home.open") if verb is None else draft.texts.code("button", verb.value)
    return HomePart(
        heading=draft.say(f"home.{name}"),
        rows=tuple(
            HomeRow(
                ticket=row.count("id"),
                line=_line(draft, row, names_owner=verb is None),
                verb=verb,
                label=label,
                place=_place(row) if verb is None else None,
                page=row.words("page") or None,
            )
            for row in rows
        ),
        rest=rest if rows else draft.say(f"home.{name}.none"),
    )


def _line(draft: Draft, row: Facts, *, names_owner: bool) -> Line:
    named = strong(" · ".join(one for one in (number_of(row), row.words("title")) if one))
    word = draft.texts.code("status", row.words("status"))
    line = draft.line("tickets.row", ticket=named, status=word)
    owner = row.person("owner") if names_owner else None
    if owner:
        line = joined(*line, " · ", owner)
    due = row.moment("due")
    if due is None:
        return line
    told = "tickets.resolve_by" if row.is_true("is_answered") else "tickets.answer_due"
    return joined(*line, *draft.line(told, at=moment(due, row.moment("asked_at"))))
