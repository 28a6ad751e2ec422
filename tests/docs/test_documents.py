"""The documents say what the code says."""

from pathlib import Path

import pytest

import bot.config_tables as tables
from bot.cli import program
from desk.roles import MAY

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / "docs/configuration.md").read_text()
ROLES = (ROOT / "docs/roles.md").read_text()


def tables_of_the_file():
    kinds = vars(tables).items()
    return [kind for name, kind in kinds if name.endswith("Table") and name != "Table"]


def row_of(field):
    """The four columns of a setting: key, default, example, what it does."""
    start = f"| `{field}` |"
    rows = [line for line in CONFIGURATION.splitlines() if line.startswith(start)]
    return [[column.strip() for column in row.strip("|").split(" | ")] for row in rows]


@pytest.mark.parametrize("kind", tables_of_the_file())
def test_every_setting_is_documented_with_what_it_does(kind):
    for field, known in kind.model_fields.items():
        rows = row_of(field)
        assert rows, field
        assert any(f"`{known.examples[0]}`" == example for _, _, example, _ in rows), field
        assert any((default == "") == known.is_required() for _, default, _, _ in rows), field
        assert all(meaning.endswith(".") for *_, meaning in rows), field


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
