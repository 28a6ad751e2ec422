"""What is done with a file that came without words, or with words that may be a command?"""

from dataclasses import replace

from desk.actions.ask import to_ticket
from desk.actions.attach import attach, carry_files
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.open_ticket import open_from
from desk.attachment import Audience
from desk.events import EventKind
from desk.outcome import Done, Outcome
from desk.ports import Link, UnitOfWork
from desk.ticket import Ticket


async def file_alone(work: UnitOfWork, deed: Deed) -> Outcome:
    """Open a ticket for a file that says all by itself: nothing can be searched for."""
    ticket = await open_from(work, deed)
    return Done(facts={"ticket": ticket.id})


async def file_for_question(work: UnitOfWork, deed: Deed, link: Link) -> Outcome | None:
    """Add a file to one's own answered question; sent later than its words, it asks for a person.

    None when the question is somebody else's.
    """
    question = await work.questions.get(link.question or 0)
    if question.person != deed.by:
        return None
    audience = Audience.ENGINEERS
    await attach(work, deed.files, audience, now=deed.now, question=question.id)
    if link.message == deed.place.together:
        return Done(facts={"question": question.id})
    ticket = await to_ticket(work, replace(deed, files=()), question)
    return Done(facts={"question": question.id, "ticket": ticket.id})


async def keep_aside(work: UnitOfWork, deed: Deed, ticket: Ticket) -> tuple[Ticket, int | None]:
    """Keep files as a note until their sender has said what is meant; gives the note's event."""
    if not deed.files:
        return ticket, None
    text = deed.values["text"]
    stored, event = await keep(work, deed, ticket, EventKind.NOTED, text=text)
    nobody = Audience.NOBODY
    await attach(work, deed.files, nobody, now=deed.now, ticket=stored.id, event=event)
    return stored, event.id


async def keep_beside(work: UnitOfWork, deed: Deed, number: int) -> None:
    """Keep files that came with words which said something else: a command, a form's field."""
    ticket = await work.tickets.get(number)
    is_requester = deed.by == ticket.requester
    audience = Audience.ENGINEERS if is_requester else Audience.NOBODY
    files = await attach(work, deed.files, audience, now=deed.now, ticket=number)
    await carry_files(work, ticket, files, deed.now)
