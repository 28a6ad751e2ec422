"""What happens when somebody edits or deletes what they wrote?"""

from datetime import datetime

from desk.actions.deed import Deed, Place
from desk.actions.reply import reword, undo
from desk.actions.write import rewrite
from desk.events import Event, EventKind
from desk.inbound import Deleted, Edited
from desk.outcome import Done, Outcome
from desk.people import Actor, Role
from desk.ports import Begin, Link, Side, UnitOfWork
from desk.redaction import redact
from desk.ticket import Verb

CARRIED = frozenset({EventKind.REPLIED, EventKind.ASKED_REQUESTER})
"""What an engineer's message may have said to the requester."""


class Amend:
    """Edits and deletions of words that were carried follow to the other side."""

    async def __call__(self, happened: Edited | Deleted, begin: Begin, *, now: datetime) -> Outcome:
        """Change what was carried; the history keeps what was written before."""
        async with begin() as work:
            link = await work.links.find(happened.channel.top, (happened.message,))
            if link is not None and link.event is not None:
                await _follow(work, happened, link, await work.events.get(link.event), now)
            return await work.commit(Done())


async def _follow(
    work: UnitOfWork, happened: Edited | Deleted, link: Link, event: Event, now: datetime
) -> None:
    """Carry it on, by what the words were; what was never carried stays where it is."""
    if link.by is None:
        return
    text = redact(happened.text).text.strip() if isinstance(happened, Edited) else None
    deed = await _deed(work, happened, link.by, event, now)
    if link.side is Side.REQUESTER and event.kind is EventKind.WROTE:
        await rewrite(work, deed, event, text)
    elif link.side is Side.DESK and event.kind in CARRIED and event.ticket is not None:
        if text is None:
            await undo(work, deed, await work.tickets.get(event.ticket))
        elif text:  # without a word it may be a file's; undo and deletion take words back
            await reword(work, deed, event, text)


async def _deed(
    work: UnitOfWork, happened: Edited | Deleted, by: int, event: Event, now: datetime
) -> Deed:
    person = await work.people.get(by)
    return Deed(
        verb=Verb.WRITE,
        actor=Actor(person=person, roles=frozenset({Role.REQUESTER})),
        event=event.id,
        place=Place(channel=happened.channel.top),
        at=happened.edited_at if isinstance(happened, Edited) else happened.deleted_at,
        now=now,
    )
