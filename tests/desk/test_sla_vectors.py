"""The agreed examples of what the clock means, one test a line of the table."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk import sla
from desk.business_hours import Pause, due, elapsed, slots
from desk.intervals import length
from desk.policy import Calendar, SlaPolicy, Slot
from desk.sla import Metric

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def weekdays(*hours: tuple[int, int]) -> tuple[tuple[Slot, ...], ...]:
    day = tuple(Slot(start=time(start), end=time(end)) for start, end in hours)
    return (day,) * 5 + ((),) * 2


OFFICE = Calendar(
    key="office",
    timezone="Europe/Berlin",
    hours=weekdays((9, 17)),
    holidays=frozenset({date(2026, 12, 25)}),
)
LUNCH = replace(OFFICE, key="lunch", hours=weekdays((9, 12), (13, 18)))
ALWAYS = Calendar(
    key="always", timezone="Europe/Berlin", hours=((Slot(start=time(), end=time()),),) * 7
)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def resolution(calendar: Calendar, started_at: datetime, hours: int) -> sla.Clock:
    policy = SlaPolicy(calendar=calendar.key, resolution=HOUR * hours, warn_at=(0.8,))
    clock = sla.start(policy, Metric.RESOLUTION, calendar, started_at)
    assert clock is not None
    return clock


def test_v1_an_hour_from_half_past_four_on_friday_is_due_on_monday_morning():
    assert sla.due_at(resolution(OFFICE, at(3, 6, 16, 30), 1)) == at(3, 9, 9, 30)


def test_v2_the_same_hour_around_the_clock_is_due_an_hour_later():
    assert sla.due_at(resolution(ALWAYS, at(3, 6, 16, 30), 1)) == at(3, 6, 17, 30)


def test_v3_a_pause_outside_the_hours_moves_nothing():
    paused = sla.pause(resolution(OFFICE, at(3, 2, 9), 8), at(3, 2, 17))
    assert sla.due_at(sla.resume(paused, at(3, 3, 9))) == at(3, 2, 17)


def test_v4_a_pause_over_night_moves_the_due_moment_by_its_business_time():
    paused = sla.pause(resolution(OFFICE, at(3, 2, 9), 8), at(3, 2, 15))
    assert sla.due_at(sla.resume(paused, at(3, 3, 11))) == at(3, 3, 13)


def test_v5_a_holiday_and_a_weekend_are_skipped():
    assert sla.due_at(resolution(OFFICE, at(12, 24, 16), 2)) == at(12, 28, 10)


def test_v6_the_lunch_break_is_skipped():
    assert sla.due_at(resolution(LUNCH, at(3, 2, 11, 30), 1)) == at(3, 2, 13, 30)


def test_v7_the_night_of_the_clock_change_is_an_hour_shorter():
    assert sla.due_at(resolution(ALWAYS, at(3, 29, 0, 30), 4)) == at(3, 29, 5, 30)
    assert length(slots(ALWAYS, at(3, 29, 0), at(3, 30, 0))) == HOUR * 23


def test_v8_a_ticket_of_saturday_starts_on_monday():
    assert sla.due_at(resolution(OFFICE, at(3, 7, 10), 4)) == at(3, 9, 13)


def test_v9_a_warning_counts_business_time_and_not_the_wall_clock():
    clock = resolution(OFFICE, at(3, 6, 15), 4)
    assert sla.due_at(clock) == at(3, 9, 11)
    assert sla.warn_at(clock, 0.8) == at(3, 9, 10, 12)


def test_v10_time_spent_resolved_is_a_pause():
    resolved = sla.finish(resolution(OFFICE, at(3, 2, 9), 8), at(3, 2, 12))
    reopened = sla.reopen(resolved, at(3, 3, 10))
    assert sla.due_at(reopened) == at(3, 3, 15)
    assert sla.elapsed(sla.finish(reopened, at(3, 3, 14)), at(3, 4, 12)) == HOUR * 7


def test_v11_each_stay_has_a_calendar_and_a_clock_of_its_own():
    first = sla.Clock(
        metric=Metric.STAY_RESOLUTION, target=HOUR * 2, calendar=ALWAYS, started_at=at(3, 6, 14)
    )
    second = sla.Clock(
        metric=Metric.STAY_RESOLUTION, target=HOUR * 4, calendar=OFFICE, started_at=at(3, 6, 18)
    )
    assert sla.due_at(first) == at(3, 6, 16)
    assert sla.due_at(second) == at(3, 9, 13)


def test_the_plain_functions_agree_with_v4_and_v10():
    overnight = (Pause(started_at=at(3, 2, 15), ended_at=at(3, 3, 11)),)
    resolved = (Pause(started_at=at(3, 2, 12), ended_at=at(3, 3, 10)),)
    assert due(OFFICE, at(3, 2, 9), HOUR * 8, overnight) == at(3, 3, 13)
    assert elapsed(OFFICE, at(3, 2, 9), at(3, 3, 14), resolved) == HOUR * 7
