"""Who is known, by which accounts, in which channels, and with which roles?"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, func, select, tuple_, update

from desk.errors import NotFoundError
from desk.inbound import Author
from desk.people import Actor, Address, Identity, Person, Role
from desk.policy import DeskPolicy, Tier
from storage.tables import direct_chats, identities, people, roster
from storage.transaction import Row, Transaction, in_desk, noun_of

_PERSON: BindParameter[int] = bindparam("person")
_BY_ID = select(people).where(in_desk(people), people.c.id == _PERSON)
_BY_ACCOUNT = (
    select(people, identities.c.team, identities.c.handle)
    .join(identities, identities.c.person == people.c.id)
    .where(
        in_desk(identities),
        identities.c.platform == bindparam("platform"),
        identities.c.account == bindparam("account"),
    )
)
_ACCOUNTS = (
    select(identities)
    .where(in_desk(identities), identities.c.person == _PERSON)
    .order_by(identities.c.platform, identities.c.account)
)
_SEATS = select(roster).where(in_desk(roster), roster.c.person == _PERSON)
_DIRECT = (
    select(direct_chats)
    .where(in_desk(direct_chats), direct_chats.c.person == _PERSON)
    .order_by(direct_chats.c.turn.desc())
)


_MOST_CALLED = 6


class People:
    """Persons inside one transaction."""

    def __init__(self, transaction: Transaction, policy: DeskPolicy) -> None:
        self._tx = transaction
        self._policy = policy

    async def meet(self, author: Author) -> Person:
        """Give the person of an account, made on first sight; a newer name is kept."""
        row = await _account(self._tx, author.identity)
        if row is None:
            return await self._make(author)
        told = {"team": author.team, "handle": author.handle}
        newer = {name: value for name, value in told.items() if value not in {None, row[name]}}
        if newer:
            await self._keep_account(author.identity, newer)
        return await self._refresh(noun_of(Person, row), author)

    async def get(self, id: int) -> Person:  # noqa: A002 - the port's word
        """Give a person; raises NotFoundError."""
        person = await person_by_id(self._tx, id)
        if person is None:
            raise NotFoundError(noun="person", id=id)
        return person

    async def identities(self, person: int) -> Sequence[Identity]:
        """All accounts of a person."""
        return await identities_of(self._tx, person)

    async def teams(self, person: int) -> frozenset[str]:
        """The workspaces that the person's accounts are of, on platforms that have such."""
        rows = await self._tx.again(_ACCOUNTS, identities, person=person)
        return frozenset(row["team"] for row in rows if row["team"] is not None)

    async def called(self, name: str) -> Sequence[Person]:
        """Give who has this name, account or handle; else whose name begins with it as a word."""
        exact = await people_called(self._tx, name)
        if exact:
            return exact
        begins = func.lower(people.c.name).startswith(f"{name.lower()} ", autoescape=True)
        query = select(people).where(self._tx.here(people), begins).order_by(people.c.name)
        return [noun_of(Person, row) for row in await self._tx.rows(query.limit(_MOST_CALLED))]

    async def actor(self, person: Person, *, is_trusted: bool = True) -> Actor:
        """Give the person with the roles that the roster and the policy say at this moment."""
        if not is_trusted:
            return Actor(person=person, roles=frozenset({Role.REQUESTER}))
        return await actor_of(self._tx, self._policy, person)

    async def join(self, channel: Address, person: int) -> None:
        """Note that the person is in the channel; again is fine."""
        place = {"platform": channel.platform, "channel": channel.channel, "person": person}
        row = self._tx.insert(roster).values(workspace=self._tx.workspace, **place)
        await self._tx.change(row.on_conflict_do_nothing())

    async def leave(self, channel: Address, identity: Identity) -> None:
        """Note that the account's person is not in the channel any more."""
        person = await person_of(self._tx, identity)
        if person is not None:
            await self._tx.change(
                delete(roster).where(*self._in(channel), roster.c.person == person.id)
            )

    async def members(self, channels: Sequence[Address]) -> Sequence[Person]:
        """Give everybody who sits in one of the channels, by name."""
        places = [(channel.platform, channel.channel) for channel in channels]
        query = (
            select(people)
            .join(roster, roster.c.person == people.c.id)
            .where(
                self._tx.here(people),
                tuple_(roster.c.platform, roster.c.channel).in_(places),
            )
            .order_by(people.c.name, people.c.id)
            .distinct()
        )
        return [noun_of(Person, row) for row in await self._tx.rows(query)]

    async def keep_only(self, channel: Address, people: Sequence[int]) -> None:
        """Make these the whole roster of the channel."""
        gone = roster.c.person.not_in(people)
        await self._tx.change(delete(roster).where(*self._in(channel), gone))
        for person in people:
            await self.join(channel, person)

    async def direct_address(self, person: int, platform: str | None = None) -> Address | None:
        """Where the person was last spoken to directly, or None when they never wrote directly."""
        rows = await self._tx.again(_DIRECT, direct_chats, person=person)
        return next((row["channel"] for row in rows if platform in {None, row["platform"]}), None)

    async def spoke_directly(self, person: int, channel: Address) -> None:
        """Remember the direct chat for `direct_address`."""
        rows = await self._tx.rows(_DIRECT, person=person)
        if rows and rows[0]["channel"] == channel:
            return
        turn = rows[0]["turn"] + 1 if rows else 1
        row = self._tx.insert(direct_chats).values(
            workspace=self._tx.workspace,
            person=person,
            platform=channel.platform,
            channel=channel,
            turn=turn,
        )
        newer = {"channel": channel, "turn": turn}
        key = ["workspace", "person", "platform"]
        await self._tx.change(row.on_conflict_do_update(index_elements=key, set_=newer))

    async def choose_language(self, person: int, language: str) -> None:
        """Keep the person's language, whatever platforms tell from now on."""
        chosen = {"language": language, "is_language_chosen": True}
        await self._tx.change(update(people).where(people.c.id == person).values(**chosen))

    def _in(self, channel: Address) -> tuple[Any, ...]:
        return (
            self._tx.here(roster),
            roster.c.platform == channel.platform,
            roster.c.channel == channel.channel,
        )

    async def _make(self, author: Author) -> Person:
        shown = {
            "name": author.name or author.identity.id,
            "language": author.language or self._policy.languages[0],
            "timezone": author.timezone or "UTC",
            "is_language_chosen": False,
        }
        made = await self._tx.add(people, shown)
        row = self._tx.insert(identities).values(
            workspace=self._tx.workspace,
            platform=author.identity.platform,
            account=author.identity.id,
            person=made,
            team=author.team,
            handle=author.handle,
        )
        if await self._tx.change(row.on_conflict_do_nothing()):
            return await self.get(made)
        await self._tx.change(delete(people).where(people.c.id == made))
        return await self.meet(author)

    async def _keep_account(self, account: Identity, newer: Mapping[str, str | None]) -> None:
        own = (identities.c.platform == account.platform, identities.c.account == account.id)
        told = update(identities).where(self._tx.here(identities), *own).values(**newer)
        await self._tx.change(told)

    async def _refresh(self, known: Person, author: Author) -> Person:
        language = None if known.is_language_chosen else author.language
        told = {"name": author.name, "language": language, "timezone": author.timezone}
        newer = {
            name: value for name, value in told.items() if value and value != getattr(known, name)
        }
        if not newer:
            return known
        await self._tx.change(update(people).where(people.c.id == known.id).values(**newer))
        return await self.get(known.id)


