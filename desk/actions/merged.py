"""Who reads along where several tickets were merged into one, and which one lives?"""

from collections.abc import Sequence

from desk.errors import NoReaderError
from desk.people import Address
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def living(work: UnitOfWork, ticket: Ticket) -> Ticket:
    """Give the ticket itself, or the one in which it goes on."""
    if ticket.merged_into is None:
        return ticket
    return await work.tickets.get(ticket.merged_into)


async def others(work: UnitOfWork, ticket: Ticket) -> Sequence[Ticket]:
    """Give the tickets that were merged into it, for a survivor's own eyes."""
    return await work.tickets.some(ticket.duplicates) if ticket.duplicates else ()


async def readers(work: UnitOfWork, ticket: Ticket) -> Sequence[Ticket]:
    """Give the ticket as each of its requesters sees it, its own first and nobody twice."""
    seen = [ticket]
    for other in await others(work, ticket):
        if other.requester not in {one.requester for one in seen}:
            seen.append(ticket.seen_from(other))
    return seen


async def is_bot(work: UnitOfWork, person: int) -> bool:
    """Whether it is another program, which reads nothing."""
    return any(account.is_bot for account in await work.people.identities(person))


async def check_reader(work: UnitOfWork, ticket: Ticket, place: Address) -> None:
    """Refuse with NoReaderError where nobody would read an answer.

    What is said at `place`, in the program's own thread, is for the people who read there.
    """
    for seen in await readers(work, ticket):
        if seen.origin == place or not await is_bot(work, seen.requester):
            return
    raise NoReaderError(number=work.policy.number(ticket.id))


def card_for(card: str, reader: Ticket, ticket: Ticket) -> str:
    """Name a card that every requester has, a name each: two may read in one channel."""
    return card if reader.id == ticket.id else f"{card}:for:{reader.id}"
