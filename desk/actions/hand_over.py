"""How does a ticket move to another tier, without anybody having to ask again?"""

from collections.abc import Sequence

from desk.actions.attach import carry_files
from desk.actions.checklists import carry_checklists
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import NOTE_FIELDS, Telling
from desk.attachment import Attachment, Audience
from desk.errors import Fact, NotFoundError
from desk.events import Event, EventKind
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.policy import DeskPolicy
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb


async def escalate(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Hand the ticket up with a note: reason, symptom, what was tried, the next step."""
    return await _hand_over(work, deed, ticket, EventKind.ESCALATED)


async def send_back(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Return the ticket to a lower tier, with the same note."""
    return await _hand_over(work, deed, ticket, EventKind.RETURNED)


def targets(policy: DeskPolicy, ticket: Ticket, verb: Verb) -> tuple[str, ...]:
    """The tiers that a hand-over may go to, the nearest first."""
    keys = [tier.key for tier in policy.tiers]
    here = keys.index(ticket.tier)
    return tuple(keys[here + 1 :] if verb is Verb.ESCALATE else reversed(keys[:here]))


async def _hand_over(work: UnitOfWork, deed: Deed, ticket: Ticket, kind: EventKind) -> Outcome:
    up = kind is EventKind.ESCALATED
    tier = _target(work.policy, ticket, deed, up=up)
    note: dict[str, Fact] = {name: deed.values.get(name) or None for name in NOTE_FIELDS}
    moved = ticket.hand_over(tier, up=up)
    stored, event = await keep(
        work, deed, moved, kind, tier=tier, previous=ticket.tier, **note, **_moved_facts(moved)
    )
    await tell_handed_over(work, deed, ticket, stored, event)
    return Done(facts={"ticket": ticket.id, "tier": tier})


def _target(policy: DeskPolicy, ticket: Ticket, deed: Deed, *, up: bool) -> str:
    allowed = targets(policy, ticket, Verb.ESCALATE if up else Verb.RETURN)
    wanted = deed.values.get("tier") or (allowed[0] if allowed else "")
    if wanted not in allowed:
        raise NotFoundError(noun="tier", key=wanted)
    return wanted


def _moved_facts(ticket: Ticket) -> dict[str, Fact]:
    return {"priority": ticket.priority.value, "type": ticket.type.value}


async def tell_handed_over(
    work: UnitOfWork, deed: Deed, before: Ticket, after: Ticket, event: Event
) -> None:
    """Move the card to the other tier's channels, with the files, and tell the requester."""
    telling = Telling(work=work, now=deed.now)
    up = event.kind is EventKind.ESCALATED
    await telling.close_card(before, event, moved_to=after.tier)
    await telling.show_card(after, event)
    await carry_checklists(telling, before, after, event)
    await work.checklists.look_at(after.id, deed.now)
    await carry_files(work, after, await _files(work, after), deed.now)
    await telling.to_requester(after, NoticeKind.HANDED_OVER, event, up=up)


async def _files(work: UnitOfWork, ticket: Ticket) -> Sequence[Attachment]:
    """The requester's files, which the other tier has to see too."""
    known = await work.files.of_ticket(ticket.id)
    return [file for file in known if file.audience is Audience.ENGINEERS]
