"""How are two tickets that have to do with one another made to name each other?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.pair import other_ticket
from desk.actions.telling import Telling
from desk.errors import WrongOtherError
from desk.events import Event, EventKind
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def link(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Link both ways, and say it in both threads; a second time is refused."""
    other = await other_ticket(work, deed, ticket, "to")
    if other.id in ticket.related:
        raise WrongOtherError(why="is_linked", other=work.policy.number(other.id))
    for one, far in ((ticket, other), (other, ticket)):
        await _link_one(work, deed, one, far)
    return Done(facts={"ticket": ticket.id, "other": other.id})


async def unlink(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Remove a link on both sides; a late reply's ticket goes on naming the one it follows."""
    other = await other_ticket(work, deed, ticket, "to")
    if other.id not in ticket.related:
        raise WrongOtherError(why="is_not_linked", other=work.policy.number(other.id))
    for one, far in ((ticket, other), (other, ticket)):
        apart = one.unlink(far.id)
        stored, event = await keep(work, deed, apart, EventKind.UNLINKED, other=far.id)
        await _tell(work, deed, stored, event, far)
    return Done(facts={"ticket": ticket.id, "other": other.id})


async def link_back(work: UnitOfWork, deed: Deed, old: Ticket, fresh: Ticket) -> Ticket:
    """Let an old ticket name a new one that came of it."""
    stored, _ = await keep(work, deed, old.link(fresh.id), EventKind.LINKED, other=fresh.id)
    return stored


async def _link_one(work: UnitOfWork, deed: Deed, ticket: Ticket, other: Ticket) -> None:
    stored, event = await keep(work, deed, ticket.link(other.id), EventKind.LINKED, other=other.id)
    await _tell(work, deed, stored, event, other)


async def _tell(work: UnitOfWork, deed: Deed, stored: Ticket, event: Event, other: Ticket) -> None:
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what=event.kind.value.partition(".")[2],
        by=await telling.person(deed.by),
        other=work.policy.number(other.id),
        title=other.title,
    )
