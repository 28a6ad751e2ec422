"""When is a warning or a breach said, and when is it not?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import overdue, sla
from desk.policy import Priority, SlaPolicy
from desk.sla import ClockState
from tests.desk.promised import (
    ALWAYS,
    HOUR,
    MINUTE,
    OFFICE,
    at,
    desk,
    found,
    look,
    said,
)

TWO = desk(warn_at=(0.5, 0.75))
"""Eight hours around the clock, warned of after four and six."""


def test_a_warning_is_said_at_its_share_and_a_breach_at_its_due_moment():
    seen = look(TWO)
    assert overdue.next_at(seen, at()) == at(0, 13)
    assert found(seen, at(0, 12, 59)) == []
    assert found(seen, at(0, 13)) == [("resolution", "0.5")]
    assert found(seen, at(0, 17)) == [("resolution", "breach")]


def test_what_was_said_is_not_said_again():
    [timer] = look(TWO).promises.timers
    warned = ("warned", at(0, 13), said(timer, at(0, 17), "0.5"))
    assert found(look(TWO, warned), at(0, 14)) == []
    assert overdue.next_at(look(TWO, warned), at(0, 13)) == at(0, 15)
    broken = look(TWO, ("breached", at(0, 17), said(timer, at(0, 17))))
    assert overdue.next_at(broken, at(0, 17)) is None
    assert found(broken, at(2)) == []


def test_after_downtime_only_the_highest_warning_is_said_and_it_makes_up_for_the_others():
    assert found(look(TWO), at(0, 16)) == [("resolution", "0.75")]
    [timer] = look(TWO).promises.timers
    warned = ("warned", at(0, 16), said(timer, at(0, 17), "0.75"))
    assert overdue.next_at(look(TWO, warned), at(0, 16)) == at(0, 17)


@pytest.mark.parametrize(("minutes", "said_too"), [(4, ["4m"]), (6, [])])
def test_with_the_breach_a_warning_is_said_only_when_it_is_hardly_late(minutes, said_too):
    seen = look(desk(warn_at=(timedelta(minutes=minutes),)))
    assert [what for _, what in found(seen, at(0, 17))] == ["breach", *said_too]


def test_so_much_time_before_it_is_due_and_never_for_a_promise_no_longer_than_that():
    seen = look(desk(warn_at=(0.75, 30 * MINUTE)))
    assert overdue.next_at(seen, at(0, 16)) == at(0, 16), "three quarters are late"
    assert found(seen, at(0, 16, 30)) == [("resolution", "30m")]
    never = look(desk(warn_at=(8 * HOUR, 9 * HOUR)))
    assert overdue.next_at(never, at()) == at(0, 17)


def test_a_warning_waits_until_the_owner_has_not_written_for_ten_minutes():
    seen = look(TWO, ("noted", at(0, 12, 55)))
    assert overdue.next_at(seen, at(0, 12, 55)) == at(0, 13, 5)
    assert found(seen, at(0, 13, 4)) == []
    assert found(seen, at(0, 13, 5)) == [("resolution", "0.5")]
    assert found(look(TWO, ("noted", at(0, 12, 55)), owner=8), at(0, 13)) != []
    assert found(look(TWO, ("noted", at(0, 12, 55)), owner=None), at(0, 13)) != []


def test_words_of_the_owner_after_its_moment_let_it_wait_too():
    assert found(look(TWO, ("noted", at(0, 13, 20))), at(0, 13, 25)) == []


def test_a_warning_that_would_come_with_the_breach_or_after_it_is_dropped():
    policy = desk(warn_at=(timedelta(minutes=8),))
    seen = look(policy, ("noted", at(0, 16, 51)))
    assert overdue.next_at(seen, at(0, 16, 51)) == at(0, 17)
    assert found(seen, at(0, 17)) == [("resolution", "breach")]


def test_outside_the_hours_of_the_tier_a_warning_waits_for_opening_unless_it_is_urgent():
    policy = desk(SlaPolicy(calendar="always", resolution=20 * HOUR, warn_at=(0.5,)), first=OFFICE)
    assert overdue.next_at(look(policy), at()) == at(0, 19) + 10 * HOUR, "due before they open"
    slow = desk(SlaPolicy(calendar="always", resolution=32 * HOUR, warn_at=(0.5,)), first=OFFICE)
    ahead = look(slow)
    assert overdue.next_at(ahead, at(0, 10)) == at(1, 9)
    assert found(ahead, at(1, 1)) == []
    urgent = look(slow, priority=Priority.P1)
    assert found(urgent, at(1, 1)) == [("resolution", "0.5")]


def test_a_breach_is_said_at_any_hour_but_calls_somebody_only_in_theirs():
    policy = desk(SlaPolicy(calendar="always", resolution=10 * HOUR), first=OFFICE)
    seen = look(policy)
    assert ("resolution", "breach") in found(seen, at(0, 19))
    assert not seen.may_call(at(0, 19))
    assert seen.may_call(at(1, 9))
    assert look(policy, priority=Priority.P1).may_call(at(0, 19))


def test_a_clock_that_stands_still_says_nothing_until_it_runs_again():
    paused = (("asked", at(0, 12)),)
    assert overdue.next_at(look(TWO, *paused), at(0, 12)) is None
    assert found(look(TWO, *paused), at(3)) == []
    again = look(TWO, *paused, ("wrote", at(1, 12)))
    assert overdue.next_at(again, at(1, 12)) == at(1, 13)
    late = look(TWO, ("asked", at(0, 14)))
    assert found(late, at(0, 15)) == []
    going = look(TWO, ("asked", at(0, 14)), ("wrote", at(0, 16)))
    assert found(going, at(0, 16, 0)) == [("resolution", "0.5")]


def test_a_promise_kept_late_or_dropped_late_was_broken_and_is_only_written_down():
    for ended in (("resolved", at(0, 18)), ("cancelled", at(0, 18))):
        [one] = overdue.due(look(TWO, ended), at(0, 18))
        assert (one.is_breach, one.is_over, one.due) == (True, True, at(0, 17))
    for ended in (("resolved", at(0, 17)), ("cancelled", at(0, 17))):
        assert overdue.next_at(look(TWO, ended), at(0, 18)) is None


def test_a_promise_that_was_broken_stays_so_whatever_is_promised_instead():
    policy = desk(
        SlaPolicy(calendar="always", priority=Priority.P1, resolution=10 * HOUR, warn_at=(0.5,)),
        SlaPolicy(calendar="always", resolution=8 * HOUR, warn_at=(0.5,)),
    )
    seen = look(policy, ("changed", at(0, 18), {"priority": "P1"}))
    [one] = overdue.due(seen, at(0, 18))
    assert (one.timer.generation, one.is_over) == (0, False), "it is owed still, and is said"
    noted = ("breached", at(0, 18), said(one.timer, at(0, 17)))
    later = look(policy, ("changed", at(0, 18), {"priority": "P1"}), noted)
    assert overdue.next_at(later, at(0, 18)) is None
    assert {sla.state(timer.clock, at(0, 18)) for timer in later.promises.timers} == {
        ClockState.BREACHED
    }


def test_a_changed_promise_that_was_not_broken_is_warned_of_anew():
    policy = desk(
        SlaPolicy(calendar="always", priority=Priority.P1, resolution=10 * HOUR, warn_at=(0.5,)),
        SlaPolicy(calendar="always", resolution=8 * HOUR, warn_at=(0.5,)),
    )
    [timer] = look(policy).promises.timers
    warned = ("warned", at(0, 13), said(timer, at(0, 17), "0.5"))
    seen = look(policy, warned, ("changed", at(0, 13, 30), {"priority": "P1"}))
    assert found(seen, at(0, 14)) == [("resolution", "0.5")]
    assert overdue.due(seen, at(0, 14))[0].timer.generation == 1


def test_what_was_decided_under_another_configuration_stays_decided():
    kept = look(TWO, ("resolved", at(0, 18)))
    assert overdue.next_at(replace(kept, decided_by=at(0, 18)), at(1)) is None
    assert overdue.next_at(replace(kept, decided_by=at(0, 17)), at(1)) == at(1)


def test_what_was_said_holds_for_the_generation_before_where_its_own_is_not_made_any_more():
    """The file was changed: what once was another promise for P1 is the same as before."""
    [timer] = look(TWO).promises.timers
    told = {**said(timer, at(0, 17), "0.5"), "generation": 1}
    seen = look(TWO, ("changed", at(0, 10), {"priority": "P1"}), ("warned", at(0, 13), told))
    assert [one.generation for one in seen.promises.timers] == [0]
    assert found(seen, at(0, 13)) == []


@given(
    thresholds=st.sets(st.sampled_from((0.1, 0.5, 0.75, 0.9, 30 * MINUTE, 5 * MINUTE))),
    noted=st.integers(0, 900),
    minutes=st.integers(0, 5000),
    calendar=st.sampled_from((ALWAYS, OFFICE)),
)
def test_the_next_moment_is_past_just_when_there_is_something_to_say(
    thresholds, noted, minutes, calendar
):
    """Otherwise the tick would look at a ticket for ever, or pass one by."""
    policy = desk(
        SlaPolicy(
            calendar="office",
            claim=2 * HOUR,
            first_response=3 * HOUR,
            resolution=9 * HOUR,
            warn_at=tuple(thresholds),
        ),
        first=calendar,
    )
    seen = look(policy, ("noted", at() + noted * MINUTE))
    now = at() + (noted + minutes) * MINUTE
    comes = overdue.next_at(seen, now)
    assert (comes is not None and comes <= now) == bool(overdue.due(seen, now))
    if comes is not None and comes > now:
        assert overdue.due(seen, comes)
        assert not overdue.due(seen, comes - timedelta(microseconds=1))
