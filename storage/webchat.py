"""What has been said in the web chat: what Slack and Telegram keep on their own servers?

Every change takes the next revision, counted up inside its transaction, so that a page that has
seen a revision misses nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, update

from desk.views import ChatFile, ChatMessage
from storage.counters import next_number
from storage.engine import Database
from storage.tables import chat_channels, chat_messages, chat_seats
from storage.transaction import Query, Row, Transaction, noun_of
from storage.wake import Topic, Wakes


class ChatRoom:
    """The side that writes: the web platform's notifier and its pages."""

    def __init__(self, database: Database, workspace: str, wakes: Wakes) -> None:
        self._database = database
        self._workspace = workspace
        self._wakes = wakes

    async def put(
        self,
        key: str,
        *,
        channel: str,
        text: str,
        at: datetime,
        thread: int | None = None,
        author: str | None = None,
        author_name: str = "",
        card: str | None = None,
        only: str | None = None,
        files: Sequence[ChatFile] = (),
    ) -> int:
        """Add a message and give its id; the same key again gives the same id."""
        known = await self.find(key)
        if known is not None:
            return known
        message = {
            "channel": channel,
            "text": text,
            "at": at,
            "thread": thread,
            "author": author,
            "author_name": author_name,
            "card": card,
            "only": only,
            "files": [asdict(file) for file in files] or None,
        }
        return await self._add(key, message)

    async def change(
        self, message: int, *, text: str | None = None, card: str | None = None
    ) -> bool:
        """Redraw a message; False when it is not there."""
        told = {"text": text, "card": card}
        return await self._change(message, {k: v for k, v in told.items() if v is not None})

    async def react(self, message: int, sign: str) -> bool:
        """Put a sign on a message, once; False when it is not there."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            row = await tx.first(select(chat_messages.c.reactions).where(*_standing(tx, message)))
            if row is None or sign in row["reactions"]:
                return row is not None
            await self._revise(tx, message, {"reactions": [*row["reactions"], sign]})
            await connection.commit()
        self._wakes.call(Topic.CHAT)
        return True

    async def remove(self, message: int) -> bool:
        """Take a message away for everyone; False when it is not there."""
        return await self._change(
            message, {"is_deleted": True, "text": "", "card": None, "files": None}
        )

    async def find(self, key: str) -> int | None:
        """The id of the message of this key, if it was put."""
        async with self._database.read() as connection:
            return await _number(Transaction(connection, self._workspace), key)

    async def seat(self, channel: str, people: Sequence[str], *, title: str = "") -> None:
        """Make a channel, if need be, and put people (web ids) into it."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            room = tx.insert(chat_channels).values(
                workspace=self._workspace, name=channel, title=title
            )
            await tx.change(room.on_conflict_do_nothing())
            for viewer in people:
                seat = tx.insert(chat_seats).values(
                    workspace=self._workspace, channel=channel, viewer=viewer, read_up_to=0
                )
                await tx.change(seat.on_conflict_do_nothing())
            await connection.commit()

    async def read(self, viewer: str, channel: str) -> None:
        """Note that the viewer has read the channel up to now."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            newest = select(func.coalesce(func.max(chat_messages.c.id), 0)).where(
                tx.here(chat_messages), chat_messages.c.channel == channel
            )
            own = (chat_seats.c.channel == channel, chat_seats.c.viewer == viewer)
            await tx.change(
                update(chat_seats)
                .where(tx.here(chat_seats), *own)
                .values(read_up_to=newest.scalar_subquery())
            )
            await connection.commit()

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call this whenever a message is new or has changed."""
        self._wakes.on(Topic.CHAT, callback)

    async def _add(self, key: str, message: Mapping[str, object]) -> int:
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            row = {"key": key, "revision": await next_number(tx, "chat"), **message}
            number = await tx.add_once(
                chat_messages, {**row, "reactions": [], "is_deleted": False}, ["key"]
            )
            if number is None:
                number = await _number(tx, key)
            await self._wakes.announce(tx, Topic.CHAT)
            await connection.commit()
        self._wakes.call(Topic.CHAT)
        return int(number or 0)

    async def _change(self, message: int, told: Mapping[str, object]) -> bool:
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            is_there = await self._revise(tx, message, told)
            await connection.commit()
        if is_there:
            self._wakes.call(Topic.CHAT)
        return is_there

    async def _revise(self, tx: Transaction, message: int, told: Mapping[str, object]) -> bool:
        revision = await next_number(tx, "chat")
        await self._wakes.announce(tx, Topic.CHAT)
        change = update(chat_messages).where(*_standing(tx, message))
        return bool(await tx.change(change.values(revision=revision, **told)))


