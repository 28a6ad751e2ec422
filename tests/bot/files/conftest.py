"""People at the desk, with a warehouse for a platform."""

import pytest

from tests.bot.files.story import Story


@pytest.fixture
async def story(desk, clock):
    await desk.store.chat.seat("dm:maya", ["maya"])
    await desk.store.chat.seat("l1", ["sam"])
    told = Story(desk, clock)
    await told.seat()
    return told
