"""Where do tests of the program stand: in an empty folder, with an empty environment."""

import pytest
from typer.testing import CliRunner

from bot.cli import program
from bot.settings import Settings


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
