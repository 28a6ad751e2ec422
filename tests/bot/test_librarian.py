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
