"""Who may report, what is read of reports, and that nothing is taken that was not stored."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from desk.inbound import Alerted, Beaten
from desk.ports import NotStoredError
from handlers.hooks.doors import LARGEST, HookDoors
from handlers.hooks.listener import HookListener
from handlers.hooks.read import MOST, HookError, read_alertmanager, read_alerts
from tests.nouns import NOON

PAYLOADS = Path(__file__).parents[1] / "payloads" / "alertmanager"
FIRING = json.loads((PAYLOADS / "firing.json").read_text())["body"]
RESOLVED = json.loads((PAYLOADS / "resolved.json").read_text())["body"]
TOKEN, OTHER = "p" * 32, "c" * 32
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Kept:
    """An inbox that keeps what is put into it, or cannot."""

    def __init__(self):
        self.letters, self.is_away = [], False

    async def put(self, letter):
        if self.is_away:
            raise NotStoredError
        self.letters.append(letter)
        return True


@pytest.fixture
def inbox():
    return Kept()


@pytest.fixture
async def client(inbox):
    tokens = {"prometheus": TOKEN, "cron": OTHER}
    doors = HookDoors(inbox, tokens, ["backup"], lambda: NOW)
    app = Starlette(routes=doors.routes())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield client


def bearer(token=TOKEN):
    return {"Authorization": f"Bearer {token}"}


def basic(password, user="any"):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": TOKEN},
        bearer(""),
        bearer(TOKEN[:-1]),
        bearer(f"{TOKEN}p"),
        basic("", TOKEN),
        {"Authorization": "Basic %%%"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xff").decode()},
    ],
)
async def test_without_a_senders_token_nothing_is_taken(client, inbox, headers):
    for path in ("alertmanager", "alert", "beat/backup"):
        answer = await client.post(f"/hooks/{path}", headers=headers, json=FIRING)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert inbox.letters == []


async def test_where_nobody_may_report_there_is_no_door(inbox):
    assert HookDoors(inbox, {}, [], lambda: NOW).routes() == []


async def test_alerts_are_stored_before_they_are_acknowledged(client, inbox):
    answer = await client.post("/hooks/alertmanager", headers=bearer(), json=FIRING)
    assert (answer.status_code, answer.json()) == (202, {"stored": True})
    (letter,) = inbox.letters
    assert letter.conversation == "hooks:prometheus"
    understood = HookListener().understand(letter.key, json.loads(letter.body))
    assert isinstance(understood, Alerted)
    assert (understood.sender, len(understood.alerts)) == ("prometheus", 2)
    inbox.is_away = True
    answer = await client.post("/hooks/alertmanager", headers=bearer(), json=FIRING)
    assert answer.status_code == 503


async def test_who_sends_is_known_by_the_token_alone(client, inbox):
    await client.post("/hooks/alert", headers=basic(OTHER), json={"name": "Disk"})
    understood = HookListener().understand("k", json.loads(inbox.letters[0].body))
    assert understood.sender == "cron"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_job_reports_itself(client, inbox, method):
    answer = await client.request(method, "/hooks/beat/backup", headers=bearer(OTHER))
    assert answer.status_code == 202
    understood = HookListener().understand("k", json.loads(inbox.letters[0].body))
    assert understood == Beaten(name="backup", beaten_at=NOW)


async def test_a_report_that_nobody_expects_is_refused_by_name(client, inbox):
    answer = await client.get("/hooks/beat/other", headers=bearer())
    assert answer.status_code == 404
    assert '"other"' in answer.json()["error"]
    assert inbox.letters == []


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("alert", b"{", "not JSON"),
        ("alert", b"[" * 100_000, "not JSON"),
        ("alert", b"7", "this is no alert"),
        ("alert", b"{}", 'needs a "name"'),
        ("alert", b'{"name": 7}', '"name" is no text'),
        ("alert", b'{"name": "x", "staus": "resolved"}', '"staus" is no key of an alert'),
        ("alert", b'{"name": "x", "status": "ok"}', '"status" is neither'),
        ("alert", b'{"name": "x", "at": "noon"}', '"at" is no moment'),
        ("alertmanager", b"[]", "no webhook of Alertmanager"),
        ("alertmanager", b'{"alerts": [], "groupKey": 7}', "no webhook of Alertmanager"),
        ("alertmanager", b'{"alerts": [7], "groupKey": ""}', "an alert is no object"),
        ("alertmanager", b'{"alerts": [{"labels": 7}], "groupKey": ""}', '"labels" is no object'),
    ],
)
async def test_what_is_no_alert_is_refused_with_what_to_send(client, inbox, path, body, said):
    answer = await client.post(f"/hooks/{path}", headers=bearer(), content=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert inbox.letters == []


async def test_what_is_too_large_is_not_taken_in(client, inbox):
    answer = await client.post("/hooks/alert", headers=bearer(), content=b"x" * (LARGEST + 1))
    assert answer.status_code == 413
    assert inbox.letters == []


def test_alertmanagers_documented_payload_is_read():
    first, second = read_alertmanager(FIRING, NOW)
    assert (first.name, first.is_firing, first.group) == (
        "DiskFull",
        True,
        '{}:{alertname="DiskFull"}',
    )
    assert first.fingerprint == "d3a4f0c1b2e59687"
    assert first.starts_at == datetime(2026, 11, 24, 9, 12, 26, 739266, tzinfo=UTC)
    assert (first.ends_at, first.service, second.service) == (None, None, "erp")
    lines = first.text.splitlines()
    assert lines[0] == "DiskFull: Disk of db1 is 95 % full"
    assert lines[-1] == "instance=db1:9100 severity=warning"
    assert second.is_firing is False
    assert second.ends_at == datetime(2026, 11, 24, 9, 20, tzinfo=UTC)


def test_the_end_is_read_and_nothing_ends_later_than_now():
    (over,) = read_alertmanager(RESOLVED, NOW)
    assert (over.is_firing, over.ends_at) == (False, NOW)
    assert over.fingerprint == "alertname=DiskFull instance=db1:9100"  # none was given
    assert over.text == "DiskFull\ninstance=db1:9100"


def test_an_alert_of_few_keys_is_read():
    (alert,) = read_alerts({"name": " Disk full "}, NOW)
    assert (alert.name, alert.fingerprint, alert.group) == ("Disk full",) * 3
    assert (alert.is_firing, alert.starts_at, alert.text) == (True, NOW, "Disk full")
    whole = {
        "name": "Disk full",
        "key": "db1-disk",
        "status": "resolved",
        "service": "ERP",
        "text": "95 %",
        "at": "2026-11-24T09:00:00",
    }
    (over,) = read_alerts([whole], NOW)
    assert (over.fingerprint, over.service) == ("db1-disk", "ERP")
    assert over.ends_at == NOW - timedelta(minutes=30)
    assert over.text == "Disk full\n95 %"


def test_too_many_at_once_are_refused():
    with pytest.raises(HookError):
        read_alerts([{"name": "x"}] * (MOST + 1), NOON)
    with pytest.raises(HookError):
        read_alertmanager({"groupKey": "", "alerts": [{}] * (MOST + 1)}, NOON)
