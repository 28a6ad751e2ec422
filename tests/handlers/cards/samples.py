"""What does each notice look like in each of its states? The golden files of every renderer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.change_form import STEPS, change_fields
from desk.change_policy import ChangePolicy, StandardChange
from desk.form import Field, FieldKind, Form, fields_of
from desk.notice import Notice
from desk.people import Address
from desk.ticket import Verb
from tests.handlers.cards.samples_for_engineers import cards, happened, talk
from tests.handlers.cards.samples_for_requesters import answers, for_requester, homes
from tests.handlers.cards.samples_of_changes import changes
from tests.handlers.cards.samples_of_duty import duties
from tests.handlers.cards.samples_of_outages import outages
from tests.handlers.cards.samples_of_paths import paths
from tests.handlers.cards.samples_of_promises import promises
from tests.handlers.cards.samples_of_refusals import house, refusals
from tests.handlers.cards.samples_of_requests import asked_for
from tests.handlers.cards.samples_of_runbooks import runbooks
from tests.handlers.cards.samples_of_services import services
from tests.handlers.cards.samples_of_subscriptions import subscriptions

SAMPLES: dict[str, Notice] = {
    **answers(),
    **for_requester(),
    **cards(),
    **talk(),
    **homes(),
    **happened(),
    **duties(),
    **promises(),
    **services(),
    **subscriptions(),
    **outages(),
    **runbooks(),
    **changes(),
    **asked_for(),
    **paths(),
    **refusals(),
    **house(),
}
"""A notice of every kind in every state, by a telling name."""


def _form(verb: Verb, **values: str) -> Form:
    return Form(
        id=12,
        verb=verb,
        ticket=106,
        person=2,
        version=3,
        fields=fields_of(verb, categories=("access", "defect", "house_rule"), tiers=("L2", "L3")),
        expires_at=datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=1),
        channel=Address(platform="slack", channel="C0L1"),
        values=values,
    )


_STANDARD = StandardChange(key="disk", title="New *disk*", plan="In", rollback="Out")


def _of_change(verb: Verb) -> Form:
    fields = change_fields(
        verb,
        ChangePolicy(standard=(_STANDARD,)),
        has_services=True,
        windows={3: "2026-11-28 22:00 ERP"},
    )
    return replace(_form(verb), fields=fields)


FORMS: dict[str, Form] = {
    **{verb.value: _of_change(verb) for verb in sorted(STEPS)},
    "resolve": _form(Verb.RESOLVE),
    "escalate": _form(Verb.ESCALATE, symptom="Error 500 since 08:00"),
    "return": _form(Verb.RETURN),
    "reply": _form(Verb.REPLY),
    "ask_requester": _form(Verb.ASK_REQUESTER),
    "note": _form(Verb.NOTE),
    "comment": _form(Verb.COMMENT),
    "change": _form(Verb.CHANGE, priority="P2"),
    "promise": _form(Verb.PROMISE, resolution="2d"),
    "urgent": _form(Verb.URGENT),
    "explain": _form(Verb.EXPLAIN),
    "decline": _form(Verb.DECLINE),
    "snooze": _form(Verb.SNOOZE),
    "merge": _form(Verb.MERGE),
    "link": _form(Verb.LINK, to="SUP-105"),
    "split": _form(Verb.SPLIT, text="The lift too"),
    "unlink": _form(Verb.UNLINK),
    "transfer": _form(Verb.TRANSFER),
    "reply_prepared": replace(
        _form(Verb.REPLY),
        fields=(
            Field(name="text", is_optional=True),
            Field(
                name="prepared",
                kind=FieldKind.CHOICE,
                options=("thanks", "look"),
                labels=("Say *thanks*", "We have a look"),
                texts=("Thank you!", "We look into it."),
                is_optional=True,
                instead_of="text",
            ),
        ),
    ),
}
"""A form of every verb that needs words."""
