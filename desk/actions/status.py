"""How does somebody see where a ticket stands, if it is any business of theirs?"""

from desk.actions.deed import Deed
from desk.actions.merged import living
from desk.actions.telling import Telling
from desk.errors import NotAllowedError
from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Outcome, Show
from desk.people import Role
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def show_status(work: UnitOfWork, deed: Deed, number: int) -> Outcome:
    """Show where a ticket stands; raises NotAllowedError for whom it is no business of."""
    ticket = await _as_read(work, deed, await work.tickets.get(number))
    if not _may_see(deed, ticket):
        raise NotAllowedError(verb="status", ticket=number)
    telling = Telling(work=work, now=deed.now)
    facts: dict[str, Json] = {"ticket": await telling.facts(ticket)}
    return Show(notice=Notice(kind=NoticeKind.STATUS, facts=facts, ticket=ticket.id))


async def _as_read(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Ticket:
    """Show the requester of a merged ticket how the one stands in which it goes on."""
    if ticket.requester != deed.by or ticket.merged_into is None:
        return ticket
    return (await living(work, ticket)).seen_from(ticket)


def _may_see(deed: Deed, ticket: Ticket) -> bool:
    sees_all = {Role.ENGINEER, Role.MANAGER, Role.ADMIN, Role.OPERATOR}
    return ticket.requester == deed.by or bool(deed.actor.roles & sees_all)
