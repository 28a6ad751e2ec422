"""How do engineers see what is ticked off on a ticket: one card of it, edited in place?"""

from desk.actions.deed import Deed
from desk.actions.telling import Telling
from desk.errors import Fact
from desk.events import Event, EventKind
from desk.notice import Json, NoticeKind, Offer, Op, Weight
from desk.ports import UnitOfWork
from desk.runbooks import Checklist, CheckStep
from desk.ticket import Ticket, Verb

ON, OFF = "on", "off"
"""What a tap makes of a step. It says so: a second one on an old card then changes nothing."""


async def post_checklist(
    telling: Telling, ticket: Ticket, checklist: Checklist, event: Event, cause: str | None = None
) -> None:
    """Say it in the ticket's thread; said again, the newest is the one that changes."""
    await _say(telling, ticket, checklist, event, Op.POST, cause=cause)


async def redraw_checklist(
    telling: Telling, ticket: Ticket, checklist: Checklist, event: Event
) -> None:
    """Show what is ticked now, where it stands."""
    await _say(telling, ticket, checklist, event, Op.EDIT)


async def carry_checklists(telling: Telling, before: Ticket, after: Ticket, event: Event) -> None:
    """Let all of them go on in the thread of the tier that the ticket came to."""
    for one in await telling.work.checklists.of_ticket(after.id):
        moved = telling.work.policy.tier(after.tier).title
        await _say(telling, before, one, event, Op.EDIT, moved_to=moved)
        await _say(telling, after, one, event, Op.POST)


async def note_checklist(
    work: UnitOfWork,
    deed: Deed,
    ticket: Ticket,
    kind: EventKind,
    checklist: Checklist,
    **more: Fact,
) -> Event:
    """Write down what somebody did with it; the ticket itself stays as it is."""
    data: dict[str, Fact] = {
        "status": ticket.status.value,
        "checklist": checklist.id,
        "runbook": checklist.runbook,
        "title": checklist.title,
        **more,
    }
    return await work.events.add(
        Event(
            kind=kind,
            at=deed.at,
            ticket=ticket.id,
            by=deed.by or None,
            stint=ticket.stint,
            data=data,
        )
    )


def step_offer(checklist: int, step: CheckStep) -> Offer:
    """Offer to tick the step, or to take that back."""
    return Offer(verb=Verb.TICK, words=f"{checklist}:{step.number}:{OFF if step.is_done else ON}")


def _name(checklist: Checklist) -> str:
    return f"checklist:{checklist.id}"


async def _say(
    telling: Telling,
    ticket: Ticket,
    checklist: Checklist,
    event: Event,
    op: Op,
    *,
    cause: str | None = None,
    moved_to: str | None = None,
) -> None:
    is_here = moved_to is None and ticket.is_open
    await telling.to_engineers(
        ticket,
        NoticeKind.CHECKLIST,
        event,
        card=_name(checklist),
        offers=tuple(step_offer(checklist.id, step) for step in checklist.steps if is_here),
        op=op,
        weight=Weight.NORMAL,
        cause=cause,
        checklist=await _facts(telling, checklist),
        moved_to=moved_to,
    )


async def _facts(telling: Telling, checklist: Checklist) -> dict[str, Json]:
    steps: list[Json] = [
        {
            "number": step.number,
            "text": step.text,
            "detail": step.detail,
            "by": None if step.done_by is None else await telling.person(step.done_by),
            "at": step.done_at.isoformat() if step.done_at else None,
        }
        for step in checklist.steps
    ]
    return {
        "id": checklist.id,
        "title": checklist.title,
        "intro": checklist.intro,
        "outro": checklist.outro,
        "by": await telling.person(checklist.started_by),
        "at": checklist.started_at.isoformat(),
        "steps": steps,
    }
