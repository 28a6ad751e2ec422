"""What does it take to do a verb on a ticket: the right person, the right status, the right words?

Every way in (a button, a filled form, a command, words in a thread) ends here, so that a verb is
allowed or refused in one place only.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from desk import promises, roles
from desk.actions.approve import approve, decline
from desk.actions.approve_change import approve_change, decline_change
from desk.actions.begin_incident import declare_ticket
from desk.actions.cancel import cancel
from desk.actions.change import change, shown, urgent
from desk.actions.changing import check_made, wanted_of_change
from desk.actions.claim import claim, take_over
from desk.actions.deed import Deed
from desk.actions.explain import explain
from desk.actions.follow import follow, unfollow
from desk.actions.hand_over import escalate, send_back, targets
from desk.actions.link import link, unlink
from desk.actions.make_change import (
    implement_change,
    review_change,
    schedule_change,
    withdraw_change,
)
from desk.actions.merge import merge
from desk.actions.merged import check_reader, living
from desk.actions.note import note
from desk.actions.plan_change import plan_change, standard_change, submit_change
from desk.actions.promise import promise, promised_now
from desk.actions.rate import comment, rate
from desk.actions.release import release
from desk.actions.reopen import reopen
from desk.actions.reply import ask_requester, reply, undo
from desk.actions.request import requested
from desk.actions.resolve import resolve
from desk.actions.same import same
from desk.actions.snooze import snooze
from desk.actions.split import something_new
from desk.actions.split_off import split
from desk.actions.tell_followers import still_broken, works
from desk.actions.telling import TO_REQUESTER
from desk.actions.tick import tick
from desk.actions.transfer import colleagues, transfer
from desk.actions.unmerge import unmerge
from desk.change_form import STEPS
from desk.errors import BadCommandError, Fact, NotFoundError, WrongStatusError
from desk.form import LIFETIME, Field, Form, faults_in, fields_of
from desk.outcome import Ask, FieldFaults, Outcome
from desk.policy import DeskPolicy
from desk.ports import UnitOfWork
from desk.redaction import redact
from desk.runbooks import tried
from desk.ticket import TRANSITIONS, Ticket, Verb

Action = Callable[[UnitOfWork, Deed, Ticket], Awaitable[Outcome]]

ON_TICKETS: dict[Verb, Action] = {
    Verb.CANCEL: cancel,
    Verb.REOPEN: reopen,
    Verb.RATE: rate,
    Verb.COMMENT: comment,
    Verb.CLAIM: claim,
    Verb.TAKE_OVER: take_over,
    Verb.RELEASE: release,
    Verb.REPLY: reply,
    Verb.UNDO: undo,
    Verb.ASK_REQUESTER: ask_requester,
    Verb.NOTE: note,
    Verb.ESCALATE: escalate,
    Verb.RETURN: send_back,
    Verb.RESOLVE: resolve,
    Verb.TRANSFER: transfer,
    Verb.CHANGE: change,
    Verb.SNOOZE: snooze,
    Verb.PROMISE: promise,
    Verb.MERGE: merge,
    Verb.UNMERGE: unmerge,
    Verb.SPLIT: split,
    Verb.LINK: link,
    Verb.UNLINK: unlink,
    Verb.DECLARE: declare_ticket,
    Verb.SAME: same,
    Verb.WORKS: works,
    Verb.STILL_BROKEN: still_broken,
    Verb.FOLLOW: follow,
    Verb.UNFOLLOW: unfollow,
    Verb.URGENT: urgent,
    Verb.EXPLAIN: explain,
    Verb.TICK: tick,
    Verb.SOMETHING_NEW: something_new,
    Verb.PLAN_CHANGE: plan_change,
    Verb.STANDARD_CHANGE: standard_change,
    Verb.SUBMIT_CHANGE: submit_change,
    Verb.APPROVE_CHANGE: approve_change,
    Verb.DECLINE_CHANGE: decline_change,
    Verb.SCHEDULE_CHANGE: schedule_change,
    Verb.IMPLEMENT_CHANGE: implement_change,
    Verb.REVIEW_CHANGE: review_change,
    Verb.WITHDRAW_CHANGE: withdraw_change,
    Verb.APPROVE: approve,
    Verb.DECLINE: decline,
}
"""The verbs that act on a ticket."""

GO_ON = frozenset({Verb.REPLY, Verb.ASK_REQUESTER, Verb.NOTE})
"""Words, which are for the living ticket when they are said at one that was merged into it."""

_TEXT = "text"


async def perform(work: UnitOfWork, deed: Deed) -> Outcome:
    """Do the verb, or ask for the words that it needs first.

    Raises NotFoundError, NotAllowedError or WrongStatusError, and StaleError when the ticket
    changed meanwhile (then the whole may be tried again).
    """
    if deed.ticket is None or deed.verb not in ON_TICKETS:
        raise NotFoundError(noun="ticket", verb=deed.verb.value)
    ticket = await ticket_for(work, deed, deed.verb, deed.ticket)
    if deed.verb in TO_REQUESTER:
        await check_reader(work, ticket, deed.place.answer)
    if deed.verb is Verb.RESOLVE:
        await check_made(work, ticket)
    wanted = await wanted_fields(work, deed, ticket)
    if _has_to_ask(deed, wanted):
        return await ask(work, deed, ticket, wanted)
    _check_values(deed, wanted)
    return await ON_TICKETS[deed.verb](work, _masked(deed), ticket)


async def ticket_for(work: UnitOfWork, deed: Deed, verb: Verb, number: int) -> Ticket:
    """Give the ticket if the actor may use the verb on it, and its status allows that.

    Raises NotFoundError, NotAllowedError or WrongStatusError.
    """
    ticket = await work.tickets.get(number)
    if verb in GO_ON and not await _is_left_alone(work, verb, ticket):
        ticket = await living(work, ticket)
    roles.check(deed.actor, verb, ticket, work.policy)
    _check_status(verb, ticket, work.policy)
    return ticket


async def _is_left_alone(work: UnitOfWork, verb: Verb, ticket: Ticket) -> bool:
    """Whether words to the requester would reach another: they follow an incident from apart."""
    is_merged = ticket.merged_into is not None and verb in TO_REQUESTER
    return is_merged and await work.incidents.follower(ticket.id) is not None


async def wanted_fields(work: UnitOfWork, deed: Deed, ticket: Ticket) -> tuple[Field, ...]:
    """The fields of the verb's form, with the choices that this ticket has."""
    verb = deed.verb
    if verb in STEPS:
        return await wanted_of_change(work, deed, verb, ticket)
    handing = verb in {Verb.ESCALATE, Verb.RETURN}
    if verb is Verb.DECLARE and ticket.service is not None:
        return ()
    fields = fields_of(
        verb,
        categories=work.policy.categories,
        tiers=targets(work.policy, ticket, verb) if handing else (),
        people=await colleagues(work, ticket) if verb is Verb.TRANSFER else {},
        services={service.key: service.title for service in work.policy.services},
    )
    now = await _shown(work, verb, ticket)
    return tuple(replace(field, initial=now.get(field.name, field.initial)) for field in fields)


