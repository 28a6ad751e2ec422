"""How does a ticket get an owner?"""

from desk.actions.accounts import account_at
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import AlreadyClaimedError
from desk.events import EventKind
from desk.notice import Notice, NoticeKind, Offer
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb


async def claim(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Give an unowned ticket to who asks; the loser of a race is told who has it.

    Claiming what one has already is done, not refused: a tap may arrive twice.
    """
    if ticket.assignee == deed.by:
        return Done()
    try:
        claimed = ticket.claim(deed.by, deed.now)
    except AlreadyClaimedError:
        return await _tell_the_loser(work, deed, ticket)
    stored, event = await keep(work, deed, claimed, EventKind.CLAIMED)
    await Telling(work=work, now=deed.now).redraw_card(stored, event)
    return Done(facts={"ticket": ticket.id})


async def take_over(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Give the ticket to who asks, and say so in its thread, where the former owner reads it.

    Its owner, who sees the same card as everybody else, is told that nothing is to be taken.
    """
    if ticket.assignee == deed.by:
        raise AlreadyClaimedError(ticket=ticket.id, is_yours=True)
    before = ticket.assignee
    taken = ticket.take_over(deed.by, deed.now)
    stored, event = await keep(work, deed, taken, EventKind.TAKEN_OVER, previous=before)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="taken_over",
        by=await telling.person(deed.by),
        previous=await telling.person(before) if before is not None else None,
    )
    return Done()


async def _tell_the_loser(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    telling = Telling(work=work, now=deed.now)
    facts = {
        "ticket": await telling.facts(ticket),
        "code": AlreadyClaimedError.code,
        "facts": {
            "number": work.policy.number(ticket.id),
            "by": (await work.people.get(ticket.assignee or 0)).name,
            "at": (ticket.claimed_at or deed.now).isoformat(),
        },
    }
    notice = Notice(
        kind=NoticeKind.REFUSED,
        facts=facts,  # type: ignore[arg-type]  # JSON by construction
        offers=(Offer(verb=Verb.TAKE_OVER),) if ticket.may(Verb.TAKE_OVER) else (),
        ticket=ticket.id,
        version=ticket.version,
    )
    account = await account_at(work, deed)
    await telling.only_to(
        account,
        deed.place.answer,
        f"loser:{ticket.id}:{ticket.version}:{deed.by}",
        notice,
        deed.actor.person.language,
    )
    return Done(facts={"owner": ticket.assignee})
