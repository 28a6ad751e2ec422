"""Who learns that words could not be delivered?"""

from datetime import datetime

from desk.actions.merged import living
from desk.actions.telling import Telling
from desk.events import Event, EventKind
from desk.inbound import Undelivered
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.ports import Begin, UnitOfWork


class TellUndelivered:
    """Words of an engineer that never reached the requester are told where they were written."""

    async def __call__(self, happened: Undelivered, begin: Begin, *, now: datetime) -> Outcome:
        """Note it in the ticket's history and say it in the engineers' threads."""
        async with begin() as work:
            is_file = _is_file_for_engineers(work, happened)
            if happened.ticket is not None:
                home = await work.tickets.get(happened.ticket)
                ticket = await living(work, home)
                event = await work.events.add(
                    Event(
                        kind=EventKind.UNDELIVERED,
                        at=now,
                        ticket=ticket.id,
                        stint=ticket.stint,
                        data={"reason": happened.reason, "kind": happened.kind},
                    )
                )
                telling = Telling(work=work, now=now)
                await telling.to_engineers(
                    ticket,
                    NoticeKind.HAPPENED,
                    event,
                    but_not=None if is_file else happened.address,
                    what="file_undelivered" if is_file else "undelivered",
                    to=await telling.person(home.requester),
                    reason=happened.reason,
                    url=work.policy.ticket_url(ticket.id) if is_file else None,
                )
            return await work.commit(Done())


def _is_file_for_engineers(work: UnitOfWork, happened: Undelivered) -> bool:
    """Whether the page is where a file can still be had."""
    is_file = happened.kind == NoticeKind.FILE.value
    return is_file and work.policy.tier_of(happened.address) is not None
