"""What does the desk say when a promise is about to be broken, or is?

Events first, with a cause that names the timer and the threshold: two ticks cannot say it twice.
"""

from dataclasses import replace
from datetime import datetime

from desk import overdue, promises, sla
from desk.actions.close import CLOCK
from desk.actions.deed import Deed, Place
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import Fact, StaleError
from desk.events import EventKind
from desk.outcome import Done
from desk.overdue import Finding, Watch
from desk.people import Address
from desk.ports import Begin, UnitOfWork
from desk.ticket import Ticket, Verb

AT_ONCE = 500
"""So many tickets are looked at in one tick; the next tick goes on with the rest."""


class KeepPromises:
    """The tick's verb for promises that run out, one transaction a ticket."""

    async def __call__(self, begin: Begin, *, now: datetime) -> int:
        """Say what is due and give the count of tickets; what somebody just changed waits."""
        async with begin() as work:
            due = await work.tickets.to_time(now, AT_ONCE)
        said = 0
        for number in due:
            said += await self._keep(begin, number, now)
        return said

    async def _keep(self, begin: Begin, number: int, now: datetime) -> int:
        try:
            async with begin() as work:
                is_said = await _say_what_is_due(work, await work.tickets.get(number), now)
                await work.commit(Done())
        except StaleError:
            return 0
        return int(is_said)


async def _say_what_is_due(work: UnitOfWork, ticket: Ticket, now: datetime) -> bool:
    """Write down what is due; where nothing is after all, note when there will be something."""
    if ticket.timer_at is None or ticket.timer_at > now:
        return False  # somebody was faster
    history = await work.events.of_ticket(ticket.id)
    made = promises.fold(work.policy, history)
    seen = overdue.watch(work.policy, ticket, made, history)
    found = overdue.due(seen, now)
    if not found:
        later = overdue.next_at(seen, now)
        await work.tickets.save(replace(ticket, timer_at=later))
        return False
    stored = ticket
    events = []
    for finding in found:
        kind = EventKind.BREACHED if finding.is_breach else EventKind.WARNED
        deed = _deed(ticket, finding, now)
        stored, event = await keep(work, deed, stored, kind, **_facts(seen, finding))
        events.append(event)
    await Telling(work=work, now=now).redraw_card(stored, events[0])
    return True


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


def _deed(ticket: Ticket, finding: Finding, now: datetime) -> Deed:
    return Deed(
        verb=Verb.BREACH if finding.is_breach else Verb.WARN,
        actor=CLOCK,
        place=Place(channel=Address(platform="clock", channel="tick")),
        at=now,
        now=now,
        ticket=ticket.id,
        cause=f"sla:{ticket.id}:{finding.timer.cause}:{finding.said_as}",
    )
