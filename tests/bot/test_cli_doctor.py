"""Does the doctor name every fault of a desk, and what mends it?"""

import socket
from datetime import timedelta

import pytest

from bot.cli.doctor.clock import judge
from bot.cli.doctor.line import EXIT_OF, Level, Part
from bot.wiring import machine_now
from storage import migrate
from storage.audit import Audits
from storage.worker_lock import worker_lock

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.fixture(autouse=True)
def articles_in_order(monkeypatch):
    """To check the shipped ones takes a second each time."""
    monkeypatch.setattr("bot.cli.doctor.knowledge.check_folder", lambda _folder: [])


def at_fault(lines, level="fault"):
    return [(part, text) for part, its, text, _ in lines if its == level]


def test_every_part_has_an_exit_code():
    assert set(EXIT_OF) == set(Part)


def test_a_folder_with_nothing_in_it_is_a_demo_in_order(looked):
    lines = looked(0)
    assert at_fault(lines, "warning") == [
        ("configuration", "Nothing is configured here, so commands use the demo.")
    ]
    assert ("articles", "44 articles and 6 runbooks can be read.") in at_fault(lines, "ok")


def test_without_json_each_line_has_its_mend_below_it(firstline, configured):
    result = firstline("doctor")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    place = lines.index("environment   fault   No chat platform is set up.")
    assert lines[place + 1].strip().startswith("-> Set SLACK_BOT_TOKEN")
    assert lines[-1] == "1 fault, 2 warnings."


def test_faults_of_the_file_and_of_the_environment_are_told_together(
    looked, configured, monkeypatch
):
    configured(('name = "Maintenance house"', 'nam = "x"'))
    monkeypatch.setenv("SLACK_BOT_TOKEN", "wrong")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    lines = looked(3)
    assert {part for part, _ in at_fault(lines)} == {"environment", "configuration"}
    mends = [mend for *_, mend in lines]
    assert 'Did you mean "name"?' in mends
    assert "Set SLACK_BOT_TOKEN anew, in the environment or in .env." in mends
    assert not any("wrong" in text for _, _, text, _ in lines)


def test_a_secret_in_the_file_is_told_and_not_repeated(firstline, configured):
    configured(("[slack]", '[slack]\nbot_token = "xoxb-123-hush"'))
    result = firstline("doctor")
    assert result.exit_code == 3
    assert "is a secret, and this file is no place for one" in result.stdout
    assert "hush" not in result.output


def test_with_a_broken_file_the_tokens_and_the_database_are_looked_at_all_the_same(
    looked, configured, empty_folder
):
    migrate.upgrade(f"sqlite:///{empty_folder}/firstline.db")
    configured(('name = "Maintenance house"', ""))
    lines = looked(3)
    assert ("environment", "No chat platform is set up.") in at_fault(lines)
    assert any(part == "database" for part, _ in at_fault(lines, "ok"))


def test_channels_without_a_token_and_a_token_without_channels(looked, configured, monkeypatch):
    configured(('"web:l1-support"', '"telegram:-1001"'))
    for name, value in SLACK.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    lines = looked(3)
    assert ("configuration", at_fault(lines)[0][1]) in at_fault(lines)
    assert "TELEGRAM_BOT_TOKEN is not set" in at_fault(lines)[0][1]
    assert any("no tier has a channel there" in text for _, text in at_fault(lines, "warning"))
    assert any(part == "slack" for part, _ in at_fault(lines)), "Slack is not reachable there"


def test_tokens_that_others_may_read_are_a_warning(looked, configured, empty_folder):
    env = empty_folder / ".env"
    env.write_text("TELEGRAM_WEBHOOK_SECRET=\n")
    env.chmod(0o644)
    warned = at_fault(looked(3), "warning")
    assert ("environment", "Others on this machine may read .env, where tokens stand.") in warned
    env.chmod(0o600)
    assert "environment" not in [part for part, _ in at_fault(looked(3), "warning")]


def test_an_admin_and_an_address_of_the_page_are_missed_until_they_are_there(looked, configured):
    parts = [part for part, _ in at_fault(looked(3), "warning")]
    assert parts == ["configuration", "page"]
    configured(
        ("admins = []", 'admins = ["slack:U1"]'),
        ("[tiers.L1]", "[tiers.L1]"),
        ('# page = "https://desk.example.com"', 'page = "https://desk.example.com"'),
    )
    assert at_fault(looked(3), "warning") == []


