from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import sla
from desk.business_hours import Pause
from desk.policy import Calendar, Priority, SlaPolicy, Slot, Status, TicketType
from desk.sla import Clock, ClockState, Metric, Stay, Turn

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
PENDING = frozenset({Status.PENDING})


def office(start: int = 9, end: int = 17) -> Calendar:
    day = (Slot(start=time(start), end=time(end)),)
    return Calendar(key=f"{start}-{end}", timezone="UTC", hours=(day,) * 5 + ((),) * 2)


ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, whose 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def clock(metric: Metric = Metric.RESOLUTION, hours: float = 4, **more) -> Clock:
    facts = {"calendar": office(), "started_at": at(2, 9), **more}
    return Clock(metric=metric, target=HOUR * hours, **facts)


class TestPick:
    def policy(self, **facts) -> SlaPolicy:
        return SlaPolicy(calendar="office", **facts)

    def chosen(self, *policies: SlaPolicy, **facts) -> SlaPolicy | None:
        asked = {"tier": "L1", "priority": Priority.P2, "kind": TicketType.INCIDENT, **facts}
        return sla.pick(policies, **asked)

    def test_nobody_promised_anything(self):
        assert self.chosen() is None

    @pytest.mark.parametrize(
        "facts",
        [
            {"tier": "L2"},
            {"priority": Priority.P1},
            {"type": TicketType.QUESTION},
            {"organisation": "acme"},
            {"tier": "L1", "priority": Priority.P3},
        ],
    )
    def test_a_policy_for_others_is_not_chosen(self, facts):
        assert self.chosen(self.policy(**facts)) is None

    def test_a_policy_that_names_nothing_is_for_everybody(self):
        everybody = self.policy()
        assert self.chosen(everybody) is everybody
        assert self.chosen(everybody, organisation="acme") is everybody

    def test_more_to_the_point_wins_wherever_it_stands_in_the_file(self):
        ladder = [
            self.policy(),
            self.policy(tier="L1"),
            self.policy(priority=Priority.P2),
            self.policy(priority=Priority.P2, tier="L1"),
            self.policy(priority=Priority.P2, type=TicketType.INCIDENT),
            self.policy(priority=Priority.P2, type=TicketType.INCIDENT, tier="L1"),
            self.policy(organisation="acme"),
            self.policy(organisation="acme", tier="L1"),
            self.policy(organisation="acme", type=TicketType.INCIDENT),
        ]
        for wide, narrow in pairwise(ladder):
            assert self.chosen(wide, narrow, organisation="acme") is narrow
            assert self.chosen(narrow, wide, organisation="acme") is narrow

    def test_of_equals_the_first_in_the_file_wins(self):
        by_type = self.policy(type=TicketType.INCIDENT)
        by_priority = self.policy(priority=Priority.P2)
        assert self.chosen(by_type, by_priority) is by_type
        assert self.chosen(by_priority, by_type) is by_priority

    def test_the_tickets_own_override_wins_over_all(self):
        own = self.policy(tier="L9")
        assert self.chosen(self.policy(organisation="acme"), override=own) is own
        assert self.chosen(override=own, organisation="acme") is own


class TestStart:
    POLICY = SlaPolicy(
        calendar="office",
        claim=MINUTE,
        first_response=MINUTE * 2,
        next_reply=MINUTE * 3,
        resolution=MINUTE * 4,
        warn_at=(0.5, 0.9),
    )

    @pytest.mark.parametrize(
        ("metric", "minutes"),
        [
            (Metric.CLAIM, 1),
            (Metric.FIRST_RESPONSE, 2),
            (Metric.NEXT_REPLY, 3),
            (Metric.RESOLUTION, 4),
            (Metric.STAY_RESOLUTION, 4),
        ],
    )
    def test_each_metric_has_its_own_target(self, metric, minutes):
        assert sla.start(self.POLICY, metric, ALWAYS, at(2, 9)) == Clock(
            metric=metric,
            target=MINUTE * minutes,
            calendar=ALWAYS,
            started_at=at(2, 9),
            warn_at=(0.5, 0.9),
        )

    @pytest.mark.parametrize("metric", list(Metric))
    def test_what_is_not_promised_has_no_clock(self, metric):
        silent = SlaPolicy(calendar="office")
        assert sla.target(silent, metric) is None
        assert sla.start(silent, metric, ALWAYS, at(2, 9)) is None

    def test_a_claim_that_is_not_promised_is_not_read_from_the_resolution(self):
        only = SlaPolicy(calendar="office", resolution=HOUR)
        assert sla.target(only, Metric.CLAIM) is None


