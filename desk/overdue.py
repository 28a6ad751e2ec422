"""Which warnings and breaches has time to say about a ticket, and when is the next?

A breach is said at once. A warning waits for the hours of the tier that has the ticket, and until
its owner has not written for a while; one that would come with the breach or after it is not said
(SLA clock, rule 10). All of it is read from the events anew, at whatever moment is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import business_hours, sla
from desk.events import Event, EventKind
from desk.lengths import write_threshold
from desk.policy import Calendar, DeskPolicy, Priority, Threshold
from desk.promises import Promises, standing
from desk.ticket import Ticket
from desk.timers import Timer

QUIET = timedelta(minutes=10)
"""So long after its owner's last words a warning would only disturb."""

LATE = timedelta(minutes=5)
"""A warning that is later than this is not said any more when the breach itself is due."""

_OWN_WORDS = frozenset(
    {EventKind.REPLIED, EventKind.ASKED_REQUESTER, EventKind.NOTED, EventKind.RESOLVED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What decides when something is said about a ticket.

    `calendar` is of the tier that has the ticket, `spoke_at` when its owner last wrote, to the
    requester or to colleagues. What was over by `decided_by` stays as it was decided then, under
    another configuration.
    """

    promises: Promises
    calendar: Calendar
    is_urgent: bool = False
    spoke_at: datetime | None = None
    decided_by: datetime | None = None

    def may_warn_from(self, at: datetime) -> datetime:
        """Find the first moment from `at` on at which a warning disturbs nobody."""
        while True:
            quiet = at if self.spoke_at is None else max(at, self.spoke_at + QUIET)
            open_at = quiet if self.is_urgent else business_hours.next_open(self.calendar, quiet)
            if open_at == at:
                return at
            at = open_at

    def may_call(self, now: datetime) -> bool:
        """Whether somebody may be called by name now: in the tier's hours, or when it is urgent."""
        return self.is_urgent or business_hours.is_open(self.calendar, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to say about a timer; without a threshold it is the breach.

    `is_over` when it was kept or dropped meanwhile: then it is only written down.
    """

    timer: Timer
    due: datetime
    threshold: Threshold | None = None
    is_over: bool = False

    @property
    def is_breach(self) -> bool:
        """Whether the promise is broken, and not only about to be."""
        return self.threshold is None

    @property
    def said_as(self) -> str:
        """What stands for it in a cause."""
        return "breach" if self.threshold is None else write_threshold(self.threshold)


def watch(
    policy: DeskPolicy, ticket: Ticket, promises: Promises, history: Sequence[Event]
) -> Watch:
    """Look at a ticket and all that happened to it."""
    own = (
        event.at
        for event in standing(history)
        if event.kind in _OWN_WORDS and event.by is not None and event.by == ticket.assignee
    )
    return Watch(
        promises=promises,
        calendar=policy.calendar(policy.tier(ticket.tier).calendar),
        is_urgent=ticket.priority is Priority.P1,
        spoke_at=max(own, default=None),
        decided_by=policy.since,
    )


def next_at(seen: Watch, now: datetime) -> datetime | None:
    """Say when there is something to say next, `now` at the earliest; None when nothing is left."""
    return min(
        (at for timer in seen.promises.timers for at in _ahead(seen, timer, now)), default=None
    )


def due(seen: Watch, now: datetime) -> tuple[Finding, ...]:
    """List what is to be said now, a breach before a warning, what falls due first before that."""
    found = [one for timer in seen.promises.timers for one in _due(seen, timer, now)]
    return tuple(sorted(found, key=lambda one: (not one.is_breach, one.due)))


def _ahead(seen: Watch, timer: Timer, now: datetime) -> Iterator[datetime]:
    falls_due = breach_at(timer, seen.decided_by)
    if falls_due is None:
        return
    yield max(falls_due, now)
    for at, _ in _warnings(timer):
        may_at = seen.may_warn_from(max(at, now))
        if may_at < falls_due:
            yield may_at


def _due(seen: Watch, timer: Timer, now: datetime) -> Iterator[Finding]:
    falls_due = breach_at(timer, seen.decided_by)
    if falls_due is None:
        return
    is_broken = falls_due <= now
    if is_broken:
        yield Finding(timer=timer, due=falls_due, is_over=_is_over(seen, timer))
    late = [
        threshold
        for at, threshold in _warnings(timer)
        if at <= now
        and seen.may_warn_from(now) == now
        and _is_worth_saying(seen.may_warn_from(at), falls_due, now, is_broken=is_broken)
    ]
    if late:
        yield Finding(timer=timer, due=falls_due, threshold=late[-1])


def _is_over(seen: Watch, timer: Timer) -> bool:
    """Whether nobody waits for it any more; a change of what is promised is no end of waiting."""
    same = (one for one in seen.promises.timers if one.promise == timer.promise)
    return max(same, key=lambda one: one.generation).clock.is_over


def _is_worth_saying(first: datetime, due: datetime, now: datetime, *, is_broken: bool) -> bool:
    return first < due and (not is_broken or now - first <= LATE)


def breach_at(timer: Timer, decided_by: datetime | None = None) -> datetime | None:
    """Say when the promise is or was broken, unless that is known already or it was kept.

    None too while it stands still, for what was kept or dropped in time, and for what was decided
    before the present configuration held.
    """
    clock = timer.clock
    over = clock.ended_at or clock.cancelled_at
    is_decided = over is not None and decided_by is not None and over <= decided_by
    falls_due = None if timer.is_breach_known or is_decided else sla.due_at(clock)
    if falls_due is None or (over is not None and over <= falls_due):
        return None
    return falls_due


def _warnings(timer: Timer) -> list[tuple[datetime, Threshold]]:
    """List the warnings that were not said yet, in order; a higher one makes up for lower ones."""
    clock = timer.clock
    if clock.is_over or clock.has_open_pause:
        return []
    left: list[tuple[datetime, Threshold]] = []
    for threshold in sorted(clock.warn_at, key=lambda one: sla.used_at(clock, one)):
        at = sla.warn_at(clock, threshold)
        if write_threshold(threshold) in timer.warned:
            left = []
        elif at is not None:
            left.append((at, threshold))
    return left
