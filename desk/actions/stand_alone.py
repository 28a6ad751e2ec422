"""How does a ticket come back whose incident is over, when it still does not work?"""

from dataclasses import replace

from desk.actions.attach import carry_files
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import is_bot
from desk.actions.telling import Telling, stay_card
from desk.actions.unmerge import status_before
from desk.events import Event, EventKind
from desk.incidents import Follower
from desk.notice import NoticeKind
from desk.people import Actor
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def stand_alone(
    work: UnitOfWork, deed: Deed, ticket: Ticket, follower: Follower
) -> tuple[Ticket, Event]:
    """Open it again as a ticket of its own, with a card, in the queue where it had no owner.

    Its history says what is true for its requester: they asked, were told with the incident's end
    that it was solved, and it was not. Promises and figures count from when they asked, without
    the time in which it was taken for solved.
    """
    incident = await work.tickets.get(follower.incident)
    history = await work.events.of_ticket(ticket.id)
    free = ticket.unmerge(status_before(history)).link(incident.id)
    alone, event = await keep(work, deed, free, EventKind.UNMERGED, other=incident.id)
    await work.incidents.let_go(ticket.id, deed.now)
    if incident.resolved_by is not None:
        solved = await _solved(work, deed, alone, incident)
        alone, event = await keep(work, deed, solved.reopen(), EventKind.REOPENED)
    telling = Telling(work=work, now=deed.now)
    if await work.cards(stay_card(alone)):
        await telling.redraw_card(alone, event)
        by, other = await telling.person(deed.by), work.policy.number(incident.id)
        await telling.to_engineers(
            alone, NoticeKind.HAPPENED, event, what="still_broken", by=by, other=other
        )
    else:
        await telling.show_card(alone, event)
    await carry_files(work, alone, await work.files.of_ticket(alone.id), deed.now)
    await telling.to_requester(alone, NoticeKind.REOPENED, event)
    return alone, event


async def _solved(work: UnitOfWork, deed: Deed, ticket: Ticket, incident: Ticket) -> Ticket:
    """Write down that it was solved with the incident, by its engineer and at its moment.

    Whoever solved that does not own this one for it.
    """
    solver = incident.resolved_by or 0
    at = incident.resolved_at or deed.now
    is_theirs = incident.organisation == ticket.organisation
    is_theirs = is_theirs or await is_bot(work, incident.requester)
    text = (incident.resolution or "") if is_theirs else ""  # words to another customer stay there
    category = incident.category or ""
    actor = Actor(person=await work.people.get(solver), roles=frozenset())
    solved = ticket.resolve(solver, text, category, at)
    kept = replace(solved, assignee=ticket.assignee, claimed_at=ticket.claimed_at)
    there = replace(deed, actor=actor, at=at)
    stored, _ = await keep(work, there, kept, EventKind.RESOLVED, text=text, category=category)
    return stored
