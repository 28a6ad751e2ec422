"""How does a second matter that a ticket speaks of become a ticket of its own?

An engineer says which words it is in. Where two matters are named, nothing is left of the ticket:
it is closed as split, and both go on.
"""

from collections.abc import Sequence
from datetime import datetime

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.link import link_back
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.telling import Telling, opened_card
from desk.events import Event, EventKind
from desk.notice import NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.people import Address
from desk.ports import UnitOfWork
from desk.ticket import Ticket

_MATTERS = ("text", "other")


async def split(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Open a ticket for each matter, linked both ways, for the same requester."""
    history = await work.events.of_ticket(ticket.id)
    origin = await _beside(work, ticket)
    matters = [text for name in _MATTERS if (text := deed.values.get(name, "").strip())]
    fresh = []
    for text in matters:
        opening = Opening(
            requester=ticket.requester,
            text=text,
            origin=origin,
            asked_at=_said_at(text, ticket, history) or deed.at,
            follows=ticket.id,
            opened_by=deed.by,
        )
        fresh.append(await open_ticket(work, opening, deed.now))
    linked = ticket
    for one in fresh:
        linked = await link_back(work, deed, linked, one)
    await _close_or_stay(work, deed, linked, fresh)
    return Done(facts={"ticket": fresh[0].id})


async def _beside(work: UnitOfWork, ticket: Ticket) -> Address:
    """Give where the requester is told: a thread is about one ticket, so it is not that one."""
    platform = ticket.origin.platform
    return await work.people.direct_address(ticket.requester, platform) or ticket.origin.top


def _said_at(text: str, ticket: Ticket, history: Sequence[Event]) -> datetime | None:
    """Say when the requester wrote it; None where they are words of the engineer's own."""
    asked = " ".join(text.split())
    if asked in " ".join(ticket.text.split()):
        return ticket.asked_at
    wrote = (event for event in history if event.kind is EventKind.WROTE)
    said = (one.at for one in wrote if asked in " ".join(str(one.data.get("text") or "").split()))
    return next(said, None)


async def _close_or_stay(
    work: UnitOfWork, deed: Deed, ticket: Ticket, fresh: Sequence[Ticket]
) -> None:
    """Close it where all of it goes on elsewhere."""
    is_over = len(fresh) == len(_MATTERS)
    after = ticket.split_up(deed.now) if is_over else ticket
    kind = EventKind.SPLIT_UP if is_over else EventKind.SPLIT
    if is_over:
        await work.figures.withdraw((await work.events.of_ticket(ticket.id))[0].id)
    numbers = ", ".join(work.policy.number(one.id) for one in fresh)
    stored, event = await keep(work, deed, after, kind, into=numbers)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    if is_over:
        card = opened_card(stored.id)
        await telling.to_requester(stored, NoticeKind.TICKET_OPENED, event, card=card, op=Op.EDIT)
    by = await telling.person(deed.by)
    await telling.to_engineers(
        stored, NoticeKind.HAPPENED, event, what="split", by=by, other=numbers
    )
