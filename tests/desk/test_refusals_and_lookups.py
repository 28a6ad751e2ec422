"""What is not there is refused by name, and refusals carry facts, not sentences."""

from dataclasses import replace
from datetime import time

import pytest

from desk import roles, routing
from desk.errors import NotAllowedError, NotFoundError, StaleError
from desk.form import LONGEST, Field, FieldKind, Form, faults_in
from desk.people import Identity
from desk.policy import Calendar, Slot, Status
from desk.routing import Belonging
from desk.ticket import Verb
from tests import nouns
from tests.desk.test_roles_and_routing import actor, said
from tests.desk.test_ticket_machine import NOON, fresh

ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)


def test_an_error_tells_a_log_its_code_and_its_facts():
    assert str(StaleError(ticket=7, version=2)) == "stale ticket=7 version=2"
    assert str(StaleError()) == "stale"


def test_an_account_is_written_and_read_as_configuration_does():
    assert str(Identity.parse("slack:U0MAYA")) == "slack:U0MAYA"
    for broken in ("slack", "slack:", ":U0MAYA", ""):
        with pytest.raises(ValueError, match=f"^{broken}$"):
            Identity.parse(broken)


def test_a_tier_or_calendar_that_is_not_in_the_list_is_refused_by_its_key():
    with pytest.raises(NotFoundError) as refused:
        nouns.POLICY.tier("L9")
    assert refused.value.facts == {"noun": "tier", "key": "L9"}
    with pytest.raises(NotFoundError) as refused:
        replace(nouns.POLICY, calendars=(ALWAYS,)).calendar("nights")
    assert refused.value.facts == {"noun": "calendar", "key": "nights"}


def test_calendars_are_found_by_their_keys():
    nights = replace(ALWAYS, key="nights")
    policy = replace(nouns.POLICY, calendars=(ALWAYS, nights))
    assert policy.calendar("nights") is nights


def test_the_tiers_beside_one_end_at_both_ends():
    policy = nouns.POLICY
    above, below = policy.tier_after("L1"), policy.tier_before("L2")
    assert (above and above.key, below and below.key) == ("L2", "L1")
    assert policy.tier_after("L3") is None
    assert policy.tier_before("L1") is None


def test_a_channel_belongs_to_its_tier_whatever_the_thread_or_to_none():
    policy = nouns.POLICY
    in_thread = replace(nouns.L2_ROOM, thread="7")
    found = policy.tier_of(in_thread)
    assert found is not None
    assert found.key == "L2"
    assert policy.tier_of(nouns.DIRECT) is None


def test_what_others_asked_is_not_ones_own():
    with pytest.raises(NotAllowedError) as refused:
        roles.check_own(actor(8, roles.Role.REQUESTER), Verb.SOLVED, owner=9)
    assert refused.value.facts == {"verb": "solved"}
    roles.check_own(actor(9, roles.Role.REQUESTER), Verb.SOLVED, owner=9)


def test_a_ticket_that_is_over_takes_no_further_words():
    over = replace(fresh(), status=Status.RESOLVED, spoken_at=NOON)
    route = routing.at_top_level(said(is_direct=True), [over], NOON)
    assert route.belonging is Belonging.QUESTION


FIELDS = (
    Field(name="text"),
    Field(name="category", kind=FieldKind.CHOICE, options=("data", "defect")),
    Field(name="note", is_optional=True),
)


def form(**values: str) -> Form:
    return nouns.form(1, 2, fields=FIELDS, values=values)


def test_a_form_asks_for_its_fields_one_after_the_other():
    asked = form()
    for name, value in (("text", " Fixed "), ("category", "data"), ("note", "")):
        assert asked.next_field is not None
        assert asked.next_field.name == name
        asked = asked.fill(name, value)
    assert asked.next_field is None
    assert asked.values == {"text": "Fixed", "category": "data", "note": ""}
    assert asked.faults() == {}


def test_each_field_that_will_not_do_says_why():
    assert form(text="  ", category="weather").faults() == {
        "text": "missing",
        "category": "not_a_choice",
    }
    assert form(text="x" * (LONGEST + 1), category="data").faults() == {"text": "too_long"}
    assert faults_in(FIELDS, {"text": "x" * LONGEST, "category": "defect"}) == {}


def test_two_sayings_of_one_cause_differ_by_place_and_by_what_they_hang_under():
    at_top, under = nouns.saying(), nouns.saying(under="ticket:101")
    assert at_top.key == "event:1:post:ticket.reply@slack:D0MAYA"
    assert under.key == "event:1:post:ticket.reply@slack:D0MAYA/ticket:101"
