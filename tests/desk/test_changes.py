"""Changes are counted by what was decided, and each says what an engineer does next."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.change_form import change_fields
from desk.change_policy import ChangePolicy, StandardChange
from desk.change_record import ChangeRecord, ChangeState
from desk.changes import AGES, change_figures, next_step, next_steps
from desk.facts import FigureFact, FigureMetric, Result
from desk.policy import Priority, TicketType
from desk.ticket import Verb
from tests.nouns import NOON

HOUR = timedelta(hours=1)
NONE = ChangePolicy()
DISK = ChangePolicy(
    standard=(StandardChange(key="disk", title="New disk", plan="In", rollback="Out"),)
)
BARE = ChangeRecord(ticket=106, requested_at=NOON)
PLANNED = replace(BARE, plan="New disk in", rollback="Old disk in")


def fact(metric, *, at=NOON, elapsed=None, value=None) -> FigureFact:
    return FigureFact(
        ticket=106,
        stint=1,
        metric=metric,
        event=1,
        elapsed=elapsed,
        target=None,
        result=Result.NONE,
        decided_at=at,
        tier="L1",
        type=TicketType.CHANGE,
        priority=Priority.P3,
        value=value,
    )


def step(state, **more):
    return next_step(replace(PLANNED, state=state, **more), NONE)


def test_the_next_step_is_the_one_that_brings_it_on():
    assert next_step(None, NONE) is Verb.PLAN_CHANGE
    assert next_step(BARE, NONE) is Verb.PLAN_CHANGE
    assert step(ChangeState.DRAFT) is Verb.SUBMIT_CHANGE
    assert step(ChangeState.APPROVED, is_approved=True) is Verb.SCHEDULE_CHANGE
    assert step(ChangeState.SCHEDULED, is_approved=True) is Verb.IMPLEMENT_CHANGE
    assert step(ChangeState.IMPLEMENTED, is_approved=True) is Verb.REVIEW_CHANGE


def test_what_is_urgent_is_made_at_once():
    assert step(ChangeState.WAITING, is_urgent=True) is Verb.IMPLEMENT_CHANGE
    assert step(ChangeState.APPROVED, is_urgent=True) is Verb.IMPLEMENT_CHANGE


def test_where_others_have_to_act_or_nobody_has_there_is_none():
    assert step(ChangeState.WAITING) is None
    assert step(ChangeState.IMPLEMENTED, is_urgent=True) is None
    assert step(ChangeState.REVIEWED, is_approved=True) is None
    assert step(ChangeState.WITHDRAWN) is None


def test_the_rest_is_offered_behind_it():
    assert next_steps(None, NONE) == (Verb.PLAN_CHANGE,)
    assert next_steps(None, DISK) == (Verb.PLAN_CHANGE, Verb.STANDARD_CHANGE)
    assert next_steps(BARE, DISK) == (
        *(Verb.PLAN_CHANGE, Verb.STANDARD_CHANGE, Verb.WITHDRAW_CHANGE),
    )
    waiting = replace(PLANNED, state=ChangeState.WAITING)
    assert next_steps(waiting, NONE) == (Verb.PLAN_CHANGE, Verb.WITHDRAW_CHANGE)
    assert next_steps(replace(PLANNED, state=ChangeState.WITHDRAWN), NONE) == (Verb.PLAN_CHANGE,)


def test_what_was_decided_in_the_window_is_counted_and_nothing_else():
    made, response = FigureMetric.CHANGE_IMPLEMENTED, FigureMetric.URGENT_CHANGE_RESPONSE
    facts = [
        fact(made, value=0),
        fact(made, value=1, at=NOON + HOUR),
        fact(made, value=1, at=NOON + 2 * HOUR),
        fact(made, value=1, at=NOON - HOUR),
        fact(response, elapsed=HOUR),
        fact(response, elapsed=2 * HOUR),
        fact(response, elapsed=9 * HOUR, at=NOON + 2 * HOUR),
        fact(FigureMetric.CREATED),
    ]
    told = change_figures([], facts, NOON, NOON + 2 * HOUR)
    assert (told.implemented, told.implemented_urgent) == (2, 1)
    assert (told.responses, told.response) == (2, 1.5 * HOUR)


def test_where_nothing_was_urgent_there_is_no_median():
    told = change_figures([], [], NOON, NOON + HOUR)
    assert (told.responses, told.response, told.pending) == (0, None, 0)
    assert told.pending_by_age == (0, 0, 0, 0)


def test_an_age_that_is_a_bound_belongs_to_the_older():
    ages = (AGES[0] - HOUR, AGES[0], AGES[1], AGES[2], AGES[2] + HOUR)
    pending = [replace(BARE, requested_at=NOON - age) for age in ages]
    assert change_figures(pending, [], NOON - HOUR, NOON).pending_by_age == (1, 1, 1, 2)


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans())))
def test_every_pending_one_is_of_one_age(changes):
    pending = [
        replace(BARE, requested_at=NOON - hours * HOUR, is_urgent=urgent)
        for hours, urgent in changes
    ]
    told = change_figures(pending, [], NOON - HOUR, NOON)
    assert sum(told.pending_by_age) == told.pending == len(changes)
    assert told.pending_urgent == sum(urgent for _, urgent in changes)


def test_a_step_without_words_asks_for_nothing():
    assert change_fields(Verb.SUBMIT_CHANGE, NONE, has_services=False, windows={}) == ()


def test_a_desk_without_services_and_windows_asks_for_neither():
    plan = change_fields(Verb.PLAN_CHANGE, NONE, has_services=False, windows={})
    assert "services" not in {field.name for field in plan}
    (at,) = change_fields(Verb.SCHEDULE_CHANGE, NONE, has_services=False, windows={})
    assert (at.name, at.is_optional) == ("at", False)
