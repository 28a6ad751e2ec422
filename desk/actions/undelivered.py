"""Who learns that words could not be delivered?"""

from datetime import datetime

from desk.actions.telling import Telling
from desk.events import Event, EventKind
from desk.inbound import Undelivered
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.ports import Begin


class TellUndelivered:
    """Words of an engineer that never reached the requester are told where they were written."""

    async def __call__(self, happened: Undelivered, begin: Begin, *, now: datetime) -> Outcome:
        """Note it in the ticket's history and say it in the engineers' threads."""
        async with begin() as work:
            if happened.ticket is not None:
                ticket = await work.tickets.get(happened.ticket)
                event = await work.events.add(
                    Event(
                        kind=EventKind.UNDELIVERED,
                        at=now,
                        ticket=ticket.id,
                        stint=ticket.stint,
                        data={"reason": happened.reason, "kind": happened.kind},
                    )
                )
                await Telling(work=work, now=now).to_engineers(
                    ticket,
                    NoticeKind.HAPPENED,
                    event,
                    but_not=happened.address,
                    what="undelivered",
                    reason=happened.reason,
                )
            return await work.commit(Done())
