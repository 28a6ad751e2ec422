"""Which accounts are one person's, and what names a person?

Of a code only the hash is kept. To join two persons moves every row that names the one, whatever
its table: those are found by their foreign keys, so that a new table is not forgotten.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    select,
    type_coerce,
    update,
)

from desk.people import Identity, LinkCode, Person
from storage.columns import Spot
from storage.engine import Database
from storage.table_parts import metadata
from storage.tables import (
    buttons,
    direct_chats,
    events,
    files,
    forms,
    identities,
    link_codes,
    links,
    people,
    questions,
    roster,
    sessions,
    sign_ins,
    tickets,
    wrong_codes,
)
from storage.transaction import Transaction, values_of

UNBOUND = (links.c.by, files.c.by, buttons.c.only)
"""Columns that name a person without a foreign key."""

_WORK = (tickets.c.assignee, tickets.c.resolved_by)

_PLACED = (
    (tickets.c.requester, tickets.c.origin),
    (questions.c.person, questions.c.origin),
    (forms.c.person, forms.c.channel),
    (files.c.by, files.c.origin),
    (buttons.c.only, buttons.c.address),
    (links.c.by, links.c.platform),
    (roster.c.person, roster.c.platform),
    (direct_chats.c.person, direct_chats.c.platform),
)
"""Columns that name a person, each with the one that says on which platform that was."""


class Accounts:
    """Accounts and codes inside one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    async def code(self, code_hash: str) -> LinkCode | None:
        """Give the code of this hash, held until the transaction ends."""
        query = select(link_codes).where(*self._code(code_hash)).with_for_update()
        row = await self._tx.first(query)
        if row is None:
            return None
        return LinkCode(person=row["person"], expires_at=row["expires_at"], used_at=row["used_at"])

    async def use(self, code_hash: str, now: datetime) -> None:
        """Note that the code is used up."""
        await self._tx.change(update(link_codes).where(*self._code(code_hash)).values(used_at=now))

    async def wrong_codes(self, person: int, now: datetime) -> int:
        """How many wrong codes the person has said lately."""
        lately = (wrong_codes.c.person == person, wrong_codes.c.until > now)
        query = select(wrong_codes).where(self._tx.here(wrong_codes), *lately)
        row = await self._tx.first(query)
        return 0 if row is None else row["count"]

    async def note_wrong(self, person: int, now: datetime, until: datetime) -> None:
        """Count one more; counting begins anew after `until`."""
        count = await self.wrong_codes(person, now) + 1
        key = {"person": person}
        kept = {"count": count} if count > 1 else {"count": count, "until": until}
        row = self._tx.insert(wrong_codes).values(
            workspace=self._tx.workspace, count=count, until=until, **key
        )
        await self._tx.change(
            row.on_conflict_do_update(index_elements=["workspace", "person"], set_=kept)
        )

    async def join(self, kept: int, gone: int) -> int:
        """Move all that names `gone` to `kept`, forget `gone`, and say how many tickets moved.

        The person is held first: whoever writes a row that names them meanwhile waits, fails, and
        meets the one who is kept when tried again.
        """
        await self._tx.first(select(people.c.id).where(people.c.id == gone).with_for_update())
        moved = await self._count(tickets, tickets.c.requester == gone)
        await self._tx.change(
            delete(wrong_codes).where(self._tx.here(wrong_codes), wrong_codes.c.person == gone)
        )
        for column in naming_people():
            await self._move(column, gone, kept)
        await self._follow_on(gone, kept)
        await self._tx.change(delete(people).where(self._tx.here(people), people.c.id == gone))
        return moved

    async def part(self, person: Person, account: Identity) -> tuple[Person, int]:
        """Give the account a person of its own, and say how many tickets went along."""
        alone = replace(person, id=await self._tx.add(people, values_of(person)))
        platform = account.platform
        works_here = await self._works_only_on(person.id, platform)
        own = (identities.c.platform == platform, identities.c.account == account.id)
        await self._move(identities.c.person, person.id, alone.id, *own)
        for table in (sign_ins, sessions, link_codes):
            old = (self._tx.here(table), table.c.person == person.id)
            await self._tx.change(delete(table).where(*old))
        numbers = await self._asked_on(person.id, platform)
        await self._move(events.c.by, person.id, alone.id, events.c.ticket.in_(numbers))
        for column, place in _PLACED:
            await self._move(column, person.id, alone.id, _is_at(place, platform))
        for column in _WORK if works_here else ():
            await self._move(column, person.id, alone.id)
        return alone, len(numbers)

    async def _follow_on(self, gone: int, kept: int) -> None:
        """Let `kept` follow the tickets that `gone` has followed."""
        query = select(tickets.c.id, tickets.c.followers)
        followed = query.where(self._tx.here(tickets), tickets.c.followers != ())
        for row in await self._tx.rows(followed):
            if gone in row["followers"]:
                newer = dict.fromkeys(kept if one == gone else one for one in row["followers"])
                await self._tx.change(
                    update(tickets)
                    .where(self._tx.here(tickets), tickets.c.id == row["id"])
                    .values(followers=tuple(newer), version=tickets.c.version + 1)
                )

    async def _asked_on(self, person: int, platform: str) -> list[int]:
        theirs = (tickets.c.requester == person, _is_at(tickets.c.origin, platform))
        query = select(tickets.c.id).where(self._tx.here(tickets), *theirs)
        return [row["id"] for row in await self._tx.rows(query)]

    async def _works_only_on(self, person: int, platform: str) -> bool:
        query = select(roster.c.platform).where(self._tx.here(roster), roster.c.person == person)
        return {row["platform"] for row in await self._tx.rows(query)} == {platform}

    async def _move(
        self, column: Column[Any], old: int, new: int, *where: ColumnElement[bool]
    ) -> None:
        """Let rows name `new`; one that stands there already for `new` is dropped instead."""
        table = column.table
        theirs = (self._tx.here(table), column == old, *where)
        if column.primary_key:
            twin = table.alias()
            others = [key for key in table.primary_key if key is not column]
            same = and_(twin.c[column.name] == new, *(twin.c[key.name] == key for key in others))
            await self._tx.change(
                delete(table).where(*theirs, exists(select(twin.c[column.name]).where(same)))
            )
        newer: dict[str, object] = {column.name: new}
        if table is tickets:
            newer["version"] = tickets.c.version + 1  # who has read it must read it again
        await self._tx.change(update(table).where(*theirs).values(newer))

    async def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        query = select(func.count().label("n")).where(self._tx.here(table), condition)
        row = await self._tx.first(query)
        return 0 if row is None else row["n"]

    def _code(self, code_hash: str) -> tuple[ColumnElement[bool], ...]:
        return self._tx.here(link_codes), link_codes.c.code_hash == code_hash


