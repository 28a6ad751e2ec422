"""What do `firstline config show`, `check` and `schema` say?"""

import json

import pytest

from bot.config import example_text


def line_of(start, file="firstline.toml"):
    """Say where the first line of the example that begins like this stands."""
    rows = example_text().splitlines()
    return f"{file}:{next(n for n, row in enumerate(rows, 1) if row.startswith(start))}"


def shown(result):
    return {entry["key"]: (entry["value"], entry["source"]) for entry in json.loads(result.stdout)}


def test_showing_names_values_and_where_they_come_from(firstline, empty_folder):
    (empty_folder / "firstline.toml").write_text(example_text())
    entries = shown(firstline("config", "show", "--json"))
    assert entries["desk.prefix"] == ("SUP", line_of("prefix"))
    assert entries["tiers.L1.price"] == (14, line_of("price = 14"))
    assert entries["sla[1].resolution"] == ("4h", line_of('resolution = "4h"'))
    assert entries["sla[2].pauses"] == (["pending"], "default")
    assert entries["slack.command"] == ("/support", line_of("command"))


def test_showing_fills_in_what_is_left_out(firstline, empty_folder):
    (empty_folder / "firstline.toml").write_text(
        '[desk]\nname = "x"\ntimezone = "Europe/Berlin"\n[tiers.A]\ntitle = "a"\ncalendar = "c"\n'
        '[calendars.c]\nhours = "24/7"\nclosed = [2026-12-24]\n'
    )
    entries = shown(firstline("config", "show", "--json"))
    assert entries["desk.first_tier"] == ("A", "default")
    assert entries["desk.reopen"] == ("7d", "default")
    assert entries["desk.max_attachment"] == ("20MB", "default")
    assert entries["calendars.c.timezone"] == ("Europe/Berlin", "default")
    assert entries["calendars.c.closed"] == (["2026-12-24"], "firstline.toml:9")
    assert entries["knowledge.folder"][0].endswith("articles")
    assert "tiers.A.price" not in entries


@pytest.mark.parametrize("json_or_not", [["--json"], []])
def test_showing_masks_secrets(firstline, monkeypatch, json_or_not):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hush-hush")
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk:hush-hush@db/desk")
    result = firstline("config", "show", *json_or_not)
    assert result.exit_code == 0
    assert "hush" not in result.output
    assert "TELEGRAM_BOT_TOKEN" in result.stdout
    assert result.stdout.count("********") == 2


def test_showing_in_a_pipe_wraps_no_line(firstline):
    rows = firstline("config", "show").stdout.splitlines()
    assert rows[0].split() == ["key", "value", "source"]
    assert any(row.split()[:2] == ["tiers.L2.title", "L2"] for row in rows)
    assert all("default" in row for row in rows[1:])


def test_without_a_file_the_example_holds_and_that_is_said_aside(firstline):
    result = firstline("config", "show", "--json")
    assert "the shipped example holds" in result.stderr
    assert shown(result)["desk.name"] == ("Maintenance house", line_of("name", "default.toml"))


def test_checking_what_is_in_order(firstline, empty_folder):
    (empty_folder / "firstline.toml").write_text(example_text())
    result = firstline("config", "check")
    assert (result.exit_code, result.stdout) == (0, "All is in order.\n")
    assert "No chat platform is set up here yet" in result.stderr


def test_checking_names_faults_of_environment_and_file_together(
    firstline, empty_folder, monkeypatch
):
    (empty_folder / "firstline.toml").write_text(example_text().replace("prefix", "prefixx"))
    monkeypatch.setenv("PORT", "no")
    result = firstline("config", "check")
    assert result.exit_code == 3
    assert result.stderr.splitlines() == [
        "PORT is refused: input should be a valid integer, unable to parse string as an integer.",
        f'{line_of("prefix")}: desk.prefixx is unknown. Did you mean "prefix"?',
    ]
    assert result.stdout == ""


def test_checking_for_programs(firstline, empty_folder, monkeypatch):
    (empty_folder / "other.toml").write_text(example_text().replace("prefix", "prefixx"))
    monkeypatch.setenv("PORT", "no")
    result = firstline("config", "check", "other.toml", "--json")
    environment, file = json.loads(result.stdout)["faults"]
    assert result.exit_code == 3
    assert environment["message"].startswith("PORT is refused")
    assert file["file"] == "other.toml"
    assert f"other.toml:{file['line']}" == line_of("prefix", "other.toml")
    assert file["key"] == "desk.prefixx"
    assert file["instead"] == 'Did you mean "prefix"?'


def test_checking_for_programs_what_is_in_order(firstline):
    result = firstline("config", "check", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"faults": [], "warnings": []})


def test_checking_warns_of_a_calendar_that_is_not_there(firstline, empty_folder):
    rotation = '[oncall.x]\ntier = "L3"\nics = "duty.ics"\nnames = {"Sam" = "web:sam"}\n'
    (empty_folder / "firstline.toml").write_text(f"{example_text()}\n{rotation}")
    warned = "oncall.x.ics: there is no file duty.ics beside the configuration"
    assert warned in firstline("config", "check").stderr
    assert warned in firstline("doctor").stdout
    (empty_folder / "duty.ics").write_text("BEGIN:VCALENDAR")
    assert warned not in firstline("config", "check").stderr


def test_checking_warns_of_times_at_which_nobody_would_be_on_call(firstline, empty_folder):
    rotations = (
        '[oncall.late]\ntier = "L2"\npeople = ["web:nora"]\nstarts = 2999-01-01\n'
        '[oncall.day]\ntier = "L1"\npeople = ["web:sam"]\nstarts = 2024-01-01\nhours = "office"\n'
    )
    (empty_folder / "firstline.toml").write_text(f"{example_text()}\n{rotations}")
    result = firstline("config", "check")
    looked_at = "There are no faults, but something to look at.\n"
    assert (result.exit_code, result.stdout) == (0, looked_at)
    assert "L2: nobody is on call from" in result.stderr
    assert "L1: nobody is called outside the hours of its rotations" in result.stderr
    warnings = json.loads(firstline("config", "check", "--json").stdout)["warnings"]
    assert [one.partition(":")[0] for one in warnings] == ["L2", "L1"]


def test_a_file_that_somebody_named_has_to_be_there(firstline, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_CONFIG", "gone.toml")
    result = firstline("config", "show")
    assert result.exit_code == 3
    assert "gone.toml: the file cannot be read" in result.stderr


def test_the_schema_knows_every_table(firstline):
    schema = json.loads(firstline("config", "schema").stdout)
    assert {"desk", "tiers", "calendars", "sla", "roles"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False


def test_a_command_that_is_none_is_wrong_usage(firstline):
    result = firstline("config", "shw")
    assert result.exit_code == 2
    assert "Did you mean 'show'" in result.stderr


def test_of_a_calendars_address_only_the_host_is_shown(firstline, configured):
    rotation = '[oncall.x]\ntier = "L3"\nics = "https://u:p@cal.example.com/private-5ecre7/x.ics"\n'
    configured(("[services.mail]", f'{rotation}names = {{"Sam" = "web:sam"}}\n[services.mail]'))
    for shown in (firstline("config", "show"), firstline("config", "show", "--json")):
        assert "https://cal.example.com/***" in shown.stdout
        assert "5ecre7" not in shown.stdout
        assert "u:p" not in shown.stdout
