"""Do admins hear of a gap on call a day before it begins, and once?"""

import asyncio
from datetime import timedelta

import pytest

from bot.config import parse
from bot.duty_watch import NOTICE
from bot.wiring import add_web, build
from desk.intervals import Interval
from desk.oncall import Cover
from desk.outcome import Done
from tests.bot.conftest import CONFIG
from tests.nouns import NOON
from tests.patience import eventually

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = """
[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
[oncall.late]
tier = "L1"
people = ["web:sam"]
starts = 2026-03-06
hours = "office"
"""


@pytest.fixture
async def desk(sqlite_url, clock, shelf):
    """A desk whose rotation starts on Friday; it is Wednesday noon."""
    config = parse(CONFIG + OFFICE, "firstline.toml")
    built = await build(sqlite_url, config, machine=clock, librarian=shelf)
    add_web(built, changed=lambda: None)
    yield built
    await built.close()


@pytest.fixture
def told(desk):
    async def told():
        """What waits for admins, by when the gap begins and ends."""
        facts = []
        while jobs := await desk.store.outbox.lease("test", now=desk.clocks.machine()):
            facts += [job.saying.notice.facts for job in jobs]
            for job in jobs:
                await desk.store.outbox.sent(job, f"m{job.id}", "", desk.clocks.machine())
        assert {one["code"] for one in facts} <= {"oncall_gap"}
        return [(one["facts"]["from"], one["facts"]["until"]) for one in facts]

    return told


async def test_a_gap_is_told_once_though_it_is_looked_at_again(desk, meet, told, clock):
    await meet("ada")
    watch = desk.duty_watch()
    await watch.look()
    assert await told() == [
        ("Wed 04 Mar 12:00 UTC", "Wed 04 Mar 17:00 UTC"),
        ("Thu 05 Mar 09:00 UTC", "Thu 05 Mar 17:00 UTC"),
    ]
    for _ in range(3):
        clock.move(hours=5)
        await watch.look()
        await desk.duty_watch().look()
    assert await told() == []


async def test_a_gap_is_told_a_day_before_it_begins(desk, meet, told, clock):
    await meet("ada")
    clock.at = NOON - 5 * DAY  # a Friday; the office opens again on Monday at nine
    watch = desk.duty_watch()
    await watch.look()
    await told()
    clock.at = NOON - 2 * DAY - 3 * HOUR - NOTICE - timedelta(seconds=1)
    await watch.look()
    assert await told() == []
    clock.move(seconds=1)
    await watch.look()
    assert await told() == [("Mon 02 Mar 09:00 UTC", "Mon 02 Mar 17:00 UTC")]


async def test_what_somebody_covers_is_no_gap(desk, meet, told):
    await meet("ada")
    sam = await meet("sam")
    span = Interval(start=NOON - HOUR, end=NOON + 2 * DAY)
    async with desk.store.begin() as work:
        await work.duty.add_cover(
            Cover(id=0, rotation="late", person=sam.id, span=span, by=None, made_at=NOON)
        )
        await work.commit(Done())
    await desk.duty_watch().look()
    assert await told() == []


async def test_a_desk_with_rotations_looks_while_it_runs(desk, meet, told):
    await meet("ada")
    stop = asyncio.Event()
    watching = asyncio.create_task(desk.duty_watch().run(stop))

    async def is_told():
        return await told()

    assert await eventually(is_told, "nobody looked")
    stop.set()
    await watching
