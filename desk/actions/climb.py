"""What does the desk do about a ticket that nobody claims, or whose owner is silent?

A level calls whom it names, in the ticket's thread; one of a higher tier takes the ticket along. A
silent owner is reminded, and then the ticket is free again.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk import escalation
from desk.actions.by_clock import by_clock
from desk.actions.deed import Deed
from desk.actions.hand_over import tell_handed_over
from desk.actions.keeping import keep
from desk.actions.one_by_one import page_by_page
from desk.actions.telling import Telling
from desk.escalation import Call, Run, Step, StepKind
from desk.events import EventKind
from desk.inbound import Author
from desk.notice import Json, NoticeKind, Offer
from desk.outcome import Done
from desk.people import Address
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb

AGAIN = timedelta(minutes=15)
"""When no level has anybody on call, it is looked this often whether somebody is."""

AT_ONCE = 500
"""Tickets that one tick looks at; the next goes on with the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Climb:
    """One ticket on its path, in one transaction."""

    work: UnitOfWork
    ticket: Ticket
    run: Run
    now: datetime

    def deed(self, verb: Verb, cause: str) -> Deed:
        """Name the cause by the run: two replicas cannot take a step of it twice."""
        once = f"path:{self.ticket.id}:{self.ticket.stint}:{self.run.id}:{cause}"
        return by_clock(verb, self.ticket.id, self.now, cause=once)


class ClimbPaths:
    """The tick's verb for paths, one transaction a step."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Take all steps that are due and say how many; what somebody just changed waits.

        Raises what went wrong when all had their turn.
        """

        async def page(skipped: int) -> Sequence[int]:
            async with begin() as work:
                return await work.tickets.to_climb(now, AT_ONCE, skipped)

        async def climb(number: int) -> int:
            taken = 0
            while await _climb(begin, number, now):
                taken += 1  # a release, and the level that follows it at once
            return taken

        return await page_by_page(page, climb)


async def _climb(begin: Begin, number: int, now: datetime) -> bool:
    async with begin() as work:
        taken = await _take_step(work, await work.tickets.get(number), now)
        await work.commit(Done())
    return taken


async def _take_step(work: UnitOfWork, ticket: Ticket, now: datetime) -> bool:
    """Do what is due; where nothing is after all, note when there will be something."""
    if ticket.path_at is None or ticket.path_at > now:
        return False  # somebody was faster, or it waits
    history = await work.events.of_ticket(ticket.id)
    run = escalation.fold(history, ticket.assignee)
    step = None if run is None else escalation.due(work.policy, run, ticket.assignee, now)
    if run is None or step is None:
        later = None if run is None else escalation.later(work.policy, run, ticket.assignee, now)
        await work.tickets.save(replace(ticket, path_at=later))
        return False
    return await _STEPS[step.kind](_Climb(work=work, ticket=ticket, run=run, now=now), step)


async def _page(climb: _Climb, _: Step) -> bool:
    """Say the next level that has somebody; those that have nobody on call are skipped at once."""
    skipped: list[int] = []
    again = climb.now + AGAIN
    for call in escalation.calls(climb.work.policy, climb.run):
        opens = escalation.held(climb.work.policy, climb.run, call.level, climb.now)
        if opens is None or opens > climb.now:
            again = again if opens is None else min(again, opens)
            break
        people = await _called(climb, call)
        if people is not None:
            await _call(climb, call, people, skipped)
            return True
        skipped.append(call.number)
    await climb.work.tickets.save(replace(climb.ticket, path_at=again))
    return False


async def _called(climb: _Climb, call: Call) -> tuple[int, ...] | None:
    """Give whom a level calls; None when it calls the on-call and nobody is."""
    level, work = call.level, climb.work
    accounts = [Author(identity=account, name="") for account in level.people]
    people = [(await work.people.meet(account)).id for account in accounts]
    if level.on_call is not None:
        on_duty = await work.duty.on_duty(level.on_call, climb.now)
        if on_duty == () and not people:
            return None
        people += on_duty or ()
    return tuple(dict.fromkeys(people))


