"""A desk in memory and somebody who looks at it."""

import pytest

from tests.handlers.web.desk_in_memory import Whole, whole
from tests.handlers.web.sample_talk import play
from tests.handlers.web.visitor import Visitor


@pytest.fixture
def desk() -> Whole:
    return whole()


@pytest.fixture
async def visitor(desk):
    someone = Visitor(desk.services)
    yield someone
    await someone.client.aclose()


@pytest.fixture
async def told(desk):
    """The ids of the messages of a morning that was played into the desk."""
    return await play(desk)
