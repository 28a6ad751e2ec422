"""What happens to words of somebody whose ticket follows an incident?

While the incident goes on they are kept with that ticket, and its engineers read them; they ask for
no answer there. Once it is over they say that it still does not work.
"""

from desk.actions.attach import attach
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.stand_alone import stand_alone
from desk.actions.telling import Telling
from desk.attachment import Audience
from desk.events import Event, EventKind
from desk.incidents import Follower
from desk.notice import NoticeKind
from desk.ports import Link, Side, UnitOfWork
from desk.ticket import Ticket


async def heard(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Ticket | Event:
    """Give the ticket that takes the words as any other: itself, opened again if it followed.

    Where it follows an incident that goes on they are taken already, and it is that event which
    comes back. It stays closed where the time to open it again has passed.
    """
    follower = await work.incidents.follower(ticket.id)
    if follower is None:
        return ticket
    incident = await work.tickets.get(follower.incident)
    if incident.is_open:
        return await _keep(work, deed, ticket, follower)
    if not incident.is_within_reopen(work.policy.reopen, deed.now):
        return ticket
    alone, _ = await stand_alone(work, deed, ticket, follower)
    return alone


async def _keep(work: UnitOfWork, deed: Deed, ticket: Ticket, follower: Follower) -> Event:
    """Write the words down with the ticket, and let the incident's engineers read them."""
    text = deed.values["text"]
    stored, event = await keep(work, deed, ticket, EventKind.WROTE, text=text)
    audience = Audience.ENGINEERS
    await attach(work, deed.files, audience, now=deed.now, ticket=stored.id, event=event)
    for source in deed.place.sources:
        await work.links.add(
            Link(
                channel=deed.place.channel.top,
                message=source,
                side=Side.REQUESTER,
                ticket=stored.id,
                event=event.id,
                by=deed.by,
            )
        )
    telling = Telling(work=work, now=deed.now)
    await telling.to_engineers(
        await work.tickets.get(follower.incident),
        NoticeKind.HAPPENED,
        event,
        what="follower_wrote",
        by=await telling.person(deed.by),
        other=work.policy.number(stored.id),
        text=text,
    )
    return event
