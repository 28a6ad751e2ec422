"""What `firstline probe` and the doctor say of what watches services."""

import asyncio
import json
import socket
from datetime import timedelta

import pytest

from bot.cli.doctor import services
from bot.cli.doctor.line import Level
from bot.cli.doctor.scene import Scene
from bot.cli.probe_commands import why
from bot.config import parse
from desk.actions.look import TakeLook
from desk.standing import Fault, FaultCode, Look
from storage import migrate
from storage.store import Store
from tests.bot.conftest import CONFIG
from tests.nouns import NOON

WATCHED = """
[services.erp]
title = "ERP"
[[services.erp.probes]]
name = "mails"
tcp = "127.0.0.1:{port}"
internal = true
[[services.erp.probes]]
name = "inside"
http = "http://127.0.0.1:{port}/"
[[services.erp.heartbeats]]
name = "backup"
every = "1d"
"""


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def file(empty_folder, monkeypatch, port):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    written = empty_folder / "firstline.toml"
    written.write_text(CONFIG + WATCHED.format(port=port))
    return written


def test_one_look_says_what_is_wrong_and_keeps_nothing(file, firstline):
    fine = firstline("probe", "run", "erp/mails")
    assert fine.exit_code == 0
    assert "works" in fine.stdout
    refused = firstline("probe", "run", "erp/inside", "--json")
    assert refused.exit_code == 1
    (seen,) = json.loads(refused.stdout)
    assert (seen["works"], seen["fault"], seen["took_ms"]) == (False, "private", None)
    assert "internal = true" in seen["why"]
    assert firstline("probe", "run").exit_code == 1


def test_a_probe_that_is_not_there_is_said_with_those_that_are(file, firstline):
    answer = firstline("probe", "run", "erp/web")
    assert answer.exit_code == 2
    assert "Known are erp/mails, erp/inside" in answer.stderr


async def seen(url, file):
    store = Store.open(
        url, parse(file.read_text(), "firstline.toml").policy(NOON.date()), clock=lambda: NOON
    )
    for number in range(3):
        look = Look(
            key="erp/mails",
            at=NOON + timedelta(minutes=number),
            took=timedelta(milliseconds=12),
            fault=Fault(code=FaultCode.TEXT),
        )
        await TakeLook()(look, store.begin, now=NOON)
    await store.close()


def test_the_list_shows_how_each_stands(file, firstline):
    url = f"sqlite:///{file.parent}/firstline.db"
    migrate.upgrade(url)
    asyncio.run(seen(url, file))
    told = json.loads(firstline("probe", "list", "--json").stdout)
    assert [(one["name"], one["state"]) for one in told] == [
        ("erp/mails", "down"),
        ("erp/inside", "not seen yet"),
        ("beat:backup", "not seen yet"),
    ]
    assert (told[0]["took_ms"], told[0]["fault"]) == (12, "the expected text is missing")
    shown = firstline("probe", "list").stdout
    assert "12 ms" in shown


def test_a_fault_has_words_and_none_has_none():
    assert why(None) == ""
    assert why(Fault(code=FaultCode.TIMEOUT, facts={"seconds": 0.5})) == "no answer within 0.5 s"


def test_the_doctor_looks_at_probes_and_senders(file, monkeypatch):
    def lines(added=""):
        config = parse(file.read_text() + added, "firstline.toml")
        return services.look(Scene(settings=None, config=config, is_demo=False))

    nobody, mails, inside = lines()
    assert (nobody.level, "can never come" in nobody.text) == (Level.FAULT, True)
    assert (mails.level, inside.level) == (Level.OK, Level.WARNING)
    assert "private network" in inside.text
    senders = "[alerts.senders.cron]\n"
    missing, *_ = lines(senders)
    assert (missing.level, missing.mend) == (Level.FAULT, "Make one: openssl rand -hex 32.")
    monkeypatch.setenv("ALERTS_TOKEN_CRON", "t" * 32)
    may, *_ = lines(senders)
    assert (may.level, may.text) == (Level.OK, "May report: cron.")
    assert services.look(Scene(settings=None, config=None, is_demo=False)) == []
