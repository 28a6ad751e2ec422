"""How do engineers keep a note that the requester never sees?"""

from desk.actions.attach import attach
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling, file_facts
from desk.attachment import Audience
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def note(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Write a note into the ticket's history; one that was not said in its thread is shown there.

    Words that engineers say to each other in the thread are notes too.
    """
    text = deed.values["text"]
    stored, event = await keep(work, deed, ticket, EventKind.NOTED, text=text)
    nobody = Audience.NOBODY
    files = await attach(work, deed.files, nobody, now=deed.now, ticket=stored.id, event=event)
    if deed.place.message is None:
        telling = Telling(work=work, now=deed.now)
        await telling.to_engineers(
            stored,
            NoticeKind.NOTE,
            event,
            text=text,
            by=await telling.person(deed.by),
            files=[file_facts(file) for file in files],
        )
    return Done(facts={"ticket": ticket.id})
