"""What does a tap on a button do?"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from desk.actions.answer import Answer
from desk.actions.command import BY_NAME, POINTED, do_named, do_words
from desk.actions.deed import Deed, Place
from desk.actions.fill import fill_by_button, forget, submit
from desk.actions.macro import offer_prepared
from desk.actions.open_for import FOR, open_for
from desk.actions.perform import perform
from desk.actions.request import request_by_button
from desk.actions.runbook import runbook
from desk.actions.subscribe import subscribe_by_button
from desk.errors import NotAllowedError, NotFoundError
from desk.inbound import Pressed, Submitted
from desk.notice import Offered
from desk.outcome import Outcome
from desk.people import Address
from desk.ports import Begin, Shelf, UnitOfWork
from desk.ticket import Verb

_ON_NO_TICKET: dict[Verb, Callable[[UnitOfWork, Deed], Awaitable[Outcome]]] = {
    Verb.FILL: fill_by_button,
    Verb.FORGET: forget,
    Verb.SUBSCRIBE: subscribe_by_button,
    Verb.UNSUBSCRIBE: subscribe_by_button,
    Verb.REQUEST: request_by_button,
}
"""Verbs on what is no ticket: a form, a service, a request."""


class Press:
    """A tap on something that was offered, however old the card is."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._answer = Answer(shelf)

    async def __call__(self, pressed: Pressed, begin: Begin, *, now: datetime) -> Outcome:
        """Do what the button says; raises NotFoundError for one that is expired or never was."""
        async with begin() as work:
            offered = await work.buttons.get(pressed.button)
            deed = await _deed(work, pressed, offered, now)
            return await work.commit(await self._do(work, deed))

    async def _do(self, work: UnitOfWork, deed: Deed) -> Outcome:
        if self._answer.takes(deed.verb) and deed.question is not None:
            return await self._answer(work, deed)
        if deed.verb in _ON_NO_TICKET:
            return await _ON_NO_TICKET[deed.verb](work, deed)
        if deed.verb in {Verb.SEND, Verb.DO}:
            return await _as_meant(work, self._shelf, deed)
        if deed.verb is Verb.RUNBOOK:
            return await runbook(work, self._shelf, deed, deed.ticket, deed.words or "")
        return await offer_prepared(work, self._shelf, deed, await perform(work, deed))


class Submit:
    """A filled form."""

    async def __call__(self, filled: Submitted, begin: Begin, *, now: datetime) -> Outcome:
        """Do the form's verb; faults keep it open and are told field by field."""
        async with begin() as work:
            person = await work.people.meet(filled.author)
            actor = await work.people.actor(person, is_trusted=filled.author.is_trusted)
            nowhere = Address(platform=filled.author.identity.platform, channel="")
            deed = Deed(
                verb=Verb.FILL,
                actor=actor,
                place=Place(channel=nowhere),
                at=now,
                now=now,
                values=filled.values,
            )
            return await work.commit(await submit(work, deed, filled.form))


async def _as_meant(work: UnitOfWork, shelf: Shelf, deed: Deed) -> Outcome:
    """Carry words that looked like a command, or do the command: the engineer said which."""
    words = deed.words or ""
    if deed.verb is Verb.SEND:
        said = replace(deed, verb=Verb.REPLY, values={"text": words})
        files = await work.files.of_event(deed.event) if deed.event is not None else ()
        return await perform(work, replace(said, files=tuple(files)))
    deed = replace(deed, event=None)  # of the words: what the command means it says itself
    name, _, rest = words.partition(" ")
    named = f"{deed.ticket} {rest}".strip()
    command = name.lower().strip("/:,.")
    if command in BY_NAME:
        return await do_named(work, shelf, deed, command, named, ())
    if command in {FOR, POINTED}:
        _, at, whom = rest.partition("@")
        return await open_for(work, deed, None, f"{at}{whom}")
    return await do_words(work, deed, command, named, ())


async def _deed(work: UnitOfWork, pressed: Pressed, offered: Offered, now: datetime) -> Deed:
    if offered.expires_at <= now or not 0 <= pressed.offer < len(offered.offers):
        raise NotFoundError(noun="button")
    person = await work.people.meet(pressed.author)
    if offered.only is not None and offered.only != person.id:
        raise NotAllowedError(verb=offered.offers[pressed.offer].verb.value)
    offer = offered.offers[pressed.offer]
    return Deed(
        verb=offer.verb,
        actor=await work.people.actor(person, is_trusted=pressed.author.is_trusted),
        place=Place(
            channel=pressed.channel.top,
            thread=offered.address.thread or pressed.answer_in,
        ),
        at=now,
        now=now,
        ticket=offered.ticket,
        question=offered.question,
        event=offered.event,
        words=offer.words,
    )
