"""Which facts do figures rest on? Decided once, from a ticket's history, by Python.

The same function serves the transaction that decides and `firstline db rebuild-facts`, so the two
cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk import business_hours, promises, sla
from desk.events import Event, EventKind
from desk.policy import DeskPolicy, Priority, TicketType
from desk.promises import Promises
from desk.sla import Clock, ClockState, Metric


class FigureMetric(StrEnum):
    """What a fact is about."""

    CREATED = "created"
    CLAIM = "claim"
    FIRST_RESPONSE = "first_response"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"
    STAY_RESOLUTION = "stay_resolution"
    RATING = "rating"
    CHANGE_IMPLEMENTED = "change_implemented"
    URGENT_CHANGE_RESPONSE = "urgent_change_response"


class Result(StrEnum):
    """How it stood against its target; NONE where nothing was promised.

    A breach is a fact of its own, of who held the ticket when it fell due, and is counted. What
    was kept late is LATE: it has a duration, and its breach is counted already.
    """

    MET = "met"
    LATE = "late"
    BREACHED = "breached"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFact:
    """One decided fact; unique by ticket, stint, metric and the event that decided it.

    `elapsed` is business time less pauses (None for what was not kept: created, rating, a breach);
    `value` is a rating; of a change that was made, whether it was urgent: 1 or 0. How soon an
    urgent change was worked on is `elapsed` too, but counts all hours.
    """

    ticket: int
    stint: int
    metric: FigureMetric
    event: int
    elapsed: timedelta | None
    target: timedelta | None
    result: Result
    decided_at: datetime
    tier: str
    type: TicketType
    priority: Priority
    category: str | None = None
    value: int | None = None


_KEPT = {
    Metric.NEXT_REPLY: FigureMetric.NEXT_REPLY,
    Metric.STAY_RESOLUTION: FigureMetric.STAY_RESOLUTION,
}
"""What is a fact only where it was promised; the others are measured in any case."""


WORK = frozenset(
    {
        EventKind.CLAIMED,
        EventKind.TAKEN_OVER,
        EventKind.TRANSFERRED,
        EventKind.REPLIED,
        EventKind.ASKED_REQUESTER,
        EventKind.NOTED,
        EventKind.CHANGE_PLANNED,
    }
)
"""What shows that somebody works on a ticket; to plan it is the last of them that can be first."""


def derive(policy: DeskPolicy, history: Sequence[Event]) -> tuple[FigureFact, ...]:
    """Read a ticket's whole history, which begins with its opening, and give all its facts.

    A merged ticket was not created: the one that it was merged into is counted; one that was split
    up was not either: those that came of it are. What was promised
    and decided before stays decided.
    """
    return tuple(_read(policy, history))


def _read(policy: DeskPolicy, history: Sequence[Event]) -> Iterator[FigureFact]:
    steps = promises.follow(policy, history)
    opening, before = next(steps)
    seed = _begin(opening)
    if not any(_goes_on_elsewhere(event, history) for event in history):
        yield seed
    for event, made in steps:
        yield from _decided(policy, seed, event, before, made)
        yield from _of_change(seed, event, history)
        seed, before = _next(seed, event), made


def _of_change(seed: FigureFact, event: Event, history: Sequence[Event]) -> Iterator[FigureFact]:
    """Count a change that was made, and once how soon an urgent one was worked on."""
    fact = replace(seed, event=event.id, decided_at=event.at)
    if event.kind is EventKind.CHANGE_IMPLEMENTED:
        urgent = int(bool(event.data.get("is_urgent")))
        yield replace(fact, metric=FigureMetric.CHANGE_IMPLEMENTED, value=urgent)
    if event == next(filter(_is_urgent_plan, history), None):
        began = next(one.at for one in history if one.kind in WORK and one.by is not None)
        yield replace(
            fact,
            metric=FigureMetric.URGENT_CHANGE_RESPONSE,
            elapsed=max(began - history[0].at, timedelta()),
        )


def _is_urgent_plan(event: Event) -> bool:
    return event.kind is EventKind.CHANGE_PLANNED and bool(event.data.get("is_urgent"))


def _goes_on_elsewhere(event: Event, history: Sequence[Event]) -> bool:
    is_merged = event.kind is EventKind.MERGED and not promises.is_undone_merge(event, history)
    return is_merged or event.kind is EventKind.SPLIT_UP


def _begin(event: Event) -> FigureFact:
    return FigureFact(
        ticket=event.ticket or 0,
        stint=1,
        metric=FigureMetric.CREATED,
        event=event.id,
        elapsed=None,
        target=None,
        result=Result.NONE,
        decided_at=event.at,
        tier=str(event.data["tier"]),
        type=TicketType(str(event.data["type"])),
        priority=Priority(str(event.data["priority"])),
    )


def _decided(
    policy: DeskPolicy, seed: FigureFact, event: Event, before: Promises, made: Promises
) -> Iterator[FigureFact]:
    fact = replace(seed, event=event.id, decided_at=event.at)
    if made.is_claimed and not before.is_claimed:
        yield _claim(policy, fact, made)
    if made.answered_at is not None and before.answered_at is None:
        yield _kept(fact, FigureMetric.FIRST_RESPONSE, made.first_response)
    if event.kind is EventKind.RESOLVED:
        category = event.data.get("category")
        fact = replace(fact, category=str(category) if category else None)
        yield _kept(fact, FigureMetric.RESOLUTION, made.resolution)
    for clock in _ended(before, made):
        yield _kept(fact, _KEPT[clock.metric], clock)
    if event.kind is EventKind.BREACHED:
        yield _broken(fact, event, made)
    if event.kind is EventKind.RATED:
        yield replace(fact, metric=FigureMetric.RATING, value=int(event.data["rating"] or 0))


def _ended(before: Promises, made: Promises) -> Iterator[Clock]:
    """Give what was kept by this event, of what is a fact only where it was promised."""
    going = {timer.key for timer in before.timers if timer.clock.ended_at is None}
    for timer in made.timers:
        if timer.key in going and timer.metric in _KEPT and timer.clock.ended_at is not None:
            yield timer.clock


def _claim(policy: DeskPolicy, fact: FigureFact, made: Promises) -> FigureFact:
    """Time to claim counts on the tier's own calendar, from the opening or the hand-over."""
    timer = made.latest(Metric.CLAIM)
    if timer is not None and timer.clock.ended_at is not None:
        return _kept(fact, FigureMetric.CLAIM, timer.clock)
    calendar = policy.calendar(policy.tier(fact.tier).calendar)
    used = business_hours.elapsed(calendar, made.stay.started_at, fact.decided_at)
    return replace(fact, metric=FigureMetric.CLAIM, elapsed=used)


