"""How is a change to a ticket written down, so that nothing about it can disagree?

Event first (it is what happened), then the facts that figures rest on, then the ticket with its
promises recomputed from the whole history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk import escalation, facts, overdue, promises, waiting
from desk.actions.deed import Deed
from desk.actions.incident_state import follow_ticket
from desk.actions.tell_service import tell_of_incident
from desk.actions.telling import Telling
from desk.errors import Fact
from desk.events import Event, EventKind
from desk.policy import DeskPolicy, Status, TicketType
from desk.ports import UnitOfWork
from desk.promises import pauses_in_maintenance
from desk.ticket import Ticket

TOLD_TO_FOLLOWERS = frozenset(
    {
        EventKind.CLAIMED,
        EventKind.TAKEN_OVER,
        EventKind.RELEASED,
        EventKind.TRANSFERRED,
        EventKind.ESCALATED,
        EventKind.RETURNED,
        EventKind.MERGED_IN,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.CANCELLED,
        EventKind.CLOSED,
    }
)
"""Changes of state, not every word: who follows a ticket wants to know what becomes of it."""


_ABOUT_ANEW = frozenset({EventKind.CHANGED, EventKind.REOPENED})


ENDS = frozenset({EventKind.CANCELLED, EventKind.CLOSED, EventKind.MERGED, EventKind.SPLIT_UP})
"""What ends a ticket, and with it a change that is still to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to a ticket, and by whose deed."""

    deed: Deed
    kind: EventKind
    data: Mapping[str, Fact]


async def keep(
    work: UnitOfWork,
    deed: Deed,
    ticket: Ticket,
    kind: EventKind,
    **data: Fact,
) -> tuple[Ticket, Event]:
    """Write down that `deed` made the ticket what it is now; give both as they were stored.

    Raises StaleError when somebody changed the ticket meanwhile.
    """
    stored, events = await keep_all(work, ticket, [Step(deed=deed, kind=kind, data=data)])
    return stored, events[0]


async def keep_all(
    work: UnitOfWork, ticket: Ticket, steps: Sequence[Step]
) -> tuple[Ticket, Sequence[Event]]:
    """Write down all that happened to the ticket at this moment; the last deed's clock counts.

    Raises StaleError when somebody changed the ticket meanwhile.
    """
    happened: list[Event] = []
    for step in steps:
        path = escalation.kept(work.policy, ticket, step.kind, step.deed.by or None)
        event = _event(step.deed, ticket, step.kind, {**step.data, **path})
        happened.append(await work.events.add(event))
    now = steps[-1].deed.now
    history = await work.events.of_ticket(ticket.id)
    await work.figures.add(facts.derive(work.policy, history))
    made = promises.fold(work.policy, history)
    stored = await work.tickets.save(
        replace(
            made.written_on(ticket),
            nudge_at=_nudge_at(work, ticket, history),
            timer_at=now
            if _may_stand_still(work.policy, ticket, steps)
            else overdue.next_at(overdue.watch(work.policy, ticket, made, history), now),
            path_at=escalation.next_at(work.policy, history, ticket.assignee),
        )
    )
    for step, event in zip(steps, happened, strict=True):
        await follow_ticket(work, stored, step.kind, step.deed.now)
        await tell_of_incident(work, step.deed, stored, event)
        if step.kind in ENDS and ticket.type is TicketType.CHANGE:
            await _give_up_change(work, ticket, step.deed.now)
        if step.kind in TOLD_TO_FOLLOWERS:
            await _tell_followers(work, step.deed, stored, event)
    return stored, happened


def _may_stand_still(policy: DeskPolicy, ticket: Ticket, steps: Sequence[Step]) -> bool:
    """Whether the next tick must look if maintenance stops it: it is about a service anew."""
    is_anew = any(step.kind in _ABOUT_ANEW for step in steps)
    return is_anew and ticket.service is not None and pauses_in_maintenance(policy)


async def _give_up_change(work: UnitOfWork, ticket: Ticket, now: datetime) -> None:
    change = await work.changes.of(ticket.id)
    if change is not None and change.is_pending:
        await work.changes.put(change.withdraw(now))


async def _tell_followers(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    """Tell each follower directly, but nobody of what they did themselves."""
    telling = Telling(work=work, now=deed.now)
    what = event.kind.value.partition(".")[2]
    by = await telling.person(deed.by) if deed.by and ticket.followers else None
    for follower in ticket.followers:
        address = await work.people.direct_address(follower)
        if follower != deed.by and address is not None:
            reader = await work.people.get(follower)
            await telling.to_follower(reader, address, ticket, event, what=what, by=by)


def _nudge_at(work: UnitOfWork, ticket: Ticket, history: Sequence[Event]) -> datetime | None:
    """Say when time has something to do about the waiting; None when nobody is waited for."""
    wait = waiting.waiting(history) if ticket.status is Status.PENDING else None
    return None if wait is None else waiting.next_at(work.policy.patience, wait)


def _event(deed: Deed, ticket: Ticket, kind: EventKind, data: Mapping[str, Fact]) -> Event:
    return Event(
        kind=kind,
        at=deed.at,
        ticket=ticket.id,
        question=ticket.question,
        by=deed.by or None,
        stint=ticket.stint,
        cause=deed.cause,
        data={"status": ticket.status.value, **data},
    )
