"""What is asked of a person, and what counts as an answer."""

import pytest

from desk.form import Field, FieldKind, faults_in, fields_of
from desk.ticket import Verb

COLLEAGUES = fields_of(Verb.TRANSFER, people={"3": "Lea", "5": "Ivy"})


@pytest.mark.parametrize(
    ("said", "meant"), [("5", "5"), (" ivy ", "5"), ("LEA", "3"), ("Tom", "Tom")]
)
def test_a_colleague_is_chosen_by_number_or_by_name(said, meant):
    assert COLLEAGUES[0].code_of(said) == meant


def test_a_code_is_understood_whatever_its_case():
    priority = fields_of(Verb.CHANGE)[0]
    assert priority.code_of("p2") == "P2"
    assert faults_in((priority,), {"priority": priority.code_of("p9")}) == {
        "priority": "not_a_choice"
    }


def test_words_are_taken_as_they_are():
    assert Field(name="note", kind=FieldKind.TEXT).code_of(" As said ") == " As said "
