"""How does the person who asked see a ticket?"""

from handlers.cards.answer import closest
from handlers.cards.card import (
    Block,
    Card,
    Fields,
    Footnote,
    Inline,
    Line,
    Paragraph,
    Quote,
    Strong,
    Tone,
)
from handlers.cards.draft import Draft, moment, number_of, strong
from handlers.cards.facts import Facts
from handlers.cards.fields import due_row, field, owner_row, priority_row, status_word
from handlers.texts import joined

_SHOWN = 20
"""Tickets in a list; more than this nobody reads in a chat."""


def opened(draft: Draft) -> Card:
    """Say that there is a ticket, what is promised, and how to add to it; then how it ended."""
    if draft.ticket.words("status") in {"resolved", "closed"}:
        return _ended(draft)
    title, by = draft.ticket.words("title"), draft.facts.person("by")
    return draft.card(
        draft.say("opened.text", number=draft.number, title=title),
        *([Paragraph(line=draft.line("opened.for_you", by=by))] if by else []),
        Paragraph(line=joined(*_promise(draft), " ", _how_to_add(draft))),
        Quote(text=draft.ticket.words("text") or title),
        _brief(draft),
        *closest(draft),
        heading=draft.say("opened.heading", number=draft.number),
        tone=Tone.GOOD,
    )


def belongs(draft: Draft) -> Card:
    """Say to which ticket the words went."""
    told = "ticket.folded" if draft.facts.is_true("is_folded") else "ticket.belongs"
    line = draft.line(told, ticket=_named(draft.number, draft.ticket))
    hint = Footnote(line=(draft.say("ticket.belongs_hint"),))
    return draft.told(line, *([hint] if draft.notice.offers else []))


def handed_over(draft: Draft) -> Card:
    """Say that another team has it now."""
    is_up = draft.facts.values.get("up", True)
    told = "ticket.handed_up" if is_up else "ticket.handed_back"
    tier = draft.ticket.words("tier_title") or draft.ticket.words("tier")
    hint = Footnote(line=(draft.say("ticket.handed_over_hint"),))
    return draft.told(draft.line(told, number=draft.number, tier=tier), hint)


def urgent(draft: Draft) -> Card:
    """Say how soon the ticket is looked at now that it is urgent."""
    told = "ticket.urgent" if draft.facts.is_true("is_raised") else "ticket.urgent_already"
    priority = draft.texts.code("priority", draft.ticket.words("priority"))
    return draft.told(draft.line(told, number=draft.number, priority=strong(priority)))


def merged(draft: Draft) -> Card:
    """Say that it goes on together with another ticket, and that nothing changes for the reader."""
    into = draft.facts.words("into")
    if draft.facts.words("state") == "undone":
        told = draft.say("ticket.unmerged", number=draft.number, other=into)
        return draft.card(told, Paragraph(line=(told,)))
    heading = draft.say("ticket.merged_into", number=draft.number, other=into)
    told = "ticket.merged_own" if draft.facts.is_true("is_own") else "ticket.merged_body"
    body = Paragraph(line=(draft.say(told),))
    return draft.card(heading, body, heading=heading, tone=Tone.BUSY)


def reminded(draft: Draft) -> Card:
    """Ask kindly for the answer that is waited for; the last time say until when."""
    heading = draft.say("reminded.heading", number=draft.number)
    name = draft.ticket.person("requester") or draft.say("talk.requester")
    step = "last" if draft.facts.words("step") == "warn" else "first"
    words = draft.facts.words("text")
    return draft.card(
        heading,
        Paragraph(line=draft.line(f"reminded.{step}", name=name, by=draft.who())),
        *([Quote(text=words)] if words else []),
        Paragraph(line=(draft.say("reminded.how"),)),
        *_lapse(draft, step),
        heading=heading,
        tone=Tone.BUSY,
    )


def cancelled(draft: Draft) -> Card:
    """Say that nobody works on it any more."""
    heading = draft.say("ticket.cancelled", number=draft.number)
    body = Paragraph(line=(draft.say("ticket.cancelled_body"),))
    return draft.card(heading, body, heading=heading)


def reopened(draft: Draft) -> Card:
    """Say that it is worked on again."""
    heading = draft.say("ticket.reopened", number=draft.number)
    owner = draft.ticket.person("owner")
    body = (
        draft.line("opened.answered", owner=owner)
        if owner
        else (draft.say("ticket.reopened_nobody"),)
    )
    return draft.card(heading, Paragraph(line=body), heading=heading, tone=Tone.BUSY)