class ChatPages:
    """The side that reads."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def messages(
        self, channel: str, *, viewer: str, limit: int = 50
    ) -> tuple[ChatMessage, ...]:
        """The newest messages of a channel with their threads, oldest first.

        A message that was taken away stays as long as others hang under it.
        """
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            seen = _seen_by(tx, viewer)
            roots = (
                select(chat_messages.c.id)
                .where(*seen, chat_messages.c.channel == channel, chat_messages.c.thread.is_(None))
                .where(or_(~chat_messages.c.is_deleted, _has_replies()))
                .order_by(chat_messages.c.id.desc())
                .limit(limit)
            )
            shown = or_(
                chat_messages.c.id.in_(roots),
                chat_messages.c.thread.in_(roots) & ~chat_messages.c.is_deleted,
            )
            query = select(chat_messages).where(*seen, shown).order_by(chat_messages.c.id)
            return await _messages(tx, query)

    async def message(self, id: int, *, viewer: str) -> ChatMessage | None:  # noqa: A002 - the port's word
        """One message, as it is now; None where the viewer may not see it or it is not there."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            query = select(chat_messages).where(*_seen_by(tx, viewer), *_standing(tx, id))
            row = await tx.first(query)
            return None if row is None else _message(row)

    async def since(
        self, revision: int, *, viewer: str, limit: int = 500
    ) -> tuple[ChatMessage, ...]:
        """What is new or changed after a revision, in its order, in channels the viewer is in."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            query = (
                select(chat_messages)
                .where(*_seen_by(tx, viewer), chat_messages.c.revision > revision)
                .order_by(chat_messages.c.revision)
                .limit(limit)
            )
            return await _messages(tx, query)

    async def revision(self) -> int:
        """The newest revision of all."""
        async with self._database.glance() as connection:
            tx = Transaction(connection, self._workspace)
            newest = func.coalesce(func.max(chat_messages.c.revision), 0)
            query = select(newest).where(tx.here(chat_messages))
            found: int = (await connection.execute(query)).scalar_one()
        return found

    async def channels(self, viewer: str) -> tuple[str, ...]:
        """The channels that the viewer is in."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            own = (tx.here(chat_seats), chat_seats.c.viewer == viewer)
            query = select(chat_seats.c.channel).where(*own).order_by(chat_seats.c.channel)
            return tuple((await connection.execute(query)).scalars())

    async def unread(self, viewer: str) -> Mapping[str, int]:
        """How many messages are unread, a channel; one's own count as read."""
        async with self._database.read() as connection:
            tx = Transaction(connection, self._workspace)
            seen = (
                _visible(viewer)
                & ~chat_messages.c.is_deleted
                & (chat_messages.c.workspace == chat_seats.c.workspace)
                & (chat_messages.c.channel == chat_seats.c.channel)
                & (chat_messages.c.id > chat_seats.c.read_up_to)
                & (func.coalesce(chat_messages.c.author, "") != viewer)
            )
            query = (
                select(chat_seats.c.channel, func.count(chat_messages.c.id).label("messages"))
                .outerjoin(chat_messages, seen)
                .where(tx.here(chat_seats), chat_seats.c.viewer == viewer)
                .group_by(chat_seats.c.channel)
            )
            return {row["channel"]: row["messages"] for row in await tx.rows(query)}


def _standing(tx: Transaction, message: int) -> tuple[ColumnElement[bool], ...]:
    return tx.here(chat_messages), chat_messages.c.id == message, ~chat_messages.c.is_deleted


def _visible(viewer: str) -> ColumnElement[bool]:
    return or_(chat_messages.c.only.is_(None), chat_messages.c.only == viewer)


def _seen_by(tx: Transaction, viewer: str) -> tuple[ColumnElement[bool], ...]:
    """What the viewer may see: in channels where they sit, and not meant for somebody else."""
    seated = exists(literal(1)).where(
        tx.here(chat_seats),
        chat_seats.c.channel == chat_messages.c.channel,
        chat_seats.c.viewer == viewer,
    )
    return tx.here(chat_messages), seated, _visible(viewer)


def _has_replies() -> ColumnElement[bool]:
    replies = chat_messages.alias("replies")
    return exists(literal(1)).where(
        replies.c.workspace == chat_messages.c.workspace,
        replies.c.thread == chat_messages.c.id,
        ~replies.c.is_deleted,
    )


async def _number(tx: Transaction, key: str) -> int | None:
    query = select(chat_messages.c.id).where(tx.here(chat_messages), chat_messages.c.key == key)
    row = await tx.first(query)
    return None if row is None else row["id"]


async def _messages(tx: Transaction, query: Query) -> tuple[ChatMessage, ...]:
    return tuple(_message(row) for row in await tx.rows(query))


def _message(row: Row) -> ChatMessage:
    files = tuple(ChatFile(**file) for file in row["files"] or ())
    return noun_of(ChatMessage, row, reactions=tuple(row["reactions"]), files=files)