def _kept(fact: FigureFact, metric: FigureMetric, clock: Clock | None) -> FigureFact:
    if clock is None:
        return replace(fact, metric=metric)
    measured = replace(fact, metric=metric, elapsed=sla.elapsed(clock, fact.decided_at))
    state = sla.state(clock, fact.decided_at)
    if state is ClockState.CANCELLED:
        return measured
    result = Result.LATE if state is ClockState.BREACHED else Result.MET
    return replace(measured, target=clock.target, result=result)


def _broken(fact: FigureFact, event: Event, made: Promises) -> FigureFact:
    """Count a breach against the tier that had the ticket when it fell due."""
    told = event.data
    due = datetime.fromisoformat(str(told["due"]))
    stay = sla.holder_at(made.stays, due) or made.stay
    return replace(
        fact,
        metric=FigureMetric(str(told["metric"])),
        target=timedelta(seconds=float(told["target"] or 0)),
        result=Result.BREACHED,
        decided_at=due,
        tier=stay.tier,
        stint=stay.stint,
    )


def _next(seed: FigureFact, event: Event) -> FigureFact:
    if event.kind in promises.HAND_OVERS:
        return replace(seed, stint=event.stint or 1, tier=str(event.data["tier"]))
    return _of_changed(seed, event) if event.kind is EventKind.CHANGED else seed


def _of_changed(seed: FigureFact, event: Event) -> FigureFact:
    category = event.data.get("category")
    return replace(
        seed,
        type=TicketType(str(event.data["type"])),
        priority=Priority(str(event.data["priority"])),
        category=str(category) if category else None,
    )
