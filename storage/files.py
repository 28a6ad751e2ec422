"""What came with messages, and where are its bytes?

A file's row is written with the words it came with; its bytes stand beside it in parts of a
megabyte, so that none is ever held whole by a statement. Parts count only once the row says KEPT.
"""

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.attachment import Attachment, Audience
from desk.errors import NotAllowedError, NotFoundError
from desk.people import Actor
from storage.board_rows import is_only_requester
from storage.engine import Database
from storage.tables import file_parts, files, questions, tickets
from storage.transaction import Query, Row, Transaction, noun_of, values_of

PART = 1_000_000
"""Bytes of one row."""


class Files:
    """Files inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def add(self, file: Attachment) -> Attachment:
        """Keep a new one and give it back with its id; a known key changes nothing."""
        await self._tx.add_once(files, values_of(file), ["key"])
        row = await self._tx.first(self._all().where(files.c.key == file.key))
        return noun_of(Attachment, row or {})

    async def get(self, id: int) -> Attachment:  # noqa: A002 - the port's word
        """Give a file, held until the transaction ends; raises NotFoundError."""
        found = await self._held(files.c.id == id)
        if not found:
            raise NotFoundError(noun="file", id=id)
        return found[0]

    async def save(self, file: Attachment) -> None:
        """Keep what it belongs to now, and what became of it."""
        own = (self._tx.here(files), files.c.id == file.id)
        await self._tx.change(update(files).where(*own).values(**values_of(file)))

    async def of_question(self, question: int) -> Sequence[Attachment]:
        """Files that came with a question, in their order, held until the transaction ends."""
        return await self._held(files.c.question == question)

    async def of_event(self, event: int) -> Sequence[Attachment]:
        """Files that came with an event's words, held until the transaction ends."""
        return await self._held(files.c.event == event)

    async def of_ticket(self, ticket: int) -> Sequence[Attachment]:
        """Files of a ticket, in their order."""
        rows = await self._tx.rows(self._all().where(files.c.ticket == ticket))
        return [noun_of(Attachment, row) for row in rows]

    async def _held(self, condition: ColumnElement[bool]) -> Sequence[Attachment]:
        rows = await self._tx.rows(self._all().where(condition).with_for_update())
        return [noun_of(Attachment, row) for row in rows]

    def _all(self) -> Query:
        return select(files).where(self._tx.here(files)).order_by(files.c.id)


class FileRoom:
    """Files outside any transaction: their bytes, and who may see them."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def announce(self, file: Attachment) -> Attachment:
        """Make the row of a file whose bytes come next; the same key again gives the same row."""
        async with self._database.write() as connection:
            kept = await Files(self._transaction(connection)).add(file)
            await connection.commit()
        return kept

    async def settle(self, file: Attachment) -> None:
        """Note what became of it."""
        async with self._database.write() as connection:
            await Files(self._transaction(connection)).save(file)
            await connection.commit()

    async def get(self, id: int) -> Attachment:  # noqa: A002
        """Give a file to the program itself; raises NotFoundError."""
        return noun_of(Attachment, await self._row(id))

    async def write(self, id: int, content: AsyncIterable[bytes]) -> None:  # noqa: A002
        """Put the bytes in the place of any there were, a part a transaction."""
        await self._clear(id)
        number, part = 0, bytearray()
        async for chunk in content:
            part += chunk
            while len(part) >= PART:
                await self._put(id, number, bytes(part[:PART]))
                number, part = number + 1, part[PART:]
        if part:
            await self._put(id, number, bytes(part))

    async def read(self, id: int) -> AsyncIterator[bytes]:  # noqa: A002
        """Give the bytes, part by part; nothing is open between two of them."""
        number = 0
        while (part := await self._part(id, number)) is not None:
            yield part
            number += 1

    async def look(self, actor: Actor, id: int) -> Attachment:  # noqa: A002
        """Give a file that the actor may see; raises NotFoundError or NotAllowedError."""
        row = await self._row(id)
        async with self._database.read() as connection:
            tx = self._transaction(connection)
            if is_only_requester(actor) and not await _is_theirs(tx, row, actor):
                raise NotAllowedError(verb="read", file=id)
        return noun_of(Attachment, row)

    async def prune(self, older_than: datetime) -> int:
        """Forget files added before that which nothing took in, bytes and all."""
        taken = (files.c.ticket, files.c.question, files.c.event)
        stray = and_(files.c.added_at < older_than, *(column.is_(None) for column in taken))
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            gone = select(files.c.id).where(tx.here(files), stray)
            parts = (tx.here(file_parts), file_parts.c.file.in_(gone))
            await tx.change(delete(file_parts).where(*parts))
            count = await tx.change(delete(files).where(tx.here(files), stray))
            await connection.commit()
        return count

    def _transaction(self, connection: AsyncConnection) -> Transaction:
        return Transaction(connection, self._workspace)

    async def _row(self, id: int) -> Row:  # noqa: A002
        async with self._database.read() as connection:
            tx = self._transaction(connection)
            row = await tx.first(select(files).where(tx.here(files), files.c.id == id))
        if row is None:
            raise NotFoundError(noun="file", id=id)
        return row

    async def _clear(self, file: int) -> None:
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            own = (tx.here(file_parts), file_parts.c.file == file)
            await tx.change(delete(file_parts).where(*own))
            await connection.commit()

    async def _put(self, file: int, number: int, content: bytes) -> None:
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            row = tx.insert(file_parts).values(
                workspace=self._workspace, file=file, number=number, content=content
            )
            same = row.on_conflict_do_update(
                index_elements=["workspace", "file", "number"], set_={"content": content}
            )
            await tx.change(same)
            await connection.commit()

    async def _part(self, file: int, number: int) -> bytes | None:
        async with self._database.read() as connection:
            tx = self._transaction(connection)
            own = (file_parts.c.file == file, file_parts.c.number == number)
            row = await tx.first(select(file_parts.c.content).where(tx.here(file_parts), *own))
        return None if row is None else bytes(row["content"])


async def _is_theirs(tx: Transaction, file: Row, actor: Actor) -> bool:
    """Whether somebody who is only a requester sent it, asked with it, or was meant to get it."""
    me = actor.person.id
    if file["by"] == me:
        return True
    asked = exists(literal(1)).where(
        tx.here(questions), questions.c.id == file["question"], questions.c.person == me
    )
    own = exists(literal(1)).where(
        tx.here(tickets), tickets.c.id == file["ticket"], tickets.c.requester == me
    )
    is_public = literal(file["audience"] is not Audience.NOBODY)
    found = await tx.connection.execute(select(and_(is_public, or_(asked, own))))
    return bool(found.scalar_one())
