"""What do commands do, typed anywhere a command can be typed?"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from desk.actions.ask import ask, think
from desk.actions.attach import prepared
from desk.actions.cover import cover
from desk.actions.deed import Deed, Place
from desk.actions.file_alone import file_alone, keep_beside
from desk.actions.fill import forget
from desk.actions.language import language
from desk.actions.linking import enter_code, give_code, part
from desk.actions.macro import macro, offer_prepared
from desk.actions.maintain import maintain
from desk.actions.numbers import number_of
from desk.actions.on_call import on_call
from desk.actions.open_for import FOR, open_for
from desk.actions.perform import perform
from desk.actions.request import request
from desk.actions.runbook import runbook
from desk.actions.search import search
from desk.actions.status import show_status
from desk.actions.subscribe import subscribe, unsubscribe
from desk.actions.telling import Telling
from desk.errors import BadCommandError, NobodyError
from desk.inbound import Commanded
from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Outcome, Show
from desk.people import Role
from desk.ports import Begin, Shelf, UnitOfWork
from desk.redaction import redact
from desk.services import service_called
from desk.ticket import Verb
from desk.views import SearchView

COMMAND_VERBS: dict[str, Verb] = {
    "claim": Verb.CLAIM,
    "take": Verb.TAKE_OVER,
    "release": Verb.RELEASE,
    "resolve": Verb.RESOLVE,
    "escalate": Verb.ESCALATE,
    "return": Verb.RETURN,
    "reply": Verb.REPLY,
    "ask": Verb.ASK_REQUESTER,
    "note": Verb.NOTE,
    "transfer": Verb.TRANSFER,
    "priority": Verb.CHANGE,
    "change": Verb.CHANGE,
    "explain": Verb.EXPLAIN,
    "snooze": Verb.SNOOZE,
    "promise": Verb.PROMISE,
    "merge": Verb.MERGE,
    "unmerge": Verb.UNMERGE,
    "split": Verb.SPLIT,
    "link": Verb.LINK,
    "unlink": Verb.UNLINK,
    "incident": Verb.DECLARE,
    "same": Verb.SAME,
    "follow": Verb.FOLLOW,
    "unfollow": Verb.UNFOLLOW,
    "urgent": Verb.URGENT,
    "reopen": Verb.REOPEN,
    "cancel": Verb.CANCEL,
    "comment": Verb.COMMENT,
    "plan_change": Verb.PLAN_CHANGE,
    "standard_change": Verb.STANDARD_CHANGE,
    "submit_change": Verb.SUBMIT_CHANGE,
    "approve_change": Verb.APPROVE_CHANGE,
    "decline_change": Verb.DECLINE_CHANGE,
    "schedule_change": Verb.SCHEDULE_CHANGE,
    "implement_change": Verb.IMPLEMENT_CHANGE,
    "review_change": Verb.REVIEW_CHANGE,
    "withdraw_change": Verb.WITHDRAW_CHANGE,
    "approve": Verb.APPROVE,
    "decline": Verb.DECLINE,
}
"""Commands that are verbs on a ticket, named by a number or by the thread they are given in."""

BY_NAME = {"macro": macro, "runbook": runbook}
"""Commands that take from the shelf what they name, for a ticket."""

POINTED = "ticket"
"""The command that makes a ticket of the message to which it is a reply."""

MEANT_FOR_US = frozenset({*COMMAND_VERBS, *BY_NAME, FOR, POINTED})
"""Words to the requester that begin like one of these are not carried unasked."""

_FIRST_FIELD = {
    Verb.RESOLVE: "text",
    Verb.REPLY: "text",
    Verb.ASK_REQUESTER: "text",
    Verb.NOTE: "text",
    Verb.COMMENT: "text",
    Verb.APPROVE: "text",
    Verb.DECLINE: "text",
    Verb.CHANGE: "priority",
    Verb.PROMISE: "resolution",
    Verb.URGENT: "reason",
    Verb.EXPLAIN: "text",
    Verb.SNOOZE: "until",
    Verb.MERGE: "into",
    Verb.SPLIT: "text",
    Verb.LINK: "to",
    Verb.DECLARE: "service",
    Verb.SAME: "to",
    Verb.UNLINK: "to",
    Verb.ESCALATE: "reason",
    Verb.RETURN: "reason",
    Verb.PLAN_CHANGE: "plan",
    Verb.STANDARD_CHANGE: "standard",
    Verb.DECLINE_CHANGE: "reason",
    Verb.SCHEDULE_CHANGE: "at",
    Verb.IMPLEMENT_CHANGE: "text",
    Verb.REVIEW_CHANGE: "text",
    Verb.WITHDRAW_CHANGE: "reason",
}
"""The field that words behind a command fill; a form asks for the rest."""

_PAIRS = frozenset({Verb.MERGE, Verb.LINK, Verb.UNLINK, Verb.SAME})
"""Verbs behind which a second number may stand: `merge 112 105`, in its thread `merge 105`."""

_ABOUT_ONESELF = frozenset({"page", "language", "link_account", "unlink_account"})

_TAKE_FILES = frozenset({Verb.REPLY, Verb.ASK_REQUESTER, Verb.NOTE})
"""Verbs that carry files themselves."""


class Command:
    """A command of the table that every platform shares."""

    def __init__(self, shelf: Shelf, finder: SearchView) -> None:
        self._shelf = shelf
        self._finder = finder

    async def __call__(self, given: Commanded, begin: Begin, *, now: datetime) -> Outcome:
        """Do it; raises BadCommandError for an unknown one or one that lacks its ticket."""
        if given.author.is_nobody:
            raise NobodyError
        given = _told_apart(given)
        words = redact(given.words).text.strip()
        asks = given.name == "new" and words
        thought = await think(self._shelf, words) if asks else None
        found = await search(self._finder, given, words) if given.name == "search" else None
        async with begin() as work:
            deed = await _deed(work, given, now)
            if thought is not None:
                asked = replace(deed, values={"text": words})
                outcome = await ask(work, asked, thought)
            elif given.name == "new" and deed.files:
                outcome = await file_alone(work, replace(deed, values={"text": ""}))
            elif given.name in COMMAND_VERBS:
                done = await do_words(work, deed, given.name, words, given.anchors)
                outcome = await offer_prepared(work, self._shelf, deed, done)
            elif found is not None:
                outcome = Show(notice=found)
            elif given.name in {*BY_NAME, FOR}:
                outcome = await self._for_somebody(work, deed, given, words)
            elif given.name in _ABOUT_ONESELF:
                outcome = await _about_oneself(work, deed, given)
            else:
                outcome = await _look_up(work, deed, given, words)
            return await work.commit(outcome)

    async def _for_somebody(
        self, work: UnitOfWork, deed: Deed, given: Commanded, words: str
    ) -> Outcome:
        if given.name == FOR:
            return await open_for(work, deed, given.whom, words)
        return await do_named(work, self._shelf, deed, given.name, words, given.anchors)


def _told_apart(given: Commanded) -> Commanded:
    """Read `ticket` with words behind it as what it stands for there."""
    if given.name != POINTED or not given.words.strip():
        return given
    first, _, rest = given.words.strip().partition(" ")
    is_for = first.lower() == FOR
    return replace(given, name=FOR, words=rest) if is_for else replace(given, name="new")


async def do_words(
    work: UnitOfWork, deed: Deed, name: str, words: str, anchors: tuple[str, ...]
) -> Outcome:
    """Do a command's verb on the ticket that its words or its thread name."""
    verb = COMMAND_VERBS[name]
    find = _first_of_two if verb in _PAIRS else _ticket
    ticket, rest = await find(work, deed, words, anchors)
    if ticket is None and verb is Verb.CANCEL:
        return await forget(work, replace(deed, words=None))
    if ticket is None:
        raise BadCommandError(name=name, wanted="ticket")
    field = _FIRST_FIELD.get(verb)
    is_said = bool(rest) or (bool(deed.files) and verb in _TAKE_FILES)
    said = _as_coded(work, field, rest)
    values = {**deed.values, **({field: said} if field and is_said else {})}
    named = replace(deed, verb=verb, ticket=ticket, values=values)
    outcome = await perform(work, named)
    if deed.files and verb not in _TAKE_FILES:
        await keep_beside(work, named, ticket)
    return outcome


