"""How does somebody open a ticket for another, in words of their own?

It is the other's: they are told where they can be reached alone, and it counts from now on, for
nobody has asked the desk before.
"""

from collections.abc import Sequence

from desk import roles
from desk.actions.deed import Deed
from desk.actions.open_ticket import Opening, open_ticket
from desk.actions.status import show_status
from desk.errors import BadCommandError, UnreachableError
from desk.inbound import Named, Said
from desk.outcome import Outcome
from desk.people import Address, Person
from desk.ports import UnitOfWork

FOR = "for"
"""The command that opens a ticket for another, whose name and matter follow."""

LONGEST_NAME = 4
"""Words that a name may have."""

MOST_NAMED = 5
"""So many people of one name are named."""

_NOBODY = 0
_BETWEEN = " ,:"


async def open_for_said(work: UnitOfWork, deed: Deed, said: Said) -> Outcome:
    """Do the same for words to the bot that begin as the command, `for @maya` or longer."""
    _, at, words = said.text.partition("@")
    return await open_for(work, deed, said.whom, f"{at}{words}")


async def open_for(work: UnitOfWork, deed: Deed, whom: Named | None, said: str) -> Outcome:
    """Open it for whom the words begin with, or whom the platform says they name; show it.

    Raises NotAllowedError, BadCommandError without words behind the name, and UnreachableError
    for whom nobody knows, who is one of several, or who never wrote to the desk directly.
    """
    person, words = await _whom(work, deed, whom, said)
    roles.check_for(deed.actor, person.id)
    if not (words or deed.files):
        raise BadCommandError(name=FOR, wanted="words")
    ticket = await open_ticket(
        work,
        Opening(
            requester=person.id,
            text=words,
            origin=await _reached(work, deed, person, whom),
            asked_at=deed.at,
            files=deed.files,
            opened_by=deed.by if deed.by != person.id else None,
        ),
        deed.now,
    )
    return await show_status(work, deed, ticket.id)


async def _whom(work: UnitOfWork, deed: Deed, whom: Named | None, said: str) -> tuple[Person, str]:
    if whom is not None:
        person = await work.people.meet(whom.author)
        return person, said.removeprefix(whom.called).strip(_BETWEEN)
    roles.check_for(deed.actor, _NOBODY)  # who may not is not told either who is known here
    parts = said.split(maxsplit=LONGEST_NAME)
    for count in range(min(len(parts), LONGEST_NAME), 0, -1):
        name = _name(parts[:count])
        found = [] if name.isdecimal() else await work.people.called(name)
        if found:
            rest = said.split(maxsplit=count)[count:]
            return await _the_one(work, deed, found), "".join(rest).strip(_BETWEEN)
    if not parts:
        raise BadCommandError(name=FOR, wanted="words")
    raise UnreachableError(why="unknown", name=_name(parts[:1]))


def _name(parts: Sequence[str]) -> str:
    return " ".join(parts).lstrip("@").rstrip(_BETWEEN)


async def _the_one(work: UnitOfWork, deed: Deed, found: Sequence[Person]) -> Person:
    """Give the only one, or the only one of this platform."""
    if len(found) == 1:
        return found[0]
    platform = deed.place.channel.platform
    accounts = {one.id: await work.people.identities(one.id) for one in found}
    here = [one for one in found if any(each.platform == platform for each in accounts[one.id])]
    if len(here) == 1:
        return here[0]
    named = [f"{one.name} ({accounts[one.id][0]})" for one in found if accounts[one.id]]
    raise UnreachableError(why="several", name=found[0].name, known=", ".join(named[:MOST_NAMED]))


async def _reached(work: UnitOfWork, deed: Deed, person: Person, whom: Named | None) -> Address:
    """Give the person's own chat: on this platform first, else where they last wrote."""
    people = work.people
    here = await people.direct_address(person.id, deed.place.channel.platform)
    if here is None and whom is not None and whom.direct is not None:
        await people.spoke_directly(person.id, whom.direct)
        here = whom.direct
    anywhere = here or await people.direct_address(person.id)
    if anywhere is None:
        raise UnreachableError(why="silent", name=person.name)
    return anywhere
