"""How does a ticket get from one engineer to another, or from nobody to one?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.people import Person
from desk.ports import UnitOfWork
from desk.ticket import Ticket

MOST = 50
"""Colleagues to choose from; a longer list nobody reads in a chat."""


async def transfer(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Give the ticket to an engineer of its tier, with a note, and call them in its thread."""
    to = await _chosen(work, deed, ticket)
    if ticket.assignee == to.id:
        return Done()
    note = deed.values.get("note") or None
    stored, event = await keep(
        work,
        deed,
        ticket.transfer(to.id, deed.now),
        EventKind.TRANSFERRED,
        to=to.id,
        previous=ticket.assignee,
        text=note,
    )
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="transferred",
        by=await telling.person(deed.by),
        to=await telling.person(to.id),
        text=note,
    )
    return Done(facts={"ticket": ticket.id, "owner": to.id})


async def colleagues(work: UnitOfWork, ticket: Ticket) -> dict[str, str]:
    """Name those who may get the ticket, by number: its tier's engineers but the present owner.

    Raises NotFoundError when there is nobody else.
    """
    found = [one for one in await _engineers(work, ticket) if one.id != ticket.assignee]
    if not found:
        raise NotFoundError(noun="colleague")
    return {str(one.id): one.name for one in found[:MOST]}


async def _chosen(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Person:
    wanted = deed.values["to"]
    for person in await _engineers(work, ticket):
        if str(person.id) == wanted:
            return person
    raise NotFoundError(noun="person", key=wanted)


async def _engineers(work: UnitOfWork, ticket: Ticket) -> list[Person]:
    channels = work.policy.tier(ticket.tier).channels
    return list(await work.people.members([channel.address for channel in channels]))
