"""How do a ticket's priority, type, category and service change, and who hears of it?"""

from dataclasses import replace

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.change_record import ChangeRecord
from desk.errors import Fact
from desk.events import Event, EventKind
from desk.notice import Json, NoticeKind
from desk.outcome import Done, Outcome
from desk.policy import DeskPolicy, Priority, TicketType
from desk.ports import UnitOfWork
from desk.ticket import Ticket

CHANGEABLE = ("priority", "type", "category", "service")
"""What an engineer may change, in the order in which it is asked and told."""


async def change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Set what was chosen; what was left out or is so already stays, and is not told again.

    Promises follow: the new targets count on from what has elapsed.
    """
    given = {name: deed.values[name] for name in CHANGEABLE if deed.values.get(name)}
    before = shown(ticket)
    changes = {name: value for name, value in given.items() if value != before[name]}
    if not changes:
        return Done(facts={"ticket": ticket.id})
    changed = replace(
        ticket,
        priority=Priority(changes.get("priority", ticket.priority)),
        type=TicketType(changes.get("type", ticket.type)),
        category=changes.get("category", ticket.category),
        service=changes.get("service", ticket.service),
    )
    stored, event = await keep(
        work, deed, changed, EventKind.CHANGED, **change_facts(changed, before)
    )
    await _follow_type(work, deed, ticket, stored)
    await _tell(work, deed, stored, event, {name: before[name] for name in changes})
    if "service" in changes:
        await work.checklists.look_at(stored.id, deed.now)
    return Done(facts={"ticket": ticket.id})


async def _follow_type(work: UnitOfWork, deed: Deed, before: Ticket, after: Ticket) -> None:
    """Let a change be pending from now on that still has no plan, or give up what is none."""
    known = await work.changes.of(after.id) if TicketType.CHANGE in _types(before, after) else None
    if after.type is TicketType.CHANGE and known is None:
        await work.changes.put(ChangeRecord(ticket=after.id, requested_at=after.asked_at))
    if after.type is not TicketType.CHANGE and known is not None and known.is_pending:
        await work.changes.put(known.withdraw(deed.now))


def _types(*tickets: Ticket) -> frozenset[TicketType]:
    return frozenset(ticket.type for ticket in tickets)


async def urgent(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Raise the priority a step for the requester, who says why; never above P2 on their word.

    The engineers read the reason in any case.
    """
    before = shown(ticket)
    raised = replace(ticket, priority=ticket.priority.raised_by_requester)
    facts = change_facts(raised, before)
    reason = deed.values["reason"]
    stored, event = await keep(work, deed, raised, EventKind.CHANGED, reason=reason, **facts)
    telling = Telling(work=work, now=deed.now)
    await _redraw(telling, stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="urgent",
        by=await telling.person(deed.by),
        text=reason,
    )
    is_raised = stored.priority is not ticket.priority
    await telling.to_requester(stored, NoticeKind.URGENT, event, is_raised=is_raised)
    return Done(facts={"ticket": ticket.id})


def shown(ticket: Ticket) -> dict[str, str | None]:
    """Give what may be changed, as codes."""
    return {
        "priority": ticket.priority.value,
        "type": ticket.type.value,
        "category": ticket.category,
        "service": ticket.service,
    }


def change_facts(after: Ticket, before: dict[str, str | None]) -> dict[str, Fact]:
    """Keep the whole of both sides in the event: promises and facts read the one after."""
    was = {f"was_{name}": value for name, value in before.items()}
    return {**shown(after), "organisation": after.organisation, **was}


async def _tell(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, before: dict[str, str | None]
) -> None:
    telling = Telling(work=work, now=deed.now)
    await _redraw(telling, ticket, event)
    now = shown(ticket)
    changes: list[Json] = [
        {
            "name": name,
            "from": _word(work.policy, name, was),
            "to": _word(work.policy, name, now[name]),
        }
        for name, was in before.items()
    ]
    await telling.to_engineers(
        ticket,
        NoticeKind.HAPPENED,
        event,
        what="changed",
        by=await telling.person(deed.by),
        changes=changes,
    )


def _word(policy: DeskPolicy, name: str, code: str | None) -> str | None:
    """Services go by the title that the file gives them; the words of codes are the texts'."""
    known = policy.service(code) if name == "service" and code else None
    return known.title if known else code


async def _redraw(telling: Telling, ticket: Ticket, event: Event) -> None:
    """Show both sides what holds now, where it stands."""
    await telling.redraw_card(ticket, event)
    await telling.redraw_opened(ticket, event)
