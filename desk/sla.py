"""How does a promise stand now, and when does it fall due?

A `Clock` is one promise of a (ticket, stay at a tier, metric), folded from the ticket's events by
`start`, `follow`, `finish`, `cancel` and `change_target`. It holds what happened; `state`, `due_at`
and the like answer from that alone, so that a clock can be recomputed at any time.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from desk import business_hours
from desk.business_hours import Pause
from desk.policy import Calendar, Priority, SlaPolicy, Status, Threshold, TicketType


class Metric(StrEnum):
    """What is promised; the last two and the claim belong to a stay, the others to the ticket."""

    CLAIM = "claim"
    FIRST_RESPONSE = "first_response"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"
    STAY_RESOLUTION = "stay_resolution"


class ClockState(StrEnum):
    """How a promise stands."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


FOLLOWS_STATUS = frozenset({Metric.RESOLUTION, Metric.STAY_RESOLUTION})
"""The metrics that pause, end and re-open with the ticket's status; the others never pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One promised duration and what happened to it.

    `changed_at` is when the target was last changed: the business time before it stands in
    `carried`, and the target counts on from there. `ended_at` is when the promise was kept, in
    time or late. `breached_at` freezes a breach that was acted upon, whatever is recomputed later.
    """

    metric: Metric
    target: timedelta
    calendar: Calendar
    started_at: datetime
    warn_at: tuple[Threshold, ...] = ()
    pauses: tuple[Pause, ...] = ()
    changed_at: datetime | None = None
    carried: timedelta = timedelta()
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None
    breached_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was kept or cancelled; a breached one goes on until then."""
        return self.ended_at is not None or self.cancelled_at is not None

    @property
    def has_open_pause(self) -> bool:
        """Whether it stands still until somebody says otherwise."""
        return any(pause.ended_at is None for pause in self.pauses)

    @property
    def counted_from(self) -> datetime:
        """Where the present target's calendar begins to count."""
        return self.changed_at or self.started_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The time that a ticket spends at a tier; the stay it is in has no end yet."""

    tier: str
    stint: int
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The requester's first unanswered words, and the engineer's words that answered them."""

    asked_at: datetime
    answered_at: datetime | None = None


def pick(
    policies: Iterable[SlaPolicy],
    *,
    tier: str,
    priority: Priority,
    kind: TicketType,
    organisation: str | None = None,
    override: SlaPolicy | None = None,
) -> SlaPolicy | None:
    """Choose the promises that hold for a ticket at a tier, or None when nobody promised any.

    The ticket's own override wins, then a policy that names its organisation, then the one that
    names more of type and priority, then one that names the tier; of equals the first in the file.
    A policy is taken whole: a metric it leaves out is not promised, whatever a wider one says.
    """
    if override is not None:
        return override
    facts = (organisation, kind, priority, tier)
    fitting = (policy for policy in policies if _is_for(policy, facts))
    return max(fitting, key=_weight, default=None)


def target(policy: SlaPolicy, metric: Metric) -> timedelta | None:
    """Read what a policy promises; None when it promises nothing of that kind.

    A stay's resolution is the resolution of the policy picked for its tier.
    """
    promised = {
        Metric.CLAIM: policy.claim,
        Metric.FIRST_RESPONSE: policy.first_response,
        Metric.NEXT_REPLY: policy.next_reply,
    }
    return promised.get(metric, policy.resolution)


def start(policy: SlaPolicy, metric: Metric, calendar: Calendar, at: datetime) -> Clock | None:
    """Begin a promise at the requester's message, or at the stay's start; None without a target."""
    promised = target(policy, metric)
    if promised is None:
        return None
    return Clock(
        metric=metric, target=promised, calendar=calendar, started_at=at, warn_at=policy.warn_at
    )


def follow(
    clock: Clock,
    status: Status,
    at: datetime,
    pausing: frozenset[Status],
    *,
    is_held: bool = False,
) -> Clock:
    """Tell a clock that the ticket's status became `status`.

    Only resolutions follow the status: they end at resolved, re-open after it and stand still in
    the `pausing` ones, and while it is held for another reason. A ticket closed without a
    resolution cancels them.
    """
    if clock.metric not in FOLLOWS_STATUS:
        return clock
    if status is Status.RESOLVED:
        return finish(clock, at)
    if status is Status.CLOSED:
        return cancel(clock, at)
    going = reopen(clock, at)
    return pause(going, at) if is_held or status in pausing else resume(going, at)


def pause(clock: Clock, at: datetime) -> Clock:
    """Let it stand still from `at`; claims, first responses and next replies never do."""
    if clock.metric not in FOLLOWS_STATUS or clock.is_over or clock.has_open_pause:
        return clock
    return replace(clock, pauses=(*clock.pauses, Pause(started_at=at)))


def resume(clock: Clock, at: datetime) -> Clock:
    """Let it go on; does nothing to a clock that does not stand still."""
    ended = (replace(pause, ended_at=pause.ended_at or at) for pause in clock.pauses)
    return replace(clock, pauses=tuple(ended))


def finish(clock: Clock, at: datetime) -> Clock:
    """Keep the promise at `at`, in time or late; what was over before stays as it was.

    Once silent waiting resolved a ticket, `at` is the moment when the waiting began.
    """
    if clock.is_over:
        return clock
    before = tuple(pause for pause in clock.pauses if pause.started_at <= at)
    return replace(resume(replace(clock, pauses=before), at), ended_at=at)


def reopen(clock: Clock, at: datetime) -> Clock:
    """Take a resolution back; the time since it is a pause, and a breach stays one."""
    if clock.metric not in FOLLOWS_STATUS or clock.ended_at is None:
        return clock
    resolved = Pause(started_at=clock.ended_at, ended_at=at)
    return replace(clock, ended_at=None, pauses=(*clock.pauses, resolved))


