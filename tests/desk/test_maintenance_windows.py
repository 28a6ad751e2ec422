"""What is said about a window and when, whatever the downtime; and which one comes next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import BadWindowError
from desk.maintenance import (
    Announcement,
    Phase,
    Window,
    cancel,
    due,
    end,
    following,
    next_at,
    phase,
)
from desk.planning import read_plan
from desk.services import Service
from tests.nouns import NOON, POLICY

HOUR = timedelta(hours=1)
TEN = datetime(2026, 3, 20, 21, tzinfo=UTC)  # ten in the evening in Berlin, a week before summer
WINDOW = Window(
    id=3,
    services=("erp",),
    starts_at=TEN,
    ends_at=TEN + 2 * HOUR,
    text="New database",
    timezone="Europe/Berlin",
    planned_by=7,
    planned_at=NOON,
)
WITH_ERP = replace(
    POLICY, services=(Service(key="erp", title="ERP"), Service(key="gate", title="Gate control"))
)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(-49, None), (-48, "ahead"), (-1.5, "ahead"), (-1, "soon"), (0, "begun"), (2, "over")],
)
def test_each_thing_is_due_at_its_moment(hours, expected):
    assert due(WINDOW, TEN + hours * HOUR) == expected


@given(st.lists(st.floats(min_value=-100, max_value=100), min_size=1, max_size=20))
def test_whenever_is_looked_each_thing_is_said_once_at_most_and_in_order(hours):
    window, said = WINDOW, []
    for hour in sorted(hours):
        step = due(window, TEN + hour * HOUR)
        if step is not None:
            window = replace(window, told=step)
            said.append(step)
        assert due(window, TEN + hour * HOUR) is None
    order = list(Announcement)
    assert [order.index(step) for step in said] == sorted({order.index(step) for step in said})
    if max(hours) >= 2:
        assert said[-1] is Announcement.OVER


def test_what_comes_next_is_known_and_after_the_end_nothing_does():
    assert next_at(WINDOW) == TEN - 48 * HOUR
    assert next_at(replace(WINDOW, told=Announcement.SOON)) == TEN
    assert next_at(replace(WINDOW, told=Announcement.OVER)) is None
    assert next_at(cancel(WINDOW, NOON)) is None


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(-1, Phase.PLANNED), (0, Phase.ACTIVE), (1.9, Phase.ACTIVE), (2, Phase.DONE)],
)
def test_a_window_is_half_open(hours, expected):
    assert phase(WINDOW, TEN + hours * HOUR) is expected
    assert phase(cancel(WINDOW, NOON), TEN + hours * HOUR) is Phase.CANCELLED


def test_one_that_is_ended_early_is_over_now_and_never_before_it_began():
    assert end(WINDOW, TEN + HOUR).ends_at == TEN + HOUR
    assert end(WINDOW, TEN + 3 * HOUR).ends_at == TEN + 2 * HOUR
    assert end(WINDOW, TEN - HOUR).ends_at == TEN


def test_a_series_keeps_its_time_on_the_wall_when_clocks_change():
    first = replace(WINDOW, every=7, told=Announcement.OVER)
    second = following(first)
    third = following(second)
    assert [one.starts_at.isoformat() for one in (second, third)] == [
        "2026-03-27T21:00:00+00:00",
        "2026-04-03T20:00:00+00:00",
    ]
    assert (second.length, second.told, second.id) == (2 * HOUR, None, 0)
    assert following(WINDOW) is None


@pytest.mark.parametrize(
    ("words", "services", "length", "every", "text"),
    [
        ("erp 2026-11-28 22:00 2h once weekly checks", ("erp",), 2 * HOUR, None, "weekly checks"),
        ("ERP 2026-11-28 22:00 2h New database", ("erp",), 2 * HOUR, None, "New database"),
        ("gate control, erp: 2026-11-28 22:00 for 30m", ("gate", "erp"), HOUR / 2, None, ""),
        ("erp 2026-11-28T22:00 1d weekly\nPatches", ("erp",), 24 * HOUR, 7, "Patches"),
        ("erp, ERP 2026-11-28 22:00 2 h every 14d x", ("erp",), 2 * HOUR, 14, "x"),
        ("gate 2026-11-28 22:00 für 1h täglich", ("gate",), HOUR, 1, ""),
    ],
)
def test_a_plan_is_read_as_it_is_written(words, services, length, every, text):
    plan = read_plan(words, WITH_ERP, NOON)
    assert plan.starts_at == datetime(2026, 11, 28, 21, tzinfo=UTC)
    assert (plan.services, plan.ends_at - plan.starts_at) == (services, length)
    assert (plan.every, plan.text) == (every, text)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("erp tomorrow", "form"),
        ("crm 2026-11-28 22:00 2h", "service"),
        ("erp 2026-13-28 22:00 2h", "moment"),
        ("erp 2026-11-28 25:00 2h", "moment"),
        ("erp 0001-01-01 00:00 2h", "moment"),
        ("erp 9999-12-31 22:00 14d", "moment"),
        ("erp 2126-11-28 22:00 2h", "moment"),
        ("erp 2026-11-28 22:00 0h", "length"),
        ("erp 2026-11-28 22:00 15d", "length"),
        ("erp 2026-03-04 09:00 2h", "past"),
        ("erp 2026-11-28 22:00 2d daily", "overlap"),
        ("erp 2026-11-28 22:00 2h every 0d", "form"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(words, why):
    with pytest.raises(BadWindowError) as refused:
        read_plan(words, WITH_ERP, NOON)
    assert refused.value.facts["why"] == why


def test_where_there_are_no_services_it_says_so():
    with pytest.raises(BadWindowError) as refused:
        read_plan("erp 2026-11-28 22:00 2h", POLICY, NOON)
    assert refused.value.facts["why"] == "none"
