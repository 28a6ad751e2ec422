"""How is it made known that a service fails, by whatever has noticed it?"""

from datetime import datetime

from desk.actions.begin_incident import begin_incident
from desk.actions.by_clock import by_clock
from desk.actions.open_ticket import Opening, open_ticket
from desk.errors import NotFoundError
from desk.inbound import Author
from desk.incidents import Incident, Source
from desk.people import BOT, Address, Identity
from desk.policy import DeskPolicy
from desk.ports import UnitOfWork
from desk.services import Service
from desk.ticket import Ticket, Verb

OURSELVES = Author(identity=Identity(platform="desk", id=f"{BOT}firstline"), name="Firstline")
"""Whose ticket it is that nobody has asked for; nothing is told to it."""


async def declare(
    work: UnitOfWork,
    service: str,
    *,
    ticket: Ticket | None,
    text: str,
    source: Source,
    now: datetime,
) -> Incident:
    """Declare a ticket to be the service's incident, or give the one that goes on already.

    Without a ticket one is opened with `text`, in the queue of the service's tier, and nobody is
    told but its engineers. Raises NotFoundError for a service that the desk does not know.
    """
    known = work.policy.service(service)
    if known is None:
        raise NotFoundError(noun="service", key=service)
    going = await work.incidents.open_of(service)
    if going is not None:
        return going
    if ticket is None:
        ticket = await _opened(work, known, text, now)
    return await begin_incident(work, by_clock(Verb.DECLARE, ticket.id, now), ticket, known, source)


async def _opened(work: UnitOfWork, service: Service, text: str, now: datetime) -> Ticket:
    desk = await work.people.meet(OURSELVES)
    opening = Opening(
        requester=desk.id,
        text=text,
        origin=_home(work.policy, service),
        asked_at=now,
        service=service.key,
    )
    return await open_ticket(work, opening, now)


def _home(policy: DeskPolicy, service: Service) -> Address:
    """Say where such a ticket comes from: the first channel of the engineers who have it."""
    channels = policy.tier(service.tier or policy.first_tier).channels
    return channels[0].address if channels else Address(platform="desk", channel="incidents")
