"""What do people read about requests, and about the yes that they wait for?"""

from handlers.cards.card import Block, Card, Footnote, Line, Paragraph, Quote, Tone
from handlers.cards.draft import Draft, strong
from handlers.cards.fields import Row, field
from handlers.texts import Texts

_TONES = {"approved": Tone.GOOD, "declined": Tone.BUSY}


def requests(draft: Draft) -> Card:
    """List what may be asked for by a form, and say which waits for somebody's yes."""
    rows = draft.facts.parts("rows")
    if not rows:
        return draft.told(draft.line("requests.none"))
    heading = draft.say("requests.heading")
    lines = [
        draft.line(
            "requests.needs_approval" if row.is_true("needs_approval") else "requests.at_once",
            title=strong(row.words("title")),
        )
        for row in rows
    ]
    hint = Footnote(line=(draft.say("requests.hint"),))
    return draft.card(heading, *(Paragraph(line=line) for line in lines), hint, heading=heading)


def approval(draft: Draft) -> Card:
    """Ask for a yes or a no; once somebody has said it, say who."""
    state = draft.facts.words("state")
    known = f"approval.{state}"
    line = draft.line(
        known if draft.texts.has(known) else "approval.waiting",
        number=draft.number,
        what=strong(draft.facts.words("what")),
        asked_by=draft.who("asked_by"),
        by=draft.who(),
    )
    said: list[Block] = []
    if state in {"waiting", "reminder"}:
        text = draft.ticket.words("text")
        said += [Quote(text=text)] if text else []
        said.append(Footnote(line=draft.line("approval.hint", who=strong(deciders(draft)))))
    elif draft.facts.words("text"):
        said.append(Quote(text=draft.facts.words("text")))
    return draft.told(line, *said, tone=_TONES.get(state, Tone.PLAIN))


def approval_told(draft: Draft) -> Card:
    """Tell the requester that it waits, or what was decided and why."""
    state = draft.facts.words("state")
    known = f"approval.told.{state}"
    line: Line = draft.line(
        known if draft.texts.has(known) else "approval.told.waiting",
        number=draft.number,
        by=draft.who(),
        who=strong(deciders(draft)),
    )
    note = draft.facts.words("text")
    return draft.told(
        line, *([Quote(text=note)] if note else []), tone=_TONES.get(state, Tone.PLAIN)
    )


def waiting_row(draft: Draft) -> tuple[Row, ...]:
    """Whose yes the ticket waits for."""
    waits_for = draft.facts.listed("waits_for")
    return (field(draft, "waits_for", strong(_named(draft.texts, waits_for))),) if waits_for else ()


def deciders(draft: Draft) -> str:
    """Name those who may decide."""
    return _named(draft.texts, draft.facts.listed("deciders"))


def _named(texts: Texts, deciders: tuple[str, ...]) -> str:
    known = (f"decider.{one}" for one in deciders)
    names = [
        texts.say(name) if texts.has(name) else one
        for one, name in zip(deciders, known, strict=True)
    ]
    return texts.listed(names)
