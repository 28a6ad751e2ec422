"""What `[requests]` may say, and what each mistake in it is told."""

from datetime import date

import pytest

from bot.config import ConfigError, example, parse
from desk.request_types import OWNER, RequestFieldKind

DESK = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1"
calendar = "always"
[calendars.always]
hours = "24/7"
[requests.badge]
title = "Badge"
{more}
[[requests.badge.fields]]
name = "door"
label = "Which door?"
{field}
"""


def told(more: str = "", field: str = "") -> str:
    """The faults of such a file; empty where there are none."""
    try:
        parse(DESK.format(more=more, field=field), "firstline.toml")
    except ConfigError as error:
        return str(error)
    return ""


def test_the_shipped_example_has_access_a_password_reset_and_a_data_fix():
    access, password, data = example().policy(date(2026, 11, 24)).requests
    assert [one.key for one in (access, password, data)] == ["access", "password", "data"]
    assert access.deciders == ("manager",)
    assert access.fields[0].kind is RequestFieldKind.SERVICE
    assert password.deciders == ()
    assert data.deciders == (OWNER, "manager")
    assert [one.name for one in data.fields] == ["service", "what", "why", "check", "undo"]


@pytest.mark.parametrize("who", ["manager", "admin", "owner", "L1", "slack:U0123ABCD"])
def test_roles_tiers_accounts_and_the_owner_may_approve(who: str):
    assert told(f'approval = ["{who}"]') == ""


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ('approval = ["managr"]', "", "manager"),
        ('approval = ["nobody at all"]', "", "is neither a role nor a tier nor an account"),
        ('approval = ["slack:bot:B01"]', "", "is neither a role nor a tier nor an account"),
        ('tier = "L9"', "", "is no tier"),
        ("", 'kind = "choice"', "2 to 25 choices"),
        ("", 'choices = ["a", "b"]', "only a choice has"),
        ("", 'kind = "service"', "service"),
        (
            "",
            '[[requests.badge.fields]]\nname = "door"\nlabel = "Again?"',
            "two fields of one name",
        ),
    ],
)
def test_each_mistake_is_named(more: str, field: str, said: str):
    assert said in told(more, field)


def test_what_is_no_table_is_named_once():
    text = '[desk]\nname = "Harbour"\n[tiers.L1]\ntitle = "L1"\ncalendar = "a"\nrequests = 1\n'
    with pytest.raises(ConfigError):
        parse(f"requests = {{ badge = 1 }}\n{text}", "firstline.toml")
