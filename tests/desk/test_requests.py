"""What a form asks, what it says when it is filled, where it goes, and who says yes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import escalation, promises
from desk.errors import WrongStatusError
from desk.events import Event, EventKind
from desk.form import Field, FieldKind, faults_in
from desk.policy import EscalationPath, Level, SlaPolicy, Status
from desk.request_types import (
    OWNER,
    RequestField,
    RequestFieldKind,
    RequestType,
    request_called,
)
from desk.requests import deciders_of, form_fields, service_in, text_of, title_of
from desk.services import Service
from desk.sla import Metric
from desk.ticket import ClosedAs
from tests.desk.actions.conftest import ALWAYS
from tests.nouns import NOON, POLICY, ticket

WHERE = RequestField(
    name="service", label="Where?", kind=RequestFieldKind.SERVICE, is_required=False
)
WHAT = RequestField(name="what", label="What?", kind=RequestFieldKind.TEXT, help="In your words")
MODE = RequestField(
    name="mode", label="How?", kind=RequestFieldKind.CHOICE, choices=("read", "write")
)
UNTIL = RequestField(name="until", label="Until?", kind=RequestFieldKind.DATE, is_required=False)
ACCESS = RequestType(
    key="access",
    title="Access",
    words=("access to", "permission"),
    tier="L1",
    deciders=(OWNER, "manager", "L1"),
    fields=(WHERE, WHAT, MODE, UNTIL),
)
BARE = RequestType(key="badge", title="Badge", fields=(WHAT,))
HOUSE = replace(
    POLICY,
    requests=(ACCESS, BARE),
    services=(Service(key="erp", title="ERP", tier="L2"), Service(key="mail", title="E-mail")),
)


def test_a_form_asks_in_the_words_of_the_house():
    where, what, mode, until = form_fields(ACCESS, HOUSE)
    assert (where.options, where.labels) == (("erp", "mail"), ("ERP", "E-mail"))
    assert where.is_optional
    assert (what.label, what.help, what.kind) == ("What?", "In your words", FieldKind.TEXT)
    assert (mode.kind, mode.options) == (FieldKind.CHOICE, ("read", "write"))
    assert until.kind is FieldKind.DATE


def test_where_there_are_no_services_none_is_asked_for():
    assert [one.name for one in form_fields(ACCESS, POLICY)] == ["what", "mode", "until"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [("2026-11-28", None), ("tomorrow", "not_a_date"), ("2026-02-30", "not_a_date"), ("", None)],
)
def test_a_date_is_one(said: str, fault: str | None):
    until = Field(name="until", kind=FieldKind.DATE, is_optional=True)
    assert faults_in((until,), {"until": said}).get("until") == fault


def test_what_was_filled_in_stands_on_the_ticket_field_by_field():
    values = {"service": "erp", "what": "Post invoices\nand read", "mode": "write", "until": " "}
    assert text_of(ACCESS, values, HOUSE) == (
        "Access\nWhere?: ERP\nWhat?: Post invoices\nand read\nHow?: write"
    )
    assert title_of(ACCESS, values, HOUSE) == "Access: ERP"
    assert title_of(ACCESS, {**values, "service": ""}, HOUSE) == "Access: Post invoices"
    assert title_of(ACCESS, {}, HOUSE) == "Access"
    assert title_of(ACCESS, {"service": "gone"}, HOUSE) == "Access: gone"


def test_the_owner_is_the_tier_of_the_service_else_of_the_request_else_the_first():
    assert deciders_of(ACCESS, "erp", HOUSE) == ("L2", "manager", "L1")
    assert deciders_of(ACCESS, "mail", HOUSE) == ("L1", "manager")
    owned = replace(BARE, deciders=(OWNER,))
    assert deciders_of(owned, None, HOUSE) == ("L1",)
    assert deciders_of(BARE, None, HOUSE) == ()


def test_only_a_field_of_that_kind_names_a_service():
    assert service_in(ACCESS, {"service": "erp"}) == "erp"
    assert service_in(ACCESS, {"service": ""}) is None
    assert service_in(BARE, {"service": "erp"}) is None


def test_a_request_is_found_by_key_title_and_words():
    known = HOUSE.requests
    for name in ("access", " ACCESS ", "permission"):
        assert request_called(known, name) is ACCESS
    assert request_called(known, "accesses") is None


def test_a_yes_lets_what_waited_begin_and_a_no_closes_it():
    waiting = ticket(7, status=Status.ON_HOLD)
    assert waiting.approve().status is Status.NEW
    assert replace(waiting, assignee=8).approve().status is Status.OPEN
    over = waiting.decline(NOON)
    assert (over.status, over.closed_as, over.closed_at) == (
        Status.CLOSED,
        ClosedAs.CANCELLED,
        NOON,
    )
    worked_on = ticket(7, status=Status.OPEN, assignee=8)
    assert worked_on.approve() == worked_on.decline(NOON) == worked_on
    with pytest.raises(WrongStatusError):
        over.approve()


PROMISED = replace(
    POLICY,
    calendars=(ALWAYS,),
    slas=(
        SlaPolicy(
            calendar="always",
            claim=timedelta(hours=1),
            first_response=timedelta(hours=2),
            resolution=timedelta(hours=8),
        ),
    ),
    paths=(
        EscalationPath(
            tier="L1",
            levels=(Level(tier="L1", calendar="always", claim=timedelta(minutes=15)),),
        ),
    ),
)
DAY = timedelta(days=1)


def _happened(number: int, kind: EventKind, later: timedelta, **data) -> Event:
    return Event(kind=kind, at=NOON + later, id=number, ticket=1, stint=1, data=data)


def _opened(**more) -> Event:
    told = {"status": "on_hold", "tier": "L1", "priority": "P3", "type": "service_request"}
    return _happened(1, EventKind.OPENED, timedelta(0), **{**told, **more})


def test_nothing_is_promised_before_the_yes_and_all_counts_from_it():
    asked = _happened(2, EventKind.APPROVAL_ASKED, timedelta(0), status="on_hold")
    changed = _happened(
        3, EventKind.CHANGED, DAY, status="on_hold", priority="P2", type="service_request"
    )
    held = promises.fold(PROMISED, [_opened(held=True), asked, changed])
    assert held.timers == ()
    given = _happened(4, EventKind.APPROVAL_GIVEN, 2 * DAY, status="new")
    made = promises.fold(PROMISED, [_opened(held=True), asked, changed, given])
    due = {timer.metric: timer.due_at - NOON - 2 * DAY for timer in made.timers}
    assert due == {
        Metric.CLAIM: timedelta(hours=1),
        Metric.FIRST_RESPONSE: timedelta(hours=2),
        Metric.RESOLUTION: timedelta(hours=8),
    }


def test_a_yes_to_what_did_not_wait_changes_no_promise():
    given = _happened(2, EventKind.APPROVAL_GIVEN, DAY, status="new")
    before = promises.fold(PROMISED, [_opened(status="new")])
    assert promises.fold(PROMISED, [_opened(status="new"), given]).timers == before.timers


def test_nobody_is_called_before_the_yes():
    waiting = ticket(7, status=Status.ON_HOLD)
    assert escalation.kept(PROMISED, waiting, EventKind.OPENED, 7) == {}
    fresh = replace(waiting, status=Status.NEW)
    path = escalation.kept(PROMISED, fresh, EventKind.APPROVAL_GIVEN, 8)
    given = _happened(2, EventKind.APPROVAL_GIVEN, DAY, status="new", **path)
    history = [_opened(held=True), given]
    assert escalation.next_at(PROMISED, history[:1], None) is None
    run = escalation.fold(history, None)
    assert run is not None
    assert (run.began_at, run.tier) == (NOON + DAY, "L1")


def test_a_yes_to_a_ticket_that_is_worked_on_begins_no_run():
    worked_on = ticket(7, status=Status.OPEN, assignee=8)
    assert escalation.kept(PROMISED, worked_on, EventKind.APPROVAL_GIVEN, 8) == {}
    given = _happened(2, EventKind.APPROVAL_GIVEN, DAY, status="open")
    assert escalation.fold([_opened(status="new"), given], 8) is None