class TestState:
    @pytest.mark.parametrize(
        ("now", "state"),
        [
            (at(2, 9), ClockState.RUNNING),
            (at(2, 12) - TICK, ClockState.RUNNING),
            (at(2, 12), ClockState.DUE_SOON),
            (at(2, 13), ClockState.DUE_SOON),
            (at(2, 13) + TICK, ClockState.BREACHED),
            (at(9, 9), ClockState.BREACHED),
        ],
    )
    def test_it_runs_then_is_due_soon_then_breached(self, now, state):
        assert sla.state(clock(warn_at=(0.9, 0.75)), now) is state

    def test_without_a_warning_it_is_never_due_soon(self):
        assert sla.state(clock(), at(2, 13)) is ClockState.RUNNING

    def test_in_the_evening_after_a_day_used_up_it_is_late_all_the_same(self):
        assert sla.state(clock(hours=8), at(2, 17)) is ClockState.RUNNING
        assert sla.state(clock(hours=8), at(2, 20)) is ClockState.BREACHED

    def test_kept_at_the_due_moment_is_met_and_stays_so(self):
        kept = sla.finish(clock(warn_at=(0.5,)), at(2, 13))
        assert sla.state(kept, at(2, 13)) is ClockState.MET
        assert sla.state(kept, at(20, 9)) is ClockState.MET
        assert sla.state(kept, at(2, 13) - TICK) is ClockState.DUE_SOON

    def test_kept_late_is_breached_and_never_met(self):
        late = sla.finish(clock(), at(2, 13) + TICK)
        assert sla.state(late, at(20, 9)) is ClockState.BREACHED
        assert late.ended_at == at(2, 13) + TICK

    def test_a_dropped_promise_is_cancelled_unless_it_was_broken_before(self):
        assert sla.state(sla.cancel(clock(), at(2, 13)), at(20, 9)) is ClockState.CANCELLED
        assert sla.state(sla.cancel(clock(), at(2, 12)), at(2, 11)) is ClockState.RUNNING
        assert sla.state(sla.cancel(clock(), at(2, 14)), at(20, 9)) is ClockState.BREACHED

    def test_what_is_over_stays_as_it_was(self):
        kept, dropped = sla.finish(clock(), at(2, 10)), sla.cancel(clock(), at(2, 10))
        assert sla.finish(kept, at(2, 11)) == kept
        assert sla.cancel(kept, at(2, 11)) == kept
        assert sla.finish(dropped, at(2, 11)) == dropped
        assert sla.cancel(dropped, at(2, 11)) == dropped
        assert sla.pause(kept, at(2, 11)) == kept
        assert sla.reopen(dropped, at(2, 11)) == dropped

    def test_one_may_look_back_to_before_it_was_over(self):
        for over in (sla.finish(clock(), at(2, 12)), sla.cancel(clock(), at(2, 12))):
            assert sla.elapsed(over, at(2, 11)) == HOUR * 2
            assert sla.elapsed(over, at(2, 13)) == HOUR * 3
            assert sla.remaining(over, at(2, 11)) == HOUR * 2

    def test_whether_it_is_over_can_be_asked(self):
        assert not clock().is_over
        assert sla.finish(clock(), at(2, 10)).is_over
        assert sla.cancel(clock(), at(2, 10)).is_over


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


class TestResolution:
    def test_resolving_while_paused_ends_the_pause(self):
        resolved = sla.finish(sla.pause(clock(), at(2, 10)), at(2, 12))
        assert resolved.pauses == (Pause(started_at=at(2, 10), ended_at=at(2, 12)),)
        assert sla.elapsed(resolved, at(5, 9)) == HOUR

    def test_silent_waiting_counts_back_to_where_it_began(self):
        resolved = sla.finish(sla.pause(clock(), at(2, 10)), at(2, 10))
        assert sla.elapsed(resolved, at(5, 9)) == HOUR
        assert sla.state(resolved, at(5, 9)) is ClockState.MET
        assert sla.due_at(sla.reopen(resolved, at(3, 9))) == at(3, 12)

    def test_counting_back_does_not_undo_a_breach_that_was_noted(self):
        noted = sla.note_breach(clock(), at(2, 14))
        assert sla.state(sla.finish(noted, at(2, 11)), at(5, 9)) is ClockState.BREACHED
        assert sla.state(sla.finish(clock(), at(2, 11)), at(5, 9)) is ClockState.MET

    def test_the_first_resolution_and_the_total_are_kept_apart(self):
        first = sla.finish(clock(hours=8), at(2, 12))
        again = sla.finish(sla.reopen(first, at(3, 10)), at(3, 14))
        assert sla.elapsed(first, at(20, 9)) == HOUR * 3
        assert sla.elapsed(again, at(20, 9)) == HOUR * 7

    def test_a_breach_stays_when_the_ticket_is_reopened(self):
        late = sla.finish(clock(), at(2, 15))
        assert sla.state(sla.reopen(late, at(3, 9)), at(3, 9)) is ClockState.BREACHED

    def test_a_running_clock_cannot_be_reopened(self):
        assert sla.reopen(clock(), at(2, 10)) == clock()


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


