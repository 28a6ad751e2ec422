"""Does the command line reckon the agreed examples from the words of a configuration file?

Those with a pause in them cannot be simulated; tests/desk/test_sla_vectors.py has all eleven.
"""

import json

import pytest

SLAS = """
[[sla]]
tier = "{tier}"
calendar = "{calendar}"
resolution = "{target}"
warn_at = [0.8]
"""
HEAD = """
[desk]
name = "Examples"
timezone = "Europe/Berlin"

[tiers.L1]
title = "L1 support"
channels = ["web:l1"]
calendar = "always"

[tiers.L2]
title = "L2 support"
channels = ["web:l2"]
calendar = "office"

[calendars.always]
hours = "24/7"

[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
holidays = "DE"

[calendars.lunch]
hours = {mon-fri = ["09:00-12:00", "13:00-18:00"]}
"""
"""Several slots a day, public holidays and around the clock, side by side."""


@pytest.mark.parametrize(
    ("calendar", "asked", "target", "due"),
    [
        pytest.param("office", "2026-03-06 16:30", "1h", "2026-03-09T09:30:00+01:00", id="V1"),
        pytest.param("always", "2026-03-06 16:30", "1h", "2026-03-06T17:30:00+01:00", id="V2"),
        pytest.param("office", "2026-12-24 16:00", "2h", "2026-12-28T10:00:00+01:00", id="V5"),
        pytest.param("lunch", "2026-03-02 11:30", "1h", "2026-03-02T13:30:00+01:00", id="V6"),
        pytest.param("always", "2026-03-29 00:30", "4h", "2026-03-29T05:30:00+02:00", id="V7"),
        pytest.param("office", "2026-03-07 10:00", "4h", "2026-03-09T13:00:00+01:00", id="V8"),
        pytest.param("office", "2026-03-06 15:00", "4h", "2026-03-09T11:00:00+01:00", id="V9"),
    ],
)
def test_an_example_falls_due_as_agreed(firstline, empty_folder, calendar, asked, target, due):
    promised = SLAS.format(tier="L1", calendar=calendar, target=target)
    [promise] = _simulated(firstline, empty_folder, promised, "--at", asked)
    assert promise["due_at"] == due


def test_the_holidays_of_a_far_year_are_known_when_that_year_is_asked_about(
    firstline, empty_folder
):
    promised = SLAS.format(tier="L1", calendar="office", target="2h")
    [promise] = _simulated(firstline, empty_folder, promised, "--at", "2036-12-24 16:00")
    assert promise["due_at"] == "2036-12-29T10:00:00+01:00"


def test_v9_warns_by_business_time_and_not_by_the_clock_on_the_wall(firstline, empty_folder):
    promised = SLAS.format(tier="L1", calendar="office", target="4h")
    [promise] = _simulated(firstline, empty_folder, promised, "--at", "2026-03-06 15:00")
    assert promise["warns_at"] == ["2026-03-09T10:12:00+01:00"]


@pytest.mark.parametrize(
    ("tier", "asked", "due"),
    [
        ("L1", "2026-03-06 14:00", "2026-03-06T16:00:00+01:00"),
        ("L2", "2026-03-06 18:00", "2026-03-09T13:00:00+01:00"),
    ],
)
def test_v11_each_tier_counts_by_its_own_calendar(firstline, empty_folder, tier, asked, due):
    both = SLAS.format(tier="L1", calendar="always", target="2h") + SLAS.format(
        tier="L2", calendar="office", target="4h"
    )
    [promise] = _simulated(firstline, empty_folder, both, "--at", asked, "--tier", tier)
    assert promise["due_at"] == due


def _simulated(firstline, folder, promised, *words):
    (folder / "firstline.toml").write_text(HEAD + promised)
    result = firstline("sla", "simulate", "--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["promises"]
