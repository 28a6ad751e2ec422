"""How does a step of a change reach its record, its card and its thread?"""

from dataclasses import replace

from desk import maintenance
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.change_form import change_fields
from desk.change_record import ChangeRecord
from desk.errors import BadChangeError, Fact
from desk.events import Event, EventKind
from desk.form import Field
from desk.maintenance import Phase
from desk.notice import NoticeKind
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb


async def record_of(work: UnitOfWork, ticket: Ticket) -> ChangeRecord:
    """Give the change that a ticket is; raises BadChangeError for one that is none yet."""
    change = await work.changes.of(ticket.id)
    if change is None or ticket.type is not TicketType.CHANGE:
        raise BadChangeError(why="no_plan")
    return change


async def keep_change(
    work: UnitOfWork,
    deed: Deed,
    ticket: Ticket,
    change: ChangeRecord,
    kind: EventKind,
    **data: Fact,
) -> tuple[Ticket, Event]:
    """Write a step down, redraw the card, and say it in the ticket's thread.

    The thread reads the words among `data`: `text`, `reason`.
    """
    told: dict[str, Fact] = {
        "state": change.state.value,
        "risk": change.risk.value,
        "is_urgent": change.is_urgent,
        **data,
    }
    await work.changes.put(change)
    stored, event = await keep(work, deed, ticket, kind, **told)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what=kind.value.partition(".")[2],
        by=await telling.person(deed.by) if deed.by else None,
        change=await telling.change(stored),
        text=data.get("text") or data.get("reason"),
    )
    return stored, event


async def wanted_of_change(
    work: UnitOfWork, deed: Deed, verb: Verb, ticket: Ticket
) -> tuple[Field, ...]:
    """Give the fields of a step, with what is planned already in them."""
    windows = await _windows(work, deed) if verb is Verb.SCHEDULE_CHANGE else {}
    fields = change_fields(
        verb, work.policy.changes, has_services=bool(work.policy.services), windows=windows
    )
    if verb is not Verb.PLAN_CHANGE:
        return fields
    now = _planned(await work.changes.of(ticket.id), ticket)
    return tuple(replace(field, initial=now.get(field.name) or field.initial) for field in fields)


async def _windows(work: UnitOfWork, deed: Deed) -> dict[int, str]:
    """Name the coming windows by when they begin, where the desk is, and what they are about."""
    shown: dict[int, str] = {}
    for window in await work.windows.coming(deed.now):
        known = (work.policy.service(key) for key in window.services)
        titles = ", ".join(service.title for service in known if service is not None)
        shown[window.id] = f"{maintenance.wall(window, window.starts_at)} {titles}".rstrip()
    return shown


def _planned(change: ChangeRecord | None, ticket: Ticket) -> dict[str, str | None]:
    if change is None or not change.is_planned:
        return {"services": ticket.service}
    return {
        "plan": change.plan,
        "rollback": change.rollback,
        "risk": change.risk.value,
        "urgency": "urgent" if change.is_urgent else "normal",
        "check": change.check,
        "services": ", ".join(change.services) or ticket.service,
    }


async def check_made(work: UnitOfWork, ticket: Ticket) -> None:
    """Refuse to call solved a change that is still to be made; raises BadChangeError."""
    if ticket.type is TicketType.CHANGE:
        change = await work.changes.of(ticket.id)
        if change is not None and change.is_pending:
            raise BadChangeError(why="pending", state=change.state.value)


async def leave_window(work: UnitOfWork, deed: Deed, window: int) -> None:
    """Let the changes of a window that is called off wait for another."""
    for change in await work.changes.within(window):
        if change.is_pending:
            ticket = await work.tickets.get(change.ticket)
            free = change.unschedule()
            await keep_change(work, deed, ticket, free, EventKind.CHANGE_UNSCHEDULED)


async def check_begun(work: UnitOfWork, deed: Deed, change: ChangeRecord) -> None:
    """Refuse to make a change before its window begins, unless it cannot wait."""
    if change.window is None or change.is_urgent:
        return
    window = await work.windows.get(change.window)
    if maintenance.phase(window, deed.now) is Phase.PLANNED:
        raise BadChangeError(why="too_early", at=window.starts_at.isoformat())
