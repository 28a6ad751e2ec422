"""How does an engineer send a text that is kept for the purpose?"""

from dataclasses import replace

from desk import roles
from desk.actions.deed import Deed
from desk.actions.perform import perform
from desk.errors import BadCommandError, NotAllowedError, NotFoundError, SharedError
from desk.form import Field, FieldKind
from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Ask, Outcome, Show
from desk.people import Person
from desk.ports import Shelf, UnitOfWork
from desk.ticket import Ticket, Verb
from knowledge.macros import Macro, choose

OFFERING = frozenset({Verb.REPLY, Verb.ASK_REQUESTER})
"""What may be said in words that are kept."""

MOST_OFFERED = 30
"""So many fit into a menu that one still reads; the command knows all of them."""

_WORDS = "text"


async def macro(
    work: UnitOfWork, shelf: Shelf, deed: Deed, number: int | None, named: str
) -> Outcome:
    """Send the text as the engineer's own reply, with its undo; without a name list them.

    It is in the requester's language where it is written in it, else in the desk's. Raises
    SharedError where the answer reaches several people and the text names one of them.
    """
    key = named.strip().lower()
    if not key:
        return _list(work, shelf, deed)
    if number is None:
        raise BadCommandError(name="macro", wanted="ticket")
    ticket = await work.tickets.get(number)
    roles.check(deed.actor, Verb.REPLY, ticket, work.policy)
    text = await _text(work, shelf, deed, ticket, key)
    return await perform(work, replace(deed, verb=Verb.REPLY, ticket=number, values={"text": text}))


async def offer_prepared(work: UnitOfWork, shelf: Shelf, deed: Deed, outcome: Outcome) -> Outcome:
    """Let a form that asks for words offer those that are kept, to be taken where none are written.

    What names one person is not offered where the answer reaches several.
    """
    if not isinstance(outcome, Ask) or outcome.form.verb not in OFFERING:
        return outcome
    form = outcome.form
    ticket = await work.tickets.get(form.ticket or 0)
    requester = await work.people.get(ticket.requester)
    kept = _in_languages(shelf, (requester.language, *work.policy.languages))
    fit = [one for one in kept if not (ticket.duplicates and one.names_one)][:MOST_OFFERED]
    if not fit:
        return outcome
    filling = _values(work, deed, ticket, requester)
    prepared = Field(
        name="prepared",
        kind=FieldKind.CHOICE,
        options=tuple(one.id for one in fit),
        labels=tuple(one.title for one in fit),
        texts=tuple(one.filled(filling) for one in fit),
        is_optional=True,
        instead_of=_WORDS,
    )
    fields = tuple(replace(one, is_optional=one.name == _WORDS) for one in form.fields)
    offering = replace(form, fields=(*fields, prepared))
    await work.forms.save(offering)
    return Ask(form=offering)


async def _text(work: UnitOfWork, shelf: Shelf, deed: Deed, ticket: Ticket, key: str) -> str:
    requester = await work.people.get(ticket.requester)
    chosen = choose(shelf.macros, key, (requester.language, *work.policy.languages))
    if chosen is None:
        raise NotFoundError(noun="macro", key=key)
    if ticket.duplicates and chosen.names_one:
        raise SharedError
    return chosen.filled(_values(work, deed, ticket, requester))


def _values(work: UnitOfWork, deed: Deed, ticket: Ticket, requester: Person) -> dict[str, str]:
    return {
        "requester": requester.name,
        "ticket": work.policy.number(ticket.id),
        "title": ticket.title,
        "engineer": deed.actor.person.name,
        "desk": work.policy.name,
    }


def _in_languages(shelf: Shelf, languages: tuple[str, ...]) -> list[Macro]:
    """Give each text once, in the first of the languages that it is written in."""
    keys = dict.fromkeys(one.id for one in shelf.macros)
    chosen = [choose(shelf.macros, key, languages) for key in keys]
    return [one for one in chosen if one is not None]


def _list(work: UnitOfWork, shelf: Shelf, deed: Deed) -> Outcome:
    if not deed.actor.roles & roles.MAY[Verb.REPLY]:
        raise NotAllowedError(verb=Verb.REPLY.value)
    chosen = _in_languages(shelf, (deed.actor.person.language, *work.policy.languages))
    rows: list[Json] = [{"id": one.id, "title": one.title} for one in chosen]
    return Show(notice=Notice(kind=NoticeKind.MACROS, facts={"rows": rows}))
