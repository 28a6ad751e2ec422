"""What awaits somebody who looks in: their own tickets, and an engineer's work?"""

from collections.abc import Sequence
from datetime import datetime

from desk import business_hours
from desk.errors import NoBusinessHoursError
from desk.inbound import Visited
from desk.notice import Json, Notice, NoticeKind
from desk.outcome import Outcome, Show
from desk.people import Role
from desk.policy import DeskPolicy
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket

MOST = 10
"""Tickets of each kind that are shown; more than this nobody takes in at once."""


class Visit:
    """A look at the desk from one's own place in it; it changes nothing."""

    async def __call__(self, visited: Visited, begin: Begin, *, now: datetime) -> Outcome:
        """Show what is theirs, and to engineers what they work on and what nobody has, by due."""
        async with begin() as work:
            person = await work.people.meet(visited.author)
            actor = await work.people.actor(person, is_trusted=visited.author.is_trusted)
            own = await _rows(work, await _own(work, person.id))
            facts: dict[str, Json] = {"own": own, "hours": _hours(work.policy, now)}
            if Role.ENGINEER in actor.roles:
                near = await work.tickets.to_work_on(person.id, tuple(actor.tiers))
                mine = [ticket for ticket in near if ticket.assignee == person.id]
                free = [ticket for ticket in near if ticket.assignee is None]
                facts |= {"mine": await _rows(work, mine), "free": await _rows(work, free)}
            return await work.commit(Show(notice=Notice(kind=NoticeKind.HOME, facts=facts)))


def _hours(policy: DeskPolicy, now: datetime) -> dict[str, Json]:
    """Say whether the first tier is there, and else when it is back; nothing where it never is."""
    calendar = policy.calendar(policy.tier(policy.first_tier).calendar)
    try:
        back_at = business_hours.next_open(calendar, now)
    except NoBusinessHoursError:
        return {}
    is_open = business_hours.is_open(calendar, now)
    return {"is_open": is_open, "back_at": None if is_open else back_at.isoformat()}


async def _own(work: UnitOfWork, person: int) -> list[Ticket]:
    return list(await work.tickets.open_of(person))


async def _rows(work: UnitOfWork, tickets: Sequence[Ticket]) -> dict[str, Json]:
    """Give the most pressing ones as rows, and how many more there are."""
    shown = sorted(tickets, key=pressing)[:MOST]
    rows: list[Json] = [await _row(work, ticket) for ticket in shown]
    return {"rows": rows, "more": len(tickets) - len(shown)}


def pressing(ticket: Ticket) -> tuple[bool, bool, datetime, int]:
    """Order by what is due first, then what has no promise by age; what is resolved comes last."""
    due = _due(ticket)
    return not ticket.is_open, due is None, due or ticket.asked_at, ticket.id


def _due(ticket: Ticket) -> datetime | None:
    if not ticket.is_open:
        return None
    is_answered = ticket.first_response_at is not None
    return ticket.resolution_due if is_answered else ticket.first_response_due


async def _row(work: UnitOfWork, ticket: Ticket) -> Json:
    owner = ticket.assignee
    due = _due(ticket)
    return {
        "id": ticket.id,
        "number": work.policy.number(ticket.id),
        "title": ticket.title,
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "owner": (await work.people.get(owner)).name if owner is not None else None,
        "due": due.isoformat() if due is not None else None,
        "is_answered": ticket.first_response_at is not None,
        "asked_at": ticket.asked_at.isoformat(),
        "place": str(ticket.origin),
        "page": work.policy.ticket_url(ticket.id),
    }
