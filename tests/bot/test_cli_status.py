"""How the services are is said on the command line, to people and to programs."""

import json
import shutil

import pytest


@pytest.fixture(autouse=True)
def demo(empty_folder, sqlite_template):
    shutil.copy(sqlite_template, empty_folder / "demo.db")


def test_each_service_is_listed_with_how_it_is(firstline):
    listed = firstline("status")
    assert "no trouble known" in listed.stdout
    assert listed.exit_code == 0
    assert "ERP" in listed.stdout
    told = json.loads(firstline("status", "--json").stdout)
    assert [(one["service"], one["state"], one["availability"]) for one in told] == [
        ("E-mail", "up", None),
        ("ERP", "up", None),
        ("Warehouse app", "up", None),
    ]
