"""Does every mistake at the keyboard get a sentence that says what to do, and its exit code?"""

import contextlib
import json
import shutil
import socket
import sqlite3

import pytest

from bot.serving import PortBusyError, bind
from storage import migrate
from storage.worker_lock import worker_lock


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch, empty_folder):
    """A mistake that is not noticed must not start a server in a test."""

    def refuse(*_args):
        raise AssertionError("the program would have started")

    monkeypatch.setattr("bot.starting.run", refuse)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(free.getsockname()[1]))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["doctorr"], 2, "Did you mean 'doctor'?"),
        (["kb", "aks", "x"], 2, "Did you mean 'ask'?"),
        (["config", "chek"], 2, "'check'"),
        (["doctor", "--jsn"], 2, "Possible options: --json"),
        (["kb", "ask"], 2, "Missing argument 'question'"),
        (["kb", "ask", "  "], 2, "There is no question. Write one, as somebody would ask it."),
        (["kb", "ask", "x", "--folder", "gone"], 2, "There is no folder of articles at 'gone'."),
        (["kb", "check", "gone"], 2, "There is no folder of articles at 'gone'."),
        (["kb", "eval", "--queries", "q"], 2, "Missing option '--articles'"),
        (["kb", "eval", "--articles", "a", "--queries", "q"], 2, "cannot be read"),
        (["kb", "eval", "--articles", "a", "--queries", "q", "--split", "best"], 2, "'best' is not one of"),
        (["kb", "eval", "--articles", "a", "--queries", "q", "--min-top1", "x"], 2, "'--min-top1'"),
        (["config", "check", "gone.toml"], 3, 'Write one with "firstline init"'),
        (["config", "check", "."], 3, "Is a directory"),
        (["init", "discord"], 2, "'discord' is not one of 'slack', 'telegram'."),
        (["run", "--port", "99999"], 2, "less than or equal to 65535"),
        (["run", "--port", "0"], 2, "greater than or equal to 1"),
        (["run", "--port", "abc"], 2, "'--port'"),
        (["run", "--only", "web"], 2, "'web' is not one of 'workers'."),
        (["demo", "--port", "-1"], 2, "'--port'"),
        (["telegram", "setup"], 3, "TELEGRAM_BOT_TOKEN is not set"),
        (["slack"], 2, "manifest"),
    ],
)  # fmt: skip
def test_a_mistake_gets_a_sentence_and_a_code(firstline, words, code, said):
    result = firstline(*words)
    assert said in result.stderr
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert "Value error" not in result.output


def test_help_and_version_are_no_mistakes(firstline):
    assert firstline("-h").stdout == firstline("--help").stdout
    assert firstline("--version").stdout.startswith("firstline 0.")


def test_no_line_of_help_is_cut_off(firstline):
    assert "..." not in firstline("--help").stdout.partition("Commands:")[2]


@pytest.mark.parametrize("name", ["FIRSTLINE_CONFIG", "DATABASE_URL", "SLACK_BOT_TOKEN"])
def test_a_folder_with_anything_set_is_a_desk_and_no_demo(firstline, monkeypatch, name):
    values = {
        "FIRSTLINE_CONFIG": "gone.toml",
        "DATABASE_URL": "sqlite:///x.db",
        "SLACK_BOT_TOKEN": "xoxb-1",
    }
    monkeypatch.setenv(name, values[name])
    result = firstline("run")
    assert result.exit_code == 3
    assert "demo" not in result.stderr.partition("To only look around")[0]


def test_a_file_without_a_platform_says_what_to_set(firstline, configured):
    result = firstline("run")
    assert result.exit_code == 3
    assert result.stderr.startswith("No chat platform is set up. Set SLACK_BOT_TOKEN and")


