"""What is done with words of another program, such as one that watches machines?

They open a ticket, and that is all: nothing is searched, asked or answered, so that no two programs
ever talk with one another.
"""

from dataclasses import replace
from datetime import datetime

from desk.actions.ask import folds_into
from desk.actions.attach import prepared
from desk.actions.deed import Deed, Place
from desk.actions.merged import living
from desk.actions.open_ticket import open_from
from desk.actions.write import write
from desk.inbound import Reported, Said
from desk.outcome import Done, Outcome
from desk.people import Actor, Role
from desk.ports import Begin, UnitOfWork
from desk.redaction import redact
from desk.ticket import Verb


class Heed:
    """Words of a program: a ticket, more words for its open one, or one more of a flood."""

    async def __call__(self, reported: Reported, begin: Begin, *, now: datetime) -> Outcome:
        """Keep them with their secrets masked; in a thread they belong to its own ticket there."""
        said = replace(reported.said, text=redact(reported.said.text).text.strip())
        async with begin() as work:
            deed = await _deed(work, said, now)
            if deed.files or said.text:
                await _keep(work, said, deed)
            return await work.commit(Done())


async def _keep(work: UnitOfWork, said: Said, deed: Deed) -> None:
    link = await work.links.find(said.channel.top, (said.message, *said.anchors))
    if link is None and not said.anchors:
        await _open_or_fold(work, deed)
    elif link is not None and link.ticket is not None and said.anchors:
        ticket = await work.tickets.get(link.ticket)
        if ticket.requester == deed.by and (await living(work, ticket)).is_open:
            await write(work, deed, ticket, is_guess=False)


async def _open_or_fold(work: UnitOfWork, deed: Deed) -> None:
    """Open a ticket, or add the words to the last one of a program that reports without end."""
    last = await folds_into(work, deed)
    if last is None:
        await open_from(work, deed)
    else:
        await write(work, deed, last, is_guess=False)


async def _deed(work: UnitOfWork, said: Said, now: datetime) -> Deed:
    person = await work.people.meet(said.author)
    place = Place(channel=said.channel.top, thread=said.answer_in, message=said.message)
    return Deed(
        verb=Verb.WRITE,
        actor=Actor(person=person, roles=frozenset({Role.REQUESTER})),
        place=place,
        at=said.said_at,
        now=now,
        values={"text": said.text},
        files=prepared(said.files, work, by=person.id, place=place, now=now),
    )
