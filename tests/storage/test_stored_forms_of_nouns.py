"""What an older release wrote is read; what a newer one wrote is refused by name."""

import json

import pytest

from desk.outcome import Done, Show
from storage import codec
from tests import nouns


@pytest.mark.parametrize(
    ("read", "tree"),
    [
        (codec.saying_from_tree, codec.saying_to_tree(nouns.card())),
        (codec.notice_from_tree, codec.notice_to_tree(nouns.notice())),
        (codec.form_from_tree, codec.form_to_tree(nouns.form(101, 1))),
        (codec.outcome_from_tree, codec.outcome_to_tree(Done())),
    ],
    ids=["saying", "notice", "form", "outcome"],
)
def test_what_a_newer_release_wrote_is_refused(read, tree):
    assert read(tree)
    with pytest.raises(codec.UnknownVersionError):
        read({**tree, "v": tree["v"] + 1})


def test_what_an_older_release_left_out_has_its_default():
    tree = codec.saying_to_tree(nouns.card())
    old = {name: value for name, value in tree.items() if value is not None}
    assert codec.saying_from_tree(json.loads(json.dumps(old))) == nouns.card()


def test_an_outcome_within_an_outcome_is_checked_too():
    tree = codec.outcome_to_tree(Show(notice=nouns.notice()))
    tree["notice"]["v"] = 99
    with pytest.raises(codec.UnknownVersionError):
        codec.outcome_from_tree(tree)