class LinkCodes:
    """Codes that are given out."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def create(self, person: int, code_hash: str, expires_at: datetime) -> None:
        """Keep a new code of a person; an unused older one is void from now on."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            older = (link_codes.c.person == person, link_codes.c.used_at.is_(None))
            await tx.change(delete(link_codes).where(tx.here(link_codes), *older))
            await tx.change(
                tx.insert(link_codes).values(
                    workspace=self._workspace,
                    code_hash=code_hash,
                    person=person,
                    expires_at=expires_at,
                )
            )
            await connection.commit()

    async def prune(self, before: datetime) -> None:
        """Forget codes and counts that ended before."""
        async with self._database.write() as connection:
            tx = Transaction(connection, self._workspace)
            over = link_codes.c.expires_at <= before
            await tx.change(delete(link_codes).where(tx.here(link_codes), over))
            past = wrong_codes.c.until <= before
            await tx.change(delete(wrong_codes).where(tx.here(wrong_codes), past))
            await connection.commit()


def naming_people() -> Iterator[Column[Any]]:
    """Give every column that names a person."""
    for table in metadata.sorted_tables:
        for rule in table.constraints:
            if isinstance(rule, ForeignKeyConstraint) and rule.referred_table is people:
                yield from rule.columns
    yield from UNBOUND


def _is_at(place: Column[Any], platform: str) -> ColumnElement[bool]:
    if isinstance(place.type, Spot):
        whole: ColumnElement[str] = type_coerce(place, Text)
        return whole.startswith(f'["{platform}",', autoescape=True)
    own: ColumnElement[bool] = place == platform
    return own
