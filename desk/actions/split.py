"""How are words taken out of a ticket that they were wrongly added to?"""

from collections.abc import Sequence
from dataclasses import replace

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import living
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.telling import Telling
from desk.errors import NotFoundError
from desk.events import Event, EventKind
from desk.notice import NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.policy import Status
from desk.ports import Link, Side, UnitOfWork
from desk.ticket import Ticket

_SILENT = frozenset(
    {
        EventKind.NOTED,
        EventKind.CLAIMED,
        EventKind.TAKEN_OVER,
        EventKind.RELEASED,
        EventKind.TRANSFERRED,
        EventKind.CHANGED,
        EventKind.MOVED,
    }
)
"""What may happen meanwhile without a word to or from the requester."""


async def something_new(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Move the words of the pressed receipt's event into a ticket of their own, once."""
    event = await work.events.get(deed.event or 0)
    home, ticket = ticket, await _holder(work, ticket, event)
    if event.kind is not EventKind.WROTE or event.ticket != ticket.id:
        raise NotFoundError(noun="words")
    history = await work.events.of_ticket(ticket.id)
    if any(old.kind is EventKind.MOVED and old.data["event"] == event.id for old in history):
        return Done()
    sources = await _sources(work, event.id)
    fresh = await open_ticket(
        work,
        Opening(
            requester=home.requester,
            text=str(event.data["text"]),
            origin=deed.place.answer,
            asked_at=event.at,
            files=tuple(await work.files.of_event(event.id)),
        ),
        deed.now,
    )
    for source in sources:
        await work.links.add(replace(source, question=None, ticket=fresh.id, event=event.id))
    left = ticket.wait_again() if _ended_waiting(history, event) else ticket
    await _tell(work, deed, left, fresh, event.id)
    return Done(facts={"ticket": fresh.id})


async def _holder(work: UnitOfWork, ticket: Ticket, event: Event) -> Ticket:
    """Words may have been added to the ticket before it was merged, or to the other since."""
    return ticket if event.ticket == ticket.id else await living(work, ticket)


def _ended_waiting(history: Sequence[Event], words: Event) -> bool:
    """Whether the words, and nothing said since, ended the waiting for the requester."""
    before = [event for event in history if event.id < words.id]
    since = {event.kind for event in history if event.id > words.id}
    waited = bool(before) and before[-1].data.get("status") == Status.PENDING.value
    return waited and since <= _SILENT


async def _sources(work: UnitOfWork, event: int) -> Sequence[Link]:
    """The messages that the words came in: an album is several."""
    links = await work.links.of_event(event)
    return [link for link in links if link.side is Side.REQUESTER and link.by]


async def _tell(work: UnitOfWork, deed: Deed, old: Ticket, fresh: Ticket, event: int) -> None:
    stored, moved = await keep(work, deed, old, EventKind.MOVED, event=event, to=fresh.id)
    telling = Telling(work=work, now=deed.now)
    await telling.to_requester(
        fresh,
        NoticeKind.BELONGS,
        moved,
        card=f"event:{event}:belongs",
        op=Op.EDIT,
    )
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        moved,
        what="moved",
        by=await telling.person(deed.by),
        text=work.policy.number(fresh.id),
    )
