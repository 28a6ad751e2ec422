"""Whose requester is it?"""

from dataclasses import replace

import pytest

from desk.organisations import Organisation, organisation_of
from desk.people import Address, Identity
from tests.nouns import DIRECT

MAYA_ACCOUNT = Identity(platform="slack", id="U0MAYA")
HARBOUR_HELP = Address(platform="slack", channel="C0HARBOUR")
HARBOUR = Organisation(name="Harbour", channels=frozenset({HARBOUR_HELP}), teams=frozenset({"T1"}))
MILL = Organisation(name="Mill", people=frozenset({MAYA_ACCOUNT}), teams=frozenset({"T2"}))


@pytest.mark.parametrize(
    ("account", "origin", "teams", "expected"),
    [
        (MAYA_ACCOUNT, HARBOUR_HELP, {"T1"}, "Mill"),
        (MAYA_ACCOUNT, DIRECT, set(), "Mill"),
        (Identity(platform="slack", id="U0TOM"), HARBOUR_HELP, {"T2"}, "Harbour"),
        (
            Identity(platform="slack", id="U0TOM"),
            replace(HARBOUR_HELP, thread="1.1"),
            (),
            "Harbour",
        ),
        (Identity(platform="slack", id="U0TOM"), DIRECT, {"T2"}, "Mill"),
        (Identity(platform="slack", id="U0TOM"), DIRECT, {"T3"}, None),
    ],
)
def test_a_named_person_counts_before_the_channel_and_that_before_the_workspace(
    account, origin, teams, expected
):
    found = organisation_of((HARBOUR, MILL), accounts=[account], origin=origin, teams=teams)
    assert found == expected
