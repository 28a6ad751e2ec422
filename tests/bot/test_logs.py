"""Does the log say what happened, and never a token?"""

import json
import logging
import sys

import pytest
import structlog

from bot import logs

SECRETS = [
    "xoxb-1234-abcdef",
    "xapp-1-A0-99-hush",
    "1234567890:AAHfiqksKZ8WmR2zSjiQ7_v4TM4MvKyhx4E",
    "https://hooks.slack.com/actions/T0/1/hush",
]


@pytest.fixture
def said(capsys):
    """What was logged so far; the library is put back as it was."""
    kept, root = structlog.get_config(), list(logging.getLogger().handlers)
    yield lambda: capsys.readouterr().err
    structlog.configure(**kept)
    logging.getLogger().handlers[:] = root


@pytest.mark.parametrize("secret", SECRETS)
def test_a_token_is_masked_wherever_it_stands(said, secret):
    logs.set_up()
    structlog.get_logger().info("calling", url=f"https://api.example.com/bot{secret}/x", n=1)
    text = said()
    line = json.loads(text)
    assert secret not in text
    assert "[token]" in line["url"]
    assert (line["event"], line["level"], line["n"]) == ("calling", "info", 1)


def test_a_token_in_a_traceback_is_masked_too(said):
    def reach():
        raise RuntimeError(f"cannot reach {SECRETS[2]}")

    logs.set_up()
    try:
        reach()
    except RuntimeError:
        structlog.get_logger().exception("failed")
    text = said()
    assert SECRETS[2] not in text
    assert "RuntimeError" in text


def test_a_quiet_log_says_warnings_only(said):
    logs.set_up(is_quiet=True)
    log = structlog.get_logger()
    log.info("all is well")
    log.warning("look here")
    assert [json.loads(line)["event"] for line in said().splitlines()] == ["look here"]


def test_a_terminal_gets_lines_for_people(said, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    logs.set_up()
    structlog.get_logger().info("hello", who="Maya")
    text = said()
    assert not text.startswith("{")
    assert "hello" in text


def test_libraries_that_would_log_addresses_with_tokens_are_kept_quiet(said):
    logs.set_up()
    for name in ("httpx", "slack_bolt", "slack_sdk"):
        assert logging.getLogger(name).level == logging.WARNING