def status(draft: Draft) -> Card:
    """Show where one ticket stands."""
    ticket = draft.ticket
    title = ticket.words("title")
    asked = ticket.moment("asked_at")
    rows = [
        field(draft, "status", *status_word(draft)),
        priority_row(draft),
        field(draft, "team", ticket.words("tier_title") or ticket.words("tier")),
        owner_row(draft),
        *([field(draft, "asked", moment(asked, None))] if asked else []),
        *due_row(draft),
    ]
    if ticket.has("category"):
        rows.append(
            field(draft, "category", draft.texts.code("category", ticket.words("category")))
        )
    resolution = ticket.words("resolution")
    return draft.card(
        f"{draft.number}: {title}",
        Fields(rows=tuple(rows)),
        *([Quote(text=resolution)] if resolution else []),
        heading=f"{draft.number} · {title}",
    )


def tickets(draft: Draft) -> Card:
    """List somebody's open tickets."""
    rows = draft.facts.parts("rows")
    if not rows:
        return draft.told((draft.say("tickets.none"),))
    heading = draft.say("tickets.heading", n=len(rows))
    shown = [Paragraph(line=_row(draft, row)) for row in rows[:_SHOWN]]
    more = len(rows) - len(shown)
    rest = [Footnote(line=(draft.say("tickets.more", n=more),))] if more else []
    return draft.card(heading, *shown, *rest, heading=heading)


def _lapse(draft: Draft, step: str) -> tuple[Block, ...]:
    """Say when it is resolved without an answer, if it ever is."""
    at = draft.facts.moment("ends_at")
    if at is None:
        return ()
    shown = moment(at, None)
    if step == "first":
        return (Footnote(line=draft.line("reminded.ends", at=shown)),)
    days = draft.ticket.count("reopen_days") or 7
    return (Paragraph(line=draft.line("reminded.ends_soon", at=shown, n=days)),)


def _named(number: str, ticket: Facts) -> Strong:
    return strong(" · ".join(part for part in (number, ticket.words("title")) if part))


def _row(draft: Draft, row: Facts) -> Line:
    word = draft.texts.code("status", row.words("status"))
    line = draft.line("tickets.row", ticket=_named(number_of(row), row), status=word)
    asked = row.moment("asked_at")
    answer_due, resolve_by = row.moment("first_response_due"), row.moment("resolution_due")
    if answer_due and not row.has("first_response_at"):
        line = joined(*line, *draft.line("tickets.answer_due", at=moment(answer_due, asked)))
    elif resolve_by and not row.has("resolved_at"):
        line = joined(*line, *draft.line("tickets.resolve_by", at=moment(resolve_by, asked)))
    return line


def _promise(draft: Draft) -> Line:
    owner = draft.ticket.person("owner")
    due = draft.ticket.moment("first_response_due")
    if draft.ticket.words("status") == "pending":
        return (draft.say("opened.waiting"),)
    if owner:
        return draft.line("opened.answered", owner=owner)
    if due and not draft.ticket.has("first_response_at"):
        return draft.line("opened.promise", at=moment(due, draft.ticket.moment("asked_at")))
    return (draft.say("opened.no_promise"),)


def _how_to_add(draft: Draft) -> Inline:
    platform = draft.ticket.words("channel").partition(".")[0]
    known = platform if draft.texts.has(f"opened.add.{platform}") else "web"
    return draft.say(f"opened.add.{known}")


def _brief(draft: Draft) -> Block:
    ticket = draft.ticket
    rows = [
        priority_row(draft),
        field(draft, "team", ticket.words("tier_title") or ticket.words("tier")),
    ]
    if ticket.has("owner"):
        rows.append(owner_row(draft))
    if ticket.has("follows"):
        rows.append(field(draft, "follows", ticket.words("follows")))
    return Fields(rows=tuple(rows))


def _ended(draft: Draft) -> Card:
    how = draft.ticket.words("closed_as")
    if draft.ticket.words("status") == "resolved":
        told = "ticket.resolved"
    elif how in {"cancelled", "merged", "split"}:
        told = f"ticket.{how}"
    else:
        told = "ticket.closed"
    heading = draft.say(told, number=draft.number)
    title = draft.ticket.words("title")
    body = [Paragraph(line=(strong(title),))] if title else []
    return draft.card(heading, *body, heading=heading)
