"""The real process is killed while files pass through it, and started again.

Every byte of both sides is kept, and brought to the other side: once on Slack, where an upload of
three calls can be asked about; on Telegram at least once, and again only with the mark.
"""

import pytest

from desk.attachment import FileState
from tests.kills.draws import PLATFORMS, WITH_FILES
from tests.kills.people import LOG, PATCH
from tests.kills.spots import Spot
from tests.kills.test_killed_anywhere import lives
from tests.kills.traces import REPEAT, settled

pytestmark = pytest.mark.kill


async def send_through(url, platform, *deaths, diary=None):
    """Send a file each way and check where they came to; gives the deaths that came."""
    async with lives(url, platform, *deaths, diary=diary) as (alive, people, store):
        await alive.watching(people.send_files())
        await alive.watching(settled(store))
        assert await kept(store) == [LOG, PATCH]
        check_brought(people, people.room, LOG)
        check_brought(people, people.desk, PATCH)
        assert people.doubles() == {}, people.describe()
        return alive.deaths


async def kept(store):
    """Name and bytes of every file of the one ticket."""
    async with store.begin() as work:
        files = await work.files.of_ticket(101)
    assert {file.state for file in files} == {FileState.KEPT}
    return [(file.name, await whole(store, file.id)) for file in files]


async def whole(store, file):
    return b"".join([part async for part in store.files.read(file)])


def check_brought(people, place, file):
    """Nothing else was brought there, and it more than once only where that was said."""
    brought = people.files_in(place)
    repeated = [words for words in people.told_to(place) if words.startswith(REPEAT)]
    assert set(brought) == {file}, people.describe()
    assert len(brought) == 1 or (people.repeats and repeated), people.describe()


@pytest.mark.parametrize("nth", range(len(WITH_FILES)), ids=[str(one) for one in WITH_FILES])
async def test_a_kill_loses_no_file(nth, draws_with_files, seed, urls, record_property):
    drawn = draws_with_files[nth]
    record_property("kill", f"FIRSTLINE_SEED={seed} killed at {drawn}, with files")
    with urls(drawn.database) as url:
        assert await send_through(url, drawn.platform, drawn.spot) == [drawn.spot]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_files_pass_by_all_that_is_drawn(platform, sqlite_url, tmp_path):
    diary = tmp_path / "diary"
    await send_through(sqlite_url, platform, diary=diary)
    passed = set(map(Spot.parse, diary.read_text().splitlines()))
    drawn = [one for one in WITH_FILES if one.platform in {None, platform}]
    assert {Spot(kind, one.least) for one in drawn for kind in one.kinds} <= passed
