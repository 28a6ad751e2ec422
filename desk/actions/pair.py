"""Which second ticket is meant, where a verb needs two?"""

from desk.actions.deed import Deed
from desk.actions.numbers import number_of
from desk.errors import WrongOtherError
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def other_ticket(work: UnitOfWork, deed: Deed, ticket: Ticket, field: str) -> Ticket:
    """Give the ticket that the field names.

    Raises WrongOtherError for words that are no number, the ticket itself, or one that was merged
    (the error names the one in which it goes on), NotFoundError for a number that is nobody's.
    """
    said = deed.values[field]
    number = number_of(said, work.policy.prefix)
    if number is None:
        raise WrongOtherError(why="is_no_number", other=said[:40], like=work.policy.number(106))
    other = await work.tickets.get(number)
    if number == ticket.id:
        raise WrongOtherError(why="is_itself", other=work.policy.number(number))
    if other.merged_into is not None:
        into = other.merged_into
        why = "is_merged_here" if into == ticket.id else "is_merged"
        numbers = {"other": work.policy.number(number), "into": work.policy.number(into)}
        raise WrongOtherError(why=why, **numbers)
    return other
