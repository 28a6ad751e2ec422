"""What pauses, words and changed tickets do to a running clock."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import sla
from desk.business_hours import Pause
from desk.policy import Status
from desk.sla import Clock, ClockState, Metric
from tests.desk.sla_clocks import ALWAYS, HOUR, PENDING, TICK, at, clock


class TestPauses:
    def test_a_paused_clock_has_no_due_moment(self):
        paused = sla.pause(clock(warn_at=(0.5,)), at(2, 10))
        assert paused.has_open_pause
        assert sla.due_at(paused) is None
        assert sla.warn_at(paused, 0.5) is None
        assert sla.warn_at(paused, 0.25) == at(2, 10)
        assert sla.elapsed(paused, at(5, 9)) == HOUR
        assert sla.remaining(paused, at(5, 9)) == HOUR * 3

    def test_the_state_is_paused_from_the_first_moment_to_the_last(self):
        paused = sla.pause(clock(), at(2, 10))
        resumed = sla.resume(paused, at(2, 11))
        assert sla.state(paused, at(2, 10) - TICK) is ClockState.RUNNING
        assert sla.state(paused, at(2, 10)) is ClockState.PAUSED
        assert sla.state(paused, at(20, 9)) is ClockState.PAUSED
        assert sla.state(resumed, at(2, 11) - TICK) is ClockState.PAUSED
        assert sla.state(resumed, at(2, 11)) is ClockState.RUNNING
        assert not resumed.has_open_pause

    def test_a_pause_begins_once_and_ends_once(self):
        paused = sla.pause(sla.pause(clock(), at(2, 10)), at(2, 11))
        assert paused.pauses == (Pause(started_at=at(2, 10)),)
        ended = sla.resume(sla.resume(paused, at(2, 12)), at(2, 13))
        assert ended.pauses == (Pause(started_at=at(2, 10), ended_at=at(2, 12)),)

    def test_it_may_pause_again_and_the_pauses_add_up(self):
        once = sla.resume(sla.pause(clock(), at(2, 10)), at(2, 11))
        twice = sla.resume(sla.pause(once, at(2, 12)), at(2, 14))
        assert sla.due_at(twice) == at(2, 16)
        assert len(twice.pauses) == 2

    def test_a_breach_before_the_pause_is_not_hidden_by_it(self):
        paused = sla.pause(clock(), at(2, 14))
        assert sla.due_at(paused) == at(2, 13)
        assert sla.state(paused, at(5, 9)) is ClockState.BREACHED

    @pytest.mark.parametrize("metric", [Metric.CLAIM, Metric.FIRST_RESPONSE, Metric.NEXT_REPLY])
    def test_promises_to_answer_never_pause_nor_reopen(self, metric):
        running = clock(metric)
        assert sla.pause(running, at(2, 10)) == running
        kept = sla.finish(running, at(2, 11))
        assert sla.reopen(kept, at(2, 12)) == kept

    @pytest.mark.parametrize("metric", [Metric.RESOLUTION, Metric.STAY_RESOLUTION])
    def test_resolutions_pause_and_reopen(self, metric):
        assert sla.pause(clock(metric), at(2, 10)).has_open_pause
        assert not sla.reopen(sla.finish(clock(metric), at(2, 11)), at(2, 12)).is_over


class TestFollow:
    def follow(self, start: Clock, *changes: tuple[Status, datetime]) -> Clock:
        for status, moment in changes:
            start = sla.follow(start, status, moment, PENDING)
        return start

    def test_waiting_for_the_requester_pauses(self):
        followed = self.follow(
            clock(),
            (Status.NEW, at(2, 9)),
            (Status.OPEN, at(2, 10)),
            (Status.PENDING, at(2, 11)),
            (Status.PENDING, at(2, 12)),
            (Status.OPEN, at(2, 14)),
        )
        assert followed == clock(pauses=(Pause(started_at=at(2, 11), ended_at=at(2, 14)),))

    def test_waiting_for_a_third_party_pauses_only_where_configured(self):
        held = sla.follow(clock(), Status.ON_HOLD, at(2, 11), PENDING)
        assert held == clock()
        both = PENDING | {Status.ON_HOLD}
        assert sla.follow(clock(), Status.ON_HOLD, at(2, 11), both).has_open_pause
        assert sla.follow(clock(), Status.PENDING, at(2, 11), frozenset()) == clock()

    def test_from_waiting_to_held_time_goes_on(self):
        followed = self.follow(clock(), (Status.PENDING, at(2, 11)), (Status.ON_HOLD, at(2, 12)))
        assert followed.pauses == (Pause(started_at=at(2, 11), ended_at=at(2, 12)),)

    def test_resolved_ends_it_and_closed_leaves_it_met(self):
        done = self.follow(clock(), (Status.RESOLVED, at(2, 11)), (Status.CLOSED, at(9, 11)))
        assert done == clock(ended_at=at(2, 11))

    def test_closed_without_a_resolution_cancels_it(self):
        assert self.follow(clock(), (Status.CLOSED, at(2, 11))).cancelled_at == at(2, 11)

    @pytest.mark.parametrize("back", [Status.OPEN, Status.NEW, Status.ON_HOLD])
    def test_back_from_resolved_it_goes_on(self, back):
        again = self.follow(clock(), (Status.RESOLVED, at(2, 11)), (back, at(2, 13)))
        assert again == clock(pauses=(Pause(started_at=at(2, 11), ended_at=at(2, 13)),))

    def test_back_from_resolved_to_waiting_it_stands_still(self):
        again = self.follow(clock(), (Status.RESOLVED, at(2, 11)), (Status.PENDING, at(2, 13)))
        assert again.pauses == (
            Pause(started_at=at(2, 11), ended_at=at(2, 13)),
            Pause(started_at=at(2, 13)),
        )

    @pytest.mark.parametrize("status", list(Status))
    def test_promises_to_answer_do_not_follow_the_status(self, status):
        assert sla.follow(clock(Metric.CLAIM), status, at(2, 11), PENDING) == clock(Metric.CLAIM)


class TestChange:
    def changed(self, old: Clock, now: datetime, hours: float, **more) -> tuple[Clock, Clock]:
        old, new = sla.change_target(old, now, HOUR * hours, **more)
        assert new is not None
        return old, new

    def test_what_was_used_is_kept_and_the_old_clock_is_cancelled(self):
        old, new = self.changed(clock(hours=8, warn_at=(0.5,)), at(2, 11), 5)
        assert sla.state(old, at(2, 11)) is ClockState.CANCELLED
        assert sla.elapsed(old, at(5, 9)) == HOUR * 2
        assert sla.elapsed(new, at(2, 11)) == HOUR * 2
        assert sla.remaining(new, at(2, 11)) == HOUR * 3
        assert sla.due_at(new) == at(2, 14)
        assert sla.warn_at(new, 0.6) == at(2, 12)
        assert new.started_at == at(2, 9)
        assert new.warn_at == (0.5,)

    def test_pauses_are_kept(self):
        paused = sla.resume(sla.pause(clock(), at(2, 10)), at(2, 11))
        _, new = self.changed(paused, at(2, 12), 3)
        assert new.pauses == paused.pauses
        assert sla.elapsed(new, at(2, 12)) == HOUR * 2
        assert sla.due_at(new) == at(2, 13)

    def test_a_paused_clock_stays_paused(self):
        old, new = self.changed(sla.pause(clock(), at(2, 10)), at(2, 12), 2)
        assert sla.state(new, at(2, 12)) is ClockState.PAUSED
        assert sla.due_at(new) is None
        assert sla.due_at(sla.resume(new, at(2, 15))) == at(2, 16)
        assert sla.state(old, at(2, 12)) is ClockState.CANCELLED

    def test_a_target_used_up_already_is_due_at_the_change_and_not_before(self):
        _, new = self.changed(clock(hours=8), at(2, 12), 1)
        assert sla.remaining(new, at(2, 12)) == -HOUR * 2
        assert sla.due_at(new) == at(2, 12)
        assert sla.warn_at(new, 0.75) == at(2, 12)
        assert sla.state(new, at(2, 12) + TICK) is ClockState.BREACHED

    def test_a_breach_stays_with_the_old_clock(self):
        old, new = self.changed(sla.note_breach(clock(), at(2, 14)), at(2, 15), 8)
        assert sla.state(old, at(5, 9)) is ClockState.BREACHED
        assert sla.state(new, at(2, 15)) is ClockState.RUNNING
        assert sla.due_at(new) == at(2, 17)

    def test_another_calendar_counts_from_the_change_on(self):
        _, new = self.changed(clock(), at(2, 11), 10, calendar=ALWAYS, warn_at=(0.9,))
        assert sla.due_at(new) == at(2, 19)
        assert (new.calendar, new.warn_at) == (ALWAYS, (0.9,))

    def test_warnings_can_be_taken_away(self):
        _, new = self.changed(clock(warn_at=(0.5,)), at(2, 11), 4, warn_at=())
        assert new.warn_at == ()

    def test_it_may_change_twice(self):
        _, once = self.changed(clock(), at(2, 10), 6)
        _, twice = self.changed(once, at(2, 12), 5)
        assert sla.elapsed(twice, at(2, 13)) == HOUR * 4
        assert sla.due_at(twice) == at(2, 14)
        assert twice.counted_from == at(2, 12)

    @pytest.mark.parametrize("end", [sla.finish, sla.cancel])
    def test_what_is_over_keeps_its_result(self, end):
        over = end(clock(), at(2, 10))
        assert sla.change_target(over, at(2, 11), HOUR) == (over, None)


STEPS = st.lists(
    st.tuples(st.sampled_from(list(Status)), st.timedeltas(timedelta(), timedelta(days=3))),
    max_size=8,
)


class TestLaws:
    @settings(deadline=None)
    @given(STEPS, st.timedeltas(TICK, timedelta(days=2)))
    def test_once_broken_a_promise_is_never_kept(self, steps, target):
        now, followed, is_broken = at(2, 9), replace(clock(), target=target), False
        for status, later in steps:
            now += later
            followed = sla.follow(sla.note_breach(followed, now), status, now, PENDING)
            state = sla.state(followed, now)
            assert state is ClockState.BREACHED or not is_broken
            is_broken = state is ClockState.BREACHED

    @settings(deadline=None)
    @given(STEPS, st.timedeltas(timedelta(), timedelta(days=5)))
    def test_what_a_clock_used_grows_with_time_and_its_remaining_shrinks(self, steps, later):
        now, followed, used = at(2, 9), clock(), timedelta()
        for status, wait in steps:
            now += wait
            followed = sla.follow(followed, status, now, PENDING)
            assert sla.elapsed(followed, now) >= used
            used = sla.elapsed(followed, now)
        assert sla.elapsed(followed, now + later) >= used
        assert sla.remaining(followed, now) == followed.target - used

    @settings(deadline=None)
    @given(STEPS, st.timedeltas(TICK, timedelta(days=2)), st.timedeltas(TICK, timedelta(days=2)))
    def test_changing_a_target_and_back_changes_nothing(self, steps, target, other):
        now, followed = at(2, 9), replace(clock(), target=target)
        for status, wait in steps:
            now += wait
            followed = sla.follow(followed, status, now, PENDING)
        _, changed = sla.change_target(followed, now, other)
        if changed is None:
            assert followed.is_over
            return
        _, back = sla.change_target(changed, now, target)
        assert sla.elapsed(back, now + HOUR * 30) == sla.elapsed(followed, now + HOUR * 30)
        due = sla.due_at(followed)
        assert sla.due_at(back) == (due if due is None else max(due, now))
