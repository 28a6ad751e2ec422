"""The documents say what the code says."""

from pathlib import Path

import bot.config_tables as tables
from bot.cli import program
from desk.roles import MAY

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / "docs/configuration.md").read_text()
ROLES = (ROOT / "docs/roles.md").read_text()


def test_every_setting_is_documented():
    kinds = [
        kind for name, kind in vars(tables).items() if name.endswith("Table") and name != "Table"
    ]
    missing = [
        field
        for kind in kinds
        for field in kind.model_fields
        if f"| `{field}` |" not in CONFIGURATION
    ]
    assert not missing


def test_the_table_of_roles_is_the_one_that_the_code_reads():
    for verb, roles in MAY.items():
        row = next(line for line in ROLES.splitlines() if line.startswith(f"| {verb.value} |"))
        assert row.count("yes") == len(roles)


def test_every_group_of_commands_is_named_in_the_readme():
    words = (ROOT / "README.md").read_text()
    groups = [group.name for group in program().registered_groups]
    assert [
        name for name in groups if f"firstline {name}" not in words and f"`{name}" not in words
    ] == []


def test_locks_hold_pins_and_no_addresses():
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text()
