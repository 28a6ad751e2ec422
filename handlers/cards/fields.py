"""Which labelled values of a ticket do several cards share?"""

from datetime import datetime

from desk.policy import Status
from handlers.cards.card import Inline, Line, Moment, MomentStyle
from handlers.cards.draft import Draft, moment
from handlers.cards.runbooks import summary
from handlers.texts import joined

Row = tuple[str, Line]
_WAITING = {Status.PENDING.value, Status.ON_HOLD.value}


def field(draft: Draft, name: str, *value: Inline) -> Row:
    """Pair a label with its value."""
    return draft.say(f"field.{name}"), value


def priority_row(draft: Draft) -> Row:
    """Number and word of the priority."""
    return field(draft, "priority", draft.texts.code("priority", draft.ticket.words("priority")))


def owner_row(draft: Draft) -> Row:
    """Who has it, or that nobody has."""
    return field(draft, "owner", draft.ticket.person("owner") or draft.say("field.nobody"))


def requester_rows(draft: Draft) -> tuple[Row, ...]:
    """Who asked, and for whom they work."""
    requester = draft.ticket.person("requester")
    if not requester:
        return ()
    organisation = draft.ticket.words("organisation")
    works_for = (f" · {organisation}",) if organisation else ()
    return (field(draft, "requester", requester, *works_for),)


def service_rows(draft: Draft) -> tuple[Row, ...]:
    """What it is about."""
    service = draft.ticket.words("service")
    return (field(draft, "service", service),) if service else ()


def runbook_rows(draft: Draft) -> tuple[Row, ...]:
    """What engineers do about it step by step, and how far that is."""
    line: Line = ()
    for place, row in enumerate(draft.facts.parts("runbooks")):
        line = joined(*line, " · " if place else "", *summary(row))
    return (field(draft, "runbooks", *line),) if line else ()


def channel_rows(draft: Draft) -> tuple[Row, ...]:
    """Where it was asked."""
    channel = draft.ticket.words("channel")
    return (field(draft, "channel", draft.texts.code("channel", channel)),) if channel else ()


def due_row(draft: Draft) -> tuple[Row, ...]:
    """The promise that is still running: the first answer, then the resolution."""
    ticket = draft.ticket
    answer, resolution = ticket.moment("first_response_due"), ticket.moment("resolution_due")
    if ticket.has("resolved_at") or ticket.words("status") == "closed":
        return ()
    if answer and not ticket.has("first_response_at"):
        return (_due(draft, "answer_due", answer),)
    return (_due(draft, "resolve_by", resolution),) if resolution else ()


def history_rows(draft: Draft) -> tuple[Row, ...]:
    """What went before and beside: the tickets it has to do with, how often it was re-opened."""
    rows: list[Row] = []
    if draft.ticket.has("follows"):
        rows.append(field(draft, "follows", draft.ticket.words("follows")))
    for name in ("duplicates", "related"):
        numbers = draft.ticket.listed(name)
        if numbers:
            rows.append(field(draft, name, ", ".join(numbers)))
    reopened = draft.ticket.count("reopen_count")
    if reopened:
        rows.append(field(draft, "reopened", draft.say("field.times", n=reopened)))
    return tuple(rows)


def status_word(draft: Draft) -> Line:
    """Say the status as people put it: since when it is worked on, and whether the clock stands."""
    ticket = draft.ticket
    code, claimed_at = ticket.words("status"), ticket.moment("claimed_at")
    if code == "open" and not ticket.has("owner"):
        return (draft.say("status.unassigned"),)
    if code == "open" and claimed_at:
        at = moment(claimed_at, ticket.moment("asked_at"))
        return draft.line("status.in_progress_since", at=at)
    word = draft.texts.code("status", code)
    is_paused = ticket.is_true("is_paused") and code in _WAITING
    return (draft.say("status.paused", status=word) if is_paused else word,)


def _due(draft: Draft, name: str, at: datetime) -> Row:
    left = Moment(at=at, style=MomentStyle.COUNTDOWN)
    shown = moment(at, draft.ticket.moment("asked_at"))
    label = draft.say(f"field.{name}")
    if draft.ticket.is_true("is_paused") and name == "resolve_by":
        return label, (shown,)
    return label, draft.line("card.due", at=shown, countdown=left)
