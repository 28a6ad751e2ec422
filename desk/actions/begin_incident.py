"""How does a ticket become the incident of a service?"""

from dataclasses import replace

from desk.actions.change import change_facts, shown
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import NotFoundError, WrongOtherError
from desk.events import Event, EventKind
from desk.incidents import Incident, Source, resume
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.services import Service, service_called
from desk.ticket import Ticket

_REDRAWN = 10
"""So many of the newest tickets about the service show it at once; the others when they change."""


async def declare_ticket(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Declare what an engineer says is one: the incident of its service, or of a service named.

    Raises WrongOtherError where the service has one already, NotFoundError without a service.
    """
    said = deed.values.get("service") or ticket.service or ""
    service = service_called(work.policy.services, said)
    if service is None:
        raise NotFoundError(noun="service", key=said)
    going = await work.incidents.open_of(service.key)
    if going is not None:
        why = "is_incident" if going.ticket == ticket.id else "is_other_incident"
        raise WrongOtherError(why=why, other=work.policy.number(going.ticket))
    known = await work.incidents.of_ticket(ticket.id)
    if known is None:
        await begin_incident(work, deed, ticket, service, Source.ENGINEER)
    else:  # it was over, and another has ended since
        await work.incidents.save(resume(known))
    return Done(facts={"ticket": ticket.id})


async def begin_incident(
    work: UnitOfWork, deed: Deed, ticket: Ticket, service: Service, source: Source
) -> Incident:
    """Declare the ticket, which takes on the type and the service, and tell its engineers.

    Cards of tickets about the same service that came shortly before offer to say so. Raises
    StaleError where the service has an incident that is not over.
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
    await _offer_on_cards(work, deed, incident, event)
    return incident


async def _offer_on_cards(work: UnitOfWork, deed: Deed, incident: Incident, event: Event) -> None:
    since = deed.now - work.policy.storms.window
    for other in (await work.tickets.asked_about(incident.service, since))[-_REDRAWN:]:
        if other.id != incident.ticket:
            cause = f"event:{event.id}:same:{other.id}"
            await Telling(work=work, now=deed.now, cause=cause).redraw_card(other, event)


async def _fitted(work: UnitOfWork, deed: Deed, ticket: Ticket, service: Service) -> Ticket:
    """Give the ticket as an incident of that service; promises follow what it was not before."""
    fitting = replace(ticket, type=TicketType.INCIDENT, service=service.key)
    if fitting == ticket:
        return ticket
    changed = change_facts(fitting, shown(ticket))
    stored, _ = await keep(work, deed, fitting, EventKind.CHANGED, **changed)
    return stored
