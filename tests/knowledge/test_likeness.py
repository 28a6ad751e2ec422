"""Titles that say the same thing are found, and strangers are not."""

import pytest

from knowledge.likeness import alike

MINE = "The invoices page shows error 500 since this morning"


@pytest.mark.parametrize(
    "other",
    [
        "Since this morning my invoices show error 500",
        "Error 500 on the invoices page",
        "the INVOICES page, shows error 500!",
    ],
)
def test_other_words_for_the_same_are_found(other):
    assert alike(MINE, {7: other}) == [7]


@pytest.mark.parametrize(
    "other", ["I cannot print", "My invoices are lost", "The printer shows error 500", "", "…"]
)
def test_what_shares_a_word_at_most_is_not(other):
    assert alike(MINE, {7: other}) == []


def test_the_likest_comes_first():
    others = {1: "Error 500 on the invoices page", 2: MINE, 3: "Der Drucker druckt nicht"}
    assert alike(MINE, others) == [2, 1]


def test_a_title_of_nothing_but_filler_is_like_none():
    assert alike("it is so", {1: "it is so", 2: ""}) == []


def test_german_titles_are_compared_too():
    assert alike("Der Drucker druckt nicht", {1: "Drucker im 3. Stock druckt nicht"}) == [1]
