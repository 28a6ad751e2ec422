"""Where do tests of the program stand: in an empty folder, with an empty environment."""

import asyncio
import json
import socket

import pytest
from typer.testing import CliRunner

from bot.cli import program
from bot.config import example, example_text, parse
from bot.librarian import Librarian
from bot.settings import Settings
from bot.wiring import add_web, build
from desk.inbound import Author
from desk.outcome import Done
from desk.people import Address, Identity
from knowledge.findings import Thresholds
from tests.nouns import MovableClock

CONFIG = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1 support"
channels = ["web:l1"]
calendar = "always"
[calendars.always]
hours = "24/7"
[[sla]]
calendar = "always"
first_response = "2h"
[roles]
admins = ["web:ada"]
"""


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """Be in a folder of one's own, with nothing of ours in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    return tmp_path


@pytest.fixture
def firstline(empty_folder):
    """Call the command line as if it was typed in that folder."""

    def run(*words):
        return CliRunner().invoke(program(), list(words))

    return run


@pytest.fixture
def clock():
    """The machine's clock, which stands until a test moves it."""
    return MovableClock()


@pytest.fixture(scope="session")
def shelf():
    """The shipped articles; to index them takes half a second each time."""
    return asyncio.run(Librarian.open(example().articles, Thresholds()))


@pytest.fixture
async def desk(sqlite_url, clock, shelf):
    """A desk on a database of its own, with the page's chat, where nothing runs by itself."""
    config = parse(CONFIG, "firstline.toml")
    built = await build(sqlite_url, config, machine=clock, librarian=shelf)
    add_web(built, changed=lambda: None)
    yield built
    await built.close()


@pytest.fixture
def meet(desk):
    """Make somebody known, with a direct chat that the desk may write to."""

    async def meet(name, *rooms):
        account = Identity(platform="web", id=name)
        async with desk.store.begin() as work:
            person = await work.people.meet(Author(identity=account, name=name.title()))
            await work.people.spoke_directly(
                person.id, Address(platform="web", channel=f"dm:{name}")
            )
            for room in rooms:
                await work.people.join(Address(platform="web", channel=room), person.id)
            await work.commit(Done())
        return person

    return meet


@pytest.fixture
def configured(empty_folder):
    """Write the shipped example as this folder's file, with changes."""

    def write(*changes):
        text = example_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (empty_folder / "firstline.toml").write_text(text)

    write()
    return write


@pytest.fixture
def looked(firstline, monkeypatch):
    """Ask the doctor, on a port that nobody has: findings as (part, level, text, mend)."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))

    def look(code, *words):
        result = firstline("doctor", "--json", *words)
        assert result.exit_code == code, result.output
        found = json.loads(result.stdout)["findings"]
        assert all(line["mend"] for line in found if line["level"] != "ok"), "a mend is missing"
        return [(line["part"], line["level"], line["text"], line["mend"]) for line in found]

    return look
