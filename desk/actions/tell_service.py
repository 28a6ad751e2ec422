"""How do subscribers of a service hear that it broke, and that it works again?"""

from desk.actions.deed import Deed
from desk.actions.subscribe import tell_subscribers
from desk.events import Event, EventKind
from desk.incidents import Incident
from desk.notice import Json, NoticeKind
from desk.ports import UnitOfWork
from desk.ticket import Ticket

_ENDS = frozenset({EventKind.RESOLVED, EventKind.CANCELLED})

_MANY = 500
"""Of so many who wait for the end of an incident it is known that they are told anyway."""


async def tell_of_incident(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    """Tell them when a ticket is declared an incident, and when that is over; else nothing.

    Whoever did it, has asked, follows the ticket or waits with a ticket of their own is told of
    it anyway, and not twice.
    """
    if event.kind is not EventKind.DECLARED and event.kind not in _ENDS:
        return
    incident = await work.incidents.of_ticket(ticket.id)
    if incident is None:
        return
    known = work.policy.service(incident.service)
    facts: dict[str, Json] = {
        "service": known.title if known else incident.service,
        "state": "works" if event.kind in _ENDS else "down",
        "since": incident.declared_at.isoformat(),
        "until": event.at.isoformat() if event.kind in _ENDS else None,
    }
    await tell_subscribers(
        work,
        [incident.service],
        NoticeKind.SERVICE_NEWS,
        facts,
        cause=f"event:{event.id}",
        but_not={deed.by, ticket.requester, *ticket.followers, *await _waiting(work, incident)},
    )


async def _waiting(work: UnitOfWork, incident: Incident) -> set[int]:
    """Give who follows it with a ticket of their own."""
    followers = await work.incidents.waiting(incident.ticket, _MANY)
    tickets = await work.tickets.some([one.ticket for one in followers])
    return {ticket.requester for ticket in tickets}