def _as_coded(work: UnitOfWork, field: str | None, said: str) -> str:
    """Read a choice as people write it: `p2`, or what a service is called."""
    if field == "service":
        known = service_called(work.policy.services, said)
        return known.key if known else said
    return said.upper() if field == "priority" else said


async def _about_oneself(work: UnitOfWork, deed: Deed, given: Commanded) -> Outcome:
    author, person = given.author, deed.actor.person
    if given.name == "page":
        return Show(notice=_invitation(deed))
    if given.name == "language":
        return await language(work, person, given.words)
    if given.name == "unlink_account":
        return await part(work, author, person, deed.now)
    if given.words.strip():
        return await enter_code(work, author, given.words, deed.now, is_direct=given.is_direct)
    return await give_code(author, person)


async def do_named(  # noqa: PLR0917 - which command, by whom, with which words and where
    work: UnitOfWork, shelf: Shelf, deed: Deed, name: str, words: str, anchors: tuple[str, ...]
) -> Outcome:
    """Do it with what the words name, on the ticket that they or the thread name."""
    number, named = await _ticket(work, deed, words, anchors)
    return await BY_NAME[name](work, shelf, deed, number, named)


async def _look_up(work: UnitOfWork, deed: Deed, given: Commanded, words: str) -> Outcome:
    if given.name == "tickets":
        return await _tickets(work, deed)
    if given.name == "status":
        return await _status(work, deed, words, given.anchors)
    if given.name in {"help", "start", "new"}:
        return Show(notice=_help(deed, given.root))
    return await _about_the_house(work, deed, given.name, words)


