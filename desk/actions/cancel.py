"""How does a requester say that nothing is needed any more?"""

from desk.actions.approve import withdraw_approval
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import readers
from desk.actions.telling import Telling, opened_card
from desk.errors import WrongOtherError
from desk.events import EventKind
from desk.notice import NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def cancel(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Close the ticket as cancelled; the engineers see it and stop.

    Others whose tickets were merged into it may need it still: then it is refused.
    """
    if [one for one in await readers(work, ticket) if one.requester != ticket.requester]:
        others = ", ".join(work.policy.number(one) for one in ticket.duplicates)
        raise WrongOtherError(why="is_needed", other=others)
    stored, event = await keep(work, deed, ticket.cancel(deed.now), EventKind.CANCELLED)
    await withdraw_approval(work, deed, stored, event)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_requester(
        stored, NoticeKind.TICKET_OPENED, event, card=opened_card(ticket.id), op=Op.EDIT
    )
    await telling.to_requester(stored, NoticeKind.CANCELLED, event)
    await telling.to_engineers(
        stored, NoticeKind.HAPPENED, event, what="cancelled", by=await telling.person(deed.by)
    )
    return Done(facts={"ticket": ticket.id})
