import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import handlers.web
from handlers.web.words import Words

FOLDER = Path(handlers.web.__file__).parent
SOURCES = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html"), *FOLDER.rglob("*.js")]
CATALOGUES = sorted((FOLDER / "words").glob("*.po"))
NOUNS = {"web.sign", "web.event"}
MADE_UP = re.compile(r"web\.(?:event|sign|column|hint|empty|fact|clock)\.")
"""Ids that are put together of a noun and a code."""


def ids(catalogue: Path) -> dict[str, str]:
    with catalogue.open("rb") as file:
        found = read_po(file, locale=catalogue.stem)
    return {one.context: one.string or one.id for one in found if one.context}


def test_every_word_that_the_page_says_is_there_and_none_is_left_over():
    told = ids(FOLDER / "words" / "en.po")
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r'"(web\.[a-z_.]+[a-z])"', source)) - NOUNS
    assert used <= set(told)
    assert {name for name in told if not MADE_UP.match(name)} <= used


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_every_language_says_all_of_it_with_the_same_facts(catalogue):
    english, told = ids(FOLDER / "words" / "en.po"), ids(catalogue)
    assert set(told) == set(english)
    for name, sentence in told.items():
        gaps = re.compile(r"\{\w+\}")
        assert sorted(gaps.findall(sentence)) == sorted(gaps.findall(english[name])), name


def test_a_language_without_a_catalogue_reads_english():
    assert Words("xx").say("web.send") == "Send"
