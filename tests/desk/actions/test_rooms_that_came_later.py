"""A channel may get rooms when tickets are there already; each gets one, and only one."""

from dataclasses import replace

import pytest

from desk.notice import Op
from desk.policy import TierChannel
from storage.store import Store
from tests.desk.actions.conftest import MAYA, SAM, Room
from tests.nouns import DIRECT, L1_ROOM


@pytest.fixture
async def later(room, sqlite_url):
    """The same desk, started again when its first tier's channel has rooms."""
    first, *rest = room.store.policy.tiers
    with_rooms = replace(first, channels=(TierChannel(address=L1_ROOM, rooms=True),))
    policy = replace(room.store.policy, tiers=(with_rooms, *rest))
    store = Store.open(sqlite_url, policy, clock=room.clock)
    yield Room(store, room.clock)
    await store.close()


async def rooms_of(room):
    return [one.card for one in await room.sayings() if one.op is Op.ROOM]


async def test_words_for_a_ticket_of_before_open_its_room(room, later):
    number = await room.opens()
    await room.arrives()
    assert await rooms_of(room) == []
    for text in ("it smokes now", "and it burns"):
        await later.says(MAYA, text, at=DIRECT)
        await later.arrives()
    assert await rooms_of(later) == [f"ticket:{number}:room"]
    assert await later.store.outbox.untold() == []


async def test_a_room_is_not_opened_again_when_its_saying_is_forgotten(later):
    number = await later.opens()
    await later.arrives()
    assert await rooms_of(later) == [f"ticket:{number}:room"]
    later.clock.move(days=20)
    await later.store.outbox.prune(later.clock())
    await later.does(SAM, "note", f"{number} still waiting for the part")
    await later.arrives()
    assert await rooms_of(later) == []
