"""How does an engineer find a runbook, and start it on a ticket?"""

from collections.abc import Sequence
from datetime import timedelta

from desk import roles
from desk.actions.accounts import account_at
from desk.actions.checklists import note_checklist, post_checklist
from desk.actions.deed import Deed
from desk.actions.perform import ticket_for
from desk.actions.telling import Telling
from desk.errors import BadCommandError, NotAllowedError, NotFoundError
from desk.events import EventKind
from desk.notice import Json, Notice, NoticeKind, Offer
from desk.outcome import Done, Outcome, Show
from desk.people import Role
from desk.ports import Shelf, UnitOfWork
from desk.runbooks import Checklist, start, suggested
from desk.ticket import Ticket, Verb
from knowledge.runbook import Runbook

MOST_OFFERED = 5
"""So many can be started with a button of the list; the command knows all of them."""

_JUST_NOW = timedelta(minutes=1)
"""Within this a second start is the same one, by somebody who saw no card yet."""

_ANY_TIER = frozenset({Role.ADMIN, Role.OPERATOR})


async def runbook(
    work: UnitOfWork, shelf: Shelf, deed: Deed, number: int | None, named: str
) -> Outcome:
    """Start the runbook on the ticket; without a name list those that there are for it.

    One that runs already has its card brought to the end of the thread. Raises NotFoundError for
    one that is not there, or that is for other tiers.
    """
    key = named.strip().casefold()
    if number is None:
        if key:
            raise BadCommandError(name="runbook", wanted="ticket")
        return _list_all(shelf, deed)
    ticket = await ticket_for(work, deed, Verb.RUNBOOK, number)
    fitting = [one for one in shelf.runbooks if one.is_for(ticket.tier)]
    if not key:
        return await _list_for(work, deed, ticket, fitting)
    for one in fitting:
        if key in {one.id.casefold(), one.title.casefold()}:
            return await _start(work, deed, ticket, one)
    raise NotFoundError(noun="runbook", key=named)


async def _start(work: UnitOfWork, deed: Deed, ticket: Ticket, chosen: Runbook) -> Outcome:
    telling = Telling(work=work, now=deed.now)
    fresh = await work.checklists.add(start(chosen, ticket.id, deed.by, deed.now))
    if fresh is None:
        await _bring_back(work, deed, ticket, chosen.id)
        return Done(facts={"ticket": ticket.id})
    event = await note_checklist(
        work, deed, ticket, EventKind.RUNBOOK_STARTED, fresh, version=fresh.version
    )
    await telling.redraw_card(ticket, event)
    await post_checklist(telling, ticket, fresh, event)
    return Done(facts={"ticket": ticket.id})


async def _bring_back(work: UnitOfWork, deed: Deed, ticket: Ticket, key: str) -> None:
    running = await work.checklists.of_ticket(ticket.id)
    known = next(one for one in running if one.runbook == key)
    if deed.now - known.started_at < _JUST_NOW:
        return
    event = next(
        event
        for event in await work.events.of_ticket(ticket.id)
        if event.kind is EventKind.RUNBOOK_STARTED and event.data["checklist"] == known.id
    )
    cause = f"checklist:{known.id}:{deed.now.isoformat()}"
    await post_checklist(Telling(work=work, now=deed.now), ticket, known, event, cause)


async def _list_for(
    work: UnitOfWork, deed: Deed, ticket: Ticket, fitting: Sequence[Runbook]
) -> Outcome:
    """Offer them to whoever asked: those that run first, then the likely ones, then by title."""
    running = {one.runbook: one for one in await work.checklists.of_ticket(ticket.id)}
    likely = await _likely(work, ticket)
    ordered = sorted(
        fitting, key=lambda one: (one.id not in running, one.id not in likely, one.title)
    )
    telling = Telling(work=work, now=deed.now)
    notice = Notice(
        kind=NoticeKind.RUNBOOKS,
        facts={
            "ticket": await telling.facts(ticket),
            "rows": [_row(one, running.get(one.id)) for one in ordered],
        },
        offers=tuple(Offer(verb=Verb.RUNBOOK, words=one.id) for one in ordered[:MOST_OFFERED]),
        ticket=ticket.id,
        version=ticket.version,
    )
    cause = f"runbooks:{ticket.id}:{deed.by}:{deed.now.isoformat()}"
    account = await account_at(work, deed)
    await telling.only_to(account, deed.place.answer, cause, notice, deed.actor.person.language)
    return Done(facts={"ticket": ticket.id})


async def _likely(work: UnitOfWork, ticket: Ticket) -> set[str]:
    """Name what was suggested on the ticket, and what its service names."""
    service = work.policy.service(ticket.service) if ticket.service else None
    history = await work.events.of_ticket(ticket.id)
    return {*(service.runbooks if service else ()), *suggested(history)}


def _list_all(shelf: Shelf, deed: Deed) -> Outcome:
    actor = deed.actor
    if not actor.roles & roles.MAY[Verb.RUNBOOK]:
        raise NotAllowedError(verb=Verb.RUNBOOK.value)
    rows: list[Json] = [
        _row(one)
        for one in sorted(shelf.runbooks, key=lambda one: one.title)
        if actor.roles & _ANY_TIER
        or not one.tiers
        or any(actor.is_engineer_of(tier) for tier in one.tiers)
    ]
    return Show(notice=Notice(kind=NoticeKind.RUNBOOKS, facts={"rows": rows}))


def _row(one: Runbook, running: Checklist | None = None) -> Json:
    row: dict[str, Json] = {"id": one.id, "title": one.title}
    return row if running is None else {**row, "done": running.done, "total": len(running.steps)}
