"""How does somebody hear what becomes of a ticket that is another's?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.notice import Notice, NoticeKind
from desk.outcome import Outcome, Show
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def follow(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Tell this person directly, from now on, whenever the ticket's state changes.

    Raises NotFoundError for somebody with whom the bot has no direct chat: it could not tell them.
    """
    if await work.people.direct_address(deed.by) is None:
        raise NotFoundError(noun="direct_chat")
    if deed.by not in ticket.followers:
        ticket, _ = await keep(work, deed, ticket.follow(deed.by), EventKind.FOLLOWED)
    return await _shown(work, deed, ticket, is_following=True)


async def unfollow(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Stop that."""
    if deed.by in ticket.followers:
        ticket, _ = await keep(work, deed, ticket.unfollow(deed.by), EventKind.UNFOLLOWED)
    return await _shown(work, deed, ticket, is_following=False)


async def _shown(work: UnitOfWork, deed: Deed, ticket: Ticket, *, is_following: bool) -> Outcome:
    facts = await Telling(work=work, now=deed.now).facts(ticket)
    return Show(
        notice=Notice(
            kind=NoticeKind.FOLLOWING,
            facts={"ticket": facts, "is_following": is_following},
            ticket=ticket.id,
        )
    )
