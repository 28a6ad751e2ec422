"""How does the judge's house talk to SQLite without a thread for each of its connections?

The desk hands each statement to a thread, so that its loop waits for no disk. A house that lives
through ninety days in minutes waits for nothing, and handing over cost it more than the statements
did. Here they run where they are asked for. All stores of a house take turns at writing, as SQLite
would make them: whoever begins waits until the one before has committed.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from storage.one_trip import OneTripConnection, connect
from storage.store import Store

Asked = tuple[asyncio.Future[Any] | None, Callable[[], Any]]


class AtOnce:
    """Stands in for a connection's thread and for the queue that leads to it."""

    def start(self) -> None:
        """Nothing is started: whoever asks does it."""

    def put_nowait(self, asked: Asked) -> None:
        future, function = asked
        try:
            result = function()
        except BaseException as error:
            if future is None:
                raise
            future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


def at_once(store: Store, turn: asyncio.Lock) -> Store:
    """Let a store that has opened no connection yet work so; a server's stays as it is."""
    database = store.database
    if database.is_sqlite:
        database._turn = turn
        for engine in (database._writer, database._reader):
            event.listen(engine.sync_engine, "do_connect", _connect_at_once)
    return store


def _connect_at_once(_dialect: Any, _record: Any, _words: Any, options: dict[str, Any]) -> None:
    options["async_creator_fn"] = _connection


def _connection(database: str, **options: Any) -> OneTripConnection:
    made = connect(database, **options)
    made._tx = made._thread = AtOnce()
    return made
