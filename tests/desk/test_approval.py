"""One of those who may decides once; nobody says yes to what they asked for themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.approval import (
    ADMINS,
    MANAGERS,
    REMINDED,
    Approval,
    Decision,
    approve,
    decline,
    may_decide,
    remind,
    withdraw,
)
from desk.errors import ApprovalError
from desk.people import Actor, Identity, Person, Role
from tests.nouns import MAYA, NOON, TOM

ASKS, DECIDES = 7, 8
WAITING = Approval(
    id=3, ticket=106, what="Access to the ERP", deciders=(MANAGERS,), asked_by=ASKS, asked_at=NOON
)


def actor(*roles: Role, tiers: tuple[str, ...] = ()) -> Actor:
    return Actor(
        person=Person(id=DECIDES, name="Tom"), roles=frozenset(roles), tiers=frozenset(tiers)
    )


@pytest.mark.parametrize(
    ("deciders", "who", "accounts", "is_theirs"),
    [
        ((MANAGERS,), actor(Role.MANAGER), (), True),
        ((MANAGERS,), actor(Role.ADMIN, Role.ENGINEER, tiers=("L1",)), (), False),
        ((ADMINS,), actor(Role.ADMIN), (), True),
        (("L2",), actor(Role.ENGINEER, tiers=("L1", "L2")), (), True),
        (("L2",), actor(Role.ENGINEER, tiers=("L1",)), (), False),
        ((str(TOM),), actor(Role.REQUESTER), (TOM,), True),
        ((str(TOM),), actor(Role.MANAGER), (MAYA,), False),
        (("L2", str(TOM), MANAGERS), actor(Role.MANAGER), (), True),
        ((), actor(*Role), (TOM,), False),
    ],
)
def test_one_who_is_named_by_role_tier_or_account_may_decide(
    deciders: tuple[str, ...], who: Actor, accounts: tuple[Identity, ...], is_theirs: bool
):
    asked = replace(WAITING, deciders=deciders)
    assert may_decide(asked, who, accounts) is is_theirs


def test_a_yes_keeps_who_said_it_when_and_why():
    yes = approve(WAITING, DECIDES, " for the audit ", NOON + timedelta(hours=1))
    assert (yes.decision, yes.decided_by, yes.note) == (Decision.APPROVED, DECIDES, "for the audit")
    assert yes.decided_at == NOON + timedelta(hours=1)
    assert not yes.is_waiting
    assert approve(WAITING, DECIDES, "", NOON).note is None


def test_a_no_says_why():
    for empty in ("", " \n"):
        with pytest.raises(ApprovalError) as refused:
            decline(WAITING, DECIDES, empty, NOON)
        assert refused.value.facts == {"why": "reason"}
    no = decline(WAITING, DECIDES, "Read only is enough", NOON)
    assert (no.decision, no.note) == (Decision.DECLINED, "Read only is enough")


def test_who_asked_does_not_decide_unless_the_house_says_so():
    for say in (approve, decline):
        with pytest.raises(ApprovalError) as refused:
            say(WAITING, ASKS, "fine", NOON)
        assert refused.value.facts == {"why": "own"}
        alone = say(replace(WAITING, is_own_fine=True), ASKS, "fine", NOON)
        assert alone.decided_by == ASKS


@pytest.mark.parametrize("first", [approve, decline])
def test_it_is_decided_once(first):
    over = first(WAITING, DECIDES, "enough", NOON)
    for again in (approve, decline):
        with pytest.raises(ApprovalError) as refused:
            again(over, DECIDES, "other", NOON)
        assert refused.value.facts == {"why": "decided", "decision": over.decision.value}
    with pytest.raises(ApprovalError):
        withdraw(over, DECIDES, NOON)


def test_what_nobody_needs_any_more_is_withdrawn():
    gone = withdraw(WAITING, None, NOON)
    assert (gone.decision, gone.decided_by, gone.decided_at) == (Decision.WITHDRAWN, None, NOON)
    assert gone.remind_at is None


def test_reminders_end():
    first = NOON + REMINDED[0]
    assert WAITING.remind_at == first
    once = remind(WAITING, first)
    assert once.remind_at == NOON + REMINDED[1]
    assert remind(once, NOON + REMINDED[1]).remind_at is None


@given(st.timedeltas(timedelta(0), timedelta(days=9)))
def test_after_a_downtime_one_reminder_is_enough(later: timedelta):
    """What is due next is never due already."""
    told = remind(WAITING, NOON + later)
    assert told.remind_at is None or told.remind_at > NOON + later
    assert remind(told, NOON) == told
