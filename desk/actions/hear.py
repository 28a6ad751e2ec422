"""What is done with words that somebody said?"""

from dataclasses import replace
from datetime import datetime

from desk import roles, routing
from desk.actions.ask import Thought, ask, think
from desk.actions.attach import prepared
from desk.actions.bare import bare_command
from desk.actions.command import MEANT_FOR_US, Command
from desk.actions.deed import Deed, Place
from desk.actions.file_alone import (
    file_alone,
    file_for_question,
    keep_aside,
    keep_beside,
)
from desk.actions.fill import fill
from desk.actions.linking import code_in, enter_code
from desk.actions.merged import living
from desk.actions.open_for import FOR, open_for_said
from desk.actions.perform import perform
from desk.actions.telling import Telling
from desk.actions.write import write
from desk.errors import NobodyError
from desk.form import Form
from desk.inbound import Said
from desk.notice import Notice, NoticeKind, Offer, Saying
from desk.outcome import Ask, Done, Outcome
from desk.people import Actor, Role
from desk.policy import DeskPolicy, Watch
from desk.ports import Begin, Link, Shelf, Side, UnitOfWork
from desk.redaction import Redacted, redact
from desk.routing import Belonging, Route
from desk.ticket import Ticket, Verb
from knowledge.smalltalk import is_greeting, is_thanks


class Hear:
    """Words in a channel or a direct chat: a question, words for a ticket, or not for us."""

    def __init__(self, shelf: Shelf, policy: DeskPolicy, command: Command) -> None:
        self._shelf = shelf
        self._command = command
        self._policy = policy

    async def __call__(self, said: Said, begin: Begin, *, now: datetime) -> Outcome:
        """Put the words where they belong; a secret in them is masked first and the person told.

        Words at an unknown place that are for the bot are a question, searched for before the
        transaction begins.
        """
        if said.author.is_nobody:
            raise NobodyError
        if code_in(said.text) and (said.is_direct or said.is_addressed):
            return await _take_code(said, begin, now)
        command = bare_command(said, self._policy)
        if command is not None and not await _answers_a_form(said, begin, now):
            return await self._command(command, begin, now=now)
        clean = redact(said.text)
        heard = replace(said, text=clean.text.strip())
        thought = await self._think(heard)
        async with begin() as work:
            outcome = await self._place(work, heard, thought, now)
            await _tell_of_secret(work, heard, clean, now)
            return await work.commit(outcome)

    async def _think(self, said: Said) -> Thought | None:
        may_ask = said.text and routing.is_question(said, self._watch(said))
        return await think(self._shelf, said.text) if may_ask else None

    def _watch(self, said: Said) -> Watch:
        return Watch.MENTIONED if said.is_among_few else self._policy.watch_at(said.channel)

    async def _place(
        self, work: UnitOfWork, said: Said, thought: Thought | None, now: datetime
    ) -> Outcome:
        person = await work.people.meet(said.author)
        actor = await work.people.actor(person, is_trusted=said.author.is_trusted)
        if said.is_direct:
            await work.people.spoke_directly(person.id, said.channel)
        deed = _deed(said, actor, now)
        files = prepared(said.files, work, by=person.id, place=deed.place, now=now)
        deed = replace(deed, files=files)
        form = await work.forms.waiting(person.id, said.channel.top, now)
        link = await work.links.find(said.channel.top, said.anchors)
        if form is not None and (said.is_direct or _answers_the_bot(said, link)):
            return await _fill(work, said, deed, form)
        if _opens_for_another(said, link):
            return await open_for_said(work, deed, said)
        if link is not None:
            return await self._in_thread(work, said, deed, link, thought)
        own = await work.tickets.open_of(person.id)
        watch = self._watch(said)
        if watch is Watch.SURE and not _is_sure(said, thought):
            return Done()
        route = routing.at_top_level(said, own, now, watch)
        return await self._go(work, said, deed, route, thought)

    async def _in_thread(
        self, work: UnitOfWork, said: Said, deed: Deed, link: Link, thought: Thought | None
    ) -> Outcome:
        if link.side is Side.DESK and link.ticket is not None:
            relays = link.relays and said.anchors[:1] == (link.message,)
            route = routing.in_engineers_thread(said, link.ticket, answers_requester=relays)
            return await self._go(work, said, deed, route, thought)
        ticket = await _ticket_of(work, link)
        if ticket is None:
            return await self._in_question(work, said, deed, link, thought)
        return await _in_requesters_thread(work, said, deed, ticket)

    async def _in_question(
        self, work: UnitOfWork, said: Said, deed: Deed, link: Link, thought: Thought | None
    ) -> Outcome:
        """Take further words under an answered question for a question of their own.

        A file alone belongs to the question that is there.
        """
        if deed.files and not said.text:
            outcome = await file_for_question(work, deed, link)
            if outcome is not None:
                return outcome
        if not (said.is_direct or said.is_addressed):
            return Done()
        route = Route(belonging=Belonging.QUESTION)
        return await self._go(work, said, deed, route, thought)

    async def _go(
        self, work: UnitOfWork, said: Said, deed: Deed, route: Route, thought: Thought | None
    ) -> Outcome:
        if route.belonging is Belonging.QUESTION:
            return await _question(work, said, deed, thought)
        if route.ticket is None or not (said.text or deed.files):
            return Done()
        if route.belonging is Belonging.RELAY:
            return await _relay(work, said, replace(deed, ticket=route.ticket))
        if route.belonging is Belonging.INTERNAL:
            return await _internal(work, deed, route.ticket)
        ticket = await work.tickets.get(route.ticket)
        await write(work, deed, ticket, is_guess=route.is_guess)
        return Done(facts={"ticket": ticket.id})


