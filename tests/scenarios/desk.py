"""The program under test: two tiers that never close, on a database of its own."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot.clocks import machine_now
from bot.config import parse
from bot.delivery import Patience
from bot.librarian import Librarian
from bot.program import workers
from bot.wiring import add_web, build

QUICK = Patience(
    lease=timedelta(seconds=3),
    least_lease=timedelta(seconds=1),
    quarantine=timedelta(seconds=1),
    second_look=timedelta(seconds=0.3),
    poll=0.1,
    drain=1.0,
)

CONFIG = """
[desk]
name = "Harbour"
[tiers.L1]
title = "L1 support"
channels = [{first}]
calendar = "always"
[tiers.L2]
title = "L2 support"
channels = [{second}]
calendar = "always"
[calendars.always]
hours = "24/7"
[[sla]]
calendar = "always"
first_response = "2h"
resolution = "3d"
[services.gate]
title = "Gate control"
words = ["turnstile"]
[slack.watch]
C0WATCH001 = "questions"
"""

ON_CALL = """
[oncall.first]
tier = "L1"
people = {people}
starts = 2024-01-01
"""

_shelves: list[Librarian] = []
"""The shipped articles, read once a process: reading and indexing them takes a second."""


def config_with(first, second, on_call=(), more=""):
    """The desk's file, with the channels of both tiers, and the accounts on call for the first.

    `more` is what else a scenario wants the file to say.
    """
    text = CONFIG.format(first=json.dumps(first)[1:-1], second=json.dumps(second)[1:-1])
    rotation = ON_CALL.format(people=json.dumps(on_call)) if on_call else ""
    return parse(text + rotation + more, "firstline.toml")


@asynccontextmanager
async def desk_on(url, first, second, on_call=(), *, more="", machine=machine_now):
    """Build a desk on a database with its tables; platforms are added before `running`."""
    config = config_with(first, second, on_call, more)
    if not _shelves:
        _shelves.append(await Librarian.open(config.articles, config.knowledge.thresholds()))
    desk = await build(url, config, patience=QUICK, librarian=_shelves[0], machine=machine)
    desk.pacer.paces.clear()  # no fake that is used here asks for quiet; pacing has its own tests
    add_web(desk, changed=lambda: None)
    try:
        yield desk
    finally:
        await desk.close()


@asynccontextmanager
async def running(desk):
    """Run all workers until the block ends."""
    stop = asyncio.Event()
    await desk.store.outbox.clear_dead_leases()
    tasks = [asyncio.create_task(service(stop)) for service in workers(desk)]
    try:
        yield
    finally:
        stop.set()
        done, late = await asyncio.wait(tasks, timeout=5)
        for task in late:
            task.cancel()
        for task in done:
            with suppress(asyncio.CancelledError):
                task.result()
        assert not late, "a worker did not stop"
