"""Who is asked whether a change may be made, and what becomes of their answer?"""

from collections.abc import Sequence

from desk.actions.changing import keep_change, record_of
from desk.actions.deed import Deed
from desk.actions.telling import Telling
from desk.change_policy import MANAGERS
from desk.change_record import ChangeRecord
from desk.errors import BadChangeError, NotAllowedError
from desk.events import Event, EventKind
from desk.inbound import Author
from desk.notice import Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.outcome import Done, Outcome
from desk.people import Address, Role
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb

OFFERS = (Offer(verb=Verb.APPROVE_CHANGE), Offer(verb=Verb.DECLINE_CHANGE))
"""What may be answered."""

_ASKING = frozenset({EventKind.CHANGE_SUBMITTED, EventKind.CHANGE_PLANNED})


async def approve_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Say that it may be made; of an urgent one that is made, that it was right.

    Raises NotAllowedError for who planned it and for who may not approve such a risk.
    """
    return await _decide(work, deed, ticket, EventKind.CHANGE_APPROVED)


async def decline_change(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Say why it may not be made like this; it can be planned anew."""
    return await _decide(work, deed, ticket, EventKind.CHANGE_DECLINED)


async def ask_approvers(
    work: UnitOfWork, deed: Deed, ticket: Ticket, change: ChangeRecord, event: Event
) -> None:
    """Put the question where those are who may answer it."""
    await _say(work, change, await _notice(work, deed, ticket, change, event), event)


async def _decide(work: UnitOfWork, deed: Deed, ticket: Ticket, kind: EventKind) -> Outcome:
    change = await record_of(work, ticket)
    if not change.is_asked:
        raise BadChangeError(why="not_asked", state=change.state.value)
    _check_approver(work, deed, change)
    is_approved = kind is EventKind.CHANGE_APPROVED
    decided = change.decide(deed.by, deed.now, is_approved=is_approved)
    asked = await _asking(work, ticket)
    if deed.event not in {None, asked.id}:
        raise BadChangeError(why="not_asked")  # the card shows a plan that holds no more
    reason = deed.values.get("reason")
    stored, event = await keep_change(work, deed, ticket, decided, kind, reason=reason)
    await _say(work, decided, await _notice(work, deed, stored, decided, event), asked)
    return Done(facts={"ticket": ticket.id})


def _check_approver(work: UnitOfWork, deed: Deed, change: ChangeRecord) -> None:
    who = work.policy.changes.approver(change.risk)
    roles = deed.actor.roles
    if Role.OPERATOR in roles:
        return
    if change.planned_by == deed.by:
        raise BadChangeError(why="own")
    by_role = {MANAGERS: {Role.MANAGER, Role.ADMIN}, Role.ADMIN.value: {Role.ADMIN}}
    wanted = by_role.get(who, {Role.ADMIN})
    if not (wanted & roles or deed.actor.is_engineer_of(who)):
        raise NotAllowedError(verb=deed.verb.value, approver=approver_title(work, change))


def approver_title(work: UnitOfWork, change: ChangeRecord) -> str:
    """Say who approves it: the code of a role, or the title of a tier."""
    who = work.policy.changes.approver(change.risk)
    return next((tier.title for tier in work.policy.tiers if tier.key == who), who)


async def _asking(work: UnitOfWork, ticket: Ticket) -> Event:
    """Find the event by which approval was asked for last."""
    history = await work.events.of_ticket(ticket.id)
    return next(event for event in reversed(history) if event.kind in _ASKING)


async def _notice(
    work: UnitOfWork, deed: Deed, ticket: Ticket, change: ChangeRecord, event: Event
) -> Notice:
    telling = Telling(work=work, now=deed.now)
    is_decided = event.kind not in _ASKING
    planner = change.planned_by
    return Notice(
        kind=NoticeKind.CHANGE_APPROVAL,
        facts={
            "ticket": await telling.facts(ticket),
            "plan": change.plan,
            "rollback": change.rollback,
            "check": change.check,
            "by": await telling.person(planner) if planner is not None else None,
            "decided_by": await telling.person(deed.by) if is_decided else None,
            "is_approved": event.kind is EventKind.CHANGE_APPROVED,
            "reason": deed.values.get("reason") if is_decided else None,
        },
        offers=() if is_decided else OFFERS,
        ticket=ticket.id,
        version=ticket.version,
        event=event.id,
    )


async def _say(work: UnitOfWork, change: ChangeRecord, notice: Notice, asked: Event) -> None:
    """Ask, or redraw the question with its answer: the card is named by the event that asked."""
    for place, language in await _places(work, change):
        await work.say(
            Saying(
                cause=f"event:{notice.event}",
                address=place,
                notice=notice,
                op=Op.POST if notice.event == asked.id else Op.EDIT,
                weight=Weight.CRITICAL,
                language=language,
                card=f"ticket:{change.ticket}:approval:{asked.id}",
            )
        )


async def _places(work: UnitOfWork, change: ChangeRecord) -> Sequence[tuple[Address, str]]:
    """Where a tier is at home; where managers sit, else their own chats with the bot."""
    policy = work.policy
    who = policy.changes.approver(change.risk)
    tiers = [tier.channels[:1] for tier in policy.tiers if tier.key == who]
    rooms = [channel.address for home in tiers for channel in home]
    if who == MANAGERS:
        rooms += sorted(policy.roles.channels)
    if rooms or tiers:
        return [(room, policy.languages[0]) for room in rooms]
    chats: dict[Address, str] = {}
    named = policy.roles.managers if who == MANAGERS else policy.roles.admins
    for account in sorted(named):
        person = await work.people.meet(Author(identity=account, name=""))
        address = await work.people.direct_address(person.id)
        if address is not None:
            chats[address] = person.language
    return tuple(chats.items())
