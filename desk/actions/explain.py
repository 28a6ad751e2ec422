"""Why was a promise broken, in the words of who had to keep it?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def explain(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Keep the reason with the ticket, and tell the other engineers; the last one said counts.

    Raises NotFoundError where no promise was broken.
    """
    history = await work.events.of_ticket(ticket.id)
    if not any(event.kind is EventKind.BREACHED for event in history):
        raise NotFoundError(noun="breach")
    why, text = deed.values["why"], deed.values.get("text") or None
    stored, event = await keep(work, deed, ticket, EventKind.EXPLAINED, why=why, text=text)
    telling = Telling(work=work, now=deed.now)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="explained",
        by=await telling.person(deed.by),
        why=why,
        text=text,
    )
    return Done(facts={"ticket": ticket.id})
