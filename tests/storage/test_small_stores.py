"""Marks, leases, sign-in links and sessions, and the workers' lock."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desk.outcome import Done
from storage.export import Part
from storage.store import Store
from storage.worker_lock import WorkersBusyError, worker_lock
from tests import nouns

HOUR = timedelta(hours=1)


async def test_marks_are_kept_replaced_and_forgotten(store: Store, replica: Store):
    assert await store.marks.get("offset") is None
    await store.marks.set("offset", "60")
    await replica.marks.set("offset", "120")
    assert await store.marks.get("offset") == "120"
    await store.marks.remove("offset")
    assert await replica.marks.get("offset") is None


async def test_a_lease_has_one_owner_at_a_time(store: Store, replica: Store):
    assert await store.leases.hold("poller", "a", 60)
    assert not await replica.leases.hold("poller", "b", 60)
    assert await store.leases.hold("poller", "a", 60)
    assert await replica.leases.hold("other", "b", 60)
    await replica.leases.let_go("poller", "b")
    assert not await replica.leases.hold("poller", "b", 60)
    await store.leases.let_go("poller", "a")
    assert await replica.leases.hold("poller", "b", 60)


async def test_a_lease_that_ran_out_goes_to_the_next_one(store: Store, replica: Store):
    assert await store.leases.hold("poller", "dead", -1)
    assert await replica.leases.hold("poller", "heir", 60)
    assert not await store.leases.hold("poller", "dead", 60)


async def test_a_start_frees_what_the_dead_held_where_only_one_can_live(
    store: Store, replica: Store, database_url: str
):
    assert await store.leases.hold("poller", "dead", 60)
    await replica.leases.clear_dead()
    assert await replica.leases.hold("poller", "heir", 60) == database_url.startswith("sqlite")


async def test_of_many_who_want_a_lease_at_once_one_gets_it(store: Store, replica: Store):
    doors = (store, replica) * 4
    held = await asyncio.gather(
        *(door.leases.hold("poller", f"owner {n}", 60) for n, door in enumerate(doors))
    )
    assert sum(held) == 1


async def test_a_link_signs_in_once_and_in_time(store: Store, replica: Store, meet):
    maya = (await meet()).id
    later = nouns.NOON + HOUR
    await store.sign_ins.create(maya, "hash", later)
    await store.sign_ins.create(maya, "late", later)
    ends = await asyncio.gather(
        *(door.sign_ins.consume("hash", nouns.NOON) for door in (store, replica) * 3)
    )
    assert sorted(ends, key=str) == [maya, None, None, None, None, None]
    assert await store.sign_ins.consume("late", later) is None
    assert await store.sign_ins.consume("never", nouns.NOON) is None
    await store.sign_ins.prune(later)
    assert await store.sign_ins.consume("late", nouns.NOON) is None


async def test_a_session_lasts_until_its_end_or_its_removal(store: Store, meet):
    maya = (await meet()).id
    await store.sessions.create(maya, "one", nouns.NOON + 8 * HOUR)
    await store.sessions.create(maya, "two", nouns.NOON + 8 * HOUR)
    assert await store.sessions.get("one", nouns.NOON) == maya
    assert await store.sessions.get("one", nouns.NOON + 8 * HOUR) is None
    await store.sessions.remove("one")
    assert await store.sessions.get("one", nouns.NOON) is None
    assert await store.sessions.get("two", nouns.NOON) == maya


def test_a_second_process_of_workers_is_turned_away(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/firstline.db"
    with worker_lock(url), pytest.raises(WorkersBusyError, match=r"firstline\.db\.lock"):
        hold_once(url)
    hold_once(url)


def test_a_killed_process_lets_go_of_the_workers_lock(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/firstline.db"
    hold = (
        "import sys, time\nfrom storage.worker_lock import worker_lock\n"
        f"with worker_lock({url!r}):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(WorkersBusyError):
            hold_once(url)
        other.kill()
        other.wait()
        hold_once(url)


def test_on_postgresql_any_number_of_processes_may_work():
    url = "postgres://nowhere/firstline"
    with worker_lock(url):
        hold_once(url)


def hold_once(url: str) -> None:
    with worker_lock(url):
        pass


async def test_an_export_goes_on_past_what_it_reads_at_once_and_keeps_to_its_desk(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("storage.export._AT_ONCE", 2)
    async with store.begin() as work:
        maya = await work.people.meet(nouns.author())
        for day in range(5):
            await work.tickets.add(nouns.ticket(maya.id, asked_at=nouns.NOON + timedelta(days=day)))
        await work.events.add(nouns.event(ticket=101, at=nouns.NOON + timedelta(days=4)))
        await work.commit(Done())

    async def numbers(door: Store, since=None) -> list[int]:
        return [row["id"] async for row in door.exports.rows(Part.TICKETS, since=since)]

    assert await numbers(store) == [101, 102, 103, 104, 105]
    assert await numbers(store, nouns.NOON + timedelta(days=3)) == [101, 104, 105]
    other = Store.open(
        database_url, replace(nouns.POLICY, workspace="other"), clock=lambda: nouns.NOON
    )
    assert await numbers(other) == []
    await other.close()
