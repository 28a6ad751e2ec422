"""Are services looked at, each in its own time, by one replica only?"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot import prober
from bot.clocks import Clocks
from bot.prober import HELD, LEASE, Prober
from desk.monitors import Probe, ProbeKind
from desk.services import Service
from desk.standing import Fault, FaultCode, Look
from storage.store import Store
from tests.desk.weeks import NEVER
from tests.nouns import POLICY, MovableClock
from tests.patience import eventually

REFUSED = Fault(code=FaultCode.REFUSED)


def probe(name, **more) -> Probe:
    told = {"every": timedelta(seconds=60), "kind": ProbeKind.TCP, "target": "erp.example.com:1"}
    return Probe(service="erp", name=name, **{**told, **more})


@pytest.fixture
async def prober_of(sqlite_url, monkeypatch):
    """Make a prober whose servers answer as the test says, and that steps quickly."""
    monkeypatch.setattr(prober, "STEP", 0.01)
    monkeypatch.setattr(prober, "SPREAD", 0.0)
    stores = []

    def prober_of(*probes, owner="one"):
        erp = Service(key="erp", title="ERP", probes=probes)
        policy = replace(POLICY, services=(erp,), calendars=(replace(NEVER, key="never"),))
        clock = MovableClock()
        store = Store.open(sqlite_url, policy, clock=clock)
        stores.append(store)
        return Prober(store, Clocks(clock), owner, net=object())

    yield prober_of
    for store in stores:
        await store.close()


async def standings(prober):
    async with prober._store.begin() as work:
        return {one.key: one for one in await work.standings.all()}


async def running(prober, until):
    stop = asyncio.Event()
    task = asyncio.create_task(prober.run(stop))

    async def is_there():
        return await until() if not task.done() else task.result() or True

    await eventually(is_there, "nothing was looked at")
    stop.set()
    await task


async def test_who_is_slow_holds_up_nobody(prober_of, monkeypatch):
    asked, slow = [], asyncio.Event()

    async def look(probe, at, net):
        asked.append(probe.name)
        if probe.name == "slow":
            await slow.wait()
        return Look(key=probe.key, at=at, fault=REFUSED if probe.name == "bad" else None)

    monkeypatch.setattr(prober, "look", look)
    one = prober_of(probe("slow"), probe("bad"), probe("good"), probe("closed", calendar="never"))

    async def until():
        return len(await standings(one)) == 2

    await running(one, until)
    found = await standings(one)
    assert found["erp/bad"].fault == REFUSED
    assert found["erp/good"].fault is None
    assert sorted(asked) == ["bad", "good", "slow"]


async def test_only_who_holds_the_lease_looks_and_lets_go_at_the_end(prober_of, monkeypatch):
    async def look(probe, at, net):
        return Look(key=probe.key, at=at)

    monkeypatch.setattr(prober, "look", look)
    first, second = prober_of(probe("web")), prober_of(probe("web"), owner="two")
    assert await first._is_mine()
    assert await first._is_mine()
    assert not await second._is_mine()
    first._held_until = 0.0

    async def until():
        return bool(await standings(first))

    await running(first, until)
    assert await second._store.leases.hold(LEASE, "two", HELD)


def test_a_probe_is_due_once_in_its_time_and_not_while_it_looks(prober_of):
    one = prober_of(probe("web"), probe("often", every=timedelta(seconds=5)))

    def due(now):
        return [each.name for each in one._due(now)]

    assert due(100.0) == ["web", "often"]
    assert due(104.9) == []
    one._running.add("erp/web")
    assert due(105.0) == ["often"]
    assert due(160.0) == ["often"]
    one._running.clear()
    assert due(160.5) == ["web"]
    assert due(400.0) == ["web", "often"]  # what was missed is not made up for
    assert due(400.5) == []


async def test_a_database_that_is_away_misses_a_look_and_no_more(prober_of, monkeypatch):
    async def look(probe, at, net):
        return Look(key=probe.key, at=at)

    async def away(*_, **__):
        raise OperationalError("x", {}, Exception("away"))

    monkeypatch.setattr(prober, "look", look)
    one = prober_of(probe("web"))
    taken = one._take
    one._take = away
    await one.look(probe("web"))
    assert await standings(one) == {}
    one._take = taken
    await one.look(probe("web"))
    assert set(await standings(one)) == {"erp/web"}
