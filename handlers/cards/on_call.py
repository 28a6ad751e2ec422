"""How is it said who is on call, and who covers for whom?"""

from collections.abc import Sequence

from handlers.cards.card import Block, Card, Fields, Footnote, Line, Moment, MomentStyle, Person
from handlers.cards.draft import Draft, strong
from handlers.cards.facts import Facts
from handlers.texts import joined


def on_call(draft: Draft) -> Card:
    """Say for each rotation who has it, until when, and who comes then; then who covers."""
    rows, covers = draft.facts.parts("rows"), draft.facts.parts("covers")
    heading = draft.say("on_call.heading")
    if not rows:
        return draft.told((draft.say("on_call.none"),))
    blocks: list[Block] = [Fields(rows=tuple(_row(draft, row, rows) for row in rows))]
    if covers:
        listed = tuple((_numbered(one), _cover(draft, one)) for one in covers)
        blocks.append(Fields(rows=listed))
    hint = Footnote(line=(draft.say("on_call.hint"),))
    return draft.card(heading, *blocks, hint, heading=heading)


def covered(draft: Draft) -> Card:
    """Say who is on call instead of whom, or not any more; who is meant is called."""
    facts = draft.facts
    instead = _people(draft, facts.parts("instead"), is_called=True)
    end, start = _at(facts, "end"), _at(facts, "start")
    form = "back" if facts.is_true("is_back") else "now" if facts.is_true("is_now") else "later"
    told = draft.line(
        f"covered.{form}" if instead else f"covered.{form}_alone",
        person=draft.who("person", is_called=True),
        tier=strong(facts.words("tier")),
        start=start,
        end=end,
        instead=_HOLE,
    )
    return draft.told(_filled(told, instead))


_HOLE = strong("instead")
"""Where several people stand in a sentence that has a place for one."""


def _filled(line: Line, people: Line) -> Line:
    return joined(*(one for piece in line for one in (people if piece is _HOLE else (piece,))))


def _row(draft: Draft, row: Facts, rows: Sequence[Facts]) -> tuple[str, Line]:
    tier = row.words("tier")
    is_alone = [one.words("tier") for one in rows].count(tier) == 1
    name = tier if is_alone else f"{tier} ({row.words('rotation')})"
    return name, joined(*_now(draft, row), *_next(draft, row))


def _now(draft: Draft, row: Facts) -> Line:
    people = _people(draft, row.parts("now"))
    if people and not row.has("until"):
        return people
    if people:
        told = draft.line("on_call.now", people=_HOLE, until=_at(row, "until"))
        return _filled(told, people)
    return (draft.say("on_call.nobody" if row.is_true("is_gap") else "on_call.closed"),)


def _next(draft: Draft, row: Facts) -> Line:
    people = _people(draft, row.parts("next"))
    if not people:
        return ()
    return _filled(draft.line("on_call.next", people=_HOLE, at=_at(row, "next_at")), people)


def _numbered(cover: Facts) -> str:
    return f"#{cover.words('id')} {cover.words('rotation')}"


def _cover(draft: Draft, cover: Facts) -> Line:
    who = cover.person("person") or draft.say("somebody")
    return draft.line("on_call.cover", person=who, start=_at(cover, "start"), end=_at(cover, "end"))


def _people(draft: Draft, found: Sequence[Facts], *, is_called: bool = False) -> Line:
    """Name them one after the other."""
    named = [_person(one, is_called=is_called) or draft.say("somebody") for one in found]
    return _listed(named)


def _person(facts: Facts, *, is_called: bool) -> Person | None:
    return Facts(values={"it": dict(facts.values)}).person("it", is_called=is_called)


def _listed(named: Sequence[Person | str]) -> Line:
    line: list[Person | str] = []
    for one in named:
        line += [", ", one] if line else [one]
    return tuple(line)


def _at(facts: Facts, name: str) -> Moment | str:
    at = facts.moment(name)
    return "?" if at is None else Moment(at=at, style=MomentStyle.DATE_TIME)
