"""Is a question about the state of a service told from news, and answered from what is known?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.incidents import Incident, Source
from desk.maintenance import cancel
from desk.outages import Outage, OutageSource
from desk.service_state import (
    State,
    Trouble,
    is_about_state,
    known_about,
    state_of,
    troubles_of,
)
from desk.services import Service
from tests.desk.test_maintenance_windows import TEN, WINDOW

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ERP = Service(key="erp", title="ERP")
MAIL = Service(key="mail", title="E-mail")


@pytest.mark.parametrize(
    ("text", "service", "when", "is_told"),
    [
        ("Is the ERP down?", ERP, TEN + HOUR, True),
        ("ERP geht nicht", ERP, TEN + HOUR, True),
        ("Ist das ERP gestört?", ERP, TEN, True),
        ("Is the ERP down?", ERP, TEN - HOUR, False),
        ("Is the ERP down?", ERP, TEN + 2 * HOUR, False),
        ("E-mail is down", MAIL, TEN + HOUR, False),
        ("Everything is down", None, TEN + HOUR, False),
        ("When is the next maintenance?", None, TEN - HOUR, True),
        ("Wann ist Wartung am ERP?", ERP, TEN - 13 * DAY, True),
        ("Wann ist Wartung?", None, TEN - 15 * DAY, False),
        ("When is maintenance of e-mail?", MAIL, TEN - HOUR, False),
        ("How do I book in the ERP?", ERP, TEN + HOUR, False),
    ],
)
def test_only_what_is_asked_about_is_told(text, service, when, is_told):
    assert bool(known_about(text, service, [WINDOW], when)) is is_told


def test_what_is_called_off_is_not_told_and_the_next_comes_first():
    later = replace(WINDOW, id=4, starts_at=TEN + DAY, ends_at=TEN + DAY + HOUR)
    off = cancel(replace(WINDOW, id=5), TEN)
    found = known_about("When is maintenance?", None, [later, off, WINDOW], TEN - HOUR)
    assert [one.id for one in found.windows] == [3, 4]


@pytest.mark.parametrize(
    ("text", "is_it"),
    [("Is it down?", True), ("Wartung?", True), ("How do I reset my password?", False)],
)
def test_most_questions_are_about_something_else(text, is_it):
    assert is_about_state(text) is is_it


@pytest.mark.parametrize(
    ("text", "service", "is_told"),
    [
        ("Is the ERP down?", ERP, True),
        ("E-mail is down", MAIL, False),
        ("Is there an outage?", None, True),
        ("Gibt es eine Störung?", None, True),
        ("My chair is broken", None, False),
        ("When is maintenance?", None, False),
        ("How do I book in the ERP?", ERP, False),
    ],
)
def test_what_is_wrong_is_told_to_who_asks_about_it(text, service, is_told):
    trouble = Trouble(service="erp", since=TEN, ticket=112)
    assert known_about(text, service, [], TEN, [trouble]).troubles == ((trouble,) * is_told)


def outage(service, since, ticket=None):
    source = OutageSource.PROBE
    return Outage(id=1, service=service, starts_at=since, source=source, ticket=ticket)


def test_each_service_that_fails_is_named_once_from_when_it_began():
    found = troubles_of(
        [outage("erp", TEN + HOUR, 112), outage("mail", TEN + HOUR), outage("erp", TEN)],
        [Incident(ticket=113, service="mail", declared_at=TEN + DAY, source=Source.STORM)],
    )
    assert found == (
        Trouble(service="erp", since=TEN, ticket=112),
        Trouble(service="mail", since=TEN + HOUR, ticket=113),
    )


def test_what_is_worked_on_by_plan_is_no_problem():
    trouble = Trouble(service="erp", since=TEN)
    assert state_of(ERP, [trouble], [WINDOW], TEN) is State.MAINTENANCE
    assert state_of(ERP, [trouble], [WINDOW], TEN - HOUR) is State.PROBLEM
    assert state_of(MAIL, [trouble], [WINDOW], TEN) is State.UP
