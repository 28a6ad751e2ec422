"""How does an incident follow the ticket that it is, and how does it show on cards?"""

from datetime import datetime

from desk.events import EventKind
from desk.incidents import end, resume
from desk.notice import Json, Offer
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb

ENDS = frozenset({EventKind.RESOLVED, EventKind.CANCELLED, EventKind.SPLIT_UP})
"""After these nobody works on the incident's ticket; whoever follows it is told."""


async def follow_ticket(work: UnitOfWork, ticket: Ticket, kind: EventKind, now: datetime) -> None:
    """Let the incident be over, or go on, with its ticket.

    It does not go on where its service has another one by now.
    """
    if kind not in ENDS and kind is not EventKind.REOPENED:
        return
    incident = await work.incidents.of_ticket(ticket.id)
    if incident is None:
        return
    if kind in ENDS:
        await work.incidents.save(end(incident, now))
    elif await work.incidents.open_of(incident.service) is None:
        await work.incidents.save(resume(incident))


async def shown_of(
    work: UnitOfWork, ticket: Ticket
) -> tuple[dict[str, Json], tuple[Offer, ...], frozenset[Verb]]:
    """Give what the engineers' card shows of incidents, offers because of them, and offers no more.

    An incident shows how many follow it. A ticket about the same service may be said to be the
    same, with one tap, and one that follows may be let go.
    """
    if not work.policy.services:
        return {}, (), frozenset({Verb.DECLARE})
    own = await work.incidents.of_ticket(ticket.id)
    if own is not None:
        affected = await work.incidents.count(ticket.id)
        facts: dict[str, Json] = {"incident": {"affected": affected, "is_open": own.is_open}}
        return facts, (), frozenset({Verb.DECLARE, Verb.MERGE})
    if await work.incidents.follower(ticket.id) is not None:
        return {"is_same": True}, (Offer(verb=Verb.UNMERGE),), frozenset()
    may_be_same = ticket.is_open and ticket.type is TicketType.INCIDENT
    going = await work.incidents.open_of(ticket.service or "") if may_be_same else None
    if going is None:
        return {}, (), frozenset()
    same = Offer(verb=Verb.SAME)
    return {"same_as": work.policy.number(going.ticket)}, (same,), frozenset({Verb.DECLARE})
