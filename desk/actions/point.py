"""How does a message that somebody points at become a ticket of who wrote it?

The desk was not asked before, so that its promises count from the pointing, not from the words.
"""

from dataclasses import replace
from datetime import datetime

from desk import roles
from desk.actions.answer import Answer
from desk.actions.attach import prepared
from desk.actions.deed import Deed, Place
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.status import show_status
from desk.errors import NotAllowedError, NotFoundError
from desk.inbound import Pointed, Said
from desk.outcome import Done, Outcome
from desk.people import Actor, Person
from desk.ports import Begin, Link, Shelf, Side, UnitOfWork
from desk.question import Question
from desk.redaction import redact
from desk.ticket import Verb


class Point:
    """*Create ticket* on a message: by who wrote it, or by an engineer for them."""

    def __init__(self, shelf: Shelf) -> None:
        self._answer = Answer(shelf)

    async def __call__(self, pointed: Pointed, begin: Begin, *, now: datetime) -> Outcome:
        """Open it once; what has a ticket already is shown as it stands."""
        async with begin() as work:
            return await work.commit(await self._heed(work, pointed, now))

    async def _heed(self, work: UnitOfWork, pointed: Pointed, now: datetime) -> Outcome:
        try:
            outcome = await self._point(work, pointed, now)
        except (NotAllowedError, NotFoundError):
            if not pointed.is_quiet:
                raise
            return Done()
        return Done() if pointed.is_quiet else outcome

    async def _point(self, work: UnitOfWork, pointed: Pointed, now: datetime) -> Outcome:
        said = pointed.said
        if said is None:
            raise NotFoundError(noun="author")
        person = await work.people.meet(pointed.author)
        actor = await work.people.actor(person, is_trusted=pointed.author.is_trusted)
        author = await work.people.meet(said.author)
        deed = _deed(pointed, said, actor, now)
        link = await work.links.find(said.channel.top, (said.message, *said.anchors))
        question = await _question(work, link)
        known = question or link
        ticket = known.ticket if known is not None else None
        if ticket is not None:
            return await show_status(work, deed, ticket)
        roles.check_for(actor, author.id)
        if question is not None and question.person == author.id:
            return await self._answer.person(work, deed, question)
        return await _open(work, deed, said, author)


async def _question(work: UnitOfWork, link: Link | None) -> Question | None:
    if link is None or link.question is None:
        return None
    return await work.questions.get(link.question)


async def _open(work: UnitOfWork, deed: Deed, said: Said, author: Person) -> Outcome:
    text = redact(said.text).text.strip()
    place = replace(deed.place, message=said.message)
    files = prepared(said.files, work, by=author.id, place=place, now=deed.now)
    if not (text or files):
        raise NotFoundError(noun="words")
    ticket = await open_ticket(
        work,
        Opening(
            requester=author.id,
            text=text,
            origin=deed.place.answer,
            asked_at=deed.at,
            files=files,
            opened_by=deed.by if deed.by != author.id else None,
        ),
        deed.now,
    )
    for message in {said.message, deed.place.thread} - {None}:
        await work.links.add(
            Link(
                channel=said.channel.top,
                message=message or "",
                side=Side.REQUESTER,
                ticket=ticket.id,
                by=author.id,
            )
        )
    return Done(facts={"ticket": ticket.id})


def _deed(pointed: Pointed, said: Said, actor: Actor, now: datetime) -> Deed:
    place = Place(channel=said.channel.top, thread=said.answer_in, is_direct=said.is_direct)
    return Deed(verb=Verb.OPEN_FOR, actor=actor, place=place, at=pointed.pointed_at, now=now)
