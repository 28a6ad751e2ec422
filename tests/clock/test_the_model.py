"""Does the judge itself know what the words mean? The vectors, and rule 10 on small stories."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.clock.calls import Watch
from tests.clock.plan import DAY, Hours, Plan, Promise, Team
from tests.clock.story import Row

BERLIN = ZoneInfo("Europe/Berlin")
SHUT: tuple[tuple[int, int], ...] = ()
OFFICE = Hours(
    key="B",
    zone="Europe/Berlin",
    week=(((540, 1020),),) * 5 + (SHUT, SHUT),
    off=frozenset({date(2026, 12, 25)}),
)
LUNCH = Hours(
    key="lunch", zone="Europe/Berlin", week=(((540, 720), (780, 1080)),) * 5 + (SHUT, SHUT)
)
ALWAYS = Hours(key="always", zone="Europe/Berlin", week=(((0, DAY),),) * 7)


def at(*wall: int) -> int:
    return int(datetime(*wall, tzinfo=BERLIN).timestamp())  # type: ignore[misc,arg-type]


def plan(hours: Hours = OFFICE, warn=(0.75,), **minutes: int) -> Plan:
    """One team on these hours, and one behind it in the office."""
    return Plan(
        teams=(
            Team(key="L1", hours=hours.key, channels=("slack:C1",), people=("a", "b")),
            Team(key="L2", hours="B", channels=("slack:C2",), people=("c",)),
        ),
        hours=(OFFICE, LUNCH, ALWAYS),
        promises=(
            Promise(hours=hours.key, minutes=minutes, warn=warn),
            Promise(hours="B", tier="L2", minutes={"resolution": 240}, warn=warn),
        ),
    )


def row(number: int, what: str, when: int, *, by: int | None = 1, stint: int = 1, **data) -> Row:
    told = {"tier": "L1", "priority": "P3", "type": "question", **data}
    return Row(id=number, what=what, at=when, ticket=1, by=by, stint=stint, data=told)


def watch(made: Plan, *rows: Row) -> Watch:
    seen = Watch(made)
    seen.tell(rows, rows[-1].at)
    return seen


def due(made: Plan, *rows: Row, metric: str = "resolution") -> int | None:
    seen = watch(made, *rows)
    course = next(one for one in seen.now.courses if one.metric == metric)
    return course.due(course.generations[-1])


def opened(*wall: int, **data) -> Row:
    return row(1, "opened", at(*wall), status="new", **data)


@pytest.mark.parametrize(
    ("hours", "start", "minutes", "end"),
    [
        pytest.param(OFFICE, (2026, 3, 6, 16, 30), 60, (2026, 3, 9, 9, 30), id="V1"),
        pytest.param(ALWAYS, (2026, 3, 6, 16, 30), 60, (2026, 3, 6, 17, 30), id="V2"),
        pytest.param(OFFICE, (2026, 12, 24, 16, 0), 120, (2026, 12, 28, 10, 0), id="V5"),
        pytest.param(LUNCH, (2026, 3, 2, 11, 30), 60, (2026, 3, 2, 13, 30), id="V6"),
        pytest.param(ALWAYS, (2026, 3, 29, 0, 30), 240, (2026, 3, 29, 5, 30), id="V7"),
        pytest.param(OFFICE, (2026, 3, 7, 10, 0), 240, (2026, 3, 9, 13, 0), id="V8"),
    ],
)
def test_a_target_is_due_when_so_much_was_worked(hours, start, minutes, end):
    assert due(plan(hours, resolution=minutes), opened(*start)) == at(*end)


@pytest.mark.parametrize(
    ("paused", "went_on", "end"),
    [
        pytest.param((2026, 3, 2, 17), (2026, 3, 3, 9), (2026, 3, 2, 17), id="V3"),
        pytest.param((2026, 3, 2, 15), (2026, 3, 3, 11), (2026, 3, 3, 13), id="V4"),
    ],
)
def test_waiting_is_a_pause_of_working_time(paused, went_on, end):
    story = (
        opened(2026, 3, 2, 9),
        row(2, "asked_requester", at(*paused), status="pending"),
        row(3, "wrote", at(*went_on), by=9, status="open"),
    )
    assert due(plan(resolution=480), *story) == at(*end)


def test_v9_a_warning_counts_working_time_too():
    seen = watch(plan(warn=(0.8,), resolution=240), opened(2026, 3, 6, 15))
    assert seen.next_at(at(2026, 3, 6, 15)) == at(2026, 3, 9, 10, 12)


def test_v10_time_spent_resolved_is_a_pause():
    story = (
        opened(2026, 3, 2, 9),
        row(2, "resolved", at(2026, 3, 2, 12), status="resolved"),
        row(3, "reopened", at(2026, 3, 3, 10), by=9, status="open"),
    )
    assert due(plan(resolution=480), *story) == at(2026, 3, 3, 15)


def test_v11_a_stay_counts_on_the_hours_of_its_tier():
    made = plan(ALWAYS, resolution=120)
    moved = row(2, "escalated", at(2026, 3, 6, 18), stint=2, tier="L2", status="open")
    assert due(made, opened(2026, 3, 6, 14), moved) == at(2026, 3, 6, 16)
    assert due(made, opened(2026, 3, 6, 14), moved, metric="stay_resolution") == at(2026, 3, 9, 13)


def test_of_several_thresholds_only_the_highest_is_called_for_and_no_lower_one_later():
    seen = watch(plan(ALWAYS, (0.5, 0.75), claim=60), opened(2026, 3, 2, 9))
    [call] = seen.due_now(at(2026, 3, 2, 9, 50))
    assert call.threshold == 0.75
    seen.take([call])
    assert seen.due_now(at(2026, 3, 2, 9, 55)) == []


@pytest.mark.parametrize(("late", "called"), [(2, [0.75, None]), (6, [None])])
def test_a_warning_beside_its_breach_is_no_older_than_five_minutes(late, called):
    seen = watch(plan(ALWAYS, claim=4), opened(2026, 3, 2, 9))
    calls = seen.due_now(at(2026, 3, 2, 9, 3 + late))
    assert [call.threshold for call in calls] == called


def test_nobody_is_warned_within_ten_minutes_of_their_words():
    story = (opened(2026, 3, 2, 9), row(2, "replied", at(2026, 3, 2, 10, 28), status="open"))
    seen = watch(plan(ALWAYS, resolution=120), *story)
    assert seen.due_now(at(2026, 3, 2, 10, 30)) == []
    assert seen.next_at(at(2026, 3, 2, 10, 30)) == at(2026, 3, 2, 10, 38)


@pytest.mark.parametrize(("priority", "hour"), [("P3", (2026, 3, 3, 9)), ("P1", (2026, 3, 3, 5))])
def test_a_warning_waits_for_the_tier_to_open_unless_it_is_urgent(priority, hour):
    made = plan(OFFICE)
    made = Plan(
        teams=made.teams,
        hours=made.hours,
        promises=(Promise(hours="always", minutes={"resolution": 1600}),),
    )
    seen = watch(made, opened(2026, 3, 2, 9, priority=priority))
    assert seen.next_at(at(2026, 3, 2, 18)) == at(*hour)


def test_a_breach_that_an_answer_came_too_late_for_is_one_and_silent():
    story = (opened(2026, 3, 2, 9), row(2, "replied", at(2026, 3, 2, 10, 1), status="open"))
    [call] = watch(plan(ALWAYS, first_response=60), *story).due_now(at(2026, 3, 2, 10, 2))
    assert (call.threshold, call.is_spoken, call.due) == (None, False, at(2026, 3, 2, 10))
