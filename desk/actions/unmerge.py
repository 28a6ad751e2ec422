"""How does a ticket stand on its own again that was merged into another by mistake?

It goes on as it was, with its promises as if they had never been dropped. What its requester wrote
meanwhile stays in the other's history too, for it was answered there, and is written down here.
"""

from collections.abc import Sequence

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import OPENED_OFFERS, Telling, opened_card, stay_card
from desk.errors import WrongOtherError
from desk.events import Event, EventKind
from desk.notice import NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.policy import Status
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def unmerge(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Undo it as long as the other ticket is not closed; older duplicates stay with the other."""
    into = await work.tickets.get(ticket.merged_into or 0)
    if into.status is Status.CLOSED:
        raise WrongOtherError(why="is_over", other=work.policy.number(into.id))
    history = await work.events.of_ticket(ticket.id)
    stands = ticket.unmerge(status_before(history))
    said = await _said_meanwhile(work, ticket, into, since=history)
    facts = {"text": said} if said else {}
    alone, event = await keep(work, deed, stands, EventKind.UNMERGED, other=into.id, **facts)
    left, lost = await keep(
        work, deed, into.let_go(ticket.id), EventKind.UNMERGED_FROM, other=ticket.id
    )
    await work.incidents.let_go(ticket.id, deed.now)
    await _tell(work, deed, alone, event, other=into, said=said)
    await _tell(work, deed, left, lost, other=alone)
    await _tell_requester(work, deed, alone, event, into)
    return Done(facts={"ticket": ticket.id, "other": into.id})


def status_before(history: Sequence[Event]) -> Status:
    """Say how it stood when it was merged; what befell it since has it as closed."""
    merged = max(place for place, event in enumerate(history) if event.kind is EventKind.MERGED)
    told = (event.data.get("status") for event in reversed(history[:merged]))
    closed = Status.CLOSED.value  # so it stands after an older merge, which is no state of its own
    return Status(str(next(status for status in told if status not in {None, closed})))


async def _said_meanwhile(
    work: UnitOfWork, ticket: Ticket, into: Ticket, *, since: Sequence[Event]
) -> str:
    """Give the requester's words that went to the other one; where both are theirs, none did."""
    if ticket.requester == into.requester:
        return ""
    merged = next(event for event in reversed(since) if event.kind is EventKind.MERGED)
    words = [
        str(event.data.get("text") or "")
        for event in await work.events.of_ticket(into.id)
        if event.kind is EventKind.WROTE and event.by == ticket.requester and event.id > merged.id
    ]
    return "\n".join(filter(None, words))


async def _tell(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, *, other: Ticket, said: str = ""
) -> None:
    telling = Telling(work=work, now=deed.now)
    has_card = await work.cards(stay_card(ticket))
    await (telling.redraw_card if has_card else telling.show_card)(ticket, event)
    await telling.to_engineers(
        ticket,
        NoticeKind.HAPPENED,
        event,
        what="unmerged",
        by=await telling.person(deed.by),
        other=work.policy.number(other.id),
        text=said or None,
    )


async def _tell_requester(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, into: Ticket
) -> None:
    telling = Telling(work=work, now=deed.now)
    await telling.to_requester(
        ticket,
        NoticeKind.TICKET_OPENED,
        event,
        offers=OPENED_OFFERS,
        card=opened_card(ticket.id),
        op=Op.EDIT,
    )
    number = work.policy.number(into.id)
    await telling.to_requester(ticket, NoticeKind.MERGED, event, into=number, state="undone")
