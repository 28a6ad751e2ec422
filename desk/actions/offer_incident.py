"""What is somebody asked who seems to meet what is known already?

Whether it is the same, before a ticket is opened. They see of the incident its number, its service
and since when: no words and no name of anybody else.
"""

from dataclasses import replace

from desk.actions.deed import Deed
from desk.actions.open_ticket import Opening, kind_of, open_behind
from desk.actions.recognise import called, is_near, question_of
from desk.actions.same import incident_facts, join
from desk.events import Event
from desk.incidents import Incident, Source
from desk.notice import Json, NoticeKind, Offer
from desk.policy import TicketType
from desk.ports import UnitOfWork
from desk.question import Question, QuestionOutcome
from desk.service_state import is_about_state
from desk.ticket import Ticket, Verb
from knowledge.troubles import is_same_trouble

Drawn = tuple[NoticeKind, dict[str, Json], tuple[Offer, ...]]

_COMPARED = 20
"""So many of the newest who follow are compared: they all say it in their own words."""

_DOWN = "It does not work"
"""What a machine means that has noticed an incident, whatever it wrote."""


async def incident_for(work: UnitOfWork, question: Question) -> Incident | None:
    """Find the incident that the question seems to be about; each question is asked once."""
    service = work.policy.service(question.service) if question.service else None
    if service is None or question.rephrased:
        return None
    if kind_of(question.text) is TicketType.QUESTION and not is_about_state(question.text):
        return None
    incident = await work.incidents.open_of(service.key)
    if incident is None:
        return None
    ticket = await work.tickets.get(incident.ticket)
    for text in await _texts(work, incident, ticket):
        if is_same_trouble(question.text, text, called(service)):
            return incident
    return incident if is_near(question, await question_of(work, ticket)) else None


def offered(work: UnitOfWork, question: Question, incident: Incident) -> Drawn:
    """Give the card that asks whether it is the same."""
    number = str(incident.ticket)
    offers = (
        Offer(verb=Verb.ME_TOO, words=number),
        Offer(verb=Verb.SOMETHING_ELSE, words=number),
    )
    facts = {"incident": incident_facts(work, incident), "quote": question.text, "state": "open"}
    return NoticeKind.SAME_TROUBLE, facts, offers


def settled(work: UnitOfWork, incident: Incident | None, state: str, **more: Json) -> Drawn:
    """Give the card once it is answered: `following`, or `other`."""
    known = {} if incident is None else {"incident": incident_facts(work, incident)}
    return NoticeKind.SAME_TROUBLE, {**known, "state": state, **more}, ()


async def meant(work: UnitOfWork, deed: Deed) -> Incident | None:
    """Give the incident that the button was about, as long as it goes on."""
    incident = await work.incidents.of_ticket(int(deed.words or 0))
    return incident if incident is not None and incident.is_open else None


async def follow_with(
    work: UnitOfWork, deed: Deed, question: Question, incident: Incident
) -> tuple[Ticket, Event]:
    """Keep the question as a ticket of its requester's own that follows the incident.

    It has no card and no promise of its own, and the figures do not count it.
    """
    opening = Opening(
        requester=question.person,
        text=question.text,
        origin=question.origin,
        asked_at=question.asked_at,
        question=question.id,
    )
    fresh = await open_behind(work, opening, deed.now)
    joined, event = await join(work, deed, fresh, incident)
    kept = replace(question, outcome=QuestionOutcome.TICKET, ticket=joined.id)
    await work.questions.save(kept)
    return joined, event


async def _texts(work: UnitOfWork, incident: Incident, ticket: Ticket) -> tuple[str, ...]:
    by_machine = incident.source in {Source.PROBE, Source.ALERT}
    newest = await work.incidents.newest_texts(incident.ticket, _COMPARED)
    return (_DOWN if by_machine else ticket.text, *newest)
