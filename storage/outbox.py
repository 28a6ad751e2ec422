"""What has been decided to be said, how does it get out, and what is known about its way?

A saying waits until its turn in its lane comes, is leased by one sender, and ends sent, refused,
expired, replaced or dropped. What nobody knows the outcome of stays `sending` until it was looked
into. Leases run on the database's own clock where there is a server.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Update, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.notice import Op
from desk.people import Address
from desk.policy import DeskPolicy
from storage.columns import Moment
from storage.engine import Database
from storage.group import Group
from storage.jobs import Job, jobs_of
from storage.lanes import CLAIMABLE, EXPIRED, HOPELESS, SIGNS, Ripe
from storage.sent import Result, record
from storage.states import State
from storage.tables import cards, outbox
from storage.transaction import Query, Row, Transaction
from storage.wake import Topic, Wakes

LEASE = timedelta(seconds=60)
"""How long a sender may hold a row."""

QUARANTINE = timedelta(seconds=60)
"""How long to wait before an unknown outcome is looked into: platforms may be late to accept."""

_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)))
    .values(
        state=State.SENDING,
        owner=bindparam("owner_now"),
        lease_until=bindparam("until"),
        first_try_at=func.coalesce(outbox.c.first_try_at, bindparam("at", type_=Moment)),
        tries=outbox.c.tries + 1,
    )
)


class Outbox:
    """The outbox of one desk, as delivery sees it; every call is a transaction of its own."""

    def __init__(
        self,
        database: Database,
        policy: DeskPolicy,
        clock: Callable[[], datetime],
        wakes: Wakes,
        *,
        quarantine: timedelta = QUARANTINE,
    ) -> None:
        self._database = database
        self._policy = policy
        self._clock = clock
        self._wakes = wakes
        self._quarantine = quarantine
        self._results = Group(self._record)

    def on_say(self, callback: Callable[[], None]) -> None:
        """Call this whenever there may be something new to deliver."""
        self._wakes.on(Topic.OUTBOX, callback)

    async def lease(
        self,
        owner: str,
        *,
        now: datetime,
        limit: int = 50,
        platforms: Collection[str] | None = None,
        paused: Collection[Address] = (),
        lease: timedelta = LEASE,
    ) -> list[Job]:
        """Take what may be sent now, each lane strictly in its order; nobody else gets the same.

        `now` is the desk's clock and decides only about expiry. What has expired or can never be
        sent is settled on the way, and `untold` tells of it.
        """
        ripe = Ripe(
            workspace=self._policy.workspace,
            now=now,
            at=self._clock(),
            platforms=platforms,
            paused=paused,
        )
        signs = await self._signs(ripe)
        if not any(signs.values()):
            return []
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            if signs["expired"]:
                await self._settle(tx, await _lock(tx, EXPIRED, ripe), State.EXPIRED)
            if signs["hopeless"]:
                await self._settle(tx, await _lock(tx, HOPELESS, ripe), State.DROPPED)
            numbers = await _lock(tx, CLAIMABLE, ripe, most=limit)
            jobs = await self._take(tx, numbers, owner, lease)
            await connection.commit()
        return jobs

    async def sent(self, job: Job, message: str, drawn: str, at: datetime) -> bool:
        """Record that it arrived, in a group with others; False when that was known before."""
        result = Result(
            number=job.id,
            saying=job.saying,
            message=message,
            drawn=drawn,
            at=at,
            is_anew=job.saying.op is Op.EDIT and message not in {job.message, ""},
        )
        is_news = await self._results.put(result)
        self._wakes.call(Topic.OUTBOX)
        return is_news

    async def found(self, job: Job, message: str, at: datetime) -> bool:
        """Record that a lookup found it."""
        return await self.sent(job, message, "", at)

    async def not_sent(self, job: Job, not_before: datetime, reason: str) -> None:
        """Put it back: it certainly was not sent; it waits for `not_before` (machine's clock)."""
        await self._put_back(job, not_before=not_before, error=reason)

    async def resend(self, job: Job) -> None:
        """Put it back to be sent again, although it may have arrived; `looks` tells so.

        What was found out about the last try says nothing about the next.
        """
        await self._put_back(job, not_before=self._clock(), error=None)
        self._wakes.call(Topic.OUTBOX)

    async def release(self, jobs: Sequence[Job]) -> None:
        """Give back what was leased and never attempted, as if it had never been taken."""
        for job in jobs:
            first_try_at = job.first_try_at if job.tries > 1 else None
            await self._put_back(job, tries=job.tries - 1, first_try_at=first_try_at)

    async def refused(self, job: Job, reason: str) -> None:
        """Give it up: the platform will never take it."""
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            if await tx.change(_held(job).values(error=reason)):
                await self._settle(tx, [job.id], State.REFUSED)
            await connection.commit()
        self._wakes.call(Topic.OUTBOX)

    async def overtaken(self, job: Job) -> None:
        """Leave it unsaid: it is not so any more, and nobody has to be told."""
        done = {"state": State.REPLACED, "settled_at": self._clock()}
        await self._put_back(job, **done)
        self._wakes.call(Topic.OUTBOX)

    async def unknown(self, job: Job, reason: str, *, wait: timedelta | None = None) -> None:
        """Leave it `sending`: nobody knows; after `wait` it is handed out to be looked into."""
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            until = await self._now(tx) + (self._quarantine if wait is None else wait)
            await tx.change(_held(job).values(owner=None, lease_until=until, error=reason))
            await connection.commit()

    async def ambiguous(
        self, owner: str, *, limit: int = 20, lease: timedelta = LEASE
    ) -> list[Job]:
        """Take what has to be looked into: unknown outcomes, and rows whose sender died.

        A dead sender's row waits for the quarantine after its lease, for it may have sent late.
        """
        async with self._database.glance() as connection:
            tx = self._transaction(connection)
            if await tx.first(self._doubtful(await self._now(tx)).limit(1)) is None:
                return []
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            at = await self._now(tx)
            doubtful = self._doubtful(at).limit(limit)
            locked = doubtful.with_for_update(skip_locked=True, of=outbox)
            numbers = list((await tx.connection.execute(locked)).scalars())
            await self._mark(
                tx, numbers, owner=owner, lease_until=at + lease, looks=outbox.c.looks + 1
            )
            jobs = await jobs_of(tx, numbers)
            await connection.commit()
        return jobs

    async def clear_dead_leases(self) -> None:
        """At start on SQLite: no other sender lives, so what is `sending` will be looked into."""
        if not self._database.is_sqlite:
            return
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            until = await self._now(tx) + self._quarantine
            orphans = (outbox.c.settled_at.is_(None), outbox.c.owner.is_not(None))
            await tx.change(
                update(outbox)
                .where(tx.here(outbox), *orphans)
                .values(owner=None, lease_until=until)
            )
            await connection.commit()

    async def untold(self, limit: int = 50) -> list[Job]:
        """What was given up (refused, expired, dropped) and nobody has been told of yet."""
        async with self._database.read() as connection:
            tx = self._transaction(connection)
            query = select(outbox.c.id).where(tx.here(outbox), outbox.c.is_untold)
            rows = await tx.rows(query.order_by(outbox.c.id).limit(limit))
            return await jobs_of(tx, [row["id"] for row in rows])

    async def told(self, jobs: Sequence[Job]) -> None:
        """Note that whoever has to know of these has been told."""
        async with self._database.write() as connection:
            await self._mark(
                self._transaction(connection), [job.id for job in jobs], is_untold=False
            )
            await connection.commit()

    async def live(self) -> tuple[int, datetime | None]:
        """How many sayings are on their way, and since when the oldest of them."""
        counted = select(func.count().label("rows"), func.min(outbox.c.said_at).label("oldest"))
        async with self._database.read() as connection:
            tx = self._transaction(connection)
            row = await tx.first(counted.where(tx.here(outbox), outbox.c.settled_at.is_(None)))
        return (row["rows"], row["oldest"]) if row else (0, None)

    async def prune(self, older_than: datetime) -> int:
        """Forget what was settled before that; links, cards and buttons stay."""
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            old = (outbox.c.settled_at < older_than, ~outbox.c.is_untold)
            gone = await tx.change(delete(outbox).where(tx.here(outbox), *old))
            await connection.commit()
        return gone

    async def close(self) -> None:
        """Wait until all results are recorded."""
        await self._results.close()

    def _transaction(self, connection: AsyncConnection) -> Transaction:
        return Transaction(connection, self._policy.workspace)

    async def _now(self, tx: Transaction) -> datetime:
        """The clock that leases run on: the server's, which all replicas share."""
        if self._database.is_sqlite:
            return self._clock()
        moment: datetime = (
            await tx.connection.execute(select(func.clock_timestamp()))
        ).scalar_one()
        return moment

    async def _signs(self, ripe: Ripe) -> Row:
        async with self._database.glance() as connection:
            found = (await connection.execute(SIGNS, ripe.values())).mappings().one()
        return cast("Row", found)

    async def _settle(self, tx: Transaction, numbers: Sequence[int], state: State) -> None:
        """End these rows' way; the cards that they should have become will never be."""
        if not numbers:
            return
        await self._mark(
            tx,
            numbers,
            state=state,
            settled_at=self._clock(),
            is_untold=True,
            owner=None,
            lease_until=None,
        )
        unborn = (cards.c.outbox.in_(numbers), cards.c.message.is_(None))
        await tx.change(delete(cards).where(tx.here(cards), *unborn))

    async def _take(
        self, tx: Transaction, numbers: Sequence[int], owner: str, lease: timedelta
    ) -> list[Job]:
        if not numbers:
            return []
        taken = {"owner_now": owner, "until": await self._now(tx) + lease, "at": self._clock()}
        await tx.connection.execute(_TAKE, {"numbers": numbers, **taken})
        return await jobs_of(tx, numbers)

    async def _mark(self, tx: Transaction, numbers: Sequence[int], **values: object) -> None:
        if numbers:
            await tx.change(update(outbox).where(outbox.c.id.in_(numbers)).values(**values))

    async def _put_back(self, job: Job, **values: object) -> None:
        pending = {"state": State.PENDING, "owner": None, "lease_until": None, **values}
        async with self._database.write() as connection:
            await connection.execute(_held(job).values(**pending))
            await connection.commit()

    def _doubtful(self, at: datetime) -> Query:
        ownerless = outbox.c.owner.is_(None) & (outbox.c.lease_until <= at)
        orphaned = outbox.c.lease_until <= at - self._quarantine
        return (
            select(outbox.c.id)
            .where(
                outbox.c.workspace == self._policy.workspace,
                outbox.c.settled_at.is_(None),
                outbox.c.state == State.SENDING,
                or_(ownerless, orphaned),
            )
            .order_by(outbox.c.id)
        )

    async def _record(self, results: Sequence[Result]) -> Sequence[bool]:
        async with self._database.write() as connection:
            tx = self._transaction(connection)
            news = await record(tx, self._policy, results)
            await self._wakes.announce(tx, Topic.OUTBOX)
            await connection.commit()
        return news


async def _lock(tx: Transaction, query: Query, ripe: Ripe, **values: int) -> list[int]:
    found = await tx.connection.execute(query, {**ripe.values(), **values})
    return list(found.scalars())


def _held(job: Job) -> Update:
    """An update of a row that is still in the hands of whoever has this job."""
    return update(outbox).where(
        outbox.c.id == job.id,
        outbox.c.state == State.SENDING,
        outbox.c.owner == job.owner,
    )
