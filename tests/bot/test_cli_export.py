"""Everything gets out, whole and harmless, and nothing that nobody should have."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.export_command import cell
from bot.wiring import machine_now
from storage.export import INNER, TABLES, columns
from storage.table_parts import metadata
from tests.bot.test_cli_tickets import QUESTION, asked, indexed_once, on, ticket, url  # noqa: F401

FILES = (
    *("tickets", "events", "facts", "people", "questions", "covers"),
    *("maintenance", "outages", "changes", "approvals"),
)


KEPT_INSIDE = {
    "buttons",
    "cards",
    "chat_channels",
    "chat_messages",
    "chat_seats",
    "checklist_steps",
    "checklists",
    "conversations",
    "counters",
    "direct_chats",
    "duty_calendars",
    "duty_feeds",
    "duty_turns",
    "file_parts",
    "files",
    "firings",
    "forms",
    "inbox",
    "incident_followers",
    "incidents",
    "leases",
    "link_codes",
    "links",
    "looks",
    "marks",
    "outbox",
    "roster",
    "runbook_looks",
    "sessions",
    "sign_ins",
    "standings",
    "subscriptions",
    "wrong_codes",
}
"""What is not exported: how things are said and delivered, secrets, and what is read from elsewhere."""


def test_no_table_is_forgotten():
    """A new table is exported, or said here to be of no use to anybody outside."""
    exported = {table.name for table in TABLES.values()} | {"identities"}
    assert exported | KEPT_INSIDE == set(metadata.tables)
    assert not exported & KEPT_INSIDE
    for part, table in TABLES.items():
        whole = {column.name for column in table.columns} - INNER
        assert whole <= set(columns(part))


def rows_of(file):
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def lines_of(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_all_is_written_as_csv(firstline, ticket):  # noqa: F811
    done = firstline("export")
    assert done.exit_code == 0, done.stderr
    for name in FILES:
        assert f"export/{name}.csv: " in done.stdout
    [row] = rows_of(Path("export/tickets.csv"))
    assert (row["id"], row["title"], row["status"]) == ("101", QUESTION, "new")
    assert datetime.fromisoformat(row["asked_at"]).tzinfo is not None
    assert {"workspace", "origin", "folded"} & set(row) == set()
    [event] = rows_of(Path("export/events.csv"))[-1:]
    assert json.loads(event["data"])["tier"] == "L1"
    maya = next(row for row in rows_of(Path("export/people.csv")) if row["name"] == "Maya Rossi")
    assert json.loads(maya["accounts"]) == ["web:maya"]
    assert Path("export/people.csv").stat().st_mode & 0o077 == 0


def test_all_is_written_as_json_lines(firstline, ticket):  # noqa: F811
    told = json.loads(firstline("export", "--format", "jsonl", "--out", "out", "--json").stdout)
    assert told["rows"]["tickets"] == 1
    for name in FILES:
        assert len(lines_of(Path(f"out/{name}.jsonl"))) == told["rows"][name]
    assert lines_of(Path("out/events.jsonl"))[-1]["data"]["tier"] == "L1"
    assert not list(Path("out").glob("*.part"))


def test_only_what_is_newer_is_written(firstline, ticket):  # noqa: F811
    tomorrow = (machine_now() + timedelta(days=2)).date().isoformat()
    later = json.loads(firstline("export", "--since", tomorrow, "--json").stdout)
    assert [later["rows"][name] for name in FILES[:3]] == [0, 0, 0]
    day = (machine_now() - timedelta(days=2)).date().isoformat()
    told = json.loads(firstline("export", "--since", day, "--out", "b", "--json").stdout)
    assert told["rows"]["tickets"] == 1


def test_one_time_links_are_never_among_it(firstline, ticket, url):  # noqa: F811
    async def invite(place):
        maya = await place.store.people.named("Maya Rossi")
        soon = machine_now() + timedelta(minutes=10)
        await place.store.sign_ins.create(maya.person.id, "s3cret-link", soon)
        return maya

    assert on(url, invite)
    for kind in ("csv", "jsonl"):
        firstline("export", "--format", kind)
    written = [file.read_text(encoding="utf-8") for file in Path("export").iterdir()]
    assert len(written) == 2 * len(FILES)
    assert not [text for text in written if "s3cret-link" in text]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "web:maya"), "Maya Rossi is no manager and no admin"),
        (("--as", "Nobody"), "Nobody is called Nobody"),
        (("--out", "demo.db/x"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(firstline, ticket, words, said):  # noqa: F811
    refused = firstline("export", *words)
    assert (refused.exit_code, said in refused.stderr) == (2, True), refused.stderr
    assert refused.stdout == ""


def test_a_date_that_is_none_is_named(firstline, ticket):  # noqa: F811
    refused = firstline("export", "--since", "soon")
    assert refused.exit_code == 1
    assert "soon is no date. Write it like this: 2026-11-01" in refused.stderr
    assert not Path("export").exists()


def test_what_is_there_is_kept(firstline, ticket):  # noqa: F811
    firstline("export")
    before = Path("export/tickets.csv").read_bytes()
    again = firstline("export")
    assert again.exit_code == 2
    assert "there already. Name another folder with --out." in again.stderr
    assert Path("export/tickets.csv").read_bytes() == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_words_that_a_spreadsheet_would_compute_are_words(start):
    assert cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("value", [-1, 3.5, None, "plain = words", "", True])
def test_everything_else_stays_as_it_is(value):
    assert cell(value) == value
