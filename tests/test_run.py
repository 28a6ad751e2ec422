"""Is what a machine lacks left out, and nothing else?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.run import PARTS, kept

ROOT = Path(__file__).parents[1]


def names(parts):
    return [part.name for part in parts]


def test_nothing_is_left_out_unasked():
    assert kept(PARTS, ()) == PARTS


def test_without_a_browser_its_part_is_left_out():
    assert set(names(PARTS)) - set(names(kept(PARTS, {"browser"}))) == {"browser"}


def test_without_the_peer_of_slack_the_other_peers_are_tried_still():
    peers = next(part for part in kept(PARTS, {"slack-peer"}) if part.name == "peers")
    assert peers.command[-2:] == ["-m", "peer and not slack_peer"]


def test_without_alertmanager_all_other_peers_are_tried_still():
    peers = next(part for part in kept(PARTS, {"alertmanager"}) if part.name == "peers")
    assert peers.command[-2:] == ["--ignore", "tests/scenarios/test_alertmanager.py"]
    assert (ROOT / peers.command[-1]).exists()


@pytest.mark.parametrize("mark", ["browser", "kill", "peer"])
def test_a_marked_test_stands_where_its_part_looks(mark):
    """Looking into all folders takes longer than many a test."""
    folders = {"browser": {"browser"}, "kill": {"kills", "fakes"}}
    marked = {
        path.relative_to(ROOT / "tests").parts[0]
        for path in (ROOT / "tests").rglob("*.py")
        if f"pytest.mark.{mark}\n" in path.read_text() or f"pytest.mark.{mark}," in path.read_text()
    }
    assert marked
    assert marked <= folders.get(mark, {"fakes", "scenarios"})


def test_a_name_that_is_none_is_refused_before_anything_runs():
    done = subprocess.run(
        [sys.executable, "-m", "tests.run"],
        cwd=ROOT,
        env={"FIRSTLINE_TEST_WITHOUT": "chrome"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "chrome is none of: alertmanager, browser, slack-peer" in done.stdout
