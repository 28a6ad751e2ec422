"""When is a resolved ticket closed for good?"""

from datetime import datetime

from desk.actions.by_clock import by_clock
from desk.actions.keeping import keep
from desk.actions.one_by_one import one_by_one
from desk.actions.telling import Telling
from desk.events import EventKind
from desk.outcome import Done
from desk.ports import Begin
from desk.ticket import Ticket, Verb


class CloseResolved:
    """The tick's verb: close what nobody re-opened in time, one transaction a ticket."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Close all that are due and say how many; one that somebody just changed waits.

        Raises what went wrong when all had their turn.
        """
        async with begin() as work:
            due = {one.id: one for one in await work.tickets.to_close(now - work.policy.reopen)}
        return await one_by_one(list(due), lambda number: _close(begin, due[number], now))


async def _close(begin: Begin, ticket: Ticket, now: datetime) -> int:
    cause = f"close:{ticket.id}:{ticket.reopen_count}"
    deed = by_clock(Verb.CLOSE, ticket.id, now, cause=cause)
    async with begin() as work:
        stored, event = await keep(work, deed, ticket.close(now), EventKind.CLOSED)
        await Telling(work=work, now=now).redraw_card(stored, event)
        await work.commit(Done())
    return 1
