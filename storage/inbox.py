"""What came in, and is it done yet?

A row is stored before anything is acknowledged, belongs to a conversation in which order is kept,
and is done only with the transaction that did its work. `now` is always the machine's clock.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Integer, Update, bindparam, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from desk.outcome import Outcome
from desk.ports import Letter, NotStoredError
from storage.codec import outcome_from_tree, outcome_to_tree
from storage.engine import Database
from storage.group import Group
from storage.tables import conversations, inbox
from storage.transaction import (
    DESK,
    Giving,
    Query,
    Row,
    Transaction,
    Upsert,
    in_desk,
    insert_into,
    noun_of,
)
from storage.wake import Topic, Wakes


class BusyError(Exception):
    """Another worker has this conversation; its row will be done there."""


class AlreadyDoneError(Exception):
    """The row is done, dead or was never there; there is nothing left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A conversation with something to do; `has_handle` says that somebody's screen waits."""

    name: str
    has_handle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A row that waits; `tries` is how often its work has failed."""

    key: str
    platform: str
    conversation: str
    sort_at: datetime
    body: str
    has_handle: bool
    received_at: datetime
    tries: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A row that was given up; its body holds the words of whoever sent it."""

    key: str
    platform: str
    received_at: datetime
    done_at: datetime
    tries: int
    error: str
    body: str


class Inbox:
    """The inbox of one desk; every call is a transaction of its own."""

    def __init__(
        self, database: Database, workspace: str, clock: Callable[[], datetime], wakes: Wakes
    ) -> None:
        self._database = database
        self._workspace = workspace
        self._clock = clock
        self._wakes = wakes
        self._group = Group(self._store)

    async def put(self, letter: Letter) -> bool:
        """Store and commit, in a group with others; False when the key stood there already."""
        try:
            is_new = await self._group.put(letter)
        except SQLAlchemyError as error:
            raise NotStoredError(letter.key) from error
        if is_new:
            self._wakes.call(Topic.INBOX)
        return is_new

    def on_put(self, callback: Callable[[], None]) -> None:
        """Call this whenever there may be something new to process."""
        self._wakes.on(Topic.INBOX, callback)

    async def outcome(self, key: str) -> Outcome | None:
        """The outcome of a row that is done, or None while it is not."""
        row = await self._look(_OUTCOME, key=key)
        return outcome_from_tree(row["outcome"]) if row and row["outcome"] else None

    async def heads(
        self,
        busy: Collection[str],
        now: datetime,
        *,
        has_handle: bool = False,
        limit: int = 50,
    ) -> list[Head]:
        """Conversations whose oldest undone row is due, oldest first, without the busy ones.

        With `has_handle` only those in which somebody's screen waits for any row: the ones before
        it come first all the same.
        """
        values = {DESK: self._workspace, "busy": list(busy), "now": now, "most": limit}
        async with self._database.glance() as connection:
            rows = await connection.execute(_HEADS, {**values, "least": int(has_handle)})
            return [Head(name=row.conversation, has_handle=row.handles > 0) for row in rows]

    async def oldest(self, conversation: str, now: datetime) -> StoredLetter | None:
        """The row that comes next; None when there is none, or when it has to wait."""
        row = await self._look(_OLDEST, conversation=conversation)
        return noun_of(StoredLetter, row) if row and row["not_before"] <= now else None

    async def fail(self, key: str, error: str, not_before: datetime) -> int:
        """Note that the work failed, try again from `not_before` on; gives the tries so far."""
        retried = {"tries": inbox.c.tries + 1, "error": error, "not_before": not_before}
        async with self._database.write() as connection:
            statement = self._of(key).values(**retried).returning(inbox.c.tries)
            tries: int = (await connection.execute(statement)).scalar_one_or_none() or 0
            await connection.commit()
        return tries

    async def bury(self, key: str, error: str) -> None:
        """Give the row up; the rest of its conversation goes on. Its body is kept to be read."""
        dead = {"error": error, "is_dead": True, "done_at": self._clock()}
        async with self._database.write() as connection:
            await connection.execute(self._of(key).values(**dead))
            await connection.commit()
        self._wakes.call(Topic.INBOX)

    async def dead(self) -> list[DeadLetter]:
        """Rows that were given up, the oldest first."""
        async with self._database.glance() as connection:
            rows = await connection.execute(_DEAD, {DESK: self._workspace})
            return [noun_of(DeadLetter, row._asdict()) for row in rows]

    async def again(self, key: str) -> bool:
        """Let a row that was given up be worked on once more; False when there is none."""
        anew = {"is_dead": False, "done_at": None, "tries": 0, "not_before": self._clock()}
        given_up = (inbox.c.workspace == self._workspace, inbox.c.key == key, inbox.c.is_dead)
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            found = await tx.change(update(inbox).where(*given_up).values(**anew))
            if found:
                await self._wakes.announce(tx, Topic.INBOX)
            await connection.commit()
        if found:
            self._wakes.call(Topic.INBOX)
        return bool(found)

    async def undone(self) -> tuple[int, datetime | None]:
        """How many rows wait, and since when the oldest of them."""
        row = await self._look(_UNDONE)
        return (row["rows"], row["oldest"]) if row else (0, None)

    async def prune(self, older_than: datetime, *, dead_before: datetime | None = None) -> int:
        """Forget done rows received before that; keys must outlive every redelivery (14 days).

        Those that were given up hold words that nobody has read yet: they stay until `dead_before`.
        """
        is_read = inbox.c.done_at.is_not(None) & ~inbox.c.is_dead
        old = (is_read & (inbox.c.received_at < older_than)) | (
            inbox.c.is_dead & (inbox.c.received_at < (dead_before or older_than))
        )
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            gone = await tx.change(delete(inbox).where(tx.here(inbox), old))
            await connection.commit()
        return gone

    async def close(self) -> None:
        """Wait until what was put is stored."""
        await self._group.close()

    async def _store(self, letters: Sequence[Letter]) -> Sequence[bool]:
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            names = sorted({letter.conversation for letter in letters})
            named = [{"workspace": self._workspace, "name": name} for name in names]
            await connection.execute(_naming(tx.dialect), named)
            fresh = await self._insert(tx, letters)
            if fresh:
                await self._wakes.announce(tx, Topic.INBOX)
            await connection.commit()
        return _claims(fresh, letters)

    async def _insert(self, tx: Transaction, letters: Sequence[Letter]) -> set[str]:
        at = self._clock()
        rows = [
            {
                "workspace": self._workspace,
                "key": letter.key,
                "platform": letter.platform,
                "conversation": letter.conversation,
                "sort_at": letter.sort_at,
                "has_handle": letter.has_handle,
                "body": letter.body,
                "received_at": at,
                "not_before": at,
                "tries": 0,
                "is_dead": False,
            }
            for letter in letters
        ]
        made = await tx.connection.execute(_storing(tx.dialect), rows)
        return set(made.scalars())

    async def _look(self, query: Query, **values: object) -> Row | None:
        async with self._database.glance() as connection:
            return await Transaction(connection, self._workspace).first(query, **values)

    def _of(self, key: str) -> Update:
        own: ColumnElement[bool] = inbox.c.workspace == self._workspace
        return update(inbox).where(own, inbox.c.key == key, inbox.c.done_at.is_(None))


