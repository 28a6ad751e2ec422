"""How is somebody asked to say yes to a ticket, and what becomes of their answer?"""

from datetime import datetime

from desk import approval
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.one_by_one import one_by_one
from desk.actions.telling import Telling, decider_facts
from desk.approval import ADMINS, MANAGERS, Approval, Decision
from desk.errors import ApprovalError
from desk.events import Event, EventKind
from desk.inbound import Author
from desk.notice import Json, Notice, NoticeKind, Offer, Op, Saying, Weight
from desk.outcome import Done, Outcome
from desk.people import Address, Identity
from desk.policy import DeskPolicy
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb

OFFERS = (Offer(verb=Verb.APPROVE), Offer(verb=Verb.DECLINE))


async def ask_approval(
    work: UnitOfWork,
    deed: Deed,
    ticket: Ticket,
    *,
    what: str,
    deciders: tuple[str, ...],
    is_own_fine: bool = False,
) -> tuple[Ticket, Approval]:
    """Let a ticket wait for a yes, and tell those who may say it; give both as they were stored.

    Where none of them can be told, the ticket's engineers are, so that somebody can call them.
    Raises StaleError where the ticket waits for a yes already.
    """
    asked = await work.approvals.add(
        Approval(
            id=0,
            ticket=ticket.id,
            what=what,
            deciders=deciders,
            asked_by=deed.by,
            asked_at=deed.now,
            is_own_fine=is_own_fine,
        )
    )
    told = " ".join(deciders)
    kind = EventKind.APPROVAL_ASKED
    stored, event = await keep(work, deed, ticket, kind, approval=asked.id, deciders=told)
    await _ask(work, deed.now, stored, asked, f"event:{event.id}", "waiting")
    await _tell_requester(work, deed, stored, event, asked)
    await Telling(work=work, now=deed.now).redraw_card(stored, event)
    return stored, asked


