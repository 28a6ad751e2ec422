"""How do engineers see a ticket: the one card of it in their channel, edited in place?"""

from desk.policy import Priority, Status
from handlers.cards import files, handoff
from handlers.cards.answer import closest
from handlers.cards.card import (
    Block,
    Card,
    Fields,
    Footnote,
    Line,
    Paragraph,
    Quote,
    Tone,
)
from handlers.cards.changes import change_rows
from handlers.cards.draft import Draft, strong
from handlers.cards.fields import (
    channel_rows,
    due_row,
    field,
    history_rows,
    owner_row,
    priority_row,
    requester_rows,
    runbook_rows,
    service_rows,
    status_word,
)
from handlers.cards.incident import affected_rows
from handlers.cards.requests import waiting_row
from handlers.cards.runbooks import summary
from handlers.texts import joined

_SIGNS = {Priority.P1.value: "🚨", Priority.P2.value: "⚠️"}
_NAMED = 3
"""Tickets like it that a card names; more would bury it."""

_CLOSED = ("cancelled", "merged", "split")


def ticket_card(draft: Draft) -> Card:
    """Show everything that is needed to decide in one look; what is over shrinks to a line."""
    moved_to = draft.facts.words("moved_to")
    status = draft.ticket.words("status")
    if moved_to:
        return _line(draft, draft.line("card.moved", number=draft.number, tier=moved_to))
    if status == Status.RESOLVED.value:
        return draft.told(_resolved(draft), *_tried(draft), tone=Tone.GOOD)
    if status == Status.CLOSED.value:
        return _line(draft, _closed(draft))
    if draft.ticket.has("owner"):
        return _claimed(draft)
    return _free(draft)


def _free(draft: Draft) -> Card:
    """A ticket in the queue: what is asked, how soon, by whom."""
    note = draft.facts.part("handoff")
    if note.values:
        return _handed_over(draft)
    ticket = draft.ticket
    is_new = ticket.words("status") == Status.NEW.value
    return draft.card(
        draft.say(
            "card.new" if is_new else "card.free",
            number=draft.number,
            title=ticket.words("title"),
            **({"priority": ticket.words("priority")} if is_new else {}),
        ),
        Quote(text=ticket.words("text") or ticket.words("title")),
        Fields(
            rows=(
                *requester_rows(draft),
                *service_rows(draft),
                *runbook_rows(draft),
                *change_rows(draft),
                priority_row(draft),
                field(draft, "status", *status_word(draft)),
                owner_row(draft),
                *affected_rows(draft),
                *due_row(draft),
                *channel_rows(draft),
                *waiting_row(draft),
                *history_rows(draft),
            )
        ),
        *files.listed(draft),
        *closest(draft),
        *_similar(draft),
        _hint(draft),
        heading=_heading(draft),
        tone=_urgency(draft),
    )


def _similar(draft: Draft) -> tuple[Block, ...]:
    """Name open tickets that may be about the same: one look, and the two can be merged."""
    found = draft.facts.parts("similar")
    if not found:
        return ()
    line: Line = (draft.say("card.similar", n=len(found)),)
    for place, one in enumerate(found[:_NAMED]):
        named = strong(f"{one.words('number')} {one.words('title')}")
        line = joined(*line, " · " if place else " ", named)
    return (Footnote(line=line),)


def _handed_over(draft: Draft) -> Card:
    """A ticket that another tier handed over: its note instead of the requester's words."""
    sign = _sign(draft)
    return draft.card(
        handoff.text(draft),
        *handoff.opening(draft),
        *handoff.note(
            draft,
            *requester_rows(draft),
            *service_rows(draft),
            *runbook_rows(draft),
            *change_rows(draft),
            priority_row(draft),
            *due_row(draft),
        ),
        *files.listed(draft),
        _hint(draft),
        heading=handoff.heading(draft, sign),
        tone=_urgency(draft),
    )


def _claimed(draft: Draft) -> Card:
    """A ticket that somebody works on: the owner first, the quote left out."""
    status = draft.ticket.words("status")
    owner = draft.ticket.person("owner")
    text = draft.say(
        "card.claimed", number=draft.number, owner=owner.name if owner else draft.say("somebody")
    )
    if status in {Status.PENDING.value, Status.ON_HOLD.value}:
        word = draft.texts.code("status", status)
        text = draft.say("card.waiting", number=draft.number, status=word)
    return draft.card(
        text,
        Fields(
            rows=(
                owner_row(draft),
                field(draft, "status", *status_word(draft)),
                *due_row(draft),
                *requester_rows(draft),
                *service_rows(draft),
                *runbook_rows(draft),
                *affected_rows(draft),
                *change_rows(draft),
                priority_row(draft),
                *history_rows(draft),
            )
        ),
        *files.listed(draft),
        *_kept_note(draft),
        heading=_heading(draft),
        tone=Tone.BUSY,
    )


def _kept_note(draft: Draft) -> tuple[Block, ...]:
    """The note of the last hand-off stays in sight of whoever claimed."""
    return handoff.note(draft) if draft.facts.part("handoff").values else ()


def _tried(draft: Draft) -> tuple[Block, ...]:
    """Say what of each runbook was done, once it is solved."""
    return tuple(Footnote(line=summary(row)) for row in draft.facts.parts("runbooks"))


def _resolved(draft: Draft) -> Line:
    ticket = draft.ticket
    by, at = ticket.person("resolved_by"), ticket.moment("resolved_at")
    asked = ticket.moment("asked_at")
    line: Line = (draft.say("card.resolved_plain", number=draft.number),)
    if by and at and asked:
        length = draft.texts.duration(at - asked)
        line = draft.line("card.resolved", number=draft.number, by=by, length=length)
    rating = ticket.count("rating")
    return joined(*line, draft.say("card.rated", mark=rating)) if rating else line


def _closed(draft: Draft) -> Line:
    how = draft.ticket.words("closed_as")
    name = f"card.{how}" if how in _CLOSED else "card.closed"
    into = draft.ticket.words("merged_into")
    if into and draft.facts.is_true("is_same"):
        return (draft.say("card.follows", number=draft.number, other=into),)
    if into:
        return (draft.say("card.merged_into", number=draft.number, other=into),)
    return (draft.say(name, number=draft.number),)


def _line(draft: Draft, line: Line) -> Card:
    return draft.card(draft.texts.plain(line), Paragraph(line=line))


def _heading(draft: Draft) -> str:
    return draft.say(
        "card.heading",
        sign=_sign(draft),
        number=draft.number,
        title=draft.ticket.words("title"),
    )


def _sign(draft: Draft) -> str:
    return _SIGNS.get(draft.ticket.words("priority"), "🎫")


def _urgency(draft: Draft) -> Tone:
    return Tone.URGENT if draft.ticket.words("priority") == Priority.P1.value else Tone.PLAIN


def _hint(draft: Draft) -> Footnote:
    return Footnote(line=(draft.say("card.hint"),))
