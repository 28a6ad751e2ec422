"""How does a ticket become the incident of a service?"""

from dataclasses import replace

from desk.actions.change import change_facts, shown
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.events import EventKind
from desk.incidents import Incident, Source
from desk.notice import NoticeKind
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.services import Service
from desk.ticket import Ticket


async def begin_incident(
    work: UnitOfWork, deed: Deed, ticket: Ticket, service: Service, source: Source
) -> Incident:
    """Declare the ticket, which takes on the type and the service, and tell its engineers.

    Raises StaleError where the service has an incident that is not over.
    """
    incident = Incident(ticket=ticket.id, service=service.key, declared_at=deed.now, source=source)
    await work.incidents.add(incident)
    fitting = await _fitted(work, deed, ticket, service)
    data = {"service": service.key, "source": source.value}
    stored, event = await keep(work, deed, fitting, EventKind.DECLARED, **data)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored, NoticeKind.HAPPENED, event, what="declared", service=service.title
    )
    return incident


async def _fitted(work: UnitOfWork, deed: Deed, ticket: Ticket, service: Service) -> Ticket:
    """Give the ticket as an incident of that service; promises follow what it was not before."""
    fitting = replace(ticket, type=TicketType.INCIDENT, service=service.key)
    if fitting == ticket:
        return ticket
    changed = change_facts(fitting, shown(ticket))
    stored, _ = await keep(work, deed, fitting, EventKind.CHANGED, **changed)
    return stored
