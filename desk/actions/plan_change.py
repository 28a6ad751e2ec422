"""How does a ticket become a change with a plan, and who is asked about it?"""

from dataclasses import replace

from desk.actions.approve_change import ask_approvers
from desk.actions.change import change as change_ticket
from desk.actions.changing import keep_change, record_of
from desk.actions.deed import Deed
from desk.change_policy import Risk
from desk.change_record import ChangeRecord
from desk.errors import BadChangeError
from desk.events import EventKind
from desk.outcome import Done, Outcome
from desk.planning import services_in
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb


async def plan_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Write down risk, plan and roll-back; an urgent one asks for approval at once.

    A ticket of another type becomes a change by it. What was approved before is not any more: this
    is another plan. Raises BadWindowError for a service that is none.
    """
    values = deed.values
    services = values.get("services")
    return await _plan(
        work,
        deed,
        ticket,
        ChangeRecord(
            ticket=ticket.id,
            requested_at=ticket.asked_at,
            risk=Risk(values["risk"]),
            is_urgent=values.get("urgency") == "urgent",
            plan=values["plan"],
            rollback=values["rollback"],
            check=values.get("check") or None,
            services=services_in(services, work.policy) if services else (),
        ),
    )


async def standard_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Make it one of the standard changes, which need nobody's approval."""
    known = work.policy.changes.named(deed.values["standard"])
    if known is None:
        raise BadChangeError(why="no_standard")
    told = ChangeRecord(
        ticket=ticket.id,
        requested_at=ticket.asked_at,
        risk=Risk.LOW,
        plan=known.plan,
        rollback=known.rollback,
        check=known.check,
        standard=known.key,
        services=(ticket.service,) if ticket.service else (),
    )
    return await _plan(work, deed, ticket, told)


async def submit_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Ask whoever approves changes of this risk."""
    change = (await record_of(work, ticket)).submit()
    stored, event = await keep_change(work, deed, ticket, change, EventKind.CHANGE_SUBMITTED)
    await ask_approvers(work, deed, stored, change, event)
    return Done(facts={"ticket": ticket.id})


async def _plan(work: UnitOfWork, deed: Deed, ticket: Ticket, told: ChangeRecord) -> Outcome:
    if ticket.type is not TicketType.CHANGE:
        typed = replace(deed, verb=Verb.CHANGE, values={"type": TicketType.CHANGE.value})
        await change_ticket(work, typed, ticket)
        ticket = await work.tickets.get(ticket.id)
    before = await work.changes.of(ticket.id) or replace(told, plan="")
    planned = before.plan_anew(told, deed.by, deed.now)
    stored, event = await keep_change(
        work,
        deed,
        ticket,
        planned,
        EventKind.CHANGE_PLANNED,
        standard=planned.standard,
        text=planned.plan,
        rollback=planned.rollback,
        check=planned.check,
        services=", ".join(planned.services) or None,
    )
    if planned.is_asked:
        await ask_approvers(work, deed, stored, planned, event)
    return Done(facts={"ticket": ticket.id})
