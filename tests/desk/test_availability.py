"""What counts as downtime, checked against looking at every minute."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.availability import availability
from desk.maintenance import Window
from desk.outages import Outage, OutageSource, ended
from tests.desk.minutes import minute_of, open_minutes
from tests.desk.weeks import HOUR, MINUTE, NEVER, OFFICE, always, berlin, calendars, law, utc

pytestmark = pytest.mark.usefixtures("fresh_years")

MONDAY = berlin(3, 2)
WEEK = timedelta(days=7)


def outage(start, end=None) -> Outage:
    return Outage(id=1, service="erp", starts_at=start, ends_at=end, source=OutageSource.PROBE)


def window(start, end, **more) -> Window:
    told = {"planned_at": start - WEEK, "planned_by": None, "text": "", "timezone": "UTC"}
    return Window(id=1, services=("erp",), starts_at=start, ends_at=end, **{**told, **more})


def test_downtime_at_night_is_counted_apart():
    found = availability(
        OFFICE, MONDAY, MONDAY + WEEK, outages=[outage(berlin(3, 3, 7), berlin(3, 3, 11))]
    )
    assert (found.agreed, found.down, found.unheld) == (40 * HOUR, 2 * HOUR, 2 * HOUR)
    assert found.share == pytest.approx(0.95)


def test_maintenance_takes_time_out_of_what_was_agreed():
    found = availability(
        OFFICE,
        MONDAY,
        MONDAY + WEEK,
        outages=[outage(berlin(3, 3, 15), berlin(3, 3, 17))],
        windows=[window(berlin(3, 3, 16), berlin(3, 3, 22))],
    )
    assert (found.agreed, found.planned) == (39 * HOUR, HOUR)
    assert (found.down, found.unheld) == (HOUR, HOUR)


def test_what_nobody_could_know_of_excuses_nothing():
    planned = window(berlin(3, 3, 9), berlin(3, 3, 12), planned_at=berlin(3, 3, 11))
    off = window(berlin(3, 4, 9), berlin(3, 4, 12), cancelled_at=berlin(3, 4, 8))
    found = availability(OFFICE, MONDAY, MONDAY + WEEK, windows=[planned, off])
    assert found.planned == HOUR


def test_an_open_outage_lasts_up_to_the_end_of_the_span():
    found = availability(None, MONDAY, MONDAY + 10 * HOUR, outages=[outage(MONDAY + 4 * HOUR)])
    assert (found.agreed, found.down, found.share) == (10 * HOUR, 6 * HOUR, pytest.approx(0.4))


@pytest.mark.parametrize(("hours", "end"), [(NEVER, MONDAY + WEEK), (None, MONDAY - HOUR)])
def test_where_nothing_was_agreed_there_is_no_share(hours, end):
    assert availability(hours, MONDAY, end, outages=[outage(MONDAY)]).share is None


def test_a_day_of_which_the_clock_takes_an_hour_has_23():
    night = availability(always("Europe/Berlin"), berlin(3, 29), berlin(3, 30))
    assert night.agreed == 23 * HOUR


def test_an_outage_is_never_over_before_it_began():
    begun = outage(MONDAY)
    assert ended(begun, MONDAY - HOUR) == replace(begun, ends_at=MONDAY)


COUNT = 12 * 24 * 60
STARTS = st.integers(0, 2000 * 24 * 60).map(lambda minutes: utc(2017, 1, 1) + MINUTE * minutes)
SPANS = st.lists(st.tuples(st.integers(-2000, COUNT), st.integers(0, 4000)), max_size=4)


def mask(start, spans) -> np.ndarray:
    minutes = np.zeros(COUNT, dtype=np.bool_)
    for begin, end in spans:
        low, high = (minute_of(at) - minute_of(start) for at in (begin, end))
        minutes[max(low, 0) : max(high, 0)] = True
    return minutes


@law
@given(calendars() | st.none(), STARTS, SPANS, SPANS, st.booleans(), st.integers(0, 3000))
def test_looking_at_every_minute_finds_the_same(hours, start, fails, plans, lasts, notice):
    end = start + MINUTE * COUNT
    failed = [(start + MINUTE * at, start + MINUTE * (at + long)) for at, long in fails]
    planned = [(start + MINUTE * at, start + MINUTE * (at + long)) for at, long in plans]
    known = start + MINUTE * notice
    found = availability(
        hours,
        start,
        end,
        outages=[outage(*each) for each in failed] + [outage(end - 90 * MINUTE)] * lasts,
        windows=[window(*each, planned_at=known) for each in planned],
    )
    opened = np.ones(COUNT, dtype=np.bool_) if hours is None else open_minutes(hours, start, COUNT)
    work = mask(start, [(max(known, begin), last) for begin, last in planned])
    down = mask(start, [*failed, *[(end - 90 * MINUTE, end)] * lasts])
    counted = (opened & ~work, opened & work, opened & ~work & down, down & ~(opened & ~work))
    wanted = tuple(MINUTE * int(each.sum()) for each in counted)
    assert (found.agreed, found.planned, found.down, found.unheld) == wanted
