"""What is the next step of a change, and how many are pending, made, urgent?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from desk.change_policy import ChangePolicy
from desk.change_record import ChangeRecord, ChangeState
from desk.facts import FigureFact, FigureMetric
from desk.ticket import Verb

AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""Where the buckets of age end; what is older is in the last."""


def next_steps(change: ChangeRecord | None, policy: ChangePolicy) -> tuple[Verb, ...]:
    """Give what an engineer may do about it now, the likeliest first."""
    if change is None or (change.is_pending and not change.is_planned):
        standard = (Verb.STANDARD_CHANGE,) if policy.standard else ()
        return (Verb.PLAN_CHANGE, *standard, Verb.WITHDRAW_CHANGE)[: None if change else -1]
    if change.state is ChangeState.DRAFT:
        return (Verb.SUBMIT_CHANGE, Verb.PLAN_CHANGE, Verb.WITHDRAW_CHANGE)
    if change.is_pending:
        return (*_making(change), Verb.PLAN_CHANGE, Verb.WITHDRAW_CHANGE)
    steps = {
        ChangeState.IMPLEMENTED: () if change.lacks_approval else (Verb.REVIEW_CHANGE,),
        ChangeState.WITHDRAWN: (Verb.PLAN_CHANGE,),
    }
    return steps.get(change.state, ())


def next_step(change: ChangeRecord | None, policy: ChangePolicy) -> Verb | None:
    """Give the one that is most likely next; None where others have to act, or nobody has."""
    is_over = change is not None and change.state is ChangeState.WITHDRAWN
    steps = () if is_over else next_steps(change, policy)
    is_waiting = change is not None and change.state is ChangeState.WAITING
    if not steps or (is_waiting and steps[0] is Verb.PLAN_CHANGE):
        return None
    return steps[0]


def _making(change: ChangeRecord) -> tuple[Verb, ...]:
    if not change.is_cleared:
        return ()
    if change.is_urgent or change.state is ChangeState.SCHEDULED:
        return (Verb.IMPLEMENT_CHANGE, Verb.SCHEDULE_CHANGE)
    return (Verb.SCHEDULE_CHANGE, Verb.IMPLEMENT_CHANGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFigures:
    """What is counted of changes in [start, end).

    `pending_by_age` has a number for each of under 1, 3 and 7 days, and for older; ages are those
    at the end. `response` is how soon urgent ones were worked on, in the middle, of `responses`.
    """

    implemented: int
    implemented_urgent: int
    pending: int
    pending_urgent: int
    pending_by_age: tuple[int, ...]
    responses: int
    response: timedelta | None


def change_figures(
    pending: Sequence[ChangeRecord],
    facts: Sequence[FigureFact],
    start: datetime,
    end: datetime,
) -> ChangeFigures:
    """Count; `pending` are those that were still to be made at `end`, `facts` whatever was decided.

    A ticket that was given up and planned anew counts from its request.
    """
    inside = [fact for fact in facts if start <= fact.decided_at < end]
    made = [fact for fact in inside if fact.metric is FigureMetric.CHANGE_IMPLEMENTED]
    times = [
        fact.elapsed
        for fact in inside
        if fact.metric is FigureMetric.URGENT_CHANGE_RESPONSE and fact.elapsed is not None
    ]
    ages = [end - change.requested_at for change in pending]
    return ChangeFigures(
        implemented=len(made),
        implemented_urgent=sum(fact.value or 0 for fact in made),
        pending=len(pending),
        pending_urgent=sum(change.is_urgent for change in pending),
        pending_by_age=_by_age(ages),
        responses=len(times),
        response=_median(times),
    )


def _median(times: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in times)) if times else None


def _by_age(ages: Sequence[timedelta]) -> tuple[int, ...]:
    places = [sum(age >= bound for bound in AGES) for age in ages]
    return tuple(places.count(place) for place in range(len(AGES) + 1))