class Claim:
    """The row that a transaction finishes; its conversation is locked until the end."""

    def __init__(self, transaction: Transaction, key: str) -> None:
        self._tx = transaction
        self._key = key

    async def take(self) -> None:
        """Lock the conversation first, then look; raises BusyError or AlreadyDoneError."""
        row = await self._look()
        if self._tx.connection.dialect.name == "sqlite":
            return  # its one writer's lock is ours, and covers every conversation
        if await self._tx.first(_LOCK, conversation=row["conversation"]) is None:
            raise BusyError(row["conversation"])
        await self._look()

    async def finish(self, outcome: Outcome, at: datetime) -> None:
        """Write what came of it and forget the body."""
        own = {DESK: self._tx.workspace, "row": self._key}
        done = {"came": outcome_to_tree(outcome), "at": at}
        await self._tx.connection.execute(_FINISH, {**own, **done})

    async def _look(self) -> Row:
        row = await self._tx.first(_CLAIMED, key=self._key)
        if row is None or row["done_at"] is not None:
            raise AlreadyDoneError(self._key)
        return row


def _heads() -> Query:
    """Undone rows that come first in their conversation, and whether a screen waits there."""
    order = (inbox.c.sort_at, inbox.c.id)
    handle = func.sum(func.cast(inbox.c.has_handle, inbox.c.tries.type))
    undone = (
        select(
            inbox.c.conversation,
            inbox.c.sort_at,
            inbox.c.id,
            inbox.c.not_before,
            func.row_number()
            .over(partition_by=inbox.c.conversation, order_by=order)
            .label("place"),
            handle.over(partition_by=inbox.c.conversation).label("handles"),
        )
        .where(in_desk(inbox), inbox.c.done_at.is_(None))
        .subquery()
    )
    due = (undone.c.place == 1, undone.c.not_before <= bindparam("now"))
    is_free = undone.c.conversation.not_in(bindparam("busy", expanding=True))
    return (
        select(undone.c.conversation, undone.c.handles)
        .where(*due, is_free, undone.c.handles >= bindparam("least"))
        .order_by(undone.c.sort_at, undone.c.id)
        .limit(bindparam("most", type_=Integer))
    )


_HEADS = _heads()
_DEAD = select(inbox).where(in_desk(inbox), inbox.c.is_dead).order_by(inbox.c.id)
_UNDONE = select(func.count().label("rows"), func.min(inbox.c.received_at).label("oldest")).where(
    in_desk(inbox), inbox.c.done_at.is_(None)
)
_OF_KEY = (in_desk(inbox), inbox.c.key == bindparam("key"))
_OUTCOME = select(inbox.c.outcome).where(*_OF_KEY)
_CLAIMED = select(inbox.c.conversation, inbox.c.done_at).where(*_OF_KEY)
_OLDEST = (
    select(inbox)
    .where(
        in_desk(inbox),
        inbox.c.conversation == bindparam("conversation"),
        inbox.c.done_at.is_(None),
    )
    .order_by(inbox.c.sort_at, inbox.c.id)
    .limit(1)
)
_LOCK = (
    select(conversations.c.name)
    .where(in_desk(conversations), conversations.c.name == bindparam("conversation"))
    .with_for_update(skip_locked=True)
)
_FINISH = (
    update(inbox)
    .where(in_desk(inbox), inbox.c.key == bindparam("row"))
    .values(outcome=bindparam("came"), done_at=bindparam("at"), body=None)
)


@cache
def _naming(dialect: str) -> Upsert:
    return insert_into(dialect, conversations).on_conflict_do_nothing()


@cache
def _storing(dialect: str) -> Giving:
    fresh = insert_into(dialect, inbox)
    once = fresh.on_conflict_do_nothing(index_elements=["workspace", "key"])
    return once.returning(inbox.c.key)


def _claims(fresh: set[str], letters: Sequence[Letter]) -> Sequence[bool]:
    """Tell each caller whether its letter was new; of twins in one group the first one was."""
    found: list[bool] = []
    for letter in letters:
        found.append(letter.key in fresh)
        fresh.discard(letter.key)
    return found
