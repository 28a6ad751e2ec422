"""What runs while the program runs, and how does it end?

Everything lives in one task group of one loop. SIGTERM and Ctrl-C set one event: nothing new is
begun, what is under way is given time to end, and the rest is let go.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import structlog

from bot.scheduler import run_scheduler
from bot.wiring import Desk
from storage.engine import is_away, reason_of

_AGAIN = 1.0
"""Seconds before a database that is away is tried again."""

log = structlog.get_logger(__name__)

Service = Callable[[asyncio.Event], Awaitable[None]]
"""Runs until the event is set."""


def workers(desk: Desk) -> list[Service]:
    """Give everything that works on the desk's behalf."""
    return [
        desk.processor().run,
        desk.delivery().run,
        desk.reconciler().run,
        desk.librarian.run,
        desk.audit().run,
        *_duties(desk),
        *([desk.prober().run] if desk.policy.probes else []),
        lambda stop: run_scheduler(desk.tick.sweep, stop),
        lambda stop: _until(stop, desk.store.listen()),
        *(platform.run for platform in desk.platforms),
    ]


def _duties(desk: Desk) -> list[Service]:
    """Give what looks after rotations, where there are any."""
    rotations = desk.policy.rotations
    watching = [desk.duty_watch().run] if rotations else []
    is_read = any(rotation.source is not None for rotation in rotations)
    return [*watching, *([desk.duty_reader().run] if is_read else [])]


async def run(desk: Desk, services: Iterable[Service], stop: asyncio.Event) -> None:
    """Run all services until a signal or `stop`; one that fails ends them all, loudly."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        await desk.store.outbox.clear_dead_leases()
        await desk.store.leases.clear_dead()
        async with asyncio.TaskGroup() as group:
            for service in services:
                group.create_task(_guarded(service, stop))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        await desk.close()


async def _guarded(service: Service, stop: asyncio.Event) -> None:
    """Run a service; when it fails the others are told to stop before the failure goes on.

    A database that is away is waited for: what a service had in hand is still in the tables.
    """
    while not stop.is_set():
        try:
            return await service(stop)
        except Exception as error:
            if not is_away(error):
                stop.set()
                raise
            log.warning("the database is away", reason=reason_of(error))
        except BaseException:
            stop.set()
            raise
        await _pause(stop)
    return None


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_AGAIN):
            await stop.wait()


async def _until(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Run something that never ends by itself until `stop`."""
    task = asyncio.ensure_future(work)
    await stop.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