def cancel(clock: Clock, at: datetime) -> Clock:
    """Drop a promise that nobody waits for any more; one that is over stays as it was."""
    return clock if clock.is_over else replace(clock, cancelled_at=at)


def change_target(
    clock: Clock,
    now: datetime,
    target: timedelta,
    *,
    calendar: Calendar | None = None,
    warn_at: tuple[Threshold, ...] | None = None,
) -> tuple[Clock, Clock | None]:
    """Replace a promise by another: the old clock, cancelled, and the new one.

    The new one keeps elapsed and pauses, so that its remaining is the new target less elapsed;
    when nothing remains it is due at `now`, never before it was promised. A breach stays with the
    old clock. A clock that is over keeps its result, and there is no new one.
    """
    if clock.is_over:
        return clock, None
    new = replace(
        clock,
        target=target,
        calendar=calendar or clock.calendar,
        warn_at=clock.warn_at if warn_at is None else warn_at,
        changed_at=now,
        carried=elapsed(clock, now),
        breached_at=None,
    )
    return cancel(clock, now), new


def note_breach(clock: Clock, now: datetime) -> Clock:
    """Freeze a breach, so that no later edit of calendars or pauses can undo it."""
    if clock.breached_at is not None or state(clock, now) is not ClockState.BREACHED:
        return clock
    return replace(clock, breached_at=due_at(clock))


def state(clock: Clock, now: datetime) -> ClockState:
    """Say how the promise stands; kept at the due instant itself is met, later is breached."""
    if _is_breached(clock, now):
        return ClockState.BREACHED
    if _has_passed(clock.ended_at, now):
        return ClockState.MET
    if _has_passed(clock.cancelled_at, now):
        return ClockState.CANCELLED
    return _going(clock, now)


def due_at(clock: Clock) -> datetime | None:
    """Find when the target runs out, in UTC; None while a pause that nobody ended holds it up."""
    return _after(clock, clock.target)


def warn_at(clock: Clock, threshold: Threshold) -> datetime | None:
    """Find when a share of the target is used up, in business time; None as for `due_at`.

    So much time before the target runs out never comes where the target is no longer than that.
    """
    used = used_at(clock, threshold)
    return _after(clock, used) if used > timedelta() else None


def used_at(clock: Clock, threshold: Threshold) -> timedelta:
    """Measure how much of the target is used up at a threshold; not more than nothing is never."""
    if isinstance(threshold, timedelta):
        return clock.target - threshold
    return clock.target * threshold


def elapsed(clock: Clock, now: datetime) -> timedelta:
    """Measure the business time used by `now` less pauses; it stops where the clock is over."""
    return clock.carried + business_hours.elapsed(
        clock.calendar, clock.counted_from, _until(clock, now), clock.pauses
    )


def remaining(clock: Clock, now: datetime) -> timedelta:
    """Measure what is left of the target; negative once it is overdrawn."""
    return clock.target - elapsed(clock, now)


def holder_at(stays: Iterable[Stay], at: datetime) -> Stay | None:
    """Find who held the ticket at a moment, to whom a breach due then belongs."""
    return next((stay for stay in stays if _covers(stay, at)), None)


def shares(clock: Clock, stays: Iterable[Stay], now: datetime) -> tuple[timedelta, ...]:
    """Measure what each stay used of a contract's time, in the contract's present calendar."""
    until = _until(clock, now)
    return tuple(
        business_hours.elapsed(
            clock.calendar,
            max(stay.started_at, clock.started_at),
            min(stay.ended_at or until, until),
            clock.pauses,
        )
        for stay in stays
    )


def turns(asked: Iterable[datetime], answered: Iterable[datetime]) -> tuple[Turn, ...]:
    """Pair the requester's unanswered words with the engineers' next public ones, in order.

    Words before the first response start nothing: that promise is still unmet. Further words of
    either side change nothing. Only the last turn may be without an answer.
    """
    replies = sorted(answered)
    rounds = groupby(sorted(asked), key=lambda question: bisect_left(replies, question))
    return tuple(
        Turn(asked_at=next(questions), answered_at=replies[past] if past < len(replies) else None)
        for past, questions in rounds
        if past > 0
    )


def _weight(policy: SlaPolicy) -> tuple[bool, int, bool]:
    named = (policy.type is not None) + (policy.priority is not None)
    return policy.organisation is not None, named, policy.tier is not None


def _is_for(policy: SlaPolicy, facts: tuple[str | None, ...]) -> bool:
    named = (policy.organisation, policy.type, policy.priority, policy.tier)
    return all(want in (None, fact) for want, fact in zip(named, facts, strict=True))


def _after(clock: Clock, used: timedelta) -> datetime | None:
    left = used - clock.carried
    return business_hours.due(clock.calendar, clock.counted_from, left, clock.pauses)


def _until(clock: Clock, now: datetime) -> datetime:
    return min(now, clock.ended_at or clock.cancelled_at or now)


def _is_breached(clock: Clock, now: datetime) -> bool:
    if _has_passed(clock.breached_at, now):
        return True
    due = due_at(clock)
    return due is not None and _until(clock, now) > due


def _going(clock: Clock, now: datetime) -> ClockState:
    if any(_covers(pause, now) for pause in clock.pauses):
        return ClockState.PAUSED
    warned = (warn_at(clock, threshold) for threshold in clock.warn_at)
    is_soon = any(_has_passed(moment, now) for moment in warned)
    return ClockState.DUE_SOON if is_soon else ClockState.RUNNING


def _has_passed(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _covers(stretch: Pause | Stay, at: datetime) -> bool:
    return stretch.started_at <= at and (stretch.ended_at is None or at < stretch.ended_at)
