"""Every entry of a catalogue is whole, and stands there once."""

import re
from collections import Counter

import pytest

from tests.docs.written import ROOT

CATALOGUES = sorted(ROOT.glob("handlers/**/*.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_entry_has_its_three_lines_and_stands_there_once(path):
    entries = [entry for entry in path.read_text().split("\n\n") if "msgctxt" in entry]
    marks = ("msgctxt", "msgid", r"msgstr(?:\[0\])?")
    broken = [
        entry
        for entry in entries
        if [len(re.findall(rf"^{mark} ", entry, re.MULTILINE)) for mark in marks] != [1, 1, 1]
    ]
    assert broken == []
    names = Counter(re.findall(r'^msgctxt "([^"]+)"', path.read_text(), re.MULTILINE))
    assert [name for name, times in names.items() if times > 1] == []