class TestBreach:
    def test_a_noted_breach_survives_a_calendar_that_would_undo_it(self):
        noted = sla.note_breach(clock(), at(2, 14))
        assert noted.breached_at == at(2, 13)
        later = replace(noted, calendar=office(12))
        assert sla.state(later, at(2, 14)) is ClockState.BREACHED
        assert sla.state(replace(later, breached_at=None), at(2, 14)) is ClockState.RUNNING

    def test_a_noted_breach_is_not_moved(self):
        noted = replace(sla.note_breach(clock(), at(2, 14)), calendar=office(8))
        assert sla.note_breach(noted, at(2, 15)) == noted

    def test_where_there_is_none_nothing_is_noted(self):
        assert sla.note_breach(clock(), at(2, 13)) == clock()

    def test_before_it_happened_a_noted_breach_is_none(self):
        noted = replace(clock(), breached_at=at(2, 13))
        assert sla.state(noted, at(2, 13)) is ClockState.BREACHED
        assert sla.state(noted, at(2, 13) - TICK) is ClockState.RUNNING


class TestStays:
    STAYS = (
        Stay(tier="L1", stint=1, started_at=at(2, 9), ended_at=at(2, 12)),
        Stay(tier="L2", stint=2, started_at=at(2, 12), ended_at=at(3, 11)),
        Stay(tier="L1", stint=3, started_at=at(3, 11)),
    )

    @pytest.mark.parametrize(
        ("moment", "stint"),
        [
            (at(2, 9), 1),
            (at(2, 12) - TICK, 1),
            (at(2, 12), 2),
            (at(3, 11) - TICK, 2),
            (at(3, 11), 3),
            (at(30, 9), 3),
        ],
    )
    def test_a_breach_belongs_to_who_held_the_ticket_when_it_fell_due(self, moment, stint):
        holder = sla.holder_at(self.STAYS, moment)
        assert holder is not None
        assert holder.stint == stint

    def test_before_the_first_stay_nobody_held_it(self):
        assert sla.holder_at(self.STAYS, at(2, 9) - TICK) is None

    def test_the_shares_of_the_contracts_time_add_up_to_what_elapsed(self):
        contract = sla.resume(sla.pause(clock(hours=16), at(2, 14)), at(3, 10))
        shares = sla.shares(contract, self.STAYS, at(3, 13))
        assert shares == (HOUR * 3, HOUR * 3, HOUR * 2)
        assert sum(shares, timedelta()) == sla.elapsed(contract, at(3, 13))

    def test_a_stay_after_now_or_after_the_end_has_used_nothing(self):
        assert sla.shares(clock(), self.STAYS, at(2, 11)) == (HOUR * 2, timedelta(), timedelta())
        resolved = sla.finish(clock(), at(2, 13))
        assert sla.shares(resolved, self.STAYS, at(5, 9)) == (HOUR * 3, HOUR, timedelta())

    def test_a_contract_that_began_later_counts_from_there(self):
        late = clock(started_at=at(2, 11))
        assert sla.shares(late, self.STAYS[:1], at(5, 9)) == (HOUR,)


class TestTurns:
    def test_words_before_the_first_response_start_nothing(self):
        assert sla.turns([at(2, 9), at(2, 10)], []) == ()
        assert sla.turns([at(2, 9), at(2, 10)], [at(2, 11)]) == ()
        assert sla.turns([at(2, 11)], [at(2, 11)]) == ()

    def test_the_first_unanswered_words_count_and_further_ones_change_nothing(self):
        asked = [at(2, 9), at(2, 14), at(2, 12), at(2, 13)]
        answered = [at(2, 16), at(2, 10), at(2, 15)]
        assert sla.turns(asked, answered) == (Turn(asked_at=at(2, 12), answered_at=at(2, 15)),)

    def test_the_last_turn_may_wait(self):
        asked = [at(2, 9), at(2, 11), at(2, 13), at(2, 14)]
        assert sla.turns(asked, [at(2, 10), at(2, 12)]) == (
            Turn(asked_at=at(2, 11), answered_at=at(2, 12)),
            Turn(asked_at=at(2, 13)),
        )

    def test_words_at_the_moment_of_an_answer_are_answered(self):
        assert sla.turns([at(2, 11)], [at(2, 10), at(2, 11)]) == (
            Turn(asked_at=at(2, 11), answered_at=at(2, 11)),
        )

    def test_an_engineer_may_speak_first(self):
        assert sla.turns([at(2, 10)], [at(2, 9)]) == (Turn(asked_at=at(2, 10)),)


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
