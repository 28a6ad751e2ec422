"""Does the command line say what is promised, and when it would fall due?"""

import json
from datetime import datetime

import pytest

from bot.clocks import machine_now


def test_a_ticket_on_friday_evening_is_due_in_opening_hours(firstline, configured):
    result = firstline("sla", "simulate", "--at", "2026-11-27 16:30", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["tier"], told["priority"], told["asked_at"]) == (
        "L1",
        "P3",
        "2026-11-27T16:30:00+01:00",
    )
    promises = {one["promise"]: one for one in told["promises"]}
    assert promises["first_response"]["due_at"] == "2026-11-30T10:30:00+01:00"
    assert promises["resolution"] == {
        "promise": "resolution",
        "seconds": 24 * 3600,
        "calendar": "office",
        "warns_at": ["2026-12-02T10:30:00+01:00"],
        "due_at": "2026-12-02T16:30:00+01:00",
    }


@pytest.mark.parametrize(("said", "clock"), [("tomorrow 08:00", "08:00"), ("mon 9:15", "09:15")])
def test_the_moment_may_be_said_as_people_say_it(firstline, configured, said, clock):
    result = firstline("sla", "simulate", "--at", said, "--json")
    assert result.exit_code == 0
    asked = datetime.fromisoformat(json.loads(result.stdout)["asked_at"])
    assert asked > machine_now()
    assert f"{asked:%H:%M}" == clock


def test_it_reads_well(firstline, configured):
    asked = ("--at", "2026-11-27T15:30Z", "--priority", "P1", "--tier", "L2")
    lines = firstline("sla", "simulate", *asked).stdout.splitlines()
    assert lines[0] == "A ticket of P1 (incident) at L2, asked Fri 27 Nov 2026 15:30 UTC:"
    resolution = next(line for line in lines if line.startswith("resolution"))
    assert " 4 h " in resolution
    assert resolution.endswith("Mon 30 Nov 2026 11:30 UTC")


def test_a_ticket_to_which_nothing_is_promised(firstline, configured):
    configured(
        ('priority = "P4"', 'priority = "P4"\norganisation = "Harbour"'),
        ("[roles]", '[[organisations]]\nname = "Harbour"\n[roles]'),
    )
    result = firstline("sla", "simulate", "--priority", "P4")
    assert "Nothing is promised for it." in result.stdout
    result = firstline("sla", "simulate", "--priority", "P4", "--organisation", "Harbour")
    assert "first response" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("simulate", "--at", "soon"), 'write "2026-11-24 18:30", "tomorrow 08:00"'),
        (("simulate", "--at", "9999-12-31 24:00"), "--at 9999-12-31 24:00: write"),
        (("simulate", "--tier", "L9"), "there is L1, L2, L3, L4"),
        (("simulate", "--organisation", "Mill"), "there is none in firstline.toml"),
        (("document", "--language", "fr"), "there is en, de"),
        (("document", "--out", "nowhere/agreement.md"), "Name a file that can be written"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_can(firstline, configured, words, told):
    result = firstline("sla", *words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_the_agreement_is_printed_or_written(firstline, configured, empty_folder):
    printed = firstline("sla", "document")
    assert printed.stdout.startswith("# Service agreement: Maintenance house")
    written = firstline("sla", "document", "--language", "de", "--out", "agreement.md")
    assert "agreement.md" in written.stderr
    text = (empty_folder / "agreement.md").read_text(encoding="utf-8")
    assert text.startswith("# Servicevereinbarung: Maintenance house")
