"""How does a resolved ticket come back?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling, resolved_card
from desk.errors import WrongStatusError
from desk.events import Event, EventKind
from desk.notice import NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb


async def reopen(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Take the resolution back within the time allowed; the owner stays and is told."""
    if not ticket.is_within_reopen(work.policy.reopen, deed.now):
        raise WrongStatusError(ticket=ticket.id, verb=Verb.REOPEN.value, status=ticket.status.value)
    stored, event = await keep(work, deed, ticket.reopen(), EventKind.REOPENED)
    await tell_reopened(work, deed, ticket, stored, event)
    return Done(facts={"ticket": ticket.id})


async def tell_reopened(
    work: UnitOfWork, deed: Deed, before: Ticket, after: Ticket, event: Event
) -> None:
    """Show both sides that it goes on, and take the marks away."""
    telling = Telling(work=work, now=deed.now)
    by = await telling.person(deed.by)
    await telling.redraw_card(after, event)
    await telling.to_requester(
        after,
        NoticeKind.RESOLVED,
        event,
        card=resolved_card(before),
        op=Op.EDIT,
        text=before.resolution,
        state="reopened",
    )
    await telling.to_requester(after, NoticeKind.REOPENED, event)
    await telling.to_engineers(after, NoticeKind.HAPPENED, event, what="reopened", by=by)
