"""How do subscribers of a service hear that it broke, and that it works again?"""

from desk.actions.deed import Deed
from desk.actions.incident_state import ENDS
from desk.actions.subscribe import tell_subscribers
from desk.events import Event, EventKind
from desk.incidents import Incident
from desk.notice import Json, NoticeKind
from desk.ports import UnitOfWork
from desk.ticket import Ticket

_BEGINS = frozenset({EventKind.DECLARED, EventKind.REOPENED})

_MANY = 500
"""Of so many who wait for the end of an incident it is known that they are told anyway."""


async def tell_of_incident(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    """Tell them when an incident is declared or goes on again, and when it is over; else nothing.

    Asked when the incident stands as its ticket does after the event. One whose service has
    another by now does not go on, and nothing is said of it.
    Whoever did it, has asked, follows the ticket or waits with a ticket of their own is told of
    it anyway, and not twice.
    """
    if event.kind not in _BEGINS | ENDS:
        return
    incident = await work.incidents.of_ticket(ticket.id)
    if incident is None or (event.kind in _BEGINS and not incident.is_open):
        return
    known = work.policy.service(incident.service)
    facts: dict[str, Json] = {
        "service": known.title if known else incident.service,
        "state": "down" if incident.is_open else "works",
        "since": incident.declared_at.isoformat(),
        "until": None if incident.is_open else event.at.isoformat(),
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
