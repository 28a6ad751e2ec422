"""How does a question become a ticket?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk import escalation, facts, overdue, promises
from desk.actions.attach import attach, carry_files
from desk.actions.deed import Deed
from desk.actions.recognise import recognise
from desk.actions.telling import OPENED_OFFERS, Telling, opened_card
from desk.attachment import Attachment, Audience
from desk.events import Event, EventKind
from desk.notice import NoticeKind
from desk.organisations import organisation_of
from desk.people import Address
from desk.policy import Priority, Status, TicketType
from desk.ports import Link, Side, UnitOfWork
from desk.request_types import RequestType
from desk.services import service_of
from desk.ticket import Ticket
from knowledge.likeness import alike

TITLE = 80
"""Characters of a title; a card's heading and a board row hold as much."""

COMPARED = 200
"""The newest open tickets with which a new one is compared: older ones are other matters."""

SIMILAR = 10
"""So many that are like it are kept."""

_ASKING = ("how", "what", "where", "when", "who", "which", "can i", "is there", "wie", "wo", "was")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new ticket starts from; `text` has its secrets masked already.

    The question's own files need no mention. `opened_by` is who opened it for the requester,
    `service` what it is about, where that is known and need not be read from the text. `request` is
    what was asked for by a form, its title that of the ticket. One that `is_held` waits for
    somebody's yes: nothing is promised, and nobody is called, before that.
    """

    requester: int
    text: str
    origin: Address
    asked_at: datetime
    question: int | None = None
    follows: int | None = None
    opened_by: int | None = None
    files: tuple[Attachment, ...] = ()
    service: str | None = None
    request: RequestType | None = None
    is_held: bool = False


async def open_ticket(work: UnitOfWork, opening: Opening, now: datetime) -> Ticket:
    """Store a ticket with its promises, tell the requester, and put its card before the tier."""
    fresh = replace(_fresh(work, opening, now), organisation=await _organisation(work, opening))
    like = await _similar(work, fresh)
    ticket = await work.tickets.add(fresh)
    path = escalation.kept(work.policy, ticket, EventKind.OPENED, ticket.requester)
    event = await work.events.add(_opened(ticket, opening.opened_by, like, path))
    await work.figures.add(facts.derive(work.policy, [event]))
    made = promises.opened(work.policy, event)
    ticket = await work.tickets.save(
        replace(
            made.written_on(ticket),
            timer_at=now
            if ticket.service and promises.pauses_in_maintenance(work.policy)
            else overdue.next_at(overdue.watch(work.policy, ticket, made, [event]), now),
            path_at=escalation.next_at(work.policy, [event], ticket.assignee),
        )
    )
    files = await _attach(work, opening, ticket, event, now)
    await _tell(work, ticket, event, now, opening.opened_by)
    await carry_files(work, ticket, files, now)
    await work.checklists.look_at(ticket.id, now)
    if opening.service is None:
        await recognise(work, ticket, now)
    return ticket


async def open_behind(work: UnitOfWork, opening: Opening, now: datetime) -> Ticket:
    """Store a ticket that is to follow another from the first: without card, promises and facts.

    Its files stay with it, and are carried to nobody.
    """
    fresh = replace(_fresh(work, opening, now), organisation=await _organisation(work, opening))
    ticket = await work.tickets.add(fresh)
    event = await work.events.add(_opened(ticket, opening.opened_by, (), {}))
    await _attach(work, opening, ticket, event, now)
    return ticket


async def open_from(work: UnitOfWork, deed: Deed) -> Ticket:
    """Open a ticket of words or files that nothing is searched for; what answers them finds it."""
    opening = Opening(
        requester=deed.by,
        text=deed.values["text"],
        origin=deed.place.answer,
        asked_at=deed.at,
        files=deed.files,
    )
    ticket = await open_ticket(work, opening, deed.now)
    for message in dict.fromkeys(filter(None, (*deed.place.sources, deed.place.thread))):
        await work.links.add(
            Link(
                channel=deed.place.channel.top,
                message=message,
                side=Side.REQUESTER,
                ticket=ticket.id,
                by=deed.by,
            )
        )
    return ticket


def title_of(text: str) -> str:
    """Make a title of what was asked: its first sentence or line, cut at a word."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = lines[0] if lines else "…"
    sentence = first.split(". ")[0]
    if len(sentence) <= TITLE:
        return sentence
    cut = sentence[: TITLE - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def kind_of(text: str) -> TicketType:
    """Guess the type: asking how is a question, telling what is broken is an incident."""
    said = text.strip().lower()
    asks = said.startswith(_ASKING) or said.endswith("?")
    return TicketType.QUESTION if asks else TicketType.INCIDENT


def _fresh(work: UnitOfWork, opening: Opening, now: datetime) -> Ticket:
    text = opening.text or next((file.name for file in opening.files), "")
    known = work.policy.service(opening.service) if opening.service else None
    service = known or service_of(work.policy.services, opening.text)
    fresh = Ticket(
        id=0,
        version=0,
        title=title_of(text),
        text=text,
        requester=opening.requester,
        origin=opening.origin,
        tier=(service and service.tier) or work.policy.first_tier,
        status=Status.ON_HOLD if opening.is_held else Status.NEW,
        priority=Priority.P3,
        type=kind_of(opening.text),
        asked_at=opening.asked_at,
        created_at=now,
        service=service.key if service else None,
        question=opening.question,
        follows=opening.follows,
        related=() if opening.follows is None else (opening.follows,),
        spoken_at=opening.asked_at,
    )
    return _as_requested(fresh, opening.request)


def _as_requested(fresh: Ticket, request: RequestType | None) -> Ticket:
    """Let what was asked for by a form go where its form says, as the form says."""
    if request is None:
        return fresh
    return replace(
        fresh,
        title=title_of(request.title),
        tier=request.tier or fresh.tier,
        priority=Priority(request.priority),
        type=TicketType.SERVICE_REQUEST,
        category=request.category,
    )


async def _organisation(work: UnitOfWork, opening: Opening) -> str | None:
    known = work.policy.organisations
    if not known:
        return None
    return organisation_of(
        known,
        accounts=await work.people.identities(opening.requester),
        origin=opening.origin,
        teams=await work.people.teams(opening.requester),
    )


async def _similar(work: UnitOfWork, fresh: Ticket) -> list[int]:
    """Find open tickets that may be about the same; the one that it follows is named anyway."""
    known = await work.tickets.open_titles(COMPARED)
    others = {number: title for number, title in known.items() if number != fresh.follows}
    return list(alike(fresh.title, others))


def _opened(
    ticket: Ticket, opened_by: int | None, like: Sequence[int], path: Mapping[str, str]
) -> Event:
    return Event(
        kind=EventKind.OPENED,
        at=ticket.asked_at,
        ticket=ticket.id,
        question=ticket.question,
        by=ticket.requester,
        stint=ticket.stint,
        data={
            "status": ticket.status.value,
            "tier": ticket.tier,
            "priority": ticket.priority.value,
            "type": ticket.type.value,
            "follows": ticket.follows,
            **{name: value for name, value in _known(ticket) if value},
            **({"similar": " ".join(map(str, like[:SIMILAR]))} if like else {}),
            **({"opened_by": opened_by} if opened_by is not None else {}),
            **({"held": True} if ticket.status is Status.ON_HOLD else {}),
            **path,
        },
    )


def _known(ticket: Ticket) -> tuple[tuple[str, str | None], ...]:
    return ("organisation", ticket.organisation), ("service", ticket.service)


async def _attach(
    work: UnitOfWork, opening: Opening, ticket: Ticket, event: Event, now: datetime
) -> tuple[Attachment, ...]:
    asked = opening.question
    before = await work.files.of_question(asked) if asked is not None else ()
    came = (*before, *opening.files)
    audience = Audience.ENGINEERS
    return await attach(work, came, audience, now=now, ticket=ticket.id, event=event)


async def _tell(
    work: UnitOfWork, ticket: Ticket, event: Event, now: datetime, opened_by: int | None
) -> None:
    telling = Telling(work=work, now=now)
    opener = None if opened_by is None else await telling.person(opened_by)
    await telling.to_requester(
        ticket,
        NoticeKind.TICKET_OPENED,
        event,
        offers=OPENED_OFFERS,
        card=opened_card(ticket.id),
        by=opener,
    )
    await telling.show_card(ticket, event)
    if opener is not None:
        await telling.to_engineers(ticket, NoticeKind.HAPPENED, event, what="opened_for", by=opener)
