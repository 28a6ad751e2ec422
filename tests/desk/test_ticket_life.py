"""What each verb changes on a ticket, and what it leaves alone."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from desk.errors import AlreadyClaimedError, WrongStatusError
from desk.policy import Status
from desk.ticket import TRANSITIONS, ClosedAs, Ticket, Verb
from tests.desk.test_ticket_machine import NOON, fresh

LATER = NOON + timedelta(minutes=5)
SAM, LEA = 3, 4
WORKED_ON = [Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD]


def changes(before: Ticket, after: Ticket) -> dict[str, object]:
    """What differs, by field."""
    return {
        field.name: getattr(after, field.name)
        for field in fields(Ticket)
        if getattr(after, field.name) != getattr(before, field.name)
    }


def owned(status: Status = Status.OPEN) -> Ticket:
    return replace(fresh(), status=status, assignee=SAM, claimed_at=NOON)


def resolved() -> Ticket:
    return owned().resolve(SAM, "Fixed", "defect", NOON)


@pytest.mark.parametrize("status", list(Status))
def test_it_is_open_as_long_as_somebody_has_to_do_something(status):
    ticket = replace(fresh(), status=status)
    assert ticket.is_open is (status in WORKED_ON)
    assert ticket.is_waiting_in_queue is (status in WORKED_ON)
    assert not replace(ticket, assignee=SAM).is_waiting_in_queue


def test_claiming_opens_a_new_one_and_gives_it_an_owner():
    assert changes(fresh(), fresh().claim(SAM, LATER)) == {
        "status": Status.OPEN,
        "assignee": SAM,
        "claimed_at": LATER,
    }


@pytest.mark.parametrize("status", [Status.PENDING, Status.ON_HOLD])
def test_claiming_what_waits_does_not_end_the_waiting(status):
    waiting = replace(fresh(), status=status)
    assert changes(waiting, waiting.claim(SAM, LATER)) == {"assignee": SAM, "claimed_at": LATER}


def test_who_comes_late_is_told_who_has_it_since_when():
    with pytest.raises(AlreadyClaimedError) as refused:
        owned().claim(LEA, LATER)
    assert refused.value.facts == {"ticket": 1, "by": SAM, "at": NOON.isoformat()}


def test_an_owner_of_unknown_date_is_told_as_of_now():
    with pytest.raises(AlreadyClaimedError) as refused:
        replace(owned(), claimed_at=None).claim(LEA, LATER)
    assert refused.value.facts["at"] == LATER.isoformat()


@pytest.mark.parametrize("status", [Status.OPEN, Status.PENDING, Status.ON_HOLD])
def test_taking_over_and_releasing_change_the_owner_and_nothing_else(status):
    ticket = owned(status)
    taken = ticket.take_over(LEA, LATER)
    assert changes(ticket, taken) == {"assignee": LEA, "claimed_at": LATER}
    assert changes(ticket, ticket.release()) == {"assignee": None, "claimed_at": None}


def test_the_first_words_to_the_requester_claim_it_and_are_the_first_response():
    assert changes(fresh(), fresh().reply(SAM, LATER)) == {
        "status": Status.OPEN,
        "assignee": SAM,
        "claimed_at": LATER,
        "spoken_at": LATER,
        "first_response_at": LATER,
    }


def test_further_words_of_anybody_leave_the_owner_and_the_first_response_alone():
    answered = owned().reply(SAM, NOON)
    assert changes(answered, answered.reply(LEA, LATER)) == {"spoken_at": LATER}


@pytest.mark.parametrize("status", [Status.PENDING, Status.ON_HOLD, Status.RESOLVED])
def test_words_of_an_engineer_move_nothing_but_a_new_ticket(status):
    assert owned(status).reply(SAM, LATER).status is status


def test_asking_the_requester_is_words_and_begins_the_waiting():
    assert changes(fresh(), fresh().ask_requester(SAM, LATER)) == {
        "status": Status.PENDING,
        "assignee": SAM,
        "claimed_at": LATER,
        "spoken_at": LATER,
        "first_response_at": LATER,
    }
    waiting = owned(Status.PENDING)
    assert waiting.ask_requester(SAM, LATER).status is Status.PENDING


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.NEW, Status.NEW),
        (Status.OPEN, Status.OPEN),
        (Status.PENDING, Status.OPEN),
        (Status.ON_HOLD, Status.ON_HOLD),
    ],
)
def test_words_of_the_requester_end_the_waiting_for_them_only(before, after):
    ticket = owned(before)
    written = ticket.write(LATER)
    assert (written.status, written.spoken_at) == (after, LATER)
    assert changes(ticket, written).keys() <= {"status", "spoken_at"}


def test_words_that_were_not_for_it_let_it_wait_again():
    assert owned(Status.OPEN).wait_again().status is Status.PENDING
    for status in (Status.NEW, Status.ON_HOLD, Status.RESOLVED, Status.CLOSED):
        assert owned(status).wait_again() == owned(status)


@pytest.mark.parametrize("up", [True, False])
@pytest.mark.parametrize("status", WORKED_ON)
def test_handing_over_puts_it_into_the_other_queue_and_begins_a_stay(status, *, up):
    ticket = replace(owned(status), stint=2)
    moved = ticket.hand_over("L3", up=up)
    assert (moved.status, moved.tier, moved.stint) == (Status.OPEN, "L3", 3)
    assert (moved.assignee, moved.claimed_at) == (None, None)
    assert moved.followers == (ticket.assignee,)
    own = {"status", "tier", "stint", "assignee", "claimed_at", "followers"}
    assert changes(ticket, moved).keys() <= own


def test_what_is_resolved_is_handed_over_neither_up_nor_down():
    for up, verb in ((True, "escalate"), (False, "return")):
        with pytest.raises(WrongStatusError) as refused:
            resolved().hand_over("L2", up=up)
        assert refused.value.facts == {"ticket": 1, "verb": verb, "status": "resolved"}


def test_resolving_keeps_words_cause_and_who_did_it():
    assert changes(owned(), owned().resolve(LEA, "Fixed", "defect", LATER)) == {
        "status": Status.RESOLVED,
        "first_response_at": LATER,
        "spoken_at": LATER,
        "resolved_at": LATER,
        "resolved_by": LEA,
        "resolution": "Fixed",
        "category": "defect",
    }


def test_resolving_what_nobody_owned_is_a_claim_as_well():
    done = fresh().resolve(LEA, "Fixed", "defect", LATER)
    assert (done.assignee, done.claimed_at) == (LEA, LATER)


def test_resolving_after_an_answer_leaves_the_first_response_where_it_was():
    answered = owned().reply(SAM, NOON)
    done = answered.resolve(SAM, "Fixed", "defect", LATER)
    assert (done.first_response_at, done.claimed_at) == (NOON, NOON)


def test_reopening_takes_the_resolution_back_and_keeps_the_owner():
    again = replace(resolved(), reopen_count=1).reopen()
    assert changes(resolved(), again) == {
        "status": Status.OPEN,
        "resolved_at": None,
        "resolved_by": None,
        "reopen_count": 2,
    }


def test_it_can_be_reopened_by_words_only_while_it_is_resolved():
    week = timedelta(days=7)
    assert resolved().is_within_reopen(week, NOON)
    assert not resolved().close(LATER).is_within_reopen(week, NOON)
    assert not replace(resolved(), resolved_at=None).is_within_reopen(week, NOON)
    assert not owned().is_within_reopen(week, NOON)


def test_closing_says_why():
    assert changes(owned(), owned().cancel(LATER)) == {
        "status": Status.CLOSED,
        "closed_at": LATER,
        "closed_as": ClosedAs.CANCELLED,
    }
    assert changes(resolved(), resolved().close(LATER)) == {
        "status": Status.CLOSED,
        "closed_at": LATER,
        "closed_as": ClosedAs.DONE,
    }


def test_a_mark_and_the_words_behind_it_are_kept_and_replaced():
    rated = resolved().rate(2)
    assert changes(resolved(), rated) == {"rating": 2}
    assert rated.rate(5).rating == 5
    assert changes(rated, rated.comment("In the end")) == {"rating_comment": "In the end"}


def test_a_mark_is_for_what_was_resolved():
    for verb, use in (
        ("rate", lambda: owned().rate(5)),
        ("comment", lambda: owned().comment("x")),
    ):
        with pytest.raises(WrongStatusError) as refused:
            use()
        assert refused.value.facts["verb"] == verb


def test_words_that_were_taken_back_owe_the_first_response_again():
    answered = owned().reply(SAM, LATER)
    assert changes(answered, answered.without_first_response()) == {"first_response_at": None}


def test_a_verb_of_questions_is_no_verb_of_tickets():
    for verb in set(Verb) - set(TRANSITIONS):
        assert not fresh().may(verb)
