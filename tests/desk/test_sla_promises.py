"""Which policy promises what, from when on, and how a clock stands."""

from itertools import pairwise

import pytest

from desk import sla
from desk.business_hours import Pause
from desk.policy import Priority, SlaPolicy, TicketType
from desk.sla import Clock, ClockState, Metric
from tests.desk.sla_clocks import ALWAYS, HOUR, MINUTE, TICK, at, clock


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
