"""Who is told at once that there is something to do?

Callbacks in this process are called after the commit. On PostgreSQL a notification goes to the
other replicas in the same transaction. Neither may be relied upon: whoever works also polls.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum

import psycopg
from sqlalchemy import func, select

from storage.engine import Database
from storage.transaction import Transaction

_CHANNEL = "firstline"
_PAUSE = 5.0
"""Seconds before a lost listening connection is opened again."""


class Topic(StrEnum):
    """What there is to do."""

    INBOX = "inbox"
    OUTBOX = "outbox"
    CHAT = "chat"


class Wakes:
    """Callbacks by topic, and the way to them from another process."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace
        self._callbacks: dict[Topic, list[Callable[[], None]]] = {topic: [] for topic in Topic}

    def on(self, topic: Topic, callback: Callable[[], None]) -> None:
        """Call this whenever there may be something new of the topic."""
        self._callbacks[topic].append(callback)

    def call(self, topic: Topic) -> None:
        """Tell this process, after the commit."""
        for callback in self._callbacks[topic]:
            callback()

    async def announce(self, transaction: Transaction, topic: Topic) -> None:
        """Tell the other replicas, once this transaction is committed."""
        if not self._database.is_sqlite:
            told = func.pg_notify(_CHANNEL, f"{self._workspace}:{topic}")
            await transaction.connection.execute(select(told))

    async def listen(self) -> None:
        """Pass on what other replicas announce, until cancelled; on SQLite there are none.

        A lost connection is opened again; what was announced meanwhile is found by polling.
        """
        while not self._database.is_sqlite:
            try:
                await self._listen_once()
            except psycopg.OperationalError:
                await asyncio.sleep(_PAUSE)

    async def _listen_once(self) -> None:
        url = self._database.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(f"LISTEN {_CHANNEL}")
            async for told in connection.notifies():
                workspace, _, topic = told.payload.rpartition(":")
                if workspace == self._workspace:
                    self.call(Topic(topic))