async def person_by_id(transaction: Transaction, number: int) -> Person | None:
    """Find a person by number."""
    rows = await transaction.again(_BY_ID, people, person=number)
    return _person(rows[0] if rows else None)


async def person_of(transaction: Transaction, identity: Identity) -> Person | None:
    """Find the person of an account."""
    return _person(await _account(transaction, identity))


async def people_called(transaction: Transaction, name: str) -> Sequence[Person]:
    """Find by number, by account or by name, whichever of them `name` is; at most two."""
    key = func.lower(identities.c.handle) == name.lower()
    platform, _, account = name.partition(":")
    whole = (identities.c.platform == platform) & (identities.c.account == account)
    accounts = select(identities.c.person).where(
        transaction.here(identities), (identities.c.account == name) | key | whole
    )
    called = (func.lower(people.c.name) == name.lower()) | (people.c.name == name)
    fits = called | people.c.id.in_(accounts)
    if name.isdecimal() and len(name) < 10:  # noqa: PLR2004 - longer ones are accounts, not rows
        fits |= people.c.id == int(name)
    rows = await transaction.rows(select(people).where(transaction.here(people), fits).limit(2))
    return [noun_of(Person, row) for row in rows]


async def people_like(transaction: Transaction, name: str, limit: int) -> Sequence[Person]:
    """Find people whose names hold this, whatever the case."""
    holds = func.lower(people.c.name).contains(name.lower(), autoescape=True)
    query = select(people).where(transaction.here(people), holds).order_by(people.c.id)
    return [noun_of(Person, row) for row in await transaction.rows(query.limit(limit))]


async def identities_of(transaction: Transaction, person: int) -> Sequence[Identity]:
    """All accounts of a person, in a steady order."""
    rows = await transaction.again(_ACCOUNTS, identities, person=person)
    return [Identity(platform=row["platform"], id=row["account"]) for row in rows]


async def actor_of(transaction: Transaction, policy: DeskPolicy, person: Person) -> Actor:
    """Work out the roles: tiers by the roster of their channels, the others by account."""
    seats = await _channels_of(transaction, person.id)
    accounts = frozenset(await identities_of(transaction, person.id))
    tiers = frozenset(tier.key for tier in policy.tiers if _is_in(tier, seats))
    roles = {Role.REQUESTER}
    if tiers:
        roles.add(Role.ENGINEER)
    if accounts & policy.roles.managers or seats & policy.roles.channels:
        roles.add(Role.MANAGER)
    if accounts & policy.roles.admins:
        roles.add(Role.ADMIN)
    return Actor(person=person, roles=frozenset(roles), tiers=tiers)


async def _channels_of(transaction: Transaction, person: int) -> frozenset[Address]:
    rows = await transaction.rows(_SEATS, person=person)
    return frozenset(Address(platform=row["platform"], channel=row["channel"]) for row in rows)


async def _account(transaction: Transaction, identity: Identity) -> Row | None:
    account = {"platform": identity.platform, "account": identity.id}
    return await transaction.first(_BY_ACCOUNT, **account)


def _is_in(tier: Tier, seats: frozenset[Address]) -> bool:
    return any(channel.address.top in seats for channel in tier.channels)


def _person(row: Row | None) -> Person | None:
    return None if row is None else noun_of(Person, row)
