"""When looks that fail are an outage, and when a report that is missing is one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.monitors import Heartbeat, Probe, ProbeKind
from desk.standing import Fault, FaultCode, Look, beaten, judged, missed
from tests.nouns import NOON

MINUTE = timedelta(minutes=1)
PROBE = Probe(service="erp", name="web", kind=ProbeKind.HTTP, target="https://erp.example.com")
REFUSED = Fault(code=FaultCode.REFUSED)
BEAT = Heartbeat(service="erp", name="backup", every=timedelta(hours=24), grace=timedelta(hours=1))


def looked(course, probe=PROBE):
    """Let the probe look once a minute, `!` for a failure, and give each standing."""
    looks = [
        Look(key=probe.key, at=NOON + number * MINUTE, fault=REFUSED if sign == "!" else None)
        for number, sign in enumerate(course)
    ]
    told = []
    for number in range(len(looks)):
        before = told[-1] if told else None
        changed = before.changed_at if before else None
        seen = [look for look in looks[: number + 1] if changed is None or look.at > changed]
        told.append(judged(probe, before, seen))
    return told


@pytest.mark.parametrize(
    ("course", "down"),
    [
        ("....", "...."),
        ("!!..", "...."),
        (".!!!", "...v"),
        ("!.!.!", "....v"),
        ("!.!...!", "......."),
        ("!!!.!.!.", "..vvvvvv"),
        ("!!!..!!.!", "..vv....v"),
        ("!!!.....", "..vv...."),
    ],
)
def test_enough_looks_have_to_agree(course, down):
    assert "".join("v" if one.is_down else "." for one in looked(course)) == down


def test_an_outage_is_dated_back_to_its_first_failure_and_its_end_to_the_first_good_look():
    told = looked(".!!!...")
    assert (told[3].since, told[3].changed_at) == (NOON + MINUTE, NOON + 3 * MINUTE)
    assert told[3].fault == REFUSED
    assert (told[5].since, told[5].is_down, told[5].fault) == (NOON + 4 * MINUTE, False, None)
    assert told[6].since == told[5].since


def test_a_certificate_that_runs_out_is_no_outage():
    warning = Fault(code=FaultCode.EXPIRING, facts={"days": 3})
    looks = [Look(key=PROBE.key, at=NOON + n * MINUTE, fault=warning) for n in range(5)]
    standing = judged(PROBE, None, looks)
    assert (standing.is_down, standing.fault) == (False, warning)


@given(st.text("!.", min_size=1, max_size=40), st.integers(1, 4), st.integers(1, 4))
def test_looking_at_every_run_finds_the_same(course, fails, recovers):
    """Another way to the same: run over the signs with two counters that a change sets back."""
    probe = replace(PROBE, fails=fails, of=5, recovers=recovers)
    is_down, seen, expected = False, "", []
    for sign in course:
        seen += sign
        is_over = is_down and seen.endswith("." * recovers)
        is_begun = not is_down and sign == "!" and seen[-5:].count("!") >= fails
        if is_over or is_begun:
            is_down, seen = not is_down, ""
        expected.append(is_down)
    assert [one.is_down for one in looked(course, probe)] == expected


def test_a_report_that_does_not_come_is_missed_once_its_grace_is_over():
    first = beaten(BEAT, None, NOON)
    assert (first.is_down, first.due_at) == (False, NOON + timedelta(hours=25))
    late = missed(first, NOON + timedelta(hours=25, seconds=4))
    assert (late.is_down, late.since, late.due_at) == (True, first.due_at, None)
    assert late.fault == Fault(code=FaultCode.OVERDUE, facts={"last": NOON.isoformat()})
    back = beaten(BEAT, late, NOON + timedelta(hours=30))
    assert (back.is_down, back.since) == (False, NOON + timedelta(hours=30))
    assert missed(late, NOON + timedelta(hours=31)).since == NOON + timedelta(hours=31)


def test_reports_that_are_in_time_change_nothing_but_what_is_awaited():
    first = beaten(BEAT, None, NOON)
    next_ = beaten(BEAT, first, NOON + timedelta(hours=24))
    assert next_ == replace(first, seen_at=next_.seen_at, due_at=NOON + timedelta(hours=49))
    assert beaten(BEAT, next_, NOON) == next_  # an old one, late
