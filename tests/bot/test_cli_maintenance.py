"""Maintenance is planned and looked at from the command line, with clear refusals."""

import json
import shutil

import pytest


@pytest.fixture(autouse=True)
def demo(empty_folder, sqlite_template, monkeypatch, shelf):
    shutil.copy(sqlite_template, empty_folder / "demo.db")

    async def give(*_):
        return shelf

    monkeypatch.setattr("bot.wiring.Librarian.open", give)


def test_it_is_planned_listed_and_called_off(firstline):
    assert "No maintenance is planned." in firstline("maintenance", "list").stdout
    planned = firstline(
        *("maintenance", "plan", "ERP, mail", "2031-03-01 22:00", "2h"),
        *("--every", "14d", "--text", "New database"),
    )
    assert planned.exit_code == 0
    assert "Sat 01 Mar 2031 22:00 CET" in planned.stdout
    told = json.loads(firstline("maintenance", "list", "--json").stdout)
    assert [(one["services"], one["every_days"], one["text"]) for one in told] == [
        (["erp", "mail"], 14, "New database")
    ]
    assert "No maintenance is planned." in firstline("maintenance", "cancel", "1").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("plan", "CRM", "2031-03-01 22:00", "2h"), "CRM is no service."),
        (("plan", "ERP", "tomorrow", "2h"), "Write: firstline maintenance plan"),
        (("cancel", "9"), "There is no maintenance 9."),
        (("end", "x"), "x is no number of a maintenance."),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(firstline, words, told):
    result = firstline("maintenance", *words)
    assert result.exit_code != 0
    assert told in result.stderr


def test_one_that_has_not_begun_is_not_ended(firstline):
    firstline("maintenance", "plan", "ERP", "2031-03-01 22:00", "2h")
    result = firstline("maintenance", "end", "1")
    assert "It has not begun yet." in result.stderr
