"""Do probes, heartbeats and senders become what rules read, and do faults say what to write?"""

from datetime import date, timedelta

import pytest

from bot.config import ConfigError, parse
from bot.errors import Exit
from bot.settings import SettingsError, sender_tokens
from desk.monitors import Heartbeat, Probe, ProbeKind, Sender

DESK = """[desk]
name = "Harbour"
[tiers.L1]
title = "First"
calendar = "office"
[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
[services.erp]
title = "ERP"
calendar = "office"
"""
PROBE = "[[services.erp.probes]]\n"
WEB = f'{PROBE}http = "https://erp.example.com/up"\n'


def policy_of(added):
    return parse(f"{DESK}{added}\n", "firstline.toml").policy(date(2026, 3, 4))


def faults_of(added):
    with pytest.raises(ConfigError) as refused:
        parse(f"{DESK}{added}\n", "firstline.toml")
    return [str(fault).removeprefix("firstline.toml:") for fault in refused.value.faults]


def test_a_probe_has_its_defaults():
    policy = policy_of(WEB)
    expected = Probe(
        service="erp", name="http", kind=ProbeKind.HTTP, target="https://erp.example.com/up"
    )
    assert policy.probes == {"erp/http": expected}
    assert policy.service_calendar(policy.services[0]).key == "office"


def test_a_probe_keeps_all_that_is_said():
    policy = policy_of(
        f'{PROBE}name = "mails"\ntcp = "[::1]:25"\nevery = "5m"\ntimeout = "3s"\ntext = "220"\n'
        'calendar = "office"\ninternal = true\nfails = 1\nof = 2\nrecovers = 2\n'
        f'{PROBE}tls = "erp.example.com:443"\ndays = 30\n'
        f'{PROBE}dns = "erp.example.com"\naddresses = ["192.0.2.7"]\n'
        f'{PROBE}http = "http://erp:8080?deep=1"\nstatus = [200, 401]\n'
    )
    mails = policy.probes["erp/mails"]
    assert (mails.kind, mails.target, mails.text) == (ProbeKind.TCP, "[::1]:25", "220")
    assert (mails.every, mails.timeout) == (timedelta(minutes=5), timedelta(seconds=3))
    assert (mails.fails, mails.of, mails.recovers) == (1, 2, 2)
    assert (mails.internal, mails.calendar) == (True, "office")
    assert policy.probes["erp/tls"].days == 30
    assert policy.probes["erp/dns"].addresses == ("192.0.2.7",)
    assert policy.probes["erp/http"].status == (200, 401)


def test_heartbeats_and_senders_are_known():
    policy = policy_of(
        '[[services.erp.heartbeats]]\nname = "backup"\nevery = "1d"\ngrace = "2h"\n'
        '[alerts.senders.prometheus]\ndown = ["InstanceDown"]\n'
    )
    day, grace = timedelta(days=1), timedelta(hours=2)
    beat = Heartbeat(service="erp", name="backup", every=day, grace=grace)
    assert policy.heartbeats == {"beat:backup": beat}
    assert policy.senders == (Sender(name="prometheus", down=frozenset({"InstanceDown"})),)


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (PROBE, "11: services.erp.probes[1] looks nowhere. Write one of http, tcp, tls and dns."),
        (f'{WEB}dns = "erp"', "has both http and dns. Write one of"),
        (f"{WEB}days = 3", "probes[1].days means nothing beside http. Take it out."),
        (f"{WEB}{WEB}", 'probes[2].name is "http", as another is. Give it another'),
        (f'{PROBE}http = "erp.example.com"', "is no address of the web. Write it whole"),
        (f'{PROBE}http = "https://me:secret@erp.example.com"', "holds a password. Name"),
        (f'{PROBE}tcp = "erp.example.com"', "is no server. Write host and port"),
        (f'{PROBE}tcp = "erp.example.com:99999"', "is no server. Write host and port"),
        (f'{PROBE}dns = "https://erp"', "is no name. Write a host"),
        (f'{PROBE}dns = "erp"\naddresses = ["1.2"]', "is no address. Write one like"),
        (f'{WEB}every = "1s"', 'is too often. Write "5s" or more.'),
        (f'{WEB}timeout = "2m"', "timeout is longer than every, so that looks would overlap."),
        (f"{WEB}fails = 6", "fails is more than of, the looks that are counted. Write 5 or less"),
        (f'{WEB}calendar = "ofice"', 'which is not there. Did you mean "office"?'),
        (
            '[[services.erp.heartbeats]]\nname = "a"\nevery = "1d"\n' * 2,
            'heartbeats[2].name is "a", as another is.',
        ),
        ('[alerts.senders.prometheus]\ntoken = "x"', "is a secret, and this file is no place"),
    ],
)
def test_what_does_not_fit_is_said_with_what_to_write(added, said):
    assert any(said in fault for fault in faults_of(added)), faults_of(added)


TOKEN = "t" * 32


@pytest.mark.usefixtures("empty_folder")
class TestTokens:
    def test_each_sender_has_its_own(self, empty_folder, monkeypatch):
        monkeypatch.setenv("ALERTS_TOKEN_PROMETHEUS", TOKEN)
        monkeypatch.setenv("ALERTS_TOKEN_CRON_FILE", "cron")
        (empty_folder / "cron").write_text(f"{TOKEN}c\n")
        (empty_folder / ".env").write_text(f"ALERTS_TOKEN_ZABBIX={TOKEN}z\n")
        found = sender_tokens(["prometheus", "cron", "zabbix"])
        assert "t" * 9 not in repr(found)
        assert {name: token.get_secret_value() for name, token in found.items()} == {
            "prometheus": TOKEN,
            "cron": f"{TOKEN}c",
            "zabbix": f"{TOKEN}z",
        }

    def test_all_that_is_missing_or_wrong_is_said_at_once(self, monkeypatch):
        monkeypatch.setenv("ALERTS_TOKEN_SHORT", "abc")
        monkeypatch.setenv("ALERTS_TOKEN_LOST_FILE", "nowhere")
        with pytest.raises(SettingsError) as refused:
            sender_tokens(["missing", "short", "lost"])
        assert refused.value.exit is Exit.CONFIG
        missing, short, lost = refused.value.sentences
        assert missing.startswith("ALERTS_TOKEN_MISSING is not set")
        assert short.startswith("ALERTS_TOKEN_SHORT does not look right")
        assert lost.startswith("ALERTS_TOKEN_LOST comes from nowhere, which cannot be read")
