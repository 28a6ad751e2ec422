"""What was broken under earlier terms is not broken again under later ones."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from desk import overdue, promises
from desk.events import Event, EventKind
from desk.policy import Calendar, Priority, SlaPolicy, Slot
from tests import nouns

HOUR = timedelta(hours=1)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
POLICY = replace(
    nouns.POLICY,
    calendars=(ALWAYS,),
    slas=(
        SlaPolicy(calendar="always", first_response=2 * HOUR),
        SlaPolicy(calendar="always", priority=Priority.P1, first_response=HOUR),
    ),
)


def event(number, kind, hours, **data):
    told = {"priority": "P3", "type": "incident", "status": "open", "tier": "L1", **data}
    at = NINE + hours * HOUR
    return Event(id=number, kind=kind, at=at, ticket=1, by=7, stint=1, data=told)


def due(hours, *events):
    """List what is to be said so many hours after nine, and what of it only written down."""
    history = [event(1, EventKind.OPENED, 0), *events]
    ticket = nouns.ticket(7)
    seen = overdue.watch(POLICY, ticket, promises.fold(POLICY, history), history)
    return [
        (one.timer.metric.value, one.timer.generation, one.is_over)
        for one in overdue.due(seen, NINE + hours * HOUR)
    ]


def test_a_breach_is_said_of_the_terms_that_held_and_of_none_that_came_later():
    changed = event(2, EventKind.CHANGED, 3, priority="P1")
    assert due(4, changed) == [("first_response", 0, False)]


def test_a_breach_that_was_written_down_is_the_last_word_whatever_is_promised_since():
    facts = {"metric": "first_response", "stay": 1, "turn": 0, "generation": 0}
    due_at = (NINE + 2 * HOUR).isoformat()
    written = event(2, EventKind.BREACHED, 2, due=due_at, **facts)
    changed = event(3, EventKind.CHANGED, 3, priority="P1")
    assert due(4, written, changed) == []


def test_a_breach_that_was_answered_too_late_is_only_written_down():
    assert due(4, event(2, EventKind.REPLIED, 3)) == [("first_response", 0, True)]
