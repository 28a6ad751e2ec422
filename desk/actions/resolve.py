"""How is a ticket called solved?"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling, resolved_card
from desk.errors import ApprovalError
from desk.events import EventKind
from desk.notice import NoticeKind, Offer
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb

MARKS = ("1", "2", "3", "4", "5")

OFFERS = (*(Offer(verb=Verb.RATE, words=mark) for mark in MARKS), Offer(verb=Verb.REOPEN))
"""What the requester may do about a resolution; all else is words."""


async def resolve(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Resolve with words that the requester reads and the cause; then ask how it was.

    Raises ApprovalError while somebody has to say yes first.
    """
    if await work.approvals.waiting_of(ticket.id) is not None:
        raise ApprovalError(why="waiting")
    text, category = deed.values["text"], deed.values["category"]
    solved = ticket.resolve(deed.by, text, category, deed.now)
    stored, event = await keep(work, deed, solved, EventKind.RESOLVED, text=text, category=category)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    await telling.to_requester(
        stored,
        NoticeKind.RESOLVED,
        event,
        offers=OFFERS,
        card=resolved_card(stored),
        text=text,
        by=await telling.person(deed.by),
        state="open",
    )
    return Done(facts={"ticket": ticket.id})
