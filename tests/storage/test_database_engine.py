"""How a database is opened: addresses, and settings that commits depend on."""

import asyncio
import traceback

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import NaiveMomentError, clean, to_json
from storage.engine import Database, UnknownDatabaseError, address, open_database, sqlite_file
from storage.group import Group
from storage.store import Store
from tests import nouns


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u:p@host/db", "postgresql+psycopg"),
        ("postgresql://u:p@host/db", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@host/db", "postgresql+psycopg"),
        ("sqlite:///firstline.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/lib/firstline.db", "sqlite+aiosqlite"),
    ],
)
def test_common_spellings_of_an_address_are_read(url: str, driver: str):
    assert address(url).drivername == driver


def test_other_databases_are_refused_by_name():
    with pytest.raises(UnknownDatabaseError, match="mysql"):
        address("mysql://host/db")


def test_only_sqlite_has_a_file():
    assert str(sqlite_file(address("sqlite:///a/b.db"))) == "a/b.db"
    assert sqlite_file(address("postgres://host/db")) is None


async def test_commits_on_sqlite_last_through_a_power_cut(sqlite_url: str):
    database = open_database(sqlite_url)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    try:
        for door in (database.write, database.read):
            async with door() as connection:
                for name, value in wanted.items():
                    found = await connection.execute(text(f"PRAGMA {name}"))
                    assert found.scalar_one() == value
    finally:
        await database.close()


async def test_rows_that_could_be_made_anew_need_not_wait_for_the_disk(sqlite_url: str):
    database = open_database(sqlite_url)
    try:
        async with database.unflushed():
            assert await synchronous(database) == 0
        assert await synchronous(database) == 2
        with pytest.raises(KeyError):
            async with database.unflushed():
                raise KeyError
        assert await synchronous(database) == 2
    finally:
        await database.close()


async def synchronous(database: Database) -> int:
    async with database.write() as connection:
        found: int = (await connection.execute(text("PRAGMA synchronous"))).scalar_one()
        return found


@pytest.mark.postgres
async def test_no_statement_on_postgresql_runs_for_ever(postgres_url: str):
    database = open_database(postgres_url)
    try:
        async with database.write() as connection:
            found = await connection.execute(text("SHOW statement_timeout"))
            assert found.scalar_one() == "5s"
    finally:
        await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("limit", ["statement_timeout", "idle_in_transaction_session_timeout"])
async def test_limits_end_with_the_transaction_so_that_a_pooler_keeps_none(postgres_url, limit):
    database = open_database(postgres_url)
    try:
        async with database.write() as connection:
            assert await shown(connection, limit) != "0"
        async with database.glance() as connection:
            assert await shown(connection, limit) == "0"
    finally:
        await database.close()


@pytest.mark.postgres
async def test_a_server_that_restarted_while_nobody_asked_costs_no_work(postgres_url, monkeypatch):
    monkeypatch.setattr("storage.engine._IDLE_SECONDS", 0.0)
    database = open_database(postgres_url)
    try:
        async with database.write() as connection:
            await connection.execute(text("SELECT 1"))
        async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as other:
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        async with database.write() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    finally:
        await database.close()


async def shown(connection: AsyncConnection, setting: str) -> str:
    found: str = (await connection.execute(text(f"SHOW {setting}"))).scalar_one()
    return found


async def test_errors_of_the_database_do_not_tell_what_was_in_the_row(store: Store, meet):
    maya = await meet()
    with pytest.raises(IntegrityError) as refusal:
        await add_broken(store, maya.id)
    assert "eats paper" not in "".join(traceback.format_exception(refusal.value))


async def add_broken(store: Store, person: int) -> None:
    async with store.begin() as work:
        await work.tickets.add(nouns.ticket(person, tier=None))


async def test_moments_without_a_zone_are_refused(store: Store, meet):
    maya = await meet()
    naive = nouns.NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="2026-03-04") as refusal:
        async with store.begin() as work:
            await work.tickets.add(nouns.ticket(maya.id, asked_at=naive))
    assert isinstance(refusal.value.orig, NaiveMomentError)


def test_json_is_ascii_and_free_of_what_no_database_holds():
    assert to_json({"a": "ü 🖨"}) == '{"a":"\\u00fc \\ud83d\\udda8"}'
    assert to_json(["\ud83d", {"\0": "\0x"}, 1]) == '["\\ufffd",{"":"x"},1]'
    assert clean("plain") == "plain"


async def test_a_group_that_is_full_is_followed_by_another():
    written: list[list[int]] = []

    async def write(items):
        written.append(list(items))
        return [item * 2 for item in items]

    group: Group[int, int] = Group(write, most=2)
    assert await asyncio.gather(*(group.put(n) for n in range(5))) == [0, 2, 4, 6, 8]
    assert written == [[0, 1], [2, 3], [4]]
    await group.close()
