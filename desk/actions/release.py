"""How does a ticket go back into its queue?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import NotAllowedError
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.people import Role
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb


async def release(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Give the ticket back to its tier; only its owner (or an admin) may."""
    if ticket.assignee is None:
        return Done()
    if ticket.assignee != deed.by and not deed.actor.roles & {Role.ADMIN, Role.OPERATOR}:
        owner = await work.people.get(ticket.assignee)
        raise NotAllowedError(verb=Verb.RELEASE.value, ticket=ticket.id, owner=owner.name)
    stored, event = await keep(work, deed, ticket.release(), EventKind.RELEASED)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="released",
        by=await telling.person(deed.by),
    )
    return Done()
