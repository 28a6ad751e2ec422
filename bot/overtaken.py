"""Is what a path decided to say still so, at the moment when it is about to be said?

A claim ends a path. What was decided before it and is still on its way, for want of a platform or
for its pace, would call people to a ticket that somebody has.
"""

from desk import escalation
from desk.notice import NoticeKind
from storage.jobs import Job
from storage.store import Store

_OF_PATHS = frozenset({NoticeKind.PAGED, NoticeKind.OWNER_REMINDED})


async def was_overtaken(store: Store, job: Job) -> bool:
    """Whether the job calls for a claim that was made, or tells an owner who has spoken."""
    notice = job.saying.notice
    if notice.kind not in _OF_PATHS or notice.ticket is None or notice.event is None:
        return False
    async with store.begin() as work:
        ticket = await work.tickets.get(notice.ticket)
        history = await work.events.of_ticket(ticket.id)
    event = next((one for one in history if one.id == notice.event), None)
    return event is None or not escalation.stands(history, event, ticket.assignee)
