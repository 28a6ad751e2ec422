"""A desk on the page, with a warehouse for a platform, and people in it."""

import asyncio

import pytest

from bot.config import parse
from bot.librarian import Librarian
from bot.wiring import add_web, build
from tests.bot.conftest import CONFIG
from tests.bot.files.story import Story


@pytest.fixture(scope="module")
def librarian():
    """One index of the articles for all stories: building it takes longer than a story."""
    config = parse(CONFIG, "firstline.toml")
    return asyncio.run(Librarian.open(config.articles, config.knowledge.thresholds()))


@pytest.fixture
async def desk(sqlite_url, clock, librarian):
    config = parse(CONFIG, "firstline.toml")
    built = await build(sqlite_url, config, machine=clock, librarian=librarian)
    add_web(built, changed=lambda: None)
    yield built
    await built.close()


@pytest.fixture
async def story(desk, clock):
    await desk.store.chat.seat("dm:maya", ["maya"])
    await desk.store.chat.seat("l1", ["sam"])
    told = Story(desk, clock)
    await told.seat()
    return told
