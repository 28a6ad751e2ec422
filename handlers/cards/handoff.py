"""How does the note look with which a tier hands a ticket over?"""

from datetime import timedelta

from handlers.cards.card import Block, Fields, Line, Paragraph, Person, Quote
from handlers.cards.draft import Draft, moment, strong, when
from handlers.cards.facts import Facts
from handlers.cards.fields import Row
from handlers.texts import joined

_SHORT = 200
"""Characters that still fit beside other values; longer words get a quote of their own."""


def heading(draft: Draft, sign: str) -> str:
    """Say that it was handed over, and to whom."""
    tier = draft.ticket.words("tier")
    return draft.say(f"handoff.{_way(draft)}_heading", sign=sign, number=draft.number, tier=tier)


def text(draft: Draft) -> str:
    """Say the same in one line for notifications."""
    return draft.say(
        f"handoff.{_way(draft)}_text",
        tier=draft.ticket.words("tier"),
        number=draft.number,
        title=draft.ticket.words("title"),
    )


def opening(draft: Draft) -> tuple[Block, ...]:
    """Name the ticket, and who handed it over when and why."""
    note = _note(draft)
    at = note.moment("at")
    line: Line = ()
    if at:
        shown = moment(at, draft.ticket.moment("asked_at"))
        line = draft.line(when(f"handoff.{_way(draft)}", shown), by=_by(draft), at=shown)
    if note.has("unclaimed"):
        waited = draft.texts.duration(timedelta(seconds=note.count("unclaimed")))
        tier = note.words("from_tier")
        line = draft.line("handoff.unclaimed", tier=tier, length=waited)
    reason = note.words("reason")
    if reason:
        line = joined(*line, *draft.line("handoff.reason", reason=strong(reason)))
    title = Paragraph(line=(strong(draft.ticket.words("title")),))
    return (title, Paragraph(line=line)) if line else (title,)


def note(draft: Draft, *beside: Row) -> tuple[Block, ...]:
    """Show the symptom as a quote, the short rest as labelled values, the long rest as quotes."""
    written = [
        (draft.say(f"field.{name}"), words)
        for name in ("tried", "next_step", "environment")
        if (words := _note(draft).words(name))
    ]
    short: list[Row] = [(label, (strong(words),)) for label, words in written if _is_short(words)]
    rows = (*short, *beside)
    symptom = _note(draft).words("symptom") or _asked(draft)
    return (
        *([Quote(text=symptom)] if symptom else []),
        *_quotes(draft, [pair for pair in written if not _is_short(pair[1])]),
        *([Fields(rows=rows)] if rows else []),
    )


def _quotes(draft: Draft, written: list[tuple[str, str]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for label, words in written:
        blocks.append(Paragraph(line=draft.line("handoff.labelled", label=label)))
        blocks.append(Quote(text=words))
    return tuple(blocks)


def _asked(draft: Draft) -> str:
    """Give the requester's words, where time handed it over and nobody could write a note."""
    is_by_time = _note(draft).has("unclaimed") and not draft.ticket.has("owner")
    return draft.ticket.words("text") if is_by_time else ""


def _is_short(words: str) -> bool:
    return len(words) <= _SHORT and "\n" not in words


def _note(draft: Draft) -> Facts:
    return draft.facts.part("handoff")


def _way(draft: Draft) -> str:
    return "up" if _note(draft).values.get("up", True) else "back"


def _by(draft: Draft) -> Person | str:
    return _note(draft).person("by") or draft.say("somebody")
