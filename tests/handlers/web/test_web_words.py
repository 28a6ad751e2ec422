import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import handlers.web
from desk.events import EventKind
from handlers.web.words import Words, wanted
from tests.handlers.web.desk_in_memory import whole
from tests.handlers.web.visitor import Visitor, seen

FOLDER = Path(handlers.web.__file__).parent
SOURCES = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.html"), *FOLDER.rglob("*.js")]
CATALOGUES = sorted((FOLDER / "words").glob("*.po"))
NOUNS = {"web.sign", "web.event", "web.file"}
MADE_UP = re.compile(
    r"web\.(?:event|sign|file|column|hint|empty|fact|clock|all|state|day|again|done)\."
)
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


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_everything_that_happens_to_a_ticket_has_a_word(catalogue):
    kinds = [kind.value.partition(".") for kind in EventKind]
    happened = {f"web.event.{code}" for noun, _, code in kinds if noun == "ticket"}
    assert happened <= set(ids(catalogue))


def test_a_language_without_a_catalogue_reads_english():
    assert Words("xx").say("web.send") == "Send"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB, de;q=0.5", "en"),
        ("en;q=0.3, DE;q=0.7", "de"),
        ("fr, de;q=0.2", "de"),
        ("fr", "xx"),
        ("de;q=0", "xx"),
        ("*", "xx"),
        ("", "xx"),
        (";;q=,,-,de;q=\u0661", "de"),
    ],
)
def test_the_browsers_wish_is_met_where_the_page_can(accept, language):
    assert wanted(accept, "xx") == language


async def test_a_person_reads_the_page_in_their_own_language_whatever_the_browser_asks_for(
    desk, visitor
):
    maya = desk.desk.actors["maya"]
    desk.desk.actors["maya"] = replace(maya, person=replace(maya.person, language="de"))
    page = await visitor.get("/board?as=maya", headers={"accept-language": "en"})
    assert seen(page).all("html")[0]["lang"] == "de"
    assert "unvergeben" in seen(page).words
    loop = seen(await visitor.get("/?left=maya&right=sam"))
    assert "Hallo Maya Rossi." in loop.words, "each pane in the language of who sits there"
    assert loop.all("html")[0]["lang"] == "en"


async def test_a_stranger_is_told_the_way_in_in_the_browsers_language():
    visitor = Visitor(whole(is_demo=False).services)
    for path in ("/", "/sign-in/abc"):
        german = await visitor.get(path, headers={"accept-language": "de-DE,de;q=0.9"})
        assert seen(german).all("html")[0]["lang"] == "de"
    assert "Weiter" in seen(german).words
    assert "Continue" in seen(await visitor.get("/sign-in/abc")).words
