"""Which timers does a ticket have, and how do they follow what happens to it?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import facts, promises, sla
from desk.events import EventKind
from desk.facts import FigureMetric, Result
from desk.policy import Priority, SlaPolicy, Status
from desk.sla import ClockState, Metric
from tests.desk.promised import HOUR, OFFICE, at, desk, history, said

ALL = SlaPolicy(
    calendar="always",
    claim=HOUR,
    first_response=2 * HOUR,
    next_reply=3 * HOUR,
    resolution=8 * HOUR,
)
SHORT = replace(ALL, priority=Priority.P1, claim=HOUR / 2, next_reply=HOUR, resolution=2 * HOUR)


def fold(*told, policy=None):
    return promises.fold(policy or desk(ALL), history(*told))


def timers(made, metric):
    return [timer for timer in made.timers if timer.metric is metric]


def state(made, metric, now):
    return [sla.state(timer.clock, now) for timer in timers(made, metric)]


def test_an_opened_ticket_has_what_is_promised_and_no_second_resolution_at_its_first_tier():
    assert [timer.metric for timer in fold().timers] == [
        Metric.FIRST_RESPONSE,
        Metric.RESOLUTION,
        Metric.CLAIM,
    ]


def test_in_the_first_stay_the_contract_stands_for_it_whatever_the_hours_of_the_tier():
    assert timers(fold(policy=desk(ALL, first=OFFICE)), Metric.STAY_RESOLUTION) == []


@pytest.mark.parametrize("what", ["claimed", "replied", "asked", "resolved"])
def test_a_claim_is_kept_by_whoever_takes_it_or_speaks(what):
    made = fold((what, at(0, 9, 30)))
    assert state(made, Metric.CLAIM, at(0, 12)) == [ClockState.MET]
    assert made.is_claimed


def test_words_taken_back_were_a_claim_and_no_answer():
    made = fold(("replied", at(0, 9, 30)), ("undone", at(0, 9, 31), {"event": 2}))
    assert state(made, Metric.CLAIM, at(0, 9, 45)) == [ClockState.MET]
    assert state(made, Metric.FIRST_RESPONSE, at(0, 9, 45)) == [ClockState.RUNNING]


def test_a_stay_that_ends_unclaimed_drops_its_claim_and_the_next_begins_anew():
    made = fold(("escalated", at(0, 9, 40), {"tier": "L2"}))
    first, second = timers(made, Metric.CLAIM)
    assert (first.clock.cancelled_at, second.stint) == (at(0, 9, 40), 2)
    assert sla.due_at(second.clock) == at(0, 10, 40)
    [stay] = timers(made, Metric.STAY_RESOLUTION)
    assert (stay.stint, stay.clock.calendar) == (2, OFFICE)


def test_v11_each_stay_has_a_calendar_and_a_clock_of_its_own():
    """L1 24/7 from Friday 14:00 with 2 h; escalated at 18:00 to L2 8/5 with 4 h."""
    policy = desk(
        SlaPolicy(calendar="always", tier="L1", resolution=2 * HOUR),
        SlaPolicy(calendar="always", tier="L2", resolution=4 * HOUR),
    )
    moved = ("escalated", at(4, 18), {"tier": "L2"})
    events = [replace(event, at=max(event.at, at(4, 14))) for event in history(moved)]
    made = promises.fold(policy, events)
    assert made.resolution_due == at(4, 16)
    assert sla.state(made.resolution, at(4, 19)) is ClockState.BREACHED
    assert sla.holder_at(made.stays, at(4, 16)).tier == "L1"
    [second] = timers(made, Metric.STAY_RESOLUTION)
    assert sla.due_at(second.clock) == at(7, 13)


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ((), at(0, 17)),
        ((("asked", at(0, 15)), ("wrote", at(1, 11))), at(1, 13)),
        ((("asked", at(0, 17)), ("wrote", at(1, 9))), at(0, 17)),
        ((("resolved", at(0, 12)), ("reopened", at(1, 10))), at(1, 15)),
    ],
    ids=["plain", "v4", "v3", "v10"],
)
def test_the_agreed_examples_hold_for_the_timers_of_a_ticket(told, due):
    policy = desk(SlaPolicy(calendar="office", resolution=8 * HOUR), first=OFFICE)
    assert fold(*told, policy=policy).resolution_due == due


def test_a_next_reply_is_owed_from_the_first_unanswered_words_to_the_next_answer():
    answered = (("replied", at(0, 10)), ("wrote", at(0, 11)), ("wrote", at(0, 12)))
    [timer] = timers(fold(*answered), Metric.NEXT_REPLY)
    assert (timer.turn, sla.due_at(timer.clock)) == (3, at(0, 14))
    again = fold(*answered, ("replied", at(0, 13)), ("wrote", at(0, 13, 30)))
    first, second = timers(again, Metric.NEXT_REPLY)
    assert (first.clock.ended_at, second.turn) == (at(0, 13), 6)


def test_no_reply_is_owed_before_the_first_response_nor_for_words_that_it_answered():
    assert timers(fold(("wrote", at(0, 9, 30))), Metric.NEXT_REPLY) == []
    overtaken = fold(("replied", at(0, 10)), ("wrote", at(0, 9, 59)))
    assert timers(overtaken, Metric.NEXT_REPLY) == []


def test_words_about_something_new_ask_for_no_reply_here():
    moved = fold(("replied", at(0, 10)), ("wrote", at(0, 11)), ("moved", at(0, 12), {"event": 3}))
    assert timers(moved, Metric.NEXT_REPLY) == []


def test_a_change_begins_a_generation_of_every_promise_that_is_not_over():
    changed = {"priority": "P1"}
    made = fold(
        ("replied", at(0, 9, 10)),
        ("wrote", at(0, 9, 30)),
        ("changed", at(0, 10), changed),
        policy=desk(SHORT, ALL),
    )
    assert [timer.generation for timer in timers(made, Metric.RESOLUTION)] == [0, 1]
    assert [timer.generation for timer in timers(made, Metric.NEXT_REPLY)] == [0, 1]
    assert len(timers(made, Metric.FIRST_RESPONSE)) == 1, "it was given"
    assert made.resolution_due == at(0, 11)
    assert sla.due_at(made.latest(Metric.NEXT_REPLY).clock) == at(0, 10, 30)


def test_a_change_after_which_the_same_is_promised_begins_nothing():
    made = fold(("changed", at(0, 10), {"priority": "P4"}))
    assert [timer.generation for timer in made.timers] == [0, 0, 0]
    assert made.changes == 1


def test_a_promise_made_late_counts_what_elapsed_less_the_waiting():
    """Nothing was promised while the requester was waited for; that waiting is a pause all the same."""
    policy = desk(replace(SHORT, resolution=4 * HOUR))
    made = fold(
        ("asked", at(0, 10)),
        ("wrote", at(0, 15)),
        ("changed", at(0, 16), {"priority": "P1"}),
        policy=policy,
    )
    assert made.resolution_due == at(0, 18)


def test_a_promise_whose_time_has_run_out_before_it_was_made_is_due_at_the_change():
    made = fold(("changed", at(0, 16), {"priority": "P1"}), policy=desk(SHORT))
    assert made.resolution_due == at(0, 16)


@pytest.mark.parametrize("what", ["cancelled", "closed"])
def test_a_ticket_that_ends_owes_nothing_more(what):
    made = fold((what, at(0, 9, 30)))
    assert all(timer.clock.is_over for timer in made.timers)


def test_what_was_said_stays_with_its_timer():
    [claim] = timers(fold(), Metric.CLAIM)
    made = fold(
        ("warned", at(0, 9, 45), said(claim, at(0, 10), "0.75")),
        ("breached", at(0, 10), said(claim, at(0, 10))),
    )
    [known] = timers(made, Metric.CLAIM)
    assert (known.warned, known.clock.breached_at) == ({"0.75"}, at(0, 10))
    edited = desk(replace(ALL, claim=3 * HOUR))
    later = promises.fold(
        edited, history(("breached", at(0, 10), said(claim, at(0, 10))), ("claimed", at(0, 11)))
    )
    [frozen] = timers(later, Metric.CLAIM)
    assert sla.state(frozen.clock, at(0, 12)) is ClockState.BREACHED


def test_a_breach_is_a_fact_of_the_tier_that_had_the_ticket_and_lateness_one_without_a_breach():
    resolution = next(one for one in fold().timers if one.metric is Metric.RESOLUTION)
    told = history(
        ("claimed", at(0, 9, 5)),
        ("escalated", at(0, 18), {"tier": "L2"}),
        ("breached", at(0, 18, 1), said(resolution, at(0, 17))),
        ("resolved", at(0, 19)),
    )
    decided = [
        fact for fact in facts.derive(desk(ALL), told) if fact.metric is FigureMetric.RESOLUTION
    ]
    assert [(fact.result, fact.tier, fact.elapsed) for fact in decided] == [
        (Result.BREACHED, "L1", None),
        (Result.LATE, "L2", 10 * HOUR),
    ]
    assert (decided[0].decided_at, decided[0].stint) == (at(0, 17), 1)
    assert decided[0].target == timedelta(seconds=1), "as it was written down"


def test_next_replies_and_resolutions_of_a_stay_are_facts_where_they_were_promised():
    told = history(
        ("replied", at(0, 9, 30)),
        ("wrote", at(0, 10)),
        ("replied", at(0, 14)),
        ("escalated", at(0, 15), {"tier": "L2"}),
        ("resolved", at(0, 16)),
    )
    decided = {fact.metric: fact for fact in facts.derive(desk(ALL), told)}
    reply, stay = decided[FigureMetric.NEXT_REPLY], decided[FigureMetric.STAY_RESOLUTION]
    assert (reply.result, reply.elapsed) == (Result.LATE, 4 * HOUR)
    assert (stay.result, stay.elapsed, stay.tier, stay.stint) == (Result.MET, HOUR, "L2", 2)


def test_a_silent_resolution_is_nobodys_words():
    told = history(("resolved", at(0, 10), {"is_silent": True, "since": at().isoformat()}))
    assert promises.fold(desk(ALL), told).answered_at is None
    assert promises.is_words(told[-1]) is False
    assert told[-1].kind is EventKind.RESOLVED


def test_what_pauses_follows_the_promise_that_holds():
    """An urgent ticket does not wait for its requester; the clock goes on at the change."""
    policy = desk(replace(SHORT, pauses=frozenset(), resolution=6 * HOUR), ALL)
    pending = Status.PENDING.value
    made = fold(
        ("asked", at(0, 10)),
        ("changed", at(0, 12), {"priority": "P1", "status": pending}),
        policy=policy,
    )
    assert made.resolution_due == at(0, 12) + 5 * HOUR
    assert made.first_response.ended_at == at(0, 10)


def owed(*told):
    return [(one.metric, one.is_broken, one.is_over) for one in fold(*told).owed]


def test_what_is_owed_comes_in_the_order_in_which_it_falls_due():
    assert owed() == [
        ("claim", False, False),
        ("first_response", False, False),
        ("resolution", False, False),
    ]
    assert owed(("replied", at(0, 9, 30))) == [("resolution", False, False)]
    assert owed(("asked", at(0, 9, 30))) == [], "it stands still"


def test_what_is_broken_is_owed_until_it_is_made_good_and_stays_broken():
    told = {"stay": 1, "turn": 0, "generation": 0, "due": at(0, 10).isoformat()}
    broken = ("breached", at(0, 10), {**told, "metric": "claim"})
    assert owed(broken)[0] == ("claim", True, False)
    assert owed(broken, ("claimed", at(0, 10, 5)))[0] == ("claim", True, True)
    late = ("claimed", at(0, 10, 5))
    assert owed(late)[0] == ("claim", True, True), "before anybody noticed it"


def test_of_promises_of_one_kind_that_were_broken_and_are_over_one_is_enough():
    words = [
        ("replied", at(0, 9, 30)),
        ("wrote", at(0, 10)),
        ("replied", at(0, 14)),
        ("wrote", at(0, 15)),
        ("replied", at(0, 19)),
        ("wrote", at(0, 19, 30)),
    ]
    assert owed(*words) == [
        ("resolution", False, False),
        ("next_reply", True, True),
        ("next_reply", False, False),
    ]
    assert [one.due_at for one in fold(*words).owed][1:] == [at(0, 18), at(0, 22, 30)]
