"""How does the requester say how the support was?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling, resolved_card
from desk.errors import BadCommandError, Fact
from desk.events import Event, EventKind
from desk.notice import NoticeKind, Offer, Op
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb

_BEST = 5
_COMMENTED_UP_TO = 3
"""Below a good mark a word of why is asked for; above it nobody is bothered."""


async def rate(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Keep the mark and thank; a low one is asked for a comment. A later mark replaces it.

    The same mark again is a second tap on one button, and is not counted twice.
    """
    mark = _mark(deed.words)
    if await _stands(work, ticket, mark):
        return Done(facts={"ticket": ticket.id, "rating": mark})
    stored, event = await keep(work, deed, ticket.rate(mark), EventKind.RATED, rating=mark)
    await _redraw(work, deed, stored, event)
    telling = Telling(work=work, now=deed.now)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="rated",
        by=await telling.person(deed.by),
        rating=mark,
    )
    return Done(facts={"ticket": ticket.id, "rating": mark})


async def comment(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Keep the words behind the mark and show them to the engineers."""
    text = deed.values["text"]
    stored, event = await keep(work, deed, ticket.comment(text), EventKind.COMMENTED, text=text)
    await _redraw(work, deed, stored, event)
    telling = Telling(work=work, now=deed.now)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="commented",
        by=await telling.person(deed.by),
        rating=ticket.rating,
        text=text,
    )
    return Done(facts={"ticket": ticket.id})


async def _redraw(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    telling = Telling(work=work, now=deed.now)
    wants_comment = (ticket.rating or _BEST) <= _COMMENTED_UP_TO and not ticket.rating_comment
    offers = [Offer(verb=Verb.COMMENT)] if wants_comment else []
    if ticket.is_within_reopen(work.policy.reopen, deed.now):
        offers.append(Offer(verb=Verb.REOPEN))
    solver = ticket.resolved_by
    await telling.to_requester(
        ticket,
        NoticeKind.RESOLVED,
        event,
        offers=tuple(offers),
        card=resolved_card(ticket),
        op=Op.EDIT,
        text=ticket.resolution,
        by=await telling.person(solver) if solver is not None else None,
        state="rated",
        rating=ticket.rating,
        can_comment=wants_comment,
    )


async def _stands(work: UnitOfWork, ticket: Ticket, mark: int) -> bool:
    """Whether this very mark was the last one given for the answer that stands."""
    said: Fact = None
    for event in await work.events.of_ticket(ticket.id):
        if event.kind in {EventKind.RESOLVED, EventKind.RATED}:
            said = event.data.get("rating")
    return said == mark


def _mark(words: str | None) -> int:
    if words is None or not words.isascii() or not words.isdigit() or not 1 <= int(words) <= _BEST:
        raise BadCommandError(name="rate", wanted="1-5")
    return int(words)
