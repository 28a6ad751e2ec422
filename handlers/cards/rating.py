"""How is a requester told that it is solved, and asked how the help was?"""

from handlers.cards.card import Block, Card, Footnote, Line, Paragraph, Quote, Tone
from handlers.cards.draft import Draft, moment, when


def resolved(draft: Draft) -> Card:
    """Show the answer and five marks; then the thanks, or that it is open again."""
    state = draft.facts.words("state")
    if state == "reopened":
        return draft.told((draft.say("ticket.reopened", number=draft.number),), tone=Tone.BUSY)
    words = draft.facts.words("text") or draft.ticket.words("resolution")
    return draft.card(
        draft.say("rating.text", number=draft.number),
        *_opening(draft, state),
        *([Quote(text=words)] if words else []),
        *_closing(draft, state),
        heading=draft.say("ticket.resolved", number=draft.number),
        tone=Tone.GOOD,
    )


def _opening(draft: Draft, state: str) -> tuple[Block, ...]:
    if state == "shared":
        return ()
    return () if state == "rated" else (Paragraph(line=_question(draft)),)


def _closing(draft: Draft, state: str) -> tuple[Block, ...]:
    if state != "rated":
        days = draft.ticket.count("reopen_days") or 7
        return (Footnote(line=(draft.say("rating.hint", n=days),)),)
    mark = draft.facts.count("rating") or draft.ticket.count("rating")
    thanks = Paragraph(line=(draft.say("rating.thanks", mark=mark),))
    if not draft.facts.is_true("can_comment"):
        return (thanks,)
    return (thanks, Paragraph(line=(draft.say("rating.what_better"),)))


def _question(draft: Draft) -> Line:
    if draft.facts.is_true("is_silent"):
        return (draft.say("rating.silent"),)
    by = draft.facts.person("by") or draft.ticket.person("resolved_by") or draft.say("somebody")
    at = draft.ticket.moment("resolved_at")
    if at is None:
        return draft.line("rating.question_plain", by=by)
    shown = moment(at, draft.ticket.moment("asked_at"))
    return draft.line(when("rating.question", shown), by=by, at=shown)
