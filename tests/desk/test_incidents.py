"""An incident begins, is over and goes on; a storm is so many within so short a time."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.incidents import Follower, Incident, Source, end, resume
from desk.services import service_called
from desk.storms import Storms
from tests.nouns import NOON

ONE = Incident(ticket=101, service="erp", declared_at=NOON, source=Source.STORM)


@given(st.lists(st.sampled_from((end, resume))), st.integers(0, 9))
def test_whatever_happened_it_is_over_or_goes_on(steps, minutes):
    one = ONE
    for step in steps:
        one = step(one, NOON + timedelta(minutes=minutes)) if step is end else step(one)
    assert one.is_open is (not steps or steps[-1] is resume)
    assert end(end(one, NOON), NOON + timedelta(days=1)) == end(one, NOON)
    assert resume(one) == ONE


def test_who_was_told_or_knows_waits_no_more():
    follower = Follower(ticket=102, incident=101, joined_at=NOON)
    assert follower.waits
    assert not replace(follower, told_at=NOON).waits
    assert not replace(follower, works_at=NOON).waits


@given(st.integers(0, 20), st.integers(0, 40))
def test_a_storm_is_so_many_tickets(tickets, similar):
    is_one = Storms(tickets=tickets).is_one(similar)
    assert is_one is (tickets > 0 and similar + 1 >= tickets)
    if is_one:
        assert Storms(tickets=tickets).is_one(similar + 1)


def test_no_service_is_called_that():
    assert service_called((), "erp") is None