async def approve(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Say yes: a ticket that waited for it begins, and its engineers are told.

    Raises ApprovalError for who may not decide, or where there is nothing to decide (any more).
    """
    asked = await _theirs(work, deed, ticket)
    said = approval.approve(asked, deed.by, deed.values.get("text", ""), deed.now)
    return await _decide(work, deed, ticket.approve(), said, EventKind.APPROVAL_GIVEN)


async def decline(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Say no and why: a ticket that waited for a yes is closed, and the requester reads why.

    Raises ApprovalError as `approve` does, and without a reason.
    """
    asked = await _theirs(work, deed, ticket)
    said = approval.decline(asked, deed.by, deed.values["text"], deed.now)
    kind = EventKind.APPROVAL_DECLINED
    return await _decide(work, deed, ticket.decline(deed.now), said, kind)


async def withdraw_approval(work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event) -> None:
    """Ask nobody any more, because the ticket is not wanted; who was asked sees it on the card."""
    asked = await work.approvals.waiting_of(ticket.id)
    if asked is not None:
        gone = approval.withdraw(asked, deed.by or None, deed.now)
        await work.approvals.save(gone)
        await _redraw(work, deed.now, ticket, gone, event)


class RemindApprovals:
    """The tick's verb: ask again for what nobody has decided, one transaction an approval."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Remind and give how many were; raises what went wrong when all had their turn."""
        async with begin() as work:
            due = await work.approvals.to_remind(now)
        return await one_by_one(due, lambda number: _remind(begin, number, now))


async def _remind(begin: Begin, number: int, now: datetime) -> int:
    async with begin() as work:
        asked = await work.approvals.get(number)
        if asked.remind_at is None or asked.remind_at > now:
            return 0  # somebody was faster
        again = approval.remind(asked, now)
        await work.approvals.save(again)
        ticket = await work.tickets.get(asked.ticket)
        cause = f"approval:{asked.id}:reminder:{again.reminded}"
        await _ask(work, now, ticket, again, cause, "reminder")
        await work.commit(Done())
    return 1


async def _theirs(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Approval:
    asked = await work.approvals.waiting_of(ticket.id)
    if asked is None:
        raise ApprovalError(why=await _why_none(work, ticket))
    accounts = await work.people.identities(deed.by)
    if not approval.may_decide(asked, deed.actor, accounts):
        raise ApprovalError(why="other")
    return asked


async def _why_none(work: UnitOfWork, ticket: Ticket) -> str:
    return "decided" if await work.approvals.of_ticket(ticket.id) else "none"


async def _decide(
    work: UnitOfWork, deed: Deed, ticket: Ticket, said: Approval, kind: EventKind
) -> Outcome:
    await work.approvals.save(said)
    note = said.note
    stored, event = await keep(work, deed, ticket, kind, approval=said.id, text=note)
    telling = Telling(work=work, now=deed.now)
    await telling.redraw_card(stored, event)
    what = kind.value.replace(".", "_")
    by = await telling.person(deed.by)
    await telling.to_engineers(stored, NoticeKind.HAPPENED, event, what=what, by=by, text=note)
    await _tell_requester(work, deed, stored, event, said)
    await _redraw(work, deed.now, stored, said, event)
    return Done(facts={"ticket": ticket.id})


async def _tell_requester(
    work: UnitOfWork, deed: Deed, ticket: Ticket, event: Event, said: Approval
) -> None:
    telling = Telling(work=work, now=deed.now)
    told = await _facts(work, telling, said)
    await telling.to_requester(
        ticket,
        NoticeKind.APPROVAL_TOLD,
        event,
        state=said.decision.value if said.decision else "waiting",
        by=told["by"],
        deciders=told["deciders"],
        text=told["text"],
    )


async def _ask(  # noqa: PLR0917 - one saying, with all that tells it from others
    work: UnitOfWork, now: datetime, ticket: Ticket, asked: Approval, cause: str, state: str
) -> None:
    telling = Telling(work=work, now=now)
    notice = await _notice(work, telling, ticket, asked, state)
    for address, language in await _places(work, ticket, asked):
        await work.say(
            Saying(
                cause=cause,
                address=address,
                notice=notice,
                weight=Weight.CRITICAL,
                language=language,
                card=_card(asked) if state == "waiting" else None,
            )
        )


async def _redraw(
    work: UnitOfWork, now: datetime, ticket: Ticket, said: Approval, event: Event
) -> None:
    """Let the cards of all who were asked say what was decided, and offer nothing more."""
    telling = Telling(work=work, now=now)
    state = (said.decision or Decision.WITHDRAWN).value
    notice = await _notice(work, telling, ticket, said, state)
    places = dict(await _places(work, ticket, said))
    for address in await work.cards(_card(said)):
        await work.say(
            Saying(
                cause=f"event:{event.id}",
                address=address.top,
                notice=notice,
                op=Op.EDIT,
                language=places.get(address.top, work.policy.languages[0]),
                card=_card(said),
            )
        )


async def _notice(
    work: UnitOfWork, telling: Telling, ticket: Ticket, asked: Approval, state: str
) -> Notice:
    return Notice(
        kind=NoticeKind.APPROVAL,
        facts={
            "ticket": await telling.facts(ticket),
            "state": state,
            **await _facts(work, telling, asked),
        },
        offers=OFFERS if asked.is_waiting else (),
        ticket=ticket.id,
        version=ticket.version,
    )


async def _facts(work: UnitOfWork, telling: Telling, said: Approval) -> dict[str, Json]:
    by = said.decided_by
    return {
        "what": said.what,
        "deciders": decider_facts(work.policy, said.deciders),
        "by": await telling.person(by) if by is not None else None,
        "asked_by": await telling.person(said.asked_by),
        "text": said.note,
    }


async def _places(
    work: UnitOfWork, ticket: Ticket, asked: Approval
) -> tuple[tuple[Address, str], ...]:
    """Say where those who may decide are told, and in which language."""
    house = work.policy.languages[0]
    found: dict[Address, str] = {}
    for decider in asked.deciders:
        channels = _channels(work.policy, decider)
        found |= dict.fromkeys(channels, house)
        for account in () if channels else _accounts(work.policy, decider):
            person = await work.people.meet(Author(identity=account, name=""))
            address = await work.people.direct_address(person.id)
            if address is not None:
                found[address] = person.language
    home = [channel.address for channel in work.policy.tier(ticket.tier).channels[:1]]
    return tuple((found or dict.fromkeys(home, house)).items())


def _channels(policy: DeskPolicy, decider: str) -> tuple[Address, ...]:
    if decider == MANAGERS:
        return tuple(sorted(policy.roles.channels, key=str))
    tier = next((one for one in policy.tiers if one.key == decider), None)
    return tuple(channel.address for channel in tier.channels[:1]) if tier else ()


def _accounts(policy: DeskPolicy, decider: str) -> tuple[Identity, ...]:
    named = {MANAGERS: policy.roles.managers, ADMINS: policy.roles.admins}
    if decider in named:
        return tuple(sorted(named[decider]))
    return (Identity.parse(decider),) if ":" in decider else ()


def _card(asked: Approval) -> str:
    return f"approval:{asked.id}"
