"""Who approves, and what needs no approval, stands in the file."""

from datetime import date

import pytest

from bot.config import ConfigError, example_text, parse
from desk.change_policy import ChangePolicy, Risk, StandardChange

DISK = """
[changes.standard.disk]
title = "New disk"
plan = "In"
rollback = "Out"
"""


def changes(text: str) -> ChangePolicy:
    return parse(f"{example_text()}\n{text}", "firstline.toml").policy(date(2026, 3, 4)).changes


def test_managers_approve_where_the_file_says_nothing():
    assert changes("") == ChangePolicy()
    assert changes("").approver(Risk.HIGH) == "manager"


def test_approvers_and_standard_changes_are_read():
    told = changes(f'[changes.approval]\nlow = "L2"\nhigh = "admin"\n{DISK}check = "Spins"')
    assert [told.approver(risk) for risk in Risk] == ["L2", "manager", "admin"]
    assert told.standard == (
        StandardChange(key="disk", title="New disk", plan="In", rollback="Out", check="Spins"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[changes.approval]\nlow = "L9"', 'is "L9", which is neither a role that approves nor'),
        ('[changes.approval]\nhuge = "L2"', "changes.approval.huge"),
        ('[changes.standard."New Disk"]\ntitle = "x"', "is not of the right form"),
        (DISK.replace('"In"', '" "'), "plan is not of the right form"),
        ("changes = 3", "changes"),
        ("[changes]\napproval = 3", "changes.approval"),
    ],
)
def test_what_does_not_fit_is_named(text, told):
    whole = f"{text}\n{example_text()}" if text.startswith("changes =") else None
    with pytest.raises(ConfigError) as found:
        parse(whole or f"{example_text()}\n{text}", "firstline.toml")
    assert told in str([str(fault) for fault in found.value.faults])
