"""How do two tickets about the same become one?"""

from desk.actions.approve import withdraw_approval
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import others, readers
from desk.actions.pair import other_ticket
from desk.actions.telling import Telling, opened_card
from desk.errors import WrongOtherError
from desk.events import Event, EventKind
from desk.notice import NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def merge(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Close the ticket as a duplicate; what its requester writes and reads is the other's now.

    The figures count the other one only. Tickets that were merged into this one before move along.
    """
    into = await other_ticket(work, deed, ticket, "into")
    own = await work.incidents.of_ticket(ticket.id)
    if own is not None and own.is_open:
        raise WrongOtherError(why="is_incident", other=work.policy.number(ticket.id))
    if not into.is_open:
        why = "is_resolved" if into.may_be_reopened else "is_closed"
        raise WrongOtherError(why=why, other=work.policy.number(into.id))
    older = await others(work, ticket)
    gone, event = await _close(work, deed, ticket, into)
    joined, gained = await keep(
        work, deed, into.take_in(ticket), EventKind.MERGED_IN, merged=ticket.id, text=ticket.text
    )
    for one in older:
        await _follow_along(work, deed, one, joined)
    await _tell_of_the_end(work, deed, gone, event, joined)
    await _tell_of_the_gain(work, deed, joined, gained, gone)
    return Done(facts={"ticket": ticket.id, "into": into.id})


async def _close(
    work: UnitOfWork, deed: Deed, ticket: Ticket, into: Ticket
) -> tuple[Ticket, Event]:
    history = await work.events.of_ticket(ticket.id)
    await work.figures.withdraw(history[0].id)
    merged = ticket.merge(into.id, deed.now)
    stored, event = await keep(work, deed, merged, EventKind.MERGED, into=into.id)
    await withdraw_approval(work, deed, stored, event)
    return stored, event


async def _follow_along(work: UnitOfWork, deed: Deed, older: Ticket, into: Ticket) -> None:
    """Let one that was merged into the merged one name the living ticket."""
    stored, event = await keep(
        work, deed, older.merged_anew(into.id), EventKind.MERGED, into=into.id
    )
    await Telling(work=work, now=deed.now).redraw_card(stored, event)


async def _tell_of_the_end(
    work: UnitOfWork, deed: Deed, gone: Ticket, event: Event, into: Ticket
) -> None:
    telling = Telling(work=work, now=deed.now)
    number = work.policy.number(into.id)
    await telling.redraw_card(gone, event)
    await telling.to_requester(
        gone, NoticeKind.TICKET_OPENED, event, card=opened_card(gone.id), op=Op.EDIT
    )
    is_own = gone.id not in {seen.id for seen in await readers(work, into)}
    await telling.to_requester(gone, NoticeKind.MERGED, event, into=number, is_own=is_own)
    await telling.to_engineers(
        gone,
        NoticeKind.HAPPENED,
        event,
        what="merged",
        by=await telling.person(deed.by),
        other=number,
    )


async def _tell_of_the_gain(
    work: UnitOfWork, deed: Deed, joined: Ticket, event: Event, gone: Ticket
) -> None:
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(joined, event)
    await telling.to_engineers(
        joined,
        NoticeKind.HAPPENED,
        event,
        what="merged_in",
        by=await telling.person(deed.by),
        other=work.policy.number(gone.id),
        to=await telling.person(gone.requester),
        text=gone.text,
    )
