"""Tables come up to this release and go back, and are those that the code means."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select

from desk.events import EventKind
from desk.outcome import Done
from storage import migrate
from storage.engine import address
from storage.store import Store
from storage.table_parts import metadata
from storage.tables import events as events_table
from storage.tables import tickets as tickets_table
from tests import nouns

if TYPE_CHECKING:
    from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(template="template0") as url:
        yield url


def tables(url: str) -> set[str]:
    where = address(url)
    engine = create_engine(where.set(drivername=where.drivername.replace("+aiosqlite", "")))
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_and_down_and_up_again(empty_url: str):
    assert not migrate.is_at_head(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.is_at_head(empty_url)
    assert tables(empty_url) == set(metadata.tables)
    migrate.downgrade(empty_url, "base")
    assert tables(empty_url) == set()
    assert not migrate.is_at_head(empty_url)
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.is_at_head(empty_url)


def test_the_tables_are_those_that_the_code_means(database_url: str):
    where = address(database_url)
    engine = create_engine(where.set(drivername=where.drivername.replace("+aiosqlite", "")))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, metadata) == []
    finally:
        engine.dispose()


def test_processes_that_start_at_once_migrate_once(empty_url: str):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [empty_url] * 4))
    assert migrate.is_at_head(empty_url)


def test_there_is_one_head():
    assert migrate.head() is not None


async def test_asking_for_the_release_waits_for_no_writer(store: Store, database_url: str):
    async with store.begin() as work:
        await work.people.meet(nouns.author())
        assert migrate.is_at_head(database_url)


async def test_words_that_are_there_already_are_found_after_the_upgrade(
    store: Store, database_url: str
):
    async with store.begin() as work:
        maya = await work.people.meet(nouns.author())
        ticket = await work.tickets.add(nouns.ticket(maya.id, text="STRASSE"))
        for kind, data in (
            (EventKind.NOTED, {"text": "Known DEFECT"}),
            (EventKind.REPLIED, {"text": "taken back"}),
            (EventKind.CLAIMED, {"status": "open"}),
        ):
            said = await work.events.add(nouns.event(kind, ticket=ticket.id, data=data))
            if kind is EventKind.REPLIED:
                withdrawn = said.id
        undone = nouns.event(EventKind.UNDONE, ticket=ticket.id, data={"event": withdrawn})
        await work.events.add(undone)
        await work.commit(Done())
    before = await words_of(store)
    assert before == ["printer strasse", "known defect", None, None, None]
    migrate.downgrade(database_url, "0006")
    migrate.upgrade(database_url)
    assert await words_of(store) == before


async def words_of(store: Store) -> list[str | None]:
    """The folded words of all tickets and events."""
    async with store.database.read() as connection:
        asked = await connection.execute(select(tickets_table.c.folded))
        said = await connection.execute(select(events_table.c.folded).order_by(events_table.c.id))
        return [*asked.scalars(), *said.scalars()]
