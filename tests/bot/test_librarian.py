"""Is an edited article live within seconds, and does a broken edit change nothing?"""

import asyncio
import shutil

import pytest

from bot.config import example
from bot.librarian import Librarian
from knowledge.errors import FolderMissingError
from knowledge.findings import Thresholds
from tests.patience import eventually

ARTICLE = """---
id: {id}
title: {title}
questions:
  - the coffee machine flashes red
  - red light on the coffee machine
  - coffee machine blinks and does nothing
  - what does the red light of the coffee machine mean
lang: en
tags: [kitchen]
review_by: 2099-01-01
---
Fill up the water. The light goes out.
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "articles"
    made.mkdir()
    shipped = sorted(example().articles.glob("*.md"))[:3]
    for article in shipped:
        shutil.copy(article, made)
    return made


@pytest.fixture
async def librarian(folder):
    return await Librarian.open(folder, Thresholds())


def write(folder):
    text = ARTICLE.format(id="coffee-light", title="The coffee machine flashes")
    (folder / "coffee-light.md").write_text(text)


async def test_a_new_article_answers_after_the_next_look(librarian, folder):
    before = librarian.version
    assert not await librarian.look(), "nothing changed"
    write(folder)
    assert await librarian.look()
    assert librarian.version != before
    assert len(librarian.articles) == 4
    assert librarian.article("coffee-light").title == "The coffee machine flashes"
    found = await librarian.search("coffee machine flashes red")
    assert found.matches[0].article_id == "coffee-light"


async def test_an_article_that_is_gone_is_found_no_more(librarian, folder):
    write(folder)
    await librarian.look()
    (folder / "coffee-light.md").unlink()
    assert await librarian.look()
    assert librarian.article("coffee-light") is None


async def test_a_folder_that_goes_away_changes_nothing_until_it_is_back(librarian, folder):
    version = librarian.version
    aside = folder.rename(folder.with_name("aside"))
    assert not await librarian.look()
    assert librarian.version == version
    assert len(librarian.articles) == 3
    aside.rename(folder)
    write(folder)
    assert await librarian.look()


async def test_a_folder_that_was_never_there_is_refused(tmp_path):
    with pytest.raises(FolderMissingError):
        await Librarian.open(tmp_path / "gone", Thresholds())


async def test_it_watches_the_folder_until_it_is_told_to_stop(librarian, folder):
    stop = asyncio.Event()
    watching = asyncio.create_task(librarian.run(stop))
    write(folder)
    await eventually(lambda: librarian.article("coffee-light"), "the edit was never seen")
    stop.set()
    async with asyncio.timeout(2):
        await watching


@pytest.fixture
async def shipped():
    return await Librarian.open(example().articles, Thresholds())


async def test_no_runbook_is_among_what_requesters_are_given(shipped):
    inside = {one.id for one in shipped.runbooks}
    assert len(inside) == 6
    assert inside & {one.id for one in shipped.articles} == set()
    assert [shipped.article(key) for key in inside] == [None] * 6
    for one in shipped.runbooks:
        for asked in (one.title, one.id, *one.questions, *(step.text for step in one.steps)):
            found = await shipped.search(asked)
            assert inside & {match.article_id for match in found.matches} == set(), asked


async def test_engineers_find_runbooks_and_nothing_else_among_them(shipped):
    found = await shipped.search_runbooks("the nightly invoice run did not finish")
    assert max(found, key=found.__getitem__) == "erp-invoice-batch"
    assert found["erp-invoice-batch"] > 0.9
    assert set(found) <= {one.id for one in shipped.runbooks}
    assert await shipped.search_runbooks("") == {}


async def test_an_article_that_becomes_a_runbook_is_taken_from_requesters_at_once(
    librarian, folder
):
    write(folder)
    await librarian.look()
    text = (folder / "coffee-light.md").read_text()
    inside = text.replace("tags: [kitchen]", "audience: engineers").replace("Fill", "- [ ] Fill")
    (folder / "coffee-light.md").write_text(inside)
    assert await librarian.look()
    assert librarian.article("coffee-light") is None
    assert [one.id for one in librarian.runbooks] == ["coffee-light"]
    found = await librarian.search("coffee machine flashes red")
    assert "coffee-light" not in {match.article_id for match in found.matches}