async def _answers_a_form(said: Said, begin: Begin, now: datetime) -> bool:
    """Whether a form waits for words here; then even a command's name is what was asked for."""
    async with begin() as work:
        person = await work.people.meet(said.author)
        return await work.forms.waiting(person.id, said.channel.top, now) is not None


def _opens_for_another(said: Said, link: Link | None) -> bool:
    """Whether the bot is told to; in an engineers' thread it may be meant for the requester."""
    is_for_us = said.is_direct or said.is_addressed
    is_inside = link is not None and link.side is Side.DESK
    return said.command == FOR and is_for_us and not is_inside


async def _take_code(said: Said, begin: Begin, now: datetime) -> Outcome:
    """Take words that are a code for that, wherever they stand; they are kept nowhere."""
    async with begin() as work:
        person = await work.people.meet(said.author)
        if said.is_direct:
            await work.people.spoke_directly(person.id, said.channel)
        told = enter_code(work, said.author, said.text, now, is_direct=said.is_direct)
        return await work.commit(await told)


def _is_sure(said: Said, thought: Thought | None) -> bool:
    """Whether one may speak up where only the sure are welcome; who asks us is always answered."""
    return (
        said.is_direct or said.is_addressed or (thought is not None and thought.article is not None)
    )


async def _fill(work: UnitOfWork, said: Said, deed: Deed, form: Form) -> Outcome:
    """Take words for the form's field; files that came with them are the ticket's."""
    if deed.files and form.ticket is not None:
        await keep_beside(work, deed, form.ticket)
    return await fill(work, deed, form, said.text) if said.text else Ask(form=form)


async def _question(work: UnitOfWork, said: Said, deed: Deed, thought: Thought | None) -> Outcome:
    if deed.files and (thought is None or is_greeting(said.text) or is_thanks(said.text)):
        return await file_alone(work, deed)
    if thought is None or is_greeting(said.text):
        return await _welcome(work, deed)
    if is_thanks(said.text):
        return Done()
    return await ask(work, deed, thought)


async def _welcome(work: UnitOfWork, deed: Deed) -> Outcome:
    person = deed.actor.person
    await work.say(
        Saying(
            cause=f"welcome:{deed.place.message}",
            address=deed.place.answer,
            notice=Notice(kind=NoticeKind.WELCOME, facts={"name": person.name}),
            language=person.language,
        )
    )
    return Done()


