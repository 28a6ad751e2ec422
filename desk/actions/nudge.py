"""What does the desk do about a requester who does not answer?

They are reminded, told the day before that the ticket will be resolved, and then it is: credited to
nobody's deed, and counted back to where the waiting began.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from desk import waiting
from desk.actions.by_clock import by_clock
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.one_by_one import one_by_one
from desk.actions.resolve import OFFERS
from desk.actions.telling import Telling, resolved_card
from desk.events import EventKind
from desk.notice import NoticeKind, Offer
from desk.outcome import Done
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb
from desk.waiting import Step, Waiting


class NudgeWaiting:
    """The tick's verb for tickets that wait for their requester, one transaction a ticket."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Take the step that is due on each and say how many; what somebody just changed waits.

        Raises what went wrong when all had their turn.
        """
        async with begin() as work:
            due = await work.tickets.to_nudge(now)

        async def nudge(number: int) -> int:
            async with begin() as work:
                taken = await _take_step(work, await work.tickets.get(number), now)
                await work.commit(Done())
            return int(taken)

        return await one_by_one(due, nudge)


async def _take_step(work: UnitOfWork, ticket: Ticket, now: datetime) -> bool:
    """Do what is due; where nothing is after all, note when there will be something."""
    if ticket.nudge_at is None or ticket.nudge_at > now:
        return False  # somebody was faster
    wait = waiting.waiting(await work.events.of_ticket(ticket.id))
    patience = work.policy.patience
    if wait is None or (step := waiting.due(patience, wait, now)) is None:
        later = None if wait is None else waiting.next_at(patience, wait)
        await work.tickets.save(replace(ticket, nudge_at=later))
        return False
    await _STEPS[step](work, ticket, wait, now)
    return True


async def _remind(work: UnitOfWork, ticket: Ticket, wait: Waiting, now: datetime) -> None:
    await _tell(work, ticket, wait, now, Step.REMIND)


async def _warn(work: UnitOfWork, ticket: Ticket, wait: Waiting, now: datetime) -> None:
    await _tell(work, ticket, wait, now, Step.WARN)


async def _tell(work: UnitOfWork, ticket: Ticket, wait: Waiting, now: datetime, step: Step) -> None:
    """Remind the requester of the question; the last time names when it is too late."""
    deed = _deed(Verb.REMIND, ticket, wait, step, now)
    stored, event = await keep(work, deed, ticket.remind(), EventKind.REMINDED, step=step.value)
    told = wait.after(event)
    ends = waiting.lapses_at(work.policy.patience, told)
    asked = wait.question
    telling = Telling(work=work, now=now)
    await telling.to_requester(
        stored,
        NoticeKind.REMINDED,
        event,
        offers=(Offer(verb=Verb.CANCEL),),
        step=step.value,
        text=str(asked.data.get("text", "")),
        by=await telling.person(asked.by) if asked.by is not None else None,
        ends_at=ends.isoformat() if ends else None,
    )
    await telling.to_engineers(stored, NoticeKind.HAPPENED, event, what=_LINES[step])


async def _lapse(work: UnitOfWork, ticket: Ticket, wait: Waiting, now: datetime) -> None:
    """Resolve it, and ask how it was, as at every resolution; a reply opens it again."""
    deed = _deed(Verb.LAPSE, ticket, wait, Step.LAPSE, now)
    stored, event = await keep(
        work,
        deed,
        ticket.lapse(now),
        EventKind.RESOLVED,
        is_silent=True,
        since=wait.began_at.isoformat(),
        category=ticket.category,
    )
    telling = Telling(work=work, now=now)
    await telling.redraw_card(stored, event)
    await telling.to_requester(
        stored,
        NoticeKind.RESOLVED,
        event,
        offers=OFFERS,
        card=resolved_card(stored),
        state="open",
        is_silent=True,
    )
    await telling.to_engineers(stored, NoticeKind.HAPPENED, event, what=_LINES[Step.LAPSE])


def _deed(verb: Verb, ticket: Ticket, wait: Waiting, step: Step, now: datetime) -> Deed:
    """Name the cause by the words that were not answered: each step is taken once for them."""
    cause = f"{step.value}:{ticket.id}:{wait.words.id}"
    return by_clock(verb, ticket.id, now, cause=cause)


_STEPS: dict[Step, Callable[[UnitOfWork, Ticket, Waiting, datetime], Awaitable[None]]] = {
    Step.REMIND: _remind,
    Step.WARN: _warn,
    Step.LAPSE: _lapse,
}
_LINES = {Step.REMIND: "reminded", Step.WARN: "warned", Step.LAPSE: "lapsed"}
"""What the engineers' thread is told."""
