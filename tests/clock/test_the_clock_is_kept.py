"""Is every notice that rule 10 calls for said exactly once, and no other, whatever happens?

Hundreds of tickets live through weeks of random deeds under a clock that jumps; three tickers on one
database, some killed, sometimes none for hours; hours and targets are edited on the way. A judge who
shares nothing with the desk's rules says at each tick what is to be said. `FIRSTLINE_SEED=1234`
plays a run again. The faults prove that the judge would notice.
"""

import pytest

from tests.clock import faults
from tests.clock.tickers import Tickers, keep_promises
from tests.clock.world import Size, World

TESTED = Size(tickets=150, days=12, empty_ticks=500)
ON_SERVER = Size(tickets=12, days=2, empty_ticks=20, edits=0, outages=1)
SPOILED = Size(tickets=12, days=2, empty_ticks=20, edits=0, outages=0)
SOAKED = Size(tickets=2500, days=90, empty_ticks=1000, edits=12, outages=30)

FAULTS = {
    "a warning doubled": (faults.doubled_event, "not called for"),
    "a warning dropped": (faults.dropped_event, "missing"),
    "a warning said twice": (faults.doubled_saying("sla.warning"), "said uncalled for"),
    "a warning never said": (faults.dropped_saying("sla.warning"), "never said"),
    "the requester told twice": (faults.doubled_saying("sla.missed"), "was told uncalled for"),
    "a breach lost at a kill": (faults.lost_breach, "missing"),
}


async def judged(url, seed, size, record_property, **more):
    """Let a world live and give what its judge says."""
    world = World(url=url, seed=seed, size=size, tickers=Tickers(keep=keep_promises, **more))
    verdict = await world.run()
    record_property("clock", f"FIRSTLINE_SEED={seed} {world.report()}")
    return verdict


@pytest.mark.parametrize("nth", range(2))
async def test_everything_is_said_once_and_in_time(nth, seed, urls, record_property):
    with urls("sqlite") as url:
        verdict = await judged(url, seed + nth, TESTED, record_property)
    assert verdict.faults == []
    assert verdict.p99 <= 5


@pytest.mark.postgres
async def test_processes_that_are_killed_on_postgresql_lose_nothing(seed, urls, record_property):
    with urls("postgres") as url:
        verdict = await judged(url, seed, ON_SERVER, record_property, deaths=0.2, processes=0.3)
    assert verdict.faults == []


async def spoiled(url, keep):
    """Let a small world live with such a tick, up to the first fault, and give that."""
    world = World(url=url, seed=1, size=SPOILED, tickers=Tickers(keep=keep, deaths=0))
    return " ".join((await world.run(to_first_fault=True)).faults)


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_judge_notices(fault, urls):
    spoil, complaint = FAULTS[fault]
    with urls("sqlite") as url:
        assert complaint in await spoiled(url, faults.spoiled(keep_promises, spoil))


async def test_the_judge_notices_a_clock_that_is_six_seconds_ahead(urls):
    with urls("sqlite") as url:
        assert "not called for" in await spoiled(url, faults.early(keep_promises))


async def test_the_same_world_without_a_fault_is_not_complained_of(urls):
    with urls("sqlite") as url:
        assert await spoiled(url, keep_promises) == ""


@pytest.mark.soak
@pytest.mark.parametrize("nth", range(4))
async def test_ten_thousand_tickets_in_ninety_days(nth, drawn, urls, record_property):
    with urls("sqlite") as url:
        verdict = await judged(url, drawn + nth, SOAKED, record_property)
    assert verdict.faults == []
    assert verdict.p99 <= 5
