"""A ticket's promises follow its priority and type; what has elapsed stays elapsed."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from desk import facts, promises, sla
from desk.events import Event, EventKind
from desk.facts import FigureMetric, Result
from desk.policy import Calendar, Priority, SlaPolicy, Slot, Status, TicketType
from tests.nouns import POLICY

HOUR = timedelta(hours=1)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = Slot(start=time(0), end=time(0))
ALWAYS = Calendar(key="always", timezone="UTC", hours=((DAY,),) * 7)
PROMISED = replace(
    POLICY,
    calendars=(ALWAYS,),
    slas=(
        SlaPolicy(
            calendar="always", priority=Priority.P1, first_response=HOUR, resolution=4 * HOUR
        ),
        SlaPolicy(calendar="always", priority=Priority.P3, resolution=8 * HOUR),
        SlaPolicy(calendar="always", priority=Priority.P2, first_response=2 * HOUR),
    ),
)


def event(number, kind, hours, **data):
    told = {"tier": "L1", "priority": "P3", "type": "incident", "status": "open", **data}
    at = NINE + hours * HOUR
    return Event(id=number, kind=kind, at=at, ticket=1, by=7, stint=1, data=told)


def fold(*events):
    return promises.fold(PROMISED, [event(1, EventKind.OPENED, 0), *events])


def changed(hours, priority, **more):
    return event(2, EventKind.CHANGED, hours, priority=priority, **more)


def test_a_raised_priority_counts_on_from_what_has_elapsed():
    made = fold(changed(3, "P1"))
    assert made.resolution_due == NINE + 4 * HOUR
    assert sla.elapsed(made.resolution, NINE + 3 * HOUR) == 3 * HOUR


def test_a_target_that_has_run_out_already_is_due_at_the_change_and_never_before():
    assert fold(changed(6, "P1")).resolution_due == NINE + 6 * HOUR


def test_a_promise_that_was_not_made_before_counts_from_when_the_requester_asked():
    assert fold(changed(0.5, "P1")).first_response_due == NINE + HOUR


def test_a_promise_that_is_not_made_any_more_is_dropped():
    made = fold(changed(3, "P2"))
    assert sla.state(made.resolution, NINE + 4 * HOUR) is sla.ClockState.CANCELLED
    assert fold(changed(3, "P4")).resolution.cancelled_at == NINE + 3 * HOUR


def test_an_answer_given_before_the_change_stays_given():
    answered = event(2, EventKind.REPLIED, 0.5, priority="P1")
    made = promises.fold(
        PROMISED,
        [
            event(1, EventKind.OPENED, 0, priority="P1"),
            answered,
            event(3, EventKind.CHANGED, 3, priority="P2"),
        ],
    )
    assert made.first_response.ended_at == NINE + 0.5 * HOUR


def test_facts_decided_after_the_change_are_of_what_the_ticket_is_then():
    resolved = event(3, EventKind.RESOLVED, 5, status="resolved", category=None)
    history = [
        event(1, EventKind.OPENED, 0),
        changed(3, "P1", type="question", category="defect"),
        resolved,
    ]
    found = {fact.metric: fact for fact in facts.derive(PROMISED, history)}
    assert found[FigureMetric.CREATED].priority is Priority.P3
    resolution = found[FigureMetric.RESOLUTION]
    assert (resolution.priority, resolution.type) == (Priority.P1, TicketType.QUESTION)
    assert resolution.result is Result.LATE


@pytest.mark.parametrize(
    ("before", "after"), [("P4", "P3"), ("P3", "P2"), ("P2", "P2"), ("P1", "P1")]
)
def test_a_requester_raises_a_step_and_never_above_p2(before, after):
    assert Priority(before).raised_by_requester is Priority(after)


def test_waiting_goes_on_where_the_new_promise_pauses_too():
    pending = event(2, EventKind.ASKED_REQUESTER, 1, status=Status.PENDING.value)
    made = fold(pending, event(3, EventKind.CHANGED, 2, priority="P1", status="pending"))
    assert made.resolution_due is None
    assert sla.elapsed(made.resolution, NINE + 5 * HOUR) == HOUR
