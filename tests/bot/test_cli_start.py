"""Is the command line quick, and does it never show a traceback for what people can mend?"""

import resource
import subprocess
import sys

import pytest

from bot.__main__ import main

AT_ONCE = 0.7
"""Seconds of work; the clock on the wall counts what other tests do meanwhile."""


def typed(*words, folder=None):
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_help_answers_at_once():
    took = []
    for _ in range(3):
        before = worked()
        result = typed("--help")
        took.append(worked() - before)
        assert result.returncode == 0
    assert "Usage: firstline" in result.stdout
    assert min(took) < AT_ONCE


def worked():
    """Seconds of processor time that commands which were typed have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_imports_nothing_heavy():
    heavy = ["sqlalchemy", "slack_bolt", "telegram", "numpy", "starlette", "pydantic_settings"]
    check = (
        f"import sys, bot.cli; bot.cli.program(); print([m for m in {heavy} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["config", "check", "gone.toml"], 3),
        (["kb", "check", "gone"], 2),
        (["no-such-command"], 2),
        (["init", "--no-such-option"], 2),
    ],
)
def test_what_people_can_mend_is_no_traceback(firstline, words, code):
    result = firstline(*words)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert result.stderr


def test_the_program_begins_with_what_was_typed(empty_folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["firstline", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("firstline ")
