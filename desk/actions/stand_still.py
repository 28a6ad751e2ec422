"""When does maintenance of its service let a ticket's clock stand still, and when does it go on?

Only where `[[sla]] pauses` names maintenance, and only for the time in which it was under way: what
is planned moves nothing, what was called off or ended early counts as it was.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from desk import promises
from desk.actions.by_clock import by_clock
from desk.actions.keeping import keep
from desk.actions.one_by_one import one_by_one
from desk.actions.telling import Telling
from desk.events import Event, EventKind
from desk.maintenance import Window
from desk.outcome import Done
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb

AT_ONCE = 500
"""So many tickets are looked at in one tick; the next tick goes on with the rest."""

_INSTANT = timedelta(microseconds=1)


class StandStill:
    """The tick's verb for clocks that maintenance stops, one transaction a ticket."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Write down whose clock stands still or goes on by now, and give how many."""
        async with begin() as work:
            if not promises.pauses_in_maintenance(work.policy):
                return 0
            due = await work.tickets.to_time(now, AT_ONCE)
            tied = [one.id for one in await work.tickets.some(due) if one.service]

        async def look(number: int) -> int:
            async with begin() as work:
                count = await _look(work, await work.tickets.get(number), now)
                await work.commit(Done())
            return count

        return await one_by_one(tied, look)


async def _look(work: UnitOfWork, ticket: Ticket, now: datetime) -> int:
    """Write down each window that began or ended since the ticket is about the service."""
    history = await work.events.of_ticket(ticket.id)
    made = promises.fold(work.policy, history)
    known = {int(event.data["window"] or 0) for event in history if _is_stop(event)}
    tied_at, changed = _tied_at(ticket, history), 0
    for window in await work.windows.between(tied_at, now + _INSTANT):
        since = max(window.starts_at, window.planned_at, tied_at)
        is_held = window.id in made.holds
        is_new = window.id not in known or (not is_held and window.ends_at > now)
        is_over = window.ends_at <= now
        if ticket.service not in window.services or not ticket.is_open or since >= window.ends_at:
            continue
        if is_new:
            ticket = await _write(work, ticket, EventKind.STOOD_STILL, window, since, now)
            changed = 1
        if is_over and (is_new or is_held):
            ticket = await _write(work, ticket, EventKind.WENT_ON, window, window.ends_at, now)
            changed = 1
    return changed


async def _write(  # noqa: PLR0917 - what such an event is made of
    work: UnitOfWork,
    ticket: Ticket,
    kind: EventKind,
    window: Window,
    since: datetime,
    now: datetime,
) -> Ticket:
    stored, event = await keep(
        work,
        by_clock(Verb.WARN, ticket.id, now),
        ticket,
        kind,
        window=window.id,
        service=ticket.service,
        since=since.isoformat(),
    )
    await Telling(work=work, now=now).redraw_card(stored, event)
    return stored


def _tied_at(ticket: Ticket, history: Sequence[Event]) -> datetime:
    """Say since when it is about its service: since it was opened, or since that was changed."""
    changes = [
        event.at
        for event in history
        if event.kind is EventKind.CHANGED
        and event.data.get("was_service") != event.data.get("service")
    ]
    return changes[-1] if changes else ticket.created_at


def _is_stop(event: Event) -> bool:
    return event.kind is EventKind.STOOD_STILL