async def _shown(work: UnitOfWork, verb: Verb, ticket: Ticket) -> Mapping[str, str | None]:
    """Say what holds now of what the verb would change, or what is known of what it asks."""
    if verb is Verb.CHANGE:
        return shown(ticket)
    if verb is Verb.PROMISE:
        history = await work.events.of_ticket(ticket.id)
        return promised_now(work.policy, promises.fold(work.policy, history))
    if verb in {Verb.ESCALATE, Verb.RETURN}:
        return {"tried": tried(await work.checklists.of_ticket(ticket.id)) or None}
    return {}


async def ask(work: UnitOfWork, deed: Deed, ticket: Ticket, wanted: tuple[Field, ...]) -> Outcome:
    """Store a form for the verb, with what was said already, and ask for the rest."""
    form = await work.forms.add(
        Form(
            verb=deed.verb,
            ticket=ticket.id,
            person=deed.by,
            version=ticket.version,
            fields=wanted,
            expires_at=deed.now + LIFETIME,
            channel=deed.place.channel.top,
            thread=deed.place.thread,
            values={name: deed.values[name] for name in deed.values},
        )
    )
    return Ask(form=form)


async def finish(work: UnitOfWork, deed: Deed, form: Form) -> Outcome:
    """Do a filled form's verb, or say what is wrong with it; faulty ones stay open."""
    faults = form.faults()
    if faults:
        await work.forms.save(form)
        return FieldFaults(form=form.id, faults=faults)
    await work.forms.remove(form.id)
    if form.verb is Verb.REQUEST:
        return await requested(work, deed, form)
    return await perform(work, replace(deed, verb=form.verb, ticket=form.ticket, values=form.told))


def _has_to_ask(deed: Deed, wanted: tuple[Field, ...]) -> bool:
    """Whether words are missing; where all may be left out, whether none was given."""
    missing = [field for field in wanted if field.name not in deed.values]
    return any(not field.is_optional for field in missing) or (
        bool(wanted) and len(missing) == len(wanted)
    )


def _check_values(deed: Deed, wanted: tuple[Field, ...]) -> None:
    """Refuse values that a form would have refused; a command line can give any."""
    for name, fault in faults_in(wanted, deed.values).items():
        if name == _TEXT and deed.files and not deed.values.get(name):
            continue  # a file alone says enough
        raise BadCommandError(name=deed.verb.value, wanted=name, fault=fault)


def _check_status(verb: Verb, ticket: Ticket, policy: DeskPolicy) -> None:
    if verb not in TRANSITIONS or ticket.may(verb):
        return
    facts: dict[str, Fact] = {"verb": verb.value, "status": ticket.status.value}
    if ticket.merged_into is not None:
        facts["into"] = policy.number(ticket.merged_into)
    raise WrongStatusError(ticket=ticket.id, **facts)


def _masked(deed: Deed) -> Deed:
    """Take secrets out of what is about to be stored and shown."""
    return replace(deed, values={name: redact(value).text for name, value in deed.values.items()})
