"""What does time do: close, tell, forget, and never stop at the first failure?"""

import asyncio
from datetime import timedelta

import pytest

from bot import scheduler
from bot.health import TICK_IS_OLD
from bot.scheduler import KEPT, run_scheduler
from desk.notice import NoticeKind, Weight
from desk.outcome import Done
from tests import nouns
from tests.bot.carrier import Carrier
from tests.patience import eventually


@pytest.fixture
def give_up(desk):
    """Say something that the platform refuses."""

    async def give_up(**more):
        async with desk.store.begin() as work:
            await work.say(nouns.saying("event:1", **more))
            await work.commit(Done())
        [job] = await desk.store.outbox.lease("test", now=nouns.NOON)
        await desk.store.outbox.refused(job, "user_is_gone")

    return give_up


async def test_words_that_were_given_up_come_back_through_the_inbox(desk, give_up):
    words = nouns.notice(NoticeKind.REPLY, ticket=101)
    await give_up(notice=words, weight=Weight.CRITICAL)
    await desk.tick.tell_undelivered()
    letter = await desk.store.inbox.oldest("desk:ticket:101", nouns.NOON)
    inbound = desk.listeners["desk"].understand(letter.key, __import__("json").loads(letter.body))
    assert (inbound.ticket, inbound.reason) == (101, "user_is_gone")
    assert await desk.store.outbox.untold() == []


async def test_hints_that_were_given_up_are_told_to_nobody(desk, give_up):
    await give_up(notice=nouns.notice(NoticeKind.RECEIVED), weight=Weight.FYI)
    await desk.tick.tell_undelivered()
    assert (await desk.store.inbox.undone())[0] == 0
    assert await desk.store.outbox.untold() == []


async def test_keys_are_forgotten_when_they_cannot_come_back(desk, clock):
    await desk.store.inbox.put(nouns.letter("old"))
    async with desk.store.begin("old") as work:
        await work.commit(Done())
    clock.move(seconds=KEPT.total_seconds() - 1)
    await desk.tick.prune()
    assert await desk.store.inbox.outcome("old") == Done()
    clock.move(seconds=2)
    await desk.tick.prune()
    assert await desk.store.inbox.outcome("old") is None


async def test_a_duty_that_fails_does_not_stop_the_others(desk, monkeypatch):
    done = []

    async def fail(self):
        raise RuntimeError("broken")

    async def prune(self):
        done.append("prune")

    monkeypatch.setattr(scheduler.Tick, "close_resolved", fail)
    monkeypatch.setattr(scheduler.Tick, "prune", prune)
    await desk.tick.sweep()
    assert done == ["prune"]


async def test_the_scheduler_ticks_until_it_is_told_to_stop(monkeypatch):
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.05)
    ticks = []

    async def tick():
        ticks.append(1)

    stop = asyncio.Event()
    running = asyncio.create_task(run_scheduler(tick, stop))
    await eventually(lambda: len(ticks) >= 2, "it never ticked")
    stop.set()
    async with asyncio.timeout(2):
        await running
    count = len(ticks)
    await asyncio.sleep(0.2)
    assert len(ticks) == count


async def test_the_program_is_live_while_the_tick_comes_by(desk, clock):
    assert await desk.health.is_live(), "before the first tick is due"
    await desk.tick.sweep()
    clock.move(seconds=TICK_IS_OLD.total_seconds() - 1)
    assert await desk.health.is_live()
    clock.move(seconds=1)
    assert not await desk.health.is_live()
    desk.health.ticked()
    assert await desk.health.is_live()


async def test_it_is_ready_while_the_database_takes_a_write(desk):
    assert await desk.health.is_ready()
    async with desk.store.database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE marks RENAME TO gone")
        await connection.commit()
    assert not await desk.health.is_ready()


async def test_the_desks_clock_moves_and_remembers_how_far(desk, clock):
    await desk.move_clock(timedelta(hours=2))
    assert desk.clocks.desk() - clock.at == timedelta(hours=2)
    assert float(await desk.store.marks.get("clock.offset")) == 7200.0


async def test_closing_a_desk_lets_go_of_every_platform(sqlite_url):
    from bot.config import parse
    from bot.wiring import build
    from tests.bot.conftest import CONFIG

    class Closing(Carrier):
        is_closed = False

        async def close(self):
            self.is_closed = True

    desk = await build(sqlite_url, parse(CONFIG, "firstline.toml"))
    carrier = desk.notifiers["slack"] = Closing()
    await desk.close()
    assert carrier.is_closed
