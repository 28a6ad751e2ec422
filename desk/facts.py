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
from desk.sla import Clock, ClockState


class FigureMetric(StrEnum):
    """What a fact is about."""

    CREATED = "created"
    CLAIM = "claim"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    RATING = "rating"


class Result(StrEnum):
    """How it stood against its target; NONE where nothing was promised."""

    MET = "met"
    BREACHED = "breached"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFact:
    """One decided fact; unique by ticket, stint, metric and the event that decided it.

    `elapsed` is business time less pauses (None for created and rating); `value` is a rating.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stay:
    """What the history says so far, while it is read."""

    seed: FigureFact
    since: datetime
    is_claimed: bool = False
    is_answered: bool = False


_CLAIMS = frozenset(
    {EventKind.CLAIMED, EventKind.TRANSFERRED, EventKind.REPLIED, EventKind.ASKED_REQUESTER}
)
_MOVES = frozenset({EventKind.ESCALATED, EventKind.RETURNED})


def derive(policy: DeskPolicy, history: Sequence[Event]) -> tuple[FigureFact, ...]:
    """Read a ticket's whole history, which begins with its opening, and give all its facts.

    A merged ticket was not created: the one that it was merged into is counted. What was promised
    and decided before stays decided.
    """
    return tuple(_read(policy, list(promises.standing(history))))


def _read(policy: DeskPolicy, events: Sequence[Event]) -> Iterator[FigureFact]:
    stay, made = _begin(events[0]), promises.opened(policy, events[0])
    if not any(event.kind is EventKind.MERGED for event in events):
        yield stay.seed
    for event in events[1:]:
        made = made.after(policy, event)
        yield from _decided(policy, stay, made, event)
        stay = _next(stay, event)


def _begin(event: Event) -> _Stay:
    seed = FigureFact(
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
    return _Stay(seed=seed, since=event.at)


def _decided(policy: DeskPolicy, stay: _Stay, made: Promises, event: Event) -> Iterator[FigureFact]:
    fact = replace(stay.seed, event=event.id, decided_at=event.at)
    if event.kind in _CLAIMS and not stay.is_claimed:
        yield _claim(policy, fact, stay.since)
    if event.kind in promises.WORDS and not stay.is_answered:
        yield _kept(fact, FigureMetric.FIRST_RESPONSE, made.first_response)
    if event.kind is EventKind.RESOLVED:
        category = event.data.get("category")
        resolved = replace(fact, category=str(category) if category else None)
        yield _kept(resolved, FigureMetric.RESOLUTION, made.resolution)
    if event.kind is EventKind.RATED:
        yield replace(fact, metric=FigureMetric.RATING, value=int(event.data["rating"] or 0))


def _claim(policy: DeskPolicy, fact: FigureFact, since: datetime) -> FigureFact:
    """Time to claim counts on the tier's own calendar, from the opening or the hand-over."""
    calendar = policy.calendar(policy.tier(fact.tier).calendar)
    used = business_hours.elapsed(calendar, since, fact.decided_at)
    chosen = sla.pick(policy.slas, tier=fact.tier, priority=fact.priority, kind=fact.type)
    target = chosen.claim if chosen else None
    return replace(
        fact,
        metric=FigureMetric.CLAIM,
        elapsed=used,
        target=target,
        result=_result(used, target),
    )


def _kept(fact: FigureFact, metric: FigureMetric, clock: Clock | None) -> FigureFact:
    if clock is None:
        return replace(fact, metric=metric)
    breached = sla.state(clock, fact.decided_at) is ClockState.BREACHED
    return replace(
        fact,
        metric=metric,
        elapsed=sla.elapsed(clock, fact.decided_at),
        target=clock.target,
        result=Result.BREACHED if breached else Result.MET,
    )


def _result(used: timedelta, target: timedelta | None) -> Result:
    if target is None:
        return Result.NONE
    return Result.MET if used <= target else Result.BREACHED


def _next(stay: _Stay, event: Event) -> _Stay:
    if event.kind in _MOVES:
        seed = replace(stay.seed, stint=event.stint or 1, tier=str(event.data["tier"]))
        return replace(stay, seed=seed, since=event.at, is_claimed=False)
    if event.kind is EventKind.CHANGED:
        return replace(stay, seed=_of_changed(stay.seed, event))
    return replace(
        stay,
        is_claimed=stay.is_claimed or event.kind in _CLAIMS,
        is_answered=stay.is_answered or event.kind in promises.WORDS,
    )


def _of_changed(seed: FigureFact, event: Event) -> FigureFact:
    category = event.data.get("category")
    return replace(
        seed,
        type=TicketType(str(event.data["type"])),
        priority=Priority(str(event.data["priority"])),
        category=str(category) if category else None,
    )
