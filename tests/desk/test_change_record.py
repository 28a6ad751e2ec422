"""A change goes its way step by step, and whatever would leave one out is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.change_policy import ChangePolicy, Risk, StandardChange
from desk.change_record import PENDING, ChangeRecord, ChangeResult, ChangeState
from desk.errors import BadChangeError
from tests.nouns import NOON

LATER = NOON + timedelta(hours=3)
SAM, TOM = 2, 3
EMPTY = ChangeRecord(ticket=106, requested_at=NOON)
TOLD = replace(EMPTY, risk=Risk.HIGH, plan="New disk in", rollback="Old disk in", services=("erp",))


def planned(**more) -> ChangeRecord:
    return EMPTY.plan_anew(replace(TOLD, **more), SAM, NOON)


def approved(**more) -> ChangeRecord:
    return planned(**more).submit().decide(TOM, LATER, is_approved=True)


def why(step) -> str:
    with pytest.raises(BadChangeError) as refused:
        step()
    return str(refused.value.facts["why"])


def test_a_normal_change_goes_from_draft_to_review():
    change = planned()
    assert (change.state, change.is_cleared) == (ChangeState.DRAFT, False)
    change = change.submit()
    assert (change.state, change.is_cleared) == (ChangeState.WAITING, False)
    change = change.decide(TOM, LATER, is_approved=True)
    assert (change.state, change.is_cleared) == (ChangeState.APPROVED, True)
    change = change.schedule(7)
    assert (change.state, change.window) == (ChangeState.SCHEDULED, 7)
    change = change.implement(ChangeResult.WORKED, SAM, LATER)
    assert (change.state, change.implemented_at) == (ChangeState.IMPLEMENTED, LATER)
    assert not change.lacks_approval
    change = change.reviewed("It went well", TOM, LATER)
    assert (change.state, change.review, change.reviewed_by) == (
        ChangeState.REVIEWED,
        "It went well",
        TOM,
    )


def test_nothing_is_made_without_a_plan_or_without_approval():
    assert why(EMPTY.submit) == "no_plan"
    assert why(lambda: EMPTY.schedule(7)) == "no_plan"
    assert why(lambda: planned().schedule(7)) == "not_submitted"
    waiting = planned().submit()
    assert why(lambda: waiting.implement(ChangeResult.WORKED, SAM, LATER)) == "no_approval"
    assert why(waiting.submit) == "no_draft"
    assert why(lambda: planned().reviewed("", SAM, LATER)) == "not_made"


def test_a_standard_change_needs_no_approval_before_or_after():
    change = planned(standard="disk")
    assert (change.state, change.is_cleared) == (ChangeState.APPROVED, True)
    made = change.implement(ChangeResult.WORKED, SAM, LATER)
    assert not made.lacks_approval
    assert made.reviewed("As ever", SAM, LATER).state is ChangeState.REVIEWED


def test_an_urgent_change_is_made_at_once_and_approved_afterwards():
    change = planned(is_urgent=True)
    assert (change.state, change.is_cleared) == (ChangeState.WAITING, True)
    made = change.implement(ChangeResult.ROLLED_BACK, SAM, LATER)
    assert made.lacks_approval
    assert why(lambda: made.reviewed("", SAM, LATER)) == "approval_missing"
    for is_approved in (True, False):
        decided = made.decide(TOM, LATER, is_approved=is_approved)
        assert (decided.state, decided.decided_by) == (ChangeState.IMPLEMENTED, TOM)
        assert decided.reviewed("Next time sooner", SAM, LATER).state is ChangeState.REVIEWED


def test_an_urgent_change_that_is_declined_waits_for_a_yes_from_then_on():
    declined = planned(is_urgent=True).decide(TOM, LATER, is_approved=False)
    assert (declined.state, declined.is_cleared) == (ChangeState.DRAFT, False)
    again = declined.submit()
    assert why(lambda: again.implement(ChangeResult.WORKED, SAM, LATER)) == "no_approval"
    assert again.decide(TOM, LATER, is_approved=True).is_cleared


def test_what_is_declined_after_it_was_scheduled_leaves_its_window():
    scheduled = planned(is_urgent=True).schedule(7)
    declined = scheduled.decide(TOM, LATER, is_approved=False)
    assert (declined.state, declined.window) == (ChangeState.DRAFT, None)
    kept = scheduled.decide(TOM, LATER, is_approved=True)
    assert (kept.state, kept.window) == (ChangeState.SCHEDULED, 7)


def test_a_window_that_is_called_off_leaves_the_change_as_it_was_before():
    assert approved().schedule(7).unschedule().state is ChangeState.APPROVED
    assert planned(standard="disk").schedule(7).unschedule().state is ChangeState.APPROVED
    hurried = planned(is_urgent=True).schedule(7).unschedule()
    assert (hurried.state, hurried.window) == (ChangeState.WAITING, None)


def test_another_plan_needs_another_approval():
    anew = approved().schedule(7).plan_anew(replace(TOLD, plan="Two disks"), SAM, LATER)
    assert (anew.state, anew.is_approved, anew.window) == (ChangeState.DRAFT, None, None)
    assert anew.requested_at == NOON


def test_what_is_made_is_neither_planned_anew_nor_withdrawn():
    made = approved().implement(ChangeResult.WORKED, SAM, LATER)
    assert why(lambda: made.plan_anew(TOLD, SAM, LATER)) == "made"
    assert why(lambda: made.withdraw(LATER)) == "made"
    assert why(lambda: made.schedule(7)) == "made"


def test_what_is_withdrawn_can_be_planned_anew_and_nothing_else():
    gone = approved().schedule(7).withdraw(LATER)
    assert (gone.state, gone.withdrawn_at, gone.window) == (ChangeState.WITHDRAWN, LATER, None)
    assert why(gone.submit) == "withdrawn"
    assert why(lambda: gone.withdraw(LATER)) == "withdrawn"
    again = gone.plan_anew(TOLD, SAM, LATER)
    assert (again.state, again.withdrawn_at) == (ChangeState.DRAFT, None)


STEPS = {
    "plan": lambda change: change.plan_anew(TOLD, SAM, NOON),
    "hurry": lambda change: change.plan_anew(replace(TOLD, is_urgent=True), SAM, NOON),
    "submit": ChangeRecord.submit,
    "yes": lambda change: change.decide(TOM, LATER, is_approved=True),
    "no": lambda change: change.decide(TOM, LATER, is_approved=False),
    "schedule": lambda change: change.schedule(7),
    "unschedule": ChangeRecord.unschedule,
    "make": lambda change: change.implement(ChangeResult.WORKED, SAM, LATER),
    "review": lambda change: change.reviewed("Well", SAM, LATER),
    "withdraw": lambda change: change.withdraw(LATER),
}
WHEN = {
    "yes": {ChangeState.WAITING, ChangeState.SCHEDULED, ChangeState.IMPLEMENTED},
    "no": {ChangeState.WAITING, ChangeState.SCHEDULED, ChangeState.IMPLEMENTED},
    "unschedule": {ChangeState.SCHEDULED},
}
"""What only ever happens in these states: an approval is asked for, a window called off."""


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=14))
def test_whatever_is_done_in_whatever_order_nothing_is_made_that_nobody_may_make(names):
    change = EMPTY
    for name in names:
        if change.state not in WHEN.get(name, ChangeState):
            continue
        before = change
        try:
            change = STEPS[name](change)
        except BadChangeError:
            continue
        if name == "make":
            assert before.is_planned
            assert before.is_approved or (before.is_urgent and before.is_approved is None)
        assert (change.window is not None) <= (
            change.state not in {ChangeState.DRAFT, ChangeState.WAITING, ChangeState.WITHDRAWN}
        )
        assert change.is_pending is (change.state in PENDING)
        assert change.is_pending is not (bool(change.implemented_at) or bool(change.withdrawn_at))


def test_the_policy_knows_its_standard_changes_and_who_approves():
    disk = StandardChange(key="disk", title="New disk", plan="In", rollback="Out")
    policy = ChangePolicy(standard=(disk,), approvers={Risk.LOW: "L2"})
    assert policy.named("disk") is disk
    assert policy.named("tape") is None
    assert (policy.approver(Risk.LOW), policy.approver(Risk.HIGH)) == ("L2", "manager")
