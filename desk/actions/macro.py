"""How does an engineer send a text that is kept for the purpose?"""

from dataclasses import replace

from desk import roles
from desk.actions.deed import Deed
from desk.actions.perform import perform
from desk.errors import BadCommandError, NotAllowedError, NotFoundError, SharedError
from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Outcome, Show
from desk.ports import Shelf, UnitOfWork
from desk.ticket import Ticket, Verb
from knowledge.macros import choose


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


async def _text(work: UnitOfWork, shelf: Shelf, deed: Deed, ticket: Ticket, key: str) -> str:
    requester = await work.people.get(ticket.requester)
    chosen = choose(shelf.macros, key, (requester.language, *work.policy.languages))
    if chosen is None:
        raise NotFoundError(noun="macro", key=key)
    if ticket.duplicates and chosen.names_one:
        raise SharedError
    return chosen.filled(
        {
            "requester": requester.name,
            "ticket": work.policy.number(ticket.id),
            "title": ticket.title,
            "engineer": deed.actor.person.name,
            "desk": work.policy.name,
        }
    )


def _list(work: UnitOfWork, shelf: Shelf, deed: Deed) -> Outcome:
    if not deed.actor.roles & roles.MAY[Verb.REPLY]:
        raise NotAllowedError(verb=Verb.REPLY.value)
    languages = (deed.actor.person.language, *work.policy.languages)
    keys = dict.fromkeys(one.id for one in shelf.macros)
    chosen = [choose(shelf.macros, key, languages) for key in keys]
    rows: list[Json] = [{"id": one.id, "title": one.title} for one in chosen if one is not None]
    return Show(notice=Notice(kind=NoticeKind.MACROS, facts={"rows": rows}))
