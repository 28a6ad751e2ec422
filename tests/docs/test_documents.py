"""The documents say what the code says."""

import re

import pytest

from bot.config import Config
from bot.config_tables import Table
from bot.settings import SECRETS, Settings
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.roles import MAY
from desk.ticket import Verb
from handlers.texts import Texts
from tests.docs import written
from tests.docs.written import ROOT, read
from tests.handlers.cards.samples import SAMPLES

NAMED = {Verb.PICK, Verb.RATE, Verb.FILL, Verb.TICK, Verb.REQUEST}
"""Buttons that carry a title, a mark, a choice or a box instead of words of their own."""

NEVER_OFFERED = {NoticeKind.RELAYED, NoticeKind.STATUS}
"""Cards that can be drawn with buttons, while no action offers any on them."""


def row_of(document, key):
    """The one row of a table that begins with the key."""
    rows = [line for line in read(document).splitlines() if line.startswith(f"| `{key}` |")]
    assert len(rows) == 1, f"{document} has {len(rows)} rows for {key}"
    return rows[0]


def settings():
    kinds = [kind for kind in Table.__subclasses__() if kind is not Config]
    return [field for kind in kinds for field in kind.model_fields]


def test_every_setting_is_documented():
    assert [
        name for name in settings() if f"| `{name}` |" not in read("docs/configuration.md")
    ] == []


def test_no_setting_is_documented_that_is_not_there():
    text = read("docs/configuration.md").partition("## Environment")[0]
    documented = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert set(documented) - set(settings()) == set()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_everything_that_is_read_from_the_environment_is_documented(name):
    text = read("docs/configuration.md").partition("## Environment")[2]
    assert f"`{name.upper()}`" in text
    assert name in SECRETS or "_FILE" in text


@pytest.mark.parametrize(
    "rows", [written.requester_rows, written.engineer_rows, written.command_rows]
)
def test_the_tables_of_commands_are_those_of_the_code(rows):
    lines = read("docs/commands.md").splitlines()
    assert [row for row in rows() if row not in lines] == [], "put these rows into docs/commands.md"


def test_no_command_is_documented_that_is_not_there():
    documented = [line for line in read("docs/commands.md").splitlines() if line.startswith("| `")]
    known = [*written.requester_rows(), *written.engineer_rows(), *written.command_rows()]
    assert [line for line in documented if line not in known] == []


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_is_documented(kind):
    assert row_of("docs/events.md", kind.value)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_card_is_documented_with_its_buttons(kind):
    row, texts = row_of("docs/cards.md", kind.value), Texts()
    offered = {
        offer.verb
        for notice in SAMPLES.values()
        if notice.kind is kind and kind not in NEVER_OFFERED
        for offer in notice.offers
    }
    labels = [texts.code("button", verb.value) for verb in offered - NAMED]
    known = {"Talk to a person": "None of these", "Reopen": "Not solved: reopen"}
    assert [
        label for label in labels if f"**{label}" not in row and known.get(label, "?") not in row
    ] == []


@pytest.mark.parametrize("document", ["docs/events.md", "docs/cards.md"])
def test_nothing_is_documented_that_never_happens(document):
    kinds = {kind.value for kind in (*EventKind, *NoticeKind)}
    assert set(re.findall(r"^\| `([\w.]+)` \|", read(document), re.MULTILINE)) <= kinds


def test_every_cause_of_an_alert_is_explained():
    codes = re.findall(r'^msgctxt "alert\.(\w+)"', read("handlers/texts/en.po"), re.MULTILINE)
    causes = set(codes) - {"heading", "text"}
    assert [cause for cause in causes if f"(`{cause}`)" not in read("docs/cards.md")] == []
    assert [cause for cause in causes if not Texts("en").has(f"alert.{cause}.mend")] == []


def test_the_table_of_roles_is_the_one_that_the_code_reads():
    lines = read("docs/roles.md").splitlines()
    for verb, roles in MAY.items():
        row = next(line for line in lines if line.startswith(f"| {verb.value} |"))
        assert row.count("yes") == len(roles)


def test_every_group_of_commands_is_named_in_the_readme():
    groups = {path.partition(" ")[0] for path, _ in written.commands()}
    text = read("README.md")
    assert [
        name for name in groups if f"firstline {name}" not in text and f"`{name}" not in text
    ] == []


def test_locks_hold_pins_and_no_addresses():
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in read(lock)


def test_every_link_between_documents_leads_somewhere():
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    dead = [
        f"{document.name}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#\s]+)\)", document.read_text())
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert dead == []


def test_what_the_documents_name_in_the_code_is_there():
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    named = {
        path
        for document in documents
        for path in re.findall(
            r"`((?:bot|desk|handlers|storage|knowledge|tests|docs|benchmarks)/[\w/.]*)`",
            document.read_text(),
        )
    }
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_nothing_in_the_repository_leads_out_of_it():
    out = re.compile(r"\.\./sha" r"red|/wo" r"rk/|/tmp/hel" r"pers")
    found = [
        str(file.relative_to(ROOT))
        for file in written.files()
        if out.search(file.read_bytes().decode("utf-8", errors="ignore"))
    ]
    assert found == []