def test_a_port_that_somebody_else_has_is_a_fault(looked, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        lines = looked(3)
    assert at_fault(lines) == [("page", f"Port {port} is taken by another program.")]
    assert f"firstline run --port {port + 1}" in lines[1][3]


def test_a_database_in_order_says_who_works_on_it(looked, empty_folder):
    url = f"sqlite:///{empty_folder}/demo.db"
    migrate.upgrade(url)
    lines = looked(0)
    assert ("database", "No desk works on it now.") in at_fault(lines, "ok")
    with worker_lock(url):
        lines = looked(0)
    assert any("A desk works on it (process" in text for _, text in at_fault(lines, "ok"))


def test_a_database_without_tables_names_the_command(looked, empty_folder):
    (empty_folder / "demo.db").touch()
    lines = looked(1)
    assert at_fault(lines) == [("database", "demo.db: It holds no tables yet.")]
    assert (
        "database",
        "fault",
        "demo.db: It holds no tables yet.",
        "Run: firstline db upgrade.",
    ) in lines


def test_a_file_that_is_no_database_is_a_fault(looked, empty_folder):
    (empty_folder / "demo.db").write_text("this is a letter to my grandmother" * 100)
    lines = looked(1)
    assert at_fault(lines) == [("database", "demo.db: file is not a database.")]


def test_a_server_that_is_away_is_a_fault_whose_password_is_not_said(firstline, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:hush@127.0.0.1:9/desk")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    result = firstline("doctor")
    assert result.exit_code == 4
    assert "desk on 127.0.0.1:" in result.stdout
    assert "Start the server, or mend DATABASE_URL." in result.stdout
    assert "hush" not in result.output


def test_a_demos_database_is_refused_as_a_desks(looked, configured, empty_folder):
    url = f"sqlite:///{empty_folder}/firstline.db"
    migrate.upgrade(url)
    mark(url, "demo", "ready")
    assert ("database", "It is a demo's: anybody may be anybody there.") in at_fault(looked(3))


def test_what_waits_too_long_is_a_warning(looked, empty_folder):
    url = f"sqlite:///{empty_folder}/demo.db"
    migrate.upgrade(url)
    put(url)
    lines = looked(0)
    [(part, text)] = at_fault(lines, "warning")[1:]
    assert part == "database"
    assert text.startswith("What comes in is not worked on (1 rows, ")


def test_a_desk_that_found_itself_out_of_order_is_a_warning(looked, empty_folder):
    url = f"sqlite:///{empty_folder}/demo.db"
    migrate.upgrade(url)
    mark(url, "heartbeat", (machine_now() - timedelta(hours=1)).isoformat())
    with worker_lock(url):
        warned = at_fault(looked(0), "warning")
    assert any(text.startswith("That desk was last in order at") for _, text in warned)


def test_tickets_of_another_desk_are_noticed(looked, empty_folder, monkeypatch):
    migrate.upgrade(f"sqlite:///{empty_folder}/demo.db")

    async def others(_self):
        return ["harbour"]

    monkeypatch.setattr(Audits, "other_desks", others)
    lines = looked(0)
    assert 'If they are yours, write id = "harbour" in [desk].' in [mend for *_, mend in lines]


def test_a_calendar_that_never_opens_is_a_fault(looked, configured):
    configured(("closed = []", 'closed = ["2020-01-01..2060-01-01"]'))
    lines = looked(3)
    assert ("clock", "L2 never opens: office has no hours.") in at_fault(lines)


def test_gaps_on_call_and_people_from_outside_are_warnings(looked, configured, empty_folder):
    late = '[oncall.late]\ntier = "L2"\npeople = ["web:nora"]\nstarts = 2999-01-01\n[roles]'
    configured(("[roles]", late))
    migrate.upgrade(f"sqlite:///{empty_folder}/firstline.db")
    texts = [text for part, text in at_fault(looked(3), "warning") if part == "database"]
    assert texts[0].startswith("Nobody is on call for L2 from ")
    assert texts[1] == "On call for L2 and not in its channels: web:nora."


def test_clocks_that_are_apart_are_a_fault():
    assert list(judge(timedelta(seconds=2))) == []
    [line] = judge(timedelta(seconds=-60))
    assert line.level is Level.FAULT
    assert line.text.endswith("are 60 seconds apart.")


def mark(url, name, value):
    run_on(url, lambda store: store.marks.set(name, value))


def put(url):
    from tests import nouns

    run_on(
        url, lambda store: store.inbox.put(nouns.letter()), at=machine_now() - timedelta(hours=1)
    )


def run_on(url, work, at=None):
    """Do something with the store of a desk as it is shipped."""
    import asyncio

    from bot.config import example
    from storage.store import Store

    async def go():
        now = at or machine_now()
        store = Store.open(url, example().policy(now.date()), clock=lambda: now)
        await work(store)
        await store.close()

    asyncio.run(go())
