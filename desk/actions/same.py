"""How does a ticket come to follow an incident that is the same?

It is closed and goes on in the incident's, as one that was merged; but its requester reads nothing
of the talk there: only that it is over, once, and is asked whether it works for them.
"""

from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.merged import others
from desk.actions.numbers import number_of
from desk.actions.telling import Telling, opened_card
from desk.errors import WrongOtherError
from desk.events import Event, EventKind
from desk.incidents import Follower, Incident
from desk.notice import Json, NoticeKind, Op
from desk.outcome import Done, Outcome
from desk.ports import UnitOfWork
from desk.ticket import Ticket


async def same(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Let the ticket follow the incident of its service, or the one that is named.

    Raises WrongOtherError where there is none, or it is one itself.
    """
    incident = await _meant(work, deed, ticket)
    joined, event = await join(work, deed, ticket, incident)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(joined, event)
    await telling.to_requester(
        joined, NoticeKind.TICKET_OPENED, event, card=opened_card(joined.id), op=Op.EDIT
    )
    known = incident_facts(work, incident)
    await telling.to_requester(joined, NoticeKind.INCIDENT_FOLLOWED, event, incident=known)
    by = await telling.person(deed.by)
    await telling.to_engineers(
        joined, NoticeKind.HAPPENED, event, what="same", by=by, incident=known
    )
    return Done(facts={"ticket": ticket.id, "incident": incident.ticket})


async def join(
    work: UnitOfWork, deed: Deed, ticket: Ticket, incident: Incident
) -> tuple[Ticket, Event]:
    """Write down that the ticket, and what was merged into it, follow the incident.

    The figures count the incident only, as long as nobody says that it is still broken.
    """
    for older in await others(work, ticket):
        anew = older.merged_anew(incident.ticket)
        await keep(work, deed, anew, EventKind.MERGED, into=incident.ticket)
        await _follow(work, deed, older, incident)
    history = await work.events.of_ticket(ticket.id)
    await work.figures.withdraw(history[0].id)
    gone = ticket.merge(incident.ticket, deed.now)
    stored, event = await keep(work, deed, gone, EventKind.MERGED, into=incident.ticket)
    await _follow(work, deed, ticket, incident)
    return stored, event


def incident_facts(work: UnitOfWork, incident: Incident) -> Json:
    """Give an incident as people who are not its engineers may see it: nobody's words or name."""
    service = work.policy.service(incident.service)
    return {
        "other": work.policy.number(incident.ticket),
        "service": service.title if service else incident.service,
        "since": incident.declared_at.isoformat(),
    }


async def _follow(work: UnitOfWork, deed: Deed, ticket: Ticket, incident: Incident) -> None:
    follower = Follower(ticket=ticket.id, incident=incident.ticket, joined_at=deed.now)
    await work.incidents.follow(follower)


async def _meant(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Incident:
    own = await work.incidents.of_ticket(ticket.id)
    if own is not None and own.is_open:
        raise WrongOtherError(why="is_incident", other=work.policy.number(ticket.id))
    said = deed.values.get("to", "")
    if not said:
        known = await work.incidents.open_of(ticket.service) if ticket.service else None
    else:
        known = await work.incidents.of_ticket(number_of(said, work.policy.prefix) or 0)
    if known is None or not known.is_open:
        raise WrongOtherError(why="is_no_incident", other=said[:40] or "?")
    return known