async def _about_the_house(work: UnitOfWork, deed: Deed, name: str, words: str) -> Outcome:
    if name == "oncall":
        return await on_call(work, deed)
    if name not in _ABOUT_THE_HOUSE:
        raise BadCommandError(name=name, wanted="message" if name == POINTED else "known")
    verb, action = _ABOUT_THE_HOUSE[name]
    return await action(work, replace(deed, verb=verb), words)


_ABOUT_THE_HOUSE: dict[str, tuple[Verb, Callable[[UnitOfWork, Deed, str], Awaitable[Outcome]]]] = {
    "cover": (Verb.COVER, cover),
    "maintenance": (Verb.MAINTAIN, maintain),
    "request": (Verb.REQUEST, request),
    "subscribe": (Verb.SUBSCRIBE, subscribe),
    "unsubscribe": (Verb.UNSUBSCRIBE, unsubscribe),
}


async def _tickets(work: UnitOfWork, deed: Deed) -> Outcome:
    telling = Telling(work=work, now=deed.now)
    own = await work.tickets.open_of(deed.by)
    rows: list[Json] = [await telling.facts(ticket) for ticket in own]
    return Show(notice=Notice(kind=NoticeKind.TICKETS, facts={"rows": rows}))


async def _status(work: UnitOfWork, deed: Deed, words: str, anchors: tuple[str, ...]) -> Outcome:
    number, _ = await _ticket(work, deed, words, anchors)
    if number is None:
        return await _tickets(work, deed)
    return await show_status(work, deed, number)


def _invitation(deed: Deed) -> Notice:
    """Promise a one-time link; it is made when this is drawn, for what is stored may be read."""
    return Notice(kind=NoticeKind.SIGN_IN, facts={"person": deed.by})


def _help(deed: Deed, root: str) -> Notice:
    is_engineer = Role.ENGINEER in deed.actor.roles
    return Notice(kind=NoticeKind.HELP, facts={"is_engineer": is_engineer, "command": root})


async def _ticket(
    work: UnitOfWork, deed: Deed, words: str, anchors: tuple[str, ...]
) -> tuple[int | None, str]:
    """Find the ticket by a leading number (`SUP-106` or `106`), else by the thread."""
    first, _, rest = words.partition(" ")
    number = number_of(first, work.policy.prefix)
    if number is not None:
        return number, rest.strip()
    return await _of_thread(work, deed, anchors), words


async def _first_of_two(
    work: UnitOfWork, deed: Deed, words: str, anchors: tuple[str, ...]
) -> tuple[int | None, str]:
    """Find the ticket where a lone number may be the other one: in a thread it is."""
    here = await _of_thread(work, deed, anchors)
    has_two = len(words.split()) > 1
    if here is not None and not has_two:
        return here, words
    return await _ticket(work, deed, words, anchors)


async def _of_thread(work: UnitOfWork, deed: Deed, anchors: tuple[str, ...]) -> int | None:
    link = await work.links.find(deed.place.channel.top, anchors)
    return link.ticket if link else None


async def _deed(work: UnitOfWork, given: Commanded, now: datetime) -> Deed:
    person = await work.people.meet(given.author)
    actor = await work.people.actor(person, is_trusted=given.author.is_trusted)
    if given.author.is_operator:
        actor = replace(actor, roles=actor.roles | {Role.OPERATOR})
    if given.is_direct:
        await work.people.spoke_directly(person.id, given.channel)
    place = Place(
        channel=given.channel.top,
        thread=given.answer_in,
        message=None,
        is_direct=given.is_direct,
    )
    source = replace(place, message=given.message)
    return Deed(
        verb=Verb.ASK,
        actor=actor,
        place=place,
        at=given.said_at,
        now=now,
        values=given.values,
        files=prepared(given.files, work, by=person.id, place=source, now=now),
    )
