"""Which runbooks are suggested, and what is said of the steps that were tried?"""

from dataclasses import replace

import pytest

from desk.runbooks import CheckStep, start, tried, worth_suggesting
from knowledge.runbook import Runbook, Step
from tests.nouns import NOON

KNOWN = ("disk", "vpn", "erp", "pool")
RUNBOOK = Runbook(
    id="disk",
    title="The disk is full",
    questions=("disk full",),
    steps=(Step(text="Look", detail="`df -h`"), Step(text="Clean up")),
)
BEGUN = start(RUNBOOK, 106, 1, NOON)


def ticked(checklist, *numbers):
    steps = (
        replace(step, done_by=1, done_at=NOON) if step.number in numbers else step
        for step in checklist.steps
    )
    return replace(checklist, steps=tuple(steps))


@pytest.mark.parametrize(
    ("found", "named", "suggested"),
    [
        ({}, (), ()),
        ({"disk": 0.49}, (), ()),
        ({"disk": 0.5}, (), ("disk",)),
        ({"disk": 0.5, "vpn": 0.9, "erp": 0.6}, (), ("vpn", "erp")),
        ({"disk": 0.5, "vpn": 0.9}, ("erp",), ("vpn", "erp")),
        ({}, ("erp", "pool", "disk"), ("erp", "pool")),
        ({"pool": 0.3}, ("erp", "pool"), ("pool", "erp")),
        ({"disk": 0.9}, ("disk",), ("disk",)),
        ({"gone": 0.9, "disk": 0.5}, ("gone", "vpn"), ("disk", "vpn")),
    ],
)
def test_the_best_by_words_comes_before_what_the_service_names(found, named, suggested):
    assert worth_suggesting(found, named, KNOWN) == suggested


def test_a_checklist_is_the_runbook_as_it_was_when_it_was_started():
    assert BEGUN.steps == (
        CheckStep(number=1, text="Look", detail="`df -h`"),
        CheckStep(number=2, text="Clean up"),
    )
    assert BEGUN.version == RUNBOOK.version
    assert (BEGUN.done, BEGUN.is_whole) == (0, False)
    assert (ticked(BEGUN, 1, 2).done, ticked(BEGUN, 1, 2).is_whole) == (2, True)


def test_what_was_tried_names_the_ticked_steps_of_each_checklist():
    other = replace(BEGUN, title="The other")
    done = [ticked(BEGUN, 2), other, ticked(other, 1, 2)]
    assert tried(done) == (
        "The disk is full (1/2):\n☑ Clean up\nThe other (2/2):\n☑ Look\n☑ Clean up"
    )
    assert tried([BEGUN]) == ""


def test_what_was_tried_fits_into_the_field():
    long = Runbook(
        id="x", title="X", questions=("x",), steps=tuple(Step(text="y" * 150) for _ in range(15))
    )
    said = tried([ticked(start(long, 106, 1, NOON), *range(16))])
    assert len(said) <= 1901
    assert said.endswith("…")