async def _call(climb: _Climb, call: Call, people: Sequence[int], skipped: Sequence[int]) -> None:
    """Call them to the ticket; where the level is of a higher tier, it goes there first."""
    work, ticket = climb.work, climb.ticket
    place = f"{call.round}.{call.number}"
    if call.level.tier != ticket.tier:
        ticket = await _move(climb, call, f"{place}:up")
    stored, event = await keep(
        work,
        climb.deed(Verb.CLIMB, place),
        ticket,
        EventKind.PAGED,
        level=call.number,
        round=call.round,
        tier=call.level.tier,
        mentioned=" ".join(map(str, people)) or None,
        skipped=" ".join(map(str, skipped)) or None,
    )
    telling = Telling(work=work, now=climb.now)
    shown: list[Json] = [await telling.person(person) for person in people]
    await telling.to_engineers(
        stored,
        NoticeKind.PAGED,
        event,
        offers=(Offer(verb=Verb.CLAIM),),
        only_in=_place(work, call),
        people=shown,
        since=climb.run.began_at.isoformat(),
        waited=int((climb.now - climb.run.began_at).total_seconds()),
        round=call.round,
        is_first=climb.run.called is None,
    )


def _place(work: UnitOfWork, call: Call) -> Address | None:
    """Give the level's channel; one that is not its tier's any more stands for all of them."""
    own = {channel.address for channel in work.policy.tier(call.level.tier).channels}
    return call.level.channel if call.level.channel in own else None


async def _move(climb: _Climb, call: Call, cause: str) -> Ticket:
    """Hand it up for nobody, with a note in codes: how long nobody there claimed it."""
    work, ticket = climb.work, climb.ticket
    deed = climb.deed(Verb.ESCALATE, cause)
    moved = ticket.hand_over(call.level.tier, up=True)
    stored, event = await keep(
        work,
        deed,
        moved,
        EventKind.ESCALATED,
        tier=call.level.tier,
        previous=ticket.tier,
        unclaimed=int((climb.now - climb.run.came_at).total_seconds()),
        level=call.number,
        round=call.round,
        priority=moved.priority.value,
        type=moved.type.value,
    )
    await tell_handed_over(work, deed, ticket, stored, event)
    return stored


async def _remind(climb: _Climb, step: Step) -> bool:
    """Tell a silent owner that the requester waits, and until when the ticket is theirs."""
    work = climb.work
    deed = climb.deed(Verb.CLIMB, f"{_silence(climb.run)}:remind:{step.number}")
    stored, event = await keep(work, deed, climb.ticket, EventKind.OWNER_REMINDED, step=step.number)
    told = replace(climb.run, reminded=step.number, reminded_at=climb.now)
    ends = escalation.releases_at(work.policy, told)
    await Telling(work=work, now=climb.now).to_engineers(
        stored,
        NoticeKind.OWNER_REMINDED,
        event,
        offers=(Offer(verb=Verb.REPLY), Offer(verb=Verb.RELEASE), Offer(verb=Verb.SNOOZE)),
        waited=_silent_for(climb),
        ends_at=ends.isoformat() if ends else None,
    )
    return True


async def _release(climb: _Climb, _: Step) -> bool:
    """Take the ticket from its silent owner, who is told; the path begins again."""
    work, before = climb.work, climb.ticket.assignee
    deed = climb.deed(Verb.RELEASE, f"{_silence(climb.run)}:release")
    stored, event = await keep(
        work,
        deed,
        climb.ticket.release(),
        EventKind.RELEASED,
        silent=_silent_for(climb),
        previous=before,
    )
    telling = Telling(work=work, now=climb.now)
    await telling.redraw_card(stored, event)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="released_silent",
        owner=await telling.person(before) if before is not None else None,
        waited=_silent_for(climb),
    )
    return True


def _silence(run: Run) -> str:
    return f"silent:{run.silent.id if run.silent else 0}"


def _silent_for(climb: _Climb) -> int:
    since = climb.run.silent.at if climb.run.silent else climb.now
    return int((climb.now - since).total_seconds())


_STEPS: dict[StepKind, Callable[[_Climb, Step], Awaitable[bool]]] = {
    StepKind.PAGE: _page,
    StepKind.REMIND: _remind,
    StepKind.RELEASE: _release,
}
