"""Complaints of one trouble are known as such, and other matters of the same thing are not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.troubles import is_same_trouble

NAMES = ("ERP", "SAP")
DOWN = (
    "ERP is down",
    "The ERP is not working since this morning!!",
    "Can't log in to the ERP, error 500",
    "ERP keeps timing out",
    "sap does not load for anybody in our office",
    "Das ERP geht seit heute morgen nicht mehr",
    "ERP login fails, nothing works",
    "Nobody can open the ERP",
)
OTHER = (
    "Please add a user in the ERP",
    "ERP: the VAT of invoice 4711 is wrong",
    "The ERP export of the stock list is broken",
    "I need a role in the ERP for Anna",
    "",
)


@pytest.mark.parametrize(("one", "other"), list(combinations(DOWN, 2)))
def test_that_it_fails_is_said_in_many_words(one, other):
    assert is_same_trouble(one, other, NAMES)
    assert is_same_trouble(other, one, NAMES)


@pytest.mark.parametrize("one", [*DOWN, *OTHER])
@pytest.mark.parametrize("other", OTHER)
def test_other_matters_are_like_nothing_but_themselves(one, other):
    assert is_same_trouble(one, other, NAMES) is (one == other != "")


def test_the_same_part_that_fails_is_the_same_trouble():
    one, other = (
        "ERP: the stock list shows an error",
        "In SAP my colleagues' stock list hangs badly",
    )
    assert is_same_trouble(one, other, NAMES)
    assert not is_same_trouble(one, "SAP: booking of journeys fails", NAMES)


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_the_same_both_ways(one, other):
    assert is_same_trouble(one, other, NAMES) == is_same_trouble(other, one, NAMES)
