"""A database that restarts is waited for; anything else that breaks ends the program, loudly."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.config import parse
from bot.program import run, workers
from bot.wiring import add_web, build
from desk.ports import Letter, NotStoredError
from storage.engine import is_away
from tests.bot.conftest import CONFIG
from tests.nouns import NOON

LOST = OperationalError("SELECT 1", {}, Exception("server closed the connection"))


@asynccontextmanager
async def working(url):
    desk = await build(url, parse(CONFIG, "firstline.toml"))
    add_web(desk, changed=lambda: None)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(run(desk, workers(desk), stop))
        yield desk
        stop.set()


async def answered(desk, key):
    for _ in range(400):
        with suppress(DBAPIError):  # whoever asks may be cut off as well
            if await desk.store.inbox.outcome(key) is not None:
                return
        await asyncio.sleep(0.05)
    pytest.fail(f"{key} was never answered")


def question(number):
    body = {
        "v": 1,
        "type": "say",
        "author": {
            "platform": "web",
            "id": "maya",
            "name": "Maya",
            "language": "en",
            "timezone": "UTC",
        },
        "channel": "dm:maya",
        "thread": None,
        "message": number,
        "text": "The coffee machine flashes",
        "at": NOON.isoformat(),
    }
    return Letter(
        key=f"web:maya:{number}",
        platform="web",
        conversation="web:dm:maya",
        sort_at=NOON,
        body=json.dumps(body),
    )


@pytest.mark.postgres
async def test_work_goes_on_once_a_lost_database_is_back(postgres_url):
    async with working(postgres_url) as desk:
        await desk.store.inbox.put(question(1))
        await answered(desk, "web:maya:1")
        for _ in range(5):
            with psycopg.connect(postgres_url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await asyncio.sleep(0.05)
        await put_patiently(desk, question(2))
        await answered(desk, "web:maya:2")


async def put_patiently(desk, letter):
    """Put it as a platform does that repeats what was not acknowledged."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await desk.store.inbox.put(letter)
            except NotStoredError:
                await asyncio.sleep(0.1)


async def test_a_fault_of_ours_ends_the_program(sqlite_url):
    desk = await build(sqlite_url, parse(CONFIG, "firstline.toml"))

    async def broken(_stop):
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as ended:
        await run(desk, [broken, lambda stop: stop.wait()], asyncio.Event())
    assert isinstance(ended.value.exceptions[0], ZeroDivisionError)


async def test_a_service_begins_again_after_its_database_was_away(sqlite_url):
    desk = await build(sqlite_url, parse(CONFIG, "firstline.toml"))
    tries = []

    async def shaken(stop):
        tries.append(1)
        if len(tries) == 1:
            raise ExceptionGroup("workers", [LOST])
        stop.set()

    await run(desk, [shaken], asyncio.Event())
    assert len(tries) == 2


def test_only_a_database_out_of_reach_is_away():
    assert is_away(LOST)
    assert is_away(ExceptionGroup("workers", [LOST, LOST]))
    assert not is_away(ExceptionGroup("workers", [LOST, ValueError()]))
    assert not is_away(OperationalError("SELECT 1", {}, Exception("no such table: inbox")))
    assert not is_away(IntegrityError("INSERT", {}, Exception("duplicate key")))
    assert not is_away(OSError())
