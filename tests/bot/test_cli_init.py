"""What does a newcomer get from `firstline init`?"""

import json
import os
import stat
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.cli.init_command import write_tokens
from bot.config import example_text, load


def test_it_writes_the_commented_example(firstline, empty_folder):
    result = firstline("init")
    assert result.exit_code == 0
    assert (empty_folder / "firstline.toml").read_text() == example_text()
    assert firstline("config", "check").exit_code == 0


def test_without_a_platform_it_says_that_one_is_needed(firstline, empty_folder):
    said = firstline("init").stdout
    assert "It still needs a chat platform." in said
    assert '"firstline init slack --force"' in said
    assert "needs a chat platform" not in firstline("init", "telegram", "--force").stdout


def test_it_writes_anew_only_when_told_to_and_keeps_what_was_there(firstline, empty_folder):
    file = empty_folder / "firstline.toml"
    file.write_text("mine")
    refused = firstline("init")
    assert refused.exit_code == 2
    assert refused.stderr == "firstline.toml is there already; --force writes it anew.\n"
    assert file.read_text() == "mine"
    assert firstline("init", "--force").exit_code == 0
    assert file.read_text() == example_text()
    assert file.with_name("firstline.toml.old").read_text() == "mine"
    firstline("init", "--force")
    assert file.with_name("firstline.toml.old1").read_text() == example_text()


def test_it_copies_the_articles_for_editing(firstline, empty_folder):
    assert firstline("init", "--articles").exit_code == 0
    config = load(empty_folder / "firstline.toml")
    assert config.articles == empty_folder / "articles"
    assert (config.articles / "add-printer.md").is_file()
    assert firstline("kb", "check").exit_code == 0


def test_it_leaves_edited_articles_alone(firstline, empty_folder):
    (empty_folder / "articles").mkdir()
    result = firstline("init", "--articles")
    assert result.exit_code == 2
    assert not (empty_folder / "firstline.toml").exists()


def test_it_writes_where_the_environment_says(firstline, empty_folder, monkeypatch):
    monkeypatch.setenv("FIRSTLINE_CONFIG", "desk.toml")
    assert firstline("init").exit_code == 0
    assert (empty_folder / "desk.toml").exists()


def test_for_slack_it_names_channels_and_prints_the_link(firstline, empty_folder):
    result = firstline("init", "slack")
    policy = load(empty_folder / "firstline.toml").tiers
    assert policy["L2"].channels == ("slack:#l2-support", "web:l2-support")
    link = next(word for word in result.stdout.split() if word.startswith("https://"))
    manifest = json.loads(parse_qs(urlsplit(link).query)["manifest_json"][0])
    assert manifest["features"]["slash_commands"][0]["command"] == "/support"
    assert "# Tokens never stand here" in (empty_folder / "firstline.toml").read_text()


def test_for_telegram_it_prints_what_to_tell_botfather(firstline, empty_folder):
    result = firstline("init", "telegram")
    assert "/newbot to @BotFather" in result.stdout
    assert load(empty_folder / "firstline.toml").tiers["L1"].channels == ("web:l1-support",)


def test_it_asks_for_nothing_where_nobody_sits(firstline, empty_folder):
    assert firstline("init", "telegram").exit_code == 0
    assert not (empty_folder / ".env").exists()


def test_tokens_go_to_a_file_that_only_its_owner_reads(empty_folder):
    file = empty_folder / ".env"
    file.write_text("PORT=80\nTELEGRAM_BOT_TOKEN=1:old\n")
    file.chmod(0o644)
    write_tokens(file, {"TELEGRAM_BOT_TOKEN": "2:new"})
    assert file.read_text() == "PORT=80\nTELEGRAM_BOT_TOKEN=2:new\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(empty_folder.iterdir()) == [file]


@pytest.mark.parametrize("word", ["irc", "Slack!"])
def test_another_platform_is_wrong_usage(firstline, word):
    assert firstline("init", word).exit_code == 2


def read_until(terminal, words):
    shown = b""
    while words not in shown:
        shown += os.read(terminal, 1024)
    return shown


def test_on_a_terminal_it_asks_for_the_token_and_does_not_echo_it(empty_folder):
    ours, theirs = os.openpty()
    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs, "start_new_session": True}
    command = [sys.executable, "-m", "bot", "init", "telegram"]
    with subprocess.Popen(command, **ends) as program:
        read_until(ours, b"TELEGRAM_BOT_TOKEN: ")
        os.write(ours, b"123:hush-hush\n")
        shown = read_until(ours, b"firstline run")
    os.close(ours)
    os.close(theirs)
    assert program.returncode == 0
    assert b"hush" not in shown
    assert (empty_folder / ".env").read_text() == "TELEGRAM_BOT_TOKEN=123:hush-hush\n"
    assert stat.S_IMODE((empty_folder / ".env").stat().st_mode) == 0o600
