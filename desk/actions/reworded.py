"""How is it written down that words were edited, or taken back by who asked?

Events are never changed: what was written first stays, and what it reads now is an event about it.
"""

from desk.actions.deed import Deed
from desk.events import Event, EventKind
from desk.ports import UnitOfWork
from desk.ticket import Ticket

_AMENDING = frozenset({EventKind.REWORDED, EventKind.WITHDRAWN})


async def note_reworded(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, text: str | None
) -> None:
    """Write down what an event's words are now, or without a text that they are gone.

    Platforms tell of edits that change nothing; those leave no trace.
    """
    last = event
    for one in await work.events.of_ticket(ticket.id):
        if one.kind in _AMENDING and one.data["event"] == event.id:
            last = one
    if last.kind is EventKind.WITHDRAWN or text == last.data.get("text"):
        return
    await work.events.add(
        Event(
            kind=EventKind.WITHDRAWN if text is None else EventKind.REWORDED,
            at=deed.at,
            ticket=ticket.id,
            by=deed.by,
            stint=ticket.stint,
            data={"event": event.id, "text": text},
        )
    )
    await work.checklists.look_at(ticket.id, deed.now)
