"""The real process is killed at any statement, commit or send of the loop, and started again.

Nothing acknowledged is lost, no ticket or fact is doubled, nothing is said twice on Slack, and on
Telegram only what bears the mark of a repetition. With reconciliation switched off the same test
must find duplicates, or it would prove nothing.
"""

from contextlib import asynccontextmanager

import pytest

from tests.kills.desk import Orders
from tests.kills.draws import DATABASES, PARTS, PLATFORMS, STRATA, draw_many, mine
from tests.kills.lives import Lives
from tests.kills.people import PEOPLE
from tests.kills.spots import Spot
from tests.kills.traces import check_kept, check_said, opened, settled

pytestmark = pytest.mark.kill


@asynccontextmanager
async def lives(url, platform, *deaths, is_blind=False, diary=None):
    """Run the program with these deaths in its way, among people."""
    async with PEOPLE[platform].open() as people, opened(url, people.address) as store:
        orders = Orders(
            url=url,
            room=people.address,
            api_url=people.fake.api_url,
            tokens=people.tokens,
            is_blind=is_blind,
            diary=diary,
        )
        async with Lives(people.fake, orders, deaths).going_on() as alive:
            yield alive, people, store


async def live_through(url, platform, *deaths, diary=None):
    """Live the whole loop and check what it left; gives the deaths that came."""
    async with lives(url, platform, *deaths, diary=diary) as (alive, people, store):
        await alive.watching(people.live())
        await alive.watching(settled(store))
        await check_kept(store)
        check_said(people)
        return alive.deaths


@pytest.mark.parametrize("nth", range(len(STRATA)), ids=[str(one) for one in STRATA])
async def test_a_kill_loses_nothing_and_says_nothing_twice(nth, draws, seed, urls, record_property):
    drawn = draws[nth]
    record_property("kill", f"FIRSTLINE_SEED={seed} killed at {drawn}")
    with urls(drawn.database) as url:
        assert await live_through(url, drawn.platform, drawn.spot) == [drawn.spot]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_undisturbed_loop_passes_by_all_that_is_drawn(platform, sqlite_url, tmp_path):
    diary = tmp_path / "diary"
    await live_through(sqlite_url, platform, diary=diary)
    passed = set(map(Spot.parse, diary.read_text().splitlines()))
    drawn = [one for one in STRATA if one.platform in {None, platform} and one.database is None]
    assert {Spot(kind, one.least) for one in drawn for kind in one.kinds} <= passed


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_second_kill_while_looking_into_the_first_says_nothing_twice(when, sqlite_url):
    deaths = [Spot("send chat.postMessage after", 2), Spot(f"commit look {when}", 1)]
    assert await live_through(sqlite_url, "slack", *deaths) == deaths


async def test_without_looking_first_the_same_kill_says_things_twice(sqlite_url):
    death = Spot("send chat.postMessage after", 1)
    async with lives(sqlite_url, "slack", death, is_blind=True) as (alive, people, store):
        await alive.watching(people.ask())
        await alive.watching(settled(store))
        assert people.doubles()


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_kill_loses_nothing(platform, database, part, urls, tmp_path, record_property):
    diary = tmp_path / "diary"
    with urls(database) as url:
        await live_through(url, platform, diary=diary)
    reached, faults = 0, []
    spots = list(map(Spot.parse, diary.read_text().splitlines()))
    for spot in mine(spots, part):
        with urls(database) as url:
            deaths, fault = await survived(url, platform, spot)
        reached += len(deaths)
        faults += [f"{spot}: {fault}"] if fault else []
    place = f"part {part + 1:2} of {PARTS}, {platform} on {database}"
    record_property("kill", f"{place}: killed {reached} times, {len(faults)} wrong")
    assert not faults, "\n\n".join(faults)


@pytest.mark.soak
@pytest.mark.parametrize("nth", range(40))
async def test_kill_after_kill_loses_nothing(nth, seed, urls, record_property):
    database, platform, spots = draw_many(f"{seed}:{nth}", deaths=5)
    told = ", ".join(map(str, spots))
    record_property("kill", f"FIRSTLINE_SEED={seed} killed at {told} on {database} and {platform}")
    with urls(database) as url:
        await live_through(url, platform, *spots)


async def survived(url, platform, spot):
    """Live through one death; what is counted by time may not come, and that is no fault."""
    try:
        return await live_through(url, platform, spot), ""
    except AssertionError as error:
        return [spot], str(error)
