"""What merging, giving away and waiting in vain change about a ticket, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import WrongStatusError
from desk.people import Address
from desk.policy import Status
from desk.ticket import ClosedAs, Ticket
from tests.desk.test_ticket_life import LATER, LEA, SAM, changes, owned
from tests.desk.test_ticket_machine import NOON, fresh

OTTO = 9
ASKED = NOON - timedelta(hours=2)


def other() -> Ticket:
    """Otto's ticket, with everything on it that is his alone."""
    return replace(
        fresh(),
        id=2,
        version=7,
        title="The belt stands",
        text="The belt stands still.",
        requester=OTTO,
        origin=Address(platform="telegram", channel="9"),
        question=5,
        follows=1,
        asked_at=ASKED,
        created_at=ASKED,
        rating=4,
        rating_comment="Quick",
        duplicates=(8,),
        followers=(LEA,),
        related=(1,),
    )


@pytest.mark.parametrize("status", [Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD])
def test_giving_it_to_a_colleague_changes_its_owner(status):
    ticket = fresh() if status is Status.NEW else owned(status)
    given = ticket.transfer(LEA, LATER)
    assert (given.assignee, given.claimed_at) == (LEA, LATER)
    wanted = {Status.NEW: Status.OPEN}.get(status, status)
    assert given.status is wanted
    assert set(changes(ticket, given)) <= {"assignee", "claimed_at", "status"}


def test_merging_closes_it_and_hands_its_company_on():
    gone = other().merge(1, LATER)
    assert changes(other(), gone) == {
        "status": Status.CLOSED,
        "closed_at": LATER,
        "closed_as": ClosedAs.MERGED,
        "merged_into": 1,
        "duplicates": (),
        "followers": (),
    }
    assert changes(gone, gone.merged_anew(3)) == {"merged_into": 3}
    with pytest.raises(WrongStatusError):
        replace(other(), status=Status.CLOSED).merge(1, LATER)


def test_the_living_one_goes_on_for_all_of_them_once():
    living = replace(owned(), duplicates=(8,), followers=(SAM,))
    taken = living.take_in(other())
    assert changes(living, taken) == {"duplicates": (8, 2), "followers": (SAM, LEA)}
    assert taken.take_in(other()) == taken


def test_the_other_requester_sees_the_state_of_the_one_and_the_words_of_their_own():
    living = replace(owned(), duplicates=(2,), followers=(SAM,), related=(6,), rating=1)
    seen = living.seen_from(other())
    own = other()
    theirs = (
        "id", "version", "title", "text", "requester", "origin", "question", "follows",
        "asked_at", "created_at", "rating", "rating_comment",
    )  # fmt: skip
    for name in theirs:
        assert getattr(seen, name) == getattr(own, name), name
    assert (seen.duplicates, seen.related, seen.followers) == ((), (), ())
    assert set(changes(living, seen)) <= {*theirs, "duplicates", "related", "followers"}
    assert (seen.status, seen.assignee, seen.tier) == (living.status, living.assignee, living.tier)


def test_a_reminder_leaves_it_waiting_and_silence_ends_it_as_nobodys_deed():
    waiting = replace(owned(Status.PENDING), resolution="Fixed", resolved_by=LEA)
    assert waiting.remind() == waiting
    assert changes(waiting, waiting.lapse(LATER)) == {
        "status": Status.RESOLVED,
        "resolved_at": LATER,
        "resolved_by": None,
        "resolution": None,
    }
    for in_vain in (owned().remind, lambda: owned().lapse(LATER)):
        with pytest.raises(WrongStatusError):
            in_vain()


def test_whoever_had_it_follows_it_when_it_is_handed_over():
    assert owned().hand_over("L2", up=True).followers == (SAM,)
    assert fresh().hand_over("L2", up=True).followers == ()
