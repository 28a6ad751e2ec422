"""Are so many tickets alike that they are one incident?"""

from datetime import datetime

from desk.actions.begin_incident import begin_incident
from desk.actions.by_clock import by_clock
from desk.incidents import Source
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.question import Question
from desk.services import Service
from desk.ticket import Ticket, Verb
from knowledge.troubles import is_same_trouble

_NONE = "none"
"""The band of a question for which the matcher knows no article."""


async def recognise(work: UnitOfWork, ticket: Ticket, now: datetime) -> None:
    """Declare the oldest of them when a new ticket makes a storm of similar ones.

    They are about one service, tell of something broken, and came within the time configured.
    """
    storms = work.policy.storms
    service = work.policy.service(ticket.service) if ticket.service else None
    if service is None or not storms.tickets or ticket.type is not TicketType.INCIDENT:
        return
    if await work.incidents.open_of(service.key) is not None:
        return
    lately = await work.tickets.asked_about(service.key, now - storms.window)
    like = [
        one
        for one in lately
        if one.requester != ticket.requester
        and one.type is TicketType.INCIDENT
        and await _is_same(work, service, ticket, one)
    ]
    if storms.is_one(len({one.requester for one in like})):
        first = like[0]
        deed = by_clock(Verb.DECLARE, first.id, now)
        await begin_incident(work, deed, first, service, Source.STORM)


def called(service: Service) -> tuple[str, ...]:
    """Give all that people call a service: of that they all speak, whatever they say of it."""
    return (service.title, *service.words)


def is_near(one: Question | None, other: Question | None) -> bool:
    """Whether the matcher finds the same article nearest to both, and is not at a loss."""
    if one is None or other is None or _NONE in {one.band, other.band}:
        return False
    nearest = [question.shown[0].article for question in (one, other) if question.shown]
    return len(nearest) > 1 and nearest[0] == nearest[1]


async def question_of(work: UnitOfWork, ticket: Ticket) -> Question | None:
    """Give the question that became the ticket."""
    return None if ticket.question is None else await work.questions.get(ticket.question)


async def _is_same(work: UnitOfWork, service: Service, ticket: Ticket, other: Ticket) -> bool:
    if is_same_trouble(ticket.text, other.text, called(service)):
        return True
    return is_near(await question_of(work, ticket), await question_of(work, other))
