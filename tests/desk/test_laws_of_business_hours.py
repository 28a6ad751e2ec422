"""What holds of business time whatever the calendar, the zone and the pauses?"""

from datetime import time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desk.business_hours import Pause, due, elapsed, is_open, next_open, slots
from tests.desk.minutes import open_minutes, paused_minutes
from tests.desk.weeks import HOUR, LENGTHS, MINUTE, MOMENTS, TICK, calendars, law, pauses, utc

pytestmark = pytest.mark.usefixtures("fresh_years")


@law
@given(calendars(), MOMENTS, LENGTHS, LENGTHS, pauses())
def test_working_time_never_runs_backwards_nor_faster_than_the_clock(
    hours, start, some, more, paused
):
    early = elapsed(hours, start, start + some, paused)
    late = elapsed(hours, start, start + some + more, paused)
    assert timedelta() <= early <= late <= early + more


@law
@given(calendars(), MOMENTS, LENGTHS, LENGTHS, pauses())
def test_two_stretches_that_touch_add_up(hours, start, some, more, paused):
    between, end = start + some, start + some + more
    first = elapsed(hours, start, between, paused)
    second = elapsed(hours, between, end, paused)
    assert first + second == elapsed(hours, start, end, paused)


@law
@given(calendars(), MOMENTS, LENGTHS, MOMENTS)
def test_pausing_and_resuming_at_once_changes_nothing(hours, start, lasts, moment):
    blink = [Pause(started_at=moment, ended_at=moment)]
    assert elapsed(hours, start, start + lasts, blink) == elapsed(hours, start, start + lasts)
    assert due(hours, start, lasts / 10, blink) == due(hours, start, lasts / 10)


@law
@given(calendars(), MOMENTS, st.timedeltas(TICK, timedelta(days=9)), pauses())
def test_at_the_due_moment_exactly_the_target_has_elapsed(hours, start, target, paused):
    moment = due(hours, start, target, paused)
    assert elapsed(hours, start, moment, paused) == target
    assert elapsed(hours, start, moment - TICK, paused) == target - TICK


@law
@given(calendars(), MOMENTS, LENGTHS, pauses())
def test_a_pause_takes_just_its_own_business_time(hours, start, lasts, paused):
    end = start + lasts
    for pause in paused:
        inside = elapsed(hours, max(start, pause.started_at), min(end, pause.ended_at))
        assert elapsed(hours, start, end, [pause]) == elapsed(hours, start, end) - inside


@law
@given(calendars(), MOMENTS, LENGTHS)
def test_a_pause_of_everything_leaves_nothing(hours, start, lasts):
    assert elapsed(hours, start, start + lasts, [Pause(started_at=start)]) == timedelta()


@law
@given(calendars(), MOMENTS, LENGTHS)
def test_slots_stand_in_order_apart_and_within_what_was_asked(hours, start, lasts):
    found = list(slots(hours, start, start + lasts))
    edges = [edge for interval in found for edge in (interval.start, interval.end)]
    assert edges == sorted(edges)
    assert all(interval.start < interval.end for interval in found)
    assert all(start <= edge <= start + lasts for edge in edges)


@law
@given(calendars(), MOMENTS)
def test_a_moment_is_open_when_its_wall_time_lies_in_a_slot(hours, moment):
    zone = ZoneInfo(hours.timezone)
    wall = moment.astimezone(zone)
    if any((wall + HOUR * way).utcoffset() != wall.utcoffset() for way in (-26, 26)):
        return  # near a clock change the tables above decide
    expected = wall.date() not in hours.holidays and any(
        slot.start <= wall.time() and (slot.end == time() or wall.time() < slot.end)
        for slot in hours.hours[wall.weekday()]
    )
    assert is_open(hours, moment) is expected


@law
@given(calendars(), MOMENTS)
def test_the_next_open_moment_is_open_and_nothing_is_before_it(hours, moment):
    opens = next_open(hours, moment)
    assert is_open(hours, opens)
    assert elapsed(hours, moment, opens) == timedelta()


@law
@given(calendars(), MOMENTS, LENGTHS, LENGTHS, MOMENTS, st.sets(LENGTHS, max_size=4))
def test_splitting_a_pause_changes_nothing(hours, start, lasts, held, moment, cuts):
    whole = Pause(started_at=moment, ended_at=moment + held)
    edges = sorted({moment, moment + held} | {moment + cut for cut in cuts if cut < held})
    parts = [Pause(started_at=first, ended_at=last) for first, last in pairwise(edges)]
    end = start + lasts
    assert elapsed(hours, start, end, parts) == elapsed(hours, start, end, [whole])
    assert due(hours, start, lasts / 10, parts) == due(hours, start, lasts / 10, [whole])


WHOLE = st.integers(0, 2000 * 24 * 60).map(lambda minutes: utc(2017, 1, 1) + MINUTE * minutes)
NEARBY = st.integers(-2 * 24 * 60, 12 * 24 * 60)


@st.composite
def pauses_near(draw, start) -> tuple[Pause, ...]:
    spans = draw(st.lists(st.tuples(NEARBY, st.integers(0, 2000) | st.none()), max_size=4))
    return tuple(
        Pause(
            started_at=start + MINUTE * first,
            ended_at=None if lasts is None else start + MINUTE * (first + lasts),
        )
        for first, lasts in spans
    )


@law
@given(calendars(), WHOLE, st.integers(0, 12 * 24 * 60), st.data())
def test_looking_at_the_clock_every_minute_finds_the_same(hours, start, count, data):
    paused = data.draw(pauses_near(start))
    counted = open_minutes(hours, start, count) & ~paused_minutes(paused, start, count)
    assert elapsed(hours, start, start + MINUTE * count, paused) == MINUTE * int(counted.sum())


@law
@given(calendars(), WHOLE, st.integers(1, 3000), st.data())
def test_counting_minutes_finds_the_same_due_moment(hours, start, target, data):
    paused = data.draw(pauses_near(start))
    count = 40 * 24 * 60
    held = paused_minutes(paused, start, count)
    counted = np.cumsum(open_minutes(hours, start, count) & ~held)
    assume(counted[-1] >= target or any(pause.ended_at is None for pause in paused))
    found = due(hours, start, MINUTE * target, paused)
    if counted[-1] >= target:
        assert found == start + MINUTE * (int(np.argmax(counted >= target)) + 1)
    else:
        assert found is None
