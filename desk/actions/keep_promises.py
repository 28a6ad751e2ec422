"""What does the desk say when a promise is about to be broken, or is?

Events first, with a cause that names the timer and the threshold: two ticks cannot say it twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from desk import overdue, promises, sla
from desk.actions.by_clock import by_clock
from desk.actions.keeping import Step, keep_all
from desk.actions.one_by_one import page_by_page
from desk.actions.tell_promises import Told, tell_engineers, tell_requester, tell_together
from desk.actions.telling import Telling
from desk.errors import Fact
from desk.events import EventKind
from desk.outcome import Done
from desk.overdue import Finding, Watch
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb

AT_ONCE = 500
"""So many tickets are looked at in one tick; the next tick goes on with the rest."""

ALONE = 5
"""Of so many tickets of a tier each is told by itself; of more, all in one message."""


class TimeAnew:
    """What is done once when calendars or promises became others than they were.

    Every ticket that is not closed is looked at by the next ticks, some hundred at a time; what
    was decided before stays decided (`DeskPolicy.since`).
    """

    async def __call__(self, begin: Begin, *, now: datetime) -> None:
        """Ask for it."""
        async with begin() as work:
            await work.tickets.time_anew(now)
            await work.commit(Done())


class KeepPromises:
    """The tick's verb for promises that run out, one transaction a ticket.

    Where there is something to say of many tickets of a tier, they are one transaction and one
    message: either all of it stands, or the next tick says it.
    """

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Say what is due and give the count of tickets; what somebody just changed waits.

        Raises what went wrong when all had their turn.
        """
        heads: dict[int, tuple[str, list[int]]] = {}

        async def page(skipped: int) -> Sequence[int]:
            async with begin() as work:
                due = await work.tickets.to_time(now, AT_ONCE, skipped)
                crowds = await _crowds(work, due, now)
            heads.update((crowd[0], (tier, crowd)) for tier, crowd in crowds.items())
            told_with = {number for crowd in crowds.values() for number in crowd[1:]}
            return [number for number in due if number not in told_with]

        async def keep_one(number: int) -> int:
            tier, numbers = heads.get(number, (None, [number]))
            async with begin() as work:
                said = await _say_what_is_due(work, tier, numbers, now)
                await work.commit(Done())
            return said

        return await page_by_page(page, keep_one)


async def _crowds(work: UnitOfWork, numbers: Sequence[int], now: datetime) -> dict[str, list[int]]:
    """Find the tiers whose engineers would be told of more tickets than they can read one by one.

    Tickets of which only the books are to be written are no message.
    """
    if len(numbers) <= ALONE:
        return {}
    due = await work.tickets.some(numbers)
    count = Counter(ticket.tier for ticket in due)
    crowd = [ticket for ticket in due if count[ticket.tier] > ALONE]
    await work.events.read_ahead([ticket.id for ticket in crowd])
    tiers: dict[str, list[int]] = {}
    for ticket in crowd:
        try:
            found = overdue.due(await _look(work, ticket), now)
        except Exception:  # noqa: BLE001, S112 - looked at by itself, it fails again and is heard
            continue
        if any(not finding.is_over for finding in found):
            tiers.setdefault(ticket.tier, []).append(ticket.id)
    return {tier: found for tier, found in tiers.items() if len(found) > ALONE}


async def _say_what_is_due(
    work: UnitOfWork, tier: str | None, numbers: Sequence[int], now: datetime
) -> int:
    """Write down what is due and tell who must know; those of a tier in one message."""
    await work.events.read_ahead(numbers)
    written = [await _write_down(work, number, now) for number in numbers]
    all_told = [told for told in written if told is not None]
    loud = [told for told in all_told if told.findings]
    listed = [told for told in loud if told.ticket.tier == tier]
    for told in loud:
        await tell_requester(work, told, now)
        if told not in listed:
            await tell_engineers(work, told, now)
    if listed:
        await tell_together(work, work.policy.tier(listed[0].ticket.tier), listed, now)
    return len(all_told)


async def _write_down(work: UnitOfWork, number: int, now: datetime) -> Told | None:
    """Write down what is due; where nothing is after all, note when there will be something."""
    ticket = await work.tickets.get(number)
    if ticket.timer_at is None or ticket.timer_at > now:
        return None  # somebody was faster
    seen = await _look(work, ticket)
    found = overdue.due(seen, now)
    if not found:
        stands = seen.promises.written_on(ticket)
        await work.tickets.save(replace(stands, timer_at=overdue.next_at(seen, now)))
        return None
    ticket, events = await keep_all(work, ticket, [_step(seen, ticket, one, now) for one in found])
    await Telling(work=work, now=now).redraw_card(ticket, events[0])
    return Told(
        ticket=ticket,
        event=events[0],
        findings=tuple(finding for finding in found if not finding.is_over),
        may_call=seen.may_call(now),
    )


async def _look(work: UnitOfWork, ticket: Ticket) -> Watch:
    history = await work.events.of_ticket(ticket.id)
    made = promises.fold(work.policy, history)
    return overdue.watch(work.policy, ticket, made, history)


def _step(seen: Watch, ticket: Ticket, finding: Finding, now: datetime) -> Step:
    kind = EventKind.BREACHED if finding.is_breach else EventKind.WARNED
    verb = Verb.BREACH if finding.is_breach else Verb.WARN
    cause = f"sla:{ticket.id}:{finding.timer.cause}:{finding.said_as}"
    deed = by_clock(verb, ticket.id, now, cause=cause)
    return Step(deed=deed, kind=kind, data=_facts(seen, finding))


def _facts(seen: Watch, finding: Finding) -> dict[str, Fact]:
    """Keep what was promised, and for a breach who had the ticket and how much each tier used."""
    timer, clock = finding.timer, finding.timer.clock
    facts: dict[str, Fact] = {
        "metric": timer.metric.value,
        "due": finding.due.isoformat(),
        "target": clock.target.total_seconds(),
        "stay": timer.stint,
        "turn": timer.turn,
        "generation": timer.generation,
    }
    if finding.is_over:
        facts["is_over"] = True  # nobody is told any more, and the audit knows that
    if not finding.is_breach:
        return {**facts, "threshold": finding.said_as}
    stays = seen.promises.stays
    held = sla.holder_at(stays, finding.due) or seen.promises.stay
    return {**facts, "tier": held.tier, "shares": _shares(seen, finding)}


def _shares(seen: Watch, finding: Finding) -> str:
    """Write what each tier had used of the time when it ran out, in seconds: `L1=7200 L2=600`."""
    used: dict[str, float] = {}
    stays = seen.promises.stays
    spent = sla.shares(finding.timer.clock, stays, finding.due)
    for stay, share in zip(stays, spent, strict=True):
        used[stay.tier] = used.get(stay.tier, 0.0) + share.total_seconds()
    return " ".join(f"{tier}={seconds:.0f}" for tier, seconds in used.items() if seconds)
