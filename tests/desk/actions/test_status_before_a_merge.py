"""How did a ticket stand when it was merged, whatever else was written down of it?"""

from desk.actions.unmerge import status_before
from desk.events import Event, EventKind
from desk.policy import Status
from tests.nouns import NOON


def happened(kind, **data):
    return Event(kind=kind, at=NOON, ticket=1, data=data)


def test_events_that_tell_no_status_are_passed_over():
    opened = happened(EventKind.OPENED, status="new")
    reworded = happened(EventKind.REWORDED, text="Anew")
    merged = happened(EventKind.MERGED, status="closed", into=2)
    assert status_before([opened, reworded, merged]) is Status.NEW


def test_one_that_was_carried_along_stands_as_before_the_first_merge():
    opened = happened(EventKind.CLAIMED, status="open")
    merged = happened(EventKind.MERGED, status="closed", into=2)
    assert status_before([opened, merged, merged]) is Status.OPEN
