"""What a page says to all: how each service is, how it was, what comes; nothing before records."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.maintenance import Window, cancel
from desk.outages import Outage, OutageSource
from desk.policy import Calendar, Slot
from desk.service_state import State, Trouble
from desk.services import Service
from desk.status_page import (
    DAYS,
    Day,
    DayMark,
    Records,
    TroubleRow,
    days_before,
    first_instant,
    status_page,
)
from tests.nouns import POLICY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
BEGAN = NOW - 30 * DAY
ERP = Service(key="erp", title="ERP")
MAIL = Service(key="mail", title="E-mail", calendar="day")
NIGHT = Calendar(
    key="day",
    timezone="UTC",
    hours=((Slot(start=NOW.time(), end=(NOW + HOUR).time()),),) * 7,
)
DESK = replace(POLICY, timezone="UTC", services=(ERP, MAIL), calendars=(*POLICY.calendars, NIGHT))


def outage(start, length, service="erp"):
    ends_at = None if length is None else start + length
    source = OutageSource.PROBE
    return Outage(id=1, service=service, starts_at=start, ends_at=ends_at, source=source)


def window(start, length=HOUR, number=3, services=("erp", "gone")):
    return Window(
        id=number,
        services=services,
        starts_at=start,
        ends_at=start + length,
        text="Patches",
        timezone="UTC",
        planned_by=None,
        planned_at=start - 5 * DAY,
    )


def page(**more):
    return status_page(DESK, Records(**{"since": BEGAN, **more}), NOW)


def test_the_days_are_those_of_the_wall_and_the_present_one_ends_now():
    days = list(days_before(NOW, "Europe/Berlin"))
    assert (len(days), days[-1][0], days[-1][1].end) == (DAYS, date(2026, 11, 24), NOW)
    lengths = {day: span.end - span.start for day, span in days}
    assert lengths[date(2026, 10, 25)] == 25 * HOUR
    assert first_instant(NOW, "Europe/Berlin") == days[0][1].start


def test_each_day_has_a_mark_and_what_is_before_the_records_is_unknown():
    night = NOW - 3 * DAY + 5 * HOUR
    found = page(
        outages=[
            outage(NOW - 5 * DAY, HOUR),
            outage(NOW - 4 * DAY, 2 * HOUR),
            outage(night, HOUR, "mail"),
        ],
        windows=[window(NOW - 2 * DAY)],
    )
    erp, mail = found.services
    marks = {day.day: day.mark for day in erp.days if day.mark is not DayMark.GOOD}
    unknown = [day for day, mark in marks.items() if mark is DayMark.UNKNOWN]
    assert len(unknown) == DAYS - 31
    assert {(NOW.date() - day).days: mark for day, mark in marks.items() if day not in unknown} == {
        5: DayMark.SHORT,
        4: DayMark.LONG,
        2: DayMark.PLANNED,
    }
    assert erp.kept.down == 3 * HOUR
    at_night = mail.days[-4]
    assert (at_night.mark, at_night.down) == (DayMark.GOOD, HOUR)


def test_a_desk_that_has_not_begun_knows_nothing():
    found = page(since=None)
    assert {day.mark for day in found.services[0].days} == {DayMark.UNKNOWN}
    assert found.services[0].kept is None
    assert Day(day=NOW.date(), kept=None).down == timedelta()


@pytest.mark.parametrize(
    ("more", "state", "since"),
    [
        ({}, State.UP, None),
        ({"troubles": [Trouble(service="erp", since=NOW - HOUR)]}, State.PROBLEM, NOW - HOUR),
        ({"windows": [window(NOW)]}, State.MAINTENANCE, None),
    ],
)
def test_the_worst_there_is_stands_above_all(more, state, since):
    found = page(**more)
    assert (found.state, found.services[0].state, found.services[0].since) == (state, state, since)
    assert found.services[1].state is State.UP


def test_trouble_is_told_while_it_goes_on_and_for_two_weeks_after():
    going = TroubleRow(service="ERP", since=NOW - HOUR)
    over = TroubleRow(service="ERP", since=NOW - 3 * DAY, until=NOW - 2 * DAY)
    older = TroubleRow(service="ERP", since=NOW - 9 * DAY, until=NOW - 8 * DAY)
    old = TroubleRow(service="ERP", since=NOW - 30 * DAY, until=NOW - 20 * DAY)
    found = page(rows=[old, older, over, going])
    assert (found.open, found.past) == ((going,), (over, older))


def test_maintenance_under_way_and_to_come_is_told_in_order():
    found = page(
        windows=[
            window(NOW + 2 * DAY, number=5),
            window(NOW - HOUR / 2),
            cancel(window(NOW + DAY, number=6), NOW),
            window(NOW + 40 * DAY, number=7),
            window(NOW - 9 * DAY, number=8),
        ]
    )
    assert [(plan.services, plan.is_active) for plan in found.plans] == [
        (("ERP", "gone"), True),
        (("ERP", "gone"), False),
    ]
