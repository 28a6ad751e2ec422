"""What do people read about a change: where it stands, and whether it may be made?"""

from desk.people import Role
from handlers.cards.card import (
    Block,
    Card,
    Fields,
    Inline,
    Line,
    Moment,
    MomentStyle,
    Paragraph,
    Quote,
    Tone,
)
from handlers.cards.draft import Draft, one_line, strong
from handlers.cards.facts import Facts
from handlers.cards.fields import Row, field, requester_rows, service_rows
from handlers.texts import joined

_ROLES = {Role.MANAGER.value, Role.ADMIN.value}


def change_rows(draft: Draft) -> tuple[Row, ...]:
    """Say of a change what it risks, where it stands and when it is made; nothing of others."""
    change = draft.ticket.part("change")
    if not change.values:
        return ()
    rows = [field(draft, "change", *_stands(draft, change))]
    if change.has("starts_at"):
        rows.append(field(draft, "window", *_when(draft, change)))
    return tuple(rows)


def change_approval(draft: Draft) -> Card:
    """Ask whether a change may be made, with all that is needed to say so; then say what was."""
    decided_by = draft.facts.person("decided_by")
    number, by = draft.number, draft.who()
    if decided_by:
        is_approved = draft.facts.is_true("is_approved")
        name = "change.approved" if is_approved else "change.declined"
        reason = draft.facts.words("reason")
        return draft.told(
            draft.line(name, number=number, by=decided_by),
            *([Quote(text=reason)] if reason else []),
            tone=Tone.GOOD if is_approved else Tone.PLAIN,
        )
    is_urgent = draft.ticket.part("change").is_true("is_urgent")
    asked = draft.line("change.asked_urgent" if is_urgent else "change.asked", by=by)
    return draft.card(
        draft.say("change.approval", number=number, title=draft.ticket.words("title")),
        Paragraph(line=asked),
        *_words(draft),
        Fields(rows=(*change_rows(draft), *service_rows(draft), *requester_rows(draft))),
        heading=draft.say("change.approval", number=number, title=draft.ticket.words("title")),
        tone=Tone.URGENT if is_urgent else Tone.PLAIN,
    )


def change_line(draft: Draft) -> Line:
    """Tell engineers of one step."""
    change = draft.facts.part("change")
    what = draft.facts.words("what")
    if what == "change_planned":
        what = f"{what}_{_kind(change)}"
    line = draft.line(
        f"happened.{what}",
        by=draft.who(),
        number=draft.number,
        risk=draft.texts.code("risk", change.words("risk")),
        approver=_approver(draft, change),
        result=draft.texts.code("result", change.words("result")),
        standard=strong(change.words("standard")),
        start=_at(change, "starts_at"),
        end=_at(change, "ends_at"),
    )
    lacks = what == "change_implemented" and change.is_true("lacks_approval")
    if not lacks:
        return line
    return joined(*line, " ", draft.say("change.lacks", approver=_approver(draft, change)))


def _kind(change: Facts) -> str:
    if change.has("standard"):
        return "standard"
    return "urgent" if change.is_true("is_urgent") else "normal"


def _stands(draft: Draft, change: Facts) -> Line:
    """Give the state, the risk where it has a plan, and that it is urgent or standard."""
    state = change.words("state")
    if not change.is_true("is_planned"):
        return (draft.texts.code("change_state", "unplanned"),)
    word: Inline = draft.texts.code("change_state", state)
    if state == "waiting":
        word = draft.say("change.waits", approver=_approver(draft, change))
    parts: list[Inline] = [word]
    if change.has("result"):
        parts.append(draft.texts.code("result", change.words("result")))
    if change.is_true("lacks_approval"):
        parts.append(draft.say("change.lacks_short", approver=_approver(draft, change)))
    parts.append(draft.say("change.risk", risk=draft.texts.code("risk", change.words("risk"))))
    if change.has("standard"):
        parts.append(draft.say("change.standard", standard=one_line(change.words("standard"))))
    if change.is_true("is_urgent"):
        parts.append(draft.say("change.urgent"))
    return (" · ".join(str(part) for part in parts),)


def _words(draft: Draft) -> tuple[Block, ...]:
    """Show plan, roll-back and check, each under its name."""
    blocks: list[Block] = []
    for name in ("plan", "rollback", "check"):
        words = draft.facts.words(name)
        if words:
            label = strong(draft.say(f"form.field.{name}"))
            blocks += [Paragraph(line=(label,)), Quote(text=words)]
    return tuple(blocks)


def _approver(draft: Draft, change: Facts) -> str:
    """Name a role by its word, and a tier by its title."""
    who = change.words("approver")
    return draft.texts.code("approver", who) if who in _ROLES else who


def _when(draft: Draft, change: Facts) -> Line:
    return draft.line("change.window", start=_at(change, "starts_at"), end=_at(change, "ends_at"))


def _at(change: Facts, name: str) -> Moment | str:
    at = change.moment(name)
    return Moment(at=at, style=MomentStyle.DATE_TIME) if at else "?"
