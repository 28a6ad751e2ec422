"""The facts that figures rest on are read from a ticket's history, once each."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from desk import facts, promises
from desk.events import Event, EventKind
from desk.facts import FigureMetric, Result
from desk.policy import Calendar, Priority, SlaPolicy, Slot, TicketType
from tests.nouns import POLICY

HOUR = timedelta(hours=1)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
UNPROMISED = replace(POLICY, calendars=(ALWAYS,))
PROMISED = replace(
    UNPROMISED,
    slas=(
        SlaPolicy(
            calendar="always", claim=HOUR, first_response=2 * HOUR, resolution=timedelta(hours=8)
        ),
    ),
)


def event(kind, hours, number=0, **data):
    told = {"tier": "L1", "priority": "P3", "type": "incident", "status": "open", **data}
    return Event(
        id=number or 100 + int(hours * 10),
        kind=kind,
        at=NINE + hours * HOUR,
        ticket=7,
        stint=int(data.pop("stint", 1)),
        data=told,
    )


OPENED = event(EventKind.OPENED, 0, number=1)


def derived(*events, policy=PROMISED):
    return facts.derive(policy, [OPENED, *events])


def of(metric, *events, policy=PROMISED):
    return [fact for fact in derived(*events, policy=policy) if fact.metric is metric]


def test_an_opened_ticket_is_a_fact_by_itself():
    (created,) = derived()
    assert (created.ticket, created.event, created.decided_at) == (7, 1, NINE)
    assert (created.metric, created.result) == (FigureMetric.CREATED, Result.NONE)
    assert (created.tier, created.type, created.priority) == (
        "L1",
        TicketType.INCIDENT,
        Priority.P3,
    )
    assert (created.elapsed, created.target, created.stint) == (None, None, 1)


@pytest.mark.parametrize(
    ("hours", "result"), [(0.5, Result.MET), (1, Result.MET), (1.1, Result.LATE)]
)
def test_a_claim_counts_from_the_opening_and_is_kept_at_the_due_moment(hours, result):
    (claim,) = of(FigureMetric.CLAIM, event(EventKind.CLAIMED, hours))
    assert (claim.elapsed, claim.target, claim.result) == (hours * HOUR, HOUR, result)


def test_only_the_first_claim_of_a_stay_counts():
    claims = of(
        FigureMetric.CLAIM, event(EventKind.CLAIMED, 0.5), event(EventKind.CLAIMED, 0.7, number=9)
    )
    assert [claim.elapsed for claim in claims] == [0.5 * HOUR]


def test_words_are_a_claim_and_a_first_response_at_once():
    replied = event(EventKind.REPLIED, 1.5)
    assert [fact.metric for fact in derived(replied)] == [
        FigureMetric.CREATED,
        FigureMetric.CLAIM,
        FigureMetric.FIRST_RESPONSE,
    ]
    (response,) = of(FigureMetric.FIRST_RESPONSE, replied)
    assert (response.elapsed, response.target, response.result) == (
        1.5 * HOUR,
        2 * HOUR,
        Result.MET,
    )


def test_a_late_first_response_is_late_and_further_words_change_nothing():
    responses = of(
        FigureMetric.FIRST_RESPONSE,
        event(EventKind.REPLIED, 3),
        event(EventKind.REPLIED, 4, number=9),
    )
    assert [fact.result for fact in responses] == [Result.LATE]


def test_words_that_were_taken_back_are_no_response():
    replied = event(EventKind.REPLIED, 1)
    undone = event(EventKind.UNDONE, 1.1, number=9, event=replied.id)
    later = event(EventKind.REPLIED, 3)
    (response,) = of(FigureMetric.FIRST_RESPONSE, replied, undone, later)
    assert response.decided_at == later.at
    assert list(promises.standing([OPENED, replied, undone])) == [OPENED, undone]


def test_another_tier_begins_to_wait_for_a_claim_anew():
    claims = of(
        FigureMetric.CLAIM,
        event(EventKind.CLAIMED, 0.5),
        event(EventKind.ESCALATED, 2, tier="L2", stint=2),
        event(EventKind.CLAIMED, 2.5, stint=2),
    )
    assert [(claim.tier, claim.stint, claim.elapsed) for claim in claims] == [
        ("L1", 1, 0.5 * HOUR),
        ("L2", 2, 0.5 * HOUR),
    ]


def test_a_resolution_keeps_its_cause_and_the_time_less_pauses():
    resolved = event(EventKind.RESOLVED, 6, status="resolved", category="defect")
    asked = event(EventKind.ASKED_REQUESTER, 1, status="pending")
    wrote = event(EventKind.WROTE, 3)
    (resolution,) = of(FigureMetric.RESOLUTION, asked, wrote, resolved)
    assert (resolution.category, resolution.elapsed, resolution.result) == (
        "defect",
        4 * HOUR,
        Result.MET,
    )


def test_a_resolution_after_its_due_moment_is_late():
    resolved = event(EventKind.RESOLVED, 9, status="resolved")
    (resolution,) = of(FigureMetric.RESOLUTION, resolved)
    assert (resolution.category, resolution.result) == (None, Result.LATE)


def test_a_mark_is_a_fact_with_its_value():
    (rating,) = of(FigureMetric.RATING, event(EventKind.RATED, 9, rating=4))
    assert (rating.value, rating.result) == (4, Result.NONE)


def test_where_nothing_is_promised_facts_have_times_and_no_targets():
    history = (event(EventKind.REPLIED, 1), event(EventKind.RESOLVED, 2, status="resolved"))
    told = {fact.metric: fact for fact in derived(*history, policy=UNPROMISED)}
    claim = told[FigureMetric.CLAIM]
    assert (claim.elapsed, claim.target, claim.result) == (HOUR, None, Result.NONE)
    for metric in (FigureMetric.FIRST_RESPONSE, FigureMetric.RESOLUTION):
        assert (told[metric].elapsed, told[metric].result) == (None, Result.NONE)


def test_promises_that_were_never_made_fall_due_never():
    made = promises.fold(UNPROMISED, [OPENED, event(EventKind.REPLIED, 1)])
    assert (made.first_response_due, made.resolution_due) == (None, None)


def test_a_cancelled_ticket_owes_nobody_a_response():
    cancelled = event(EventKind.CANCELLED, 1, status="closed")
    made = promises.fold(PROMISED, [OPENED, cancelled])
    assert made.first_response is not None
    assert made.first_response.is_over
    assert promises.fold(UNPROMISED, [OPENED, cancelled]).first_response is None


def test_the_resolution_stands_still_while_the_requester_is_waited_for():
    made = promises.fold(PROMISED, [OPENED])
    assert made.resolution_due == NINE + 8 * HOUR
    waiting = promises.fold(
        PROMISED, [OPENED, event(EventKind.ASKED_REQUESTER, 1, status="pending")]
    )
    assert waiting.resolution_due is None


def test_a_response_that_was_not_promised_any_more_is_measured_and_no_breach():
    changed = event(EventKind.CHANGED, 0.5, number=5, priority="P1")
    policy = replace(
        PROMISED,
        slas=(SlaPolicy(calendar="always", priority=Priority.P1), *PROMISED.slas),
    )
    replied = event(EventKind.REPLIED, 3)
    (response,) = of(FigureMetric.FIRST_RESPONSE, changed, replied, policy=policy)
    assert (response.result, response.target) == (Result.NONE, None)