async def _in_requesters_thread(
    work: UnitOfWork, said: Said, deed: Deed, ticket: Ticket
) -> Outcome:
    """Take words there for the requester's, or for public words of an engineer."""
    if not (said.text or deed.files):
        return Done()
    if deed.by == ticket.requester:
        await write(work, deed, ticket, is_guess=False)
        return Done(facts={"ticket": ticket.id})
    tier = (await living(work, ticket)).tier
    if roles.may(deed.actor, Verb.REPLY, owner=ticket.requester, tier=tier):
        # in a reply chain an answer to these words would hang under them, not under the question
        there = replace(deed.place, thread=ticket.origin.thread)
        return await perform(work, replace(deed, verb=Verb.REPLY, ticket=ticket.id, place=there))
    return Done()


async def _internal(work: UnitOfWork, deed: Deed, ticket: int) -> Outcome:
    known = await living(work, await work.tickets.get(ticket))
    if not roles.may(deed.actor, Verb.NOTE, owner=known.requester, tier=known.tier):
        return Done()
    return await perform(work, replace(deed, verb=Verb.NOTE, ticket=ticket))


async def _relay(work: UnitOfWork, said: Said, deed: Deed) -> Outcome:
    """Carry the words, unless they begin with a command's name: then ask which was meant."""
    if said.command is None or said.command not in MEANT_FOR_US:
        return await perform(work, replace(deed, verb=Verb.REPLY))
    ticket = await living(work, await work.tickets.get(deed.ticket or 0))
    roles.check(deed.actor, Verb.REPLY, ticket, work.policy)
    ticket, aside = await keep_aside(work, deed, ticket)
    telling = Telling(work=work, now=deed.now)
    await work.say(
        Saying(
            cause=f"confirm:{said.channel}:{said.message}",
            address=deed.place.answer,
            notice=Notice(
                kind=NoticeKind.CONFIRM_RELAY,
                facts={
                    "ticket": await telling.facts(ticket),
                    "text": said.text,
                    "to": await telling.person(ticket.requester),
                    "command": said.command,
                },
                offers=(
                    Offer(verb=Verb.SEND, words=said.text),
                    Offer(verb=Verb.DO, words=said.text),
                ),
                ticket=ticket.id,
                version=ticket.version,
                event=aside,
            ),
            language=deed.actor.person.language,
            card=f"confirm:{said.channel}:{said.message}",
        )
    )
    return Done()


async def _ticket_of(work: UnitOfWork, link: Link) -> Ticket | None:
    if link.ticket is not None:
        return await work.tickets.get(link.ticket)
    if link.question is None:
        return None
    question = await work.questions.get(link.question)
    return await work.tickets.get(question.ticket) if question.ticket is not None else None


async def _tell_of_secret(work: UnitOfWork, said: Said, clean: Redacted, now: datetime) -> None:
    is_ours = said.is_direct or said.is_addressed or said.anchors
    if not clean.found or not is_ours:
        return
    person = await work.people.meet(said.author)
    deed = _deed(said, Actor(person=person, roles=frozenset({Role.REQUESTER})), now)
    await work.say(
        Saying(
            cause=f"secret:{said.channel}:{said.message}",
            address=deed.place.answer,
            notice=Notice(kind=NoticeKind.SECRET, facts={"kinds": list(clean.found)}),
            language=person.language,
        )
    )


def _answers_the_bot(said: Said, link: Link | None) -> bool:
    """Whether the words reply to a message of the bot other than relayed words.

    One that the desk does not know was sent by a program that died before it could note that; what
    it asked is asked again, and the first answer counts.
    """
    if link is None or said.anchors[:1] != (link.message,):
        return said.replies_to_bot
    return link.by is None and not link.relays


def _deed(said: Said, actor: Actor, now: datetime) -> Deed:
    return Deed(
        verb=Verb.WRITE,
        actor=actor,
        place=Place(
            channel=said.channel.top,
            thread=said.answer_in,
            message=said.message,
            is_direct=said.is_direct,
            together=said.together,
        ),
        at=said.said_at,
        now=now,
        values={"text": said.text},
    )