@pytest.fixture
def on_telegram(configured, monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")


def test_a_busy_port_is_a_sentence_and_leaves_nothing_open(firstline, on_telegram):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = firstline("run", "--port", str(port))
    assert result.exit_code == 3
    assert result.stderr == (
        f"Port {port} is taken by another program. End it, or give another: --port {port + 1}.\n"
    )


def test_an_address_of_another_machine_is_a_sentence():
    with pytest.raises(PortBusyError, match="no address of this machine"):
        bind("203.0.113.7", 8080)


def test_a_second_desk_on_one_file_is_told_who_has_it(firstline, on_telegram, empty_folder):
    with worker_lock(f"sqlite:///{empty_folder}/firstline.db"):
        result = firstline("run")
    assert result.exit_code == 3
    assert "Another Firstline works on firstline.db already (process " in result.stderr
    assert "Traceback" not in result.output


def test_a_second_demo_and_forgetting_one_that_runs_are_refused(firstline, empty_folder):
    with worker_lock(f"sqlite:///{empty_folder}/demo.db"):
        for words in (["demo"], ["demo", "--fresh"]):
            result = firstline(*words)
            assert result.exit_code == 3
            assert "Another Firstline works on demo.db already" in result.stderr


def test_a_folder_that_nobody_may_write_to_is_a_sentence(firstline, on_telegram, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///gone/firstline.db")
    result = firstline("run")
    assert result.exit_code == 3
    assert result.stderr == (
        "gone/firstline.db cannot be written: no such file or directory."
        " Start Firstline in a folder that you may write to.\n"
    )


TOUCHES = [["ticket", "list"], ["ticket", "claim", "1"], ["db", "rebuild-facts"]]


@pytest.mark.parametrize("words", [*TOUCHES, ["db", "check"], ["db", "upgrade"], ["demo"]])
def test_a_file_that_is_no_database_is_a_sentence(firstline, empty_folder, words):
    (empty_folder / "demo.db").write_text("a letter to my grandmother" * 100)
    result = firstline(*words)
    assert result.exit_code == 3
    assert result.stderr.startswith("demo.db: file is not a database. Look at the file")
    assert "Traceback" not in result.output


@pytest.fixture
def newer(empty_folder, sqlite_template):
    """A database that a newer release has been at."""
    file = empty_folder / "demo.db"
    shutil.copy(sqlite_template, file)
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")


@pytest.mark.parametrize("words", [*TOUCHES, ["db", "upgrade"], ["demo"]])
def test_a_database_of_a_newer_release_is_not_touched(firstline, newer, words):
    result = firstline(*words)
    assert result.exit_code == 3
    assert "Its tables are those of a newer release. Install that release" in result.stderr


def test_the_check_of_a_newer_or_empty_database_fails(firstline, newer, empty_folder):
    result = firstline("db", "check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["standing"] == "newer"
    (empty_folder / "demo.db").unlink()
    (empty_folder / "demo.db").touch()
    result = firstline("db", "check")
    assert result.exit_code == 1
    assert result.stderr == "demo.db: It holds no tables yet. Run: firstline db upgrade.\n"


def test_upgrading_makes_the_tables_and_says_so(firstline):
    result = firstline("db", "upgrade")
    assert result.stdout == f"The tables are those of this release ({migrate.head()}).\n"
    assert firstline("db", "check").exit_code == 0
    assert json.loads(firstline("db", "check", "--json").stdout)["is_at_head"]


@pytest.mark.parametrize("words", [*TOUCHES, ["db", "check"], ["db", "upgrade"], ["run"]])
def test_a_server_that_is_away_is_a_sentence_without_its_password(
    firstline, on_telegram, monkeypatch, words
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:hush@127.0.0.1:9/desk")
    result = firstline(*words)
    assert result.exit_code == 3
    assert "Start the server, or mend DATABASE_URL." in result.stderr
    assert "hush" not in result.output
    assert "Traceback" not in result.output


def test_a_slack_that_does_not_list_its_channels_is_a_sentence(firstline, configured, monkeypatch):
    configured(('"web:l1-support"', '"slack:#l1-support"'))
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    result = firstline("run")
    assert result.exit_code == 4
    assert "Slack does not list its channels" in result.stderr
    assert "Run: firstline doctor" in result.stderr


@pytest.fixture
def plans(monkeypatch):
    """What would have been started."""
    made = []

    async def note(plan, *_rest):
        made.append(plan)

    monkeypatch.setattr("bot.starting.run_desk", note)
    monkeypatch.setattr("bot.starting.run_demo", note)
    return made


@pytest.mark.parametrize(
    ("words", "port", "host"),
    [
        ([], None, "127.0.0.1"),
        ([], "8123", "0.0.0.0"),  # noqa: S104 - what is being tested
        (["--host", "127.0.0.1"], "8123", "127.0.0.1"),
        (["--host", "10.0.0.7"], None, "10.0.0.7"),
    ],
)
def test_only_a_port_that_a_host_gave_opens_the_page_to_others(
    firstline, on_telegram, monkeypatch, plans, words, port, host
):
    monkeypatch.setenv("PORT", port) if port else monkeypatch.delenv("PORT", raising=False)
    assert firstline("run", *words).exit_code == 0
    assert plans[0].host == host


def test_workers_alone_serve_no_page(firstline, on_telegram, plans):
    assert firstline("run", "--only", "workers").exit_code == 0
    assert not plans[0].has_page


def test_nothing_configured_is_the_demo_and_says_so(firstline, plans):
    result = firstline("run")
    assert "this is the demo" in result.stderr
    assert firstline("demo", "--fresh").exit_code == 0
    assert {plan.url for plan in plans} == {"sqlite:///demo.db"}
    assert not any(plan.browser for plan in plans), "nobody looks"
