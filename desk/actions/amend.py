"""What happens when somebody edits or deletes what they wrote?"""

from datetime import datetime

from desk.actions.deed import Deed, Place
from desk.actions.write import rewrite
from desk.events import Event, EventKind
from desk.inbound import Deleted, Edited
from desk.outcome import Done, Outcome
from desk.people import Actor, Role
from desk.ports import Begin, Link, Side, UnitOfWork
from desk.redaction import redact
from desk.ticket import Verb


class Amend:
    """Edits and deletions of a requester's words follow to the engineers."""

    async def __call__(self, happened: Edited | Deleted, begin: Begin, *, now: datetime) -> Outcome:
        """Change what was carried; the history keeps what was first written."""
        async with begin() as work:
            link = await work.links.find(happened.channel.top, (happened.message,))
            if link is not None and link.event is not None and link.side is Side.REQUESTER:
                await _follow(work, happened, link, await work.events.get(link.event), now)
            return await work.commit(Done())


async def _follow(
    work: UnitOfWork, happened: Edited | Deleted, link: Link, event: Event, now: datetime
) -> None:
    if event.kind is not EventKind.WROTE or link.by is None:
        return
    person = await work.people.get(link.by)
    text = redact(happened.text).text if isinstance(happened, Edited) else None
    deed = Deed(
        verb=Verb.WRITE,
        actor=Actor(person=person, roles=frozenset({Role.REQUESTER})),
        place=Place(channel=happened.channel.top),
        at=happened.edited_at if isinstance(happened, Edited) else happened.deleted_at,
        now=now,
    )
    await rewrite(work, deed, event, text)
