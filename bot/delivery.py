"""How does what was decided to be said get out, once if it can be known and honestly if not?

Lease, pace, send, record. What nobody knows the outcome of is never resent blindly: `Reconciler`
looks first where the platform can be asked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.alerts import Alerts
from bot.asked_again import was_answered
from bot.clocks import Clocks
from bot.file_traffic import FILE_OPS, FileTraffic
from bot.overtaken import was_overtaken
from bot.pacing import Pacer
from bot.refusals import cause_of, is_told
from bot.sign_in import SECRET
from desk.notice import Op, Saying, Weight
from handlers.cards.catalogue import draw
from handlers.cards.room_title import room_of
from handlers.notifier import (
    Delivered,
    LookupFailedError,
    Notifier,
    NotSent,
    Parcel,
    Refused,
    Sent,
)
from storage.engine import is_away
from storage.jobs import Job
from storage.store import Store

Reveal = Callable[[Saying], Awaitable[Saying]]
"""Puts into a saying what may be said and never stored: a one-time link."""

log = structlog.get_logger(__name__)


async def as_stored(saying: Saying) -> Saying:
    """Reveal nothing."""
    return saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long delivery waits for what.

    The quarantine exceeds the time-out plus the longest that a platform is late to accept;
    scaled down only together, by tests.
    """

    lease: timedelta = timedelta(seconds=60)
    least_lease: timedelta = timedelta(seconds=15)
    quarantine: timedelta = timedelta(seconds=60)
    second_look: timedelta = timedelta(seconds=15)
    poll: float = 1.0
    drain: float = 10.0
    longest_turn: float = 2.0


PATIENCE = Patience()
"""What runs in production."""

IDEMPOTENT = frozenset({Op.EDIT, Op.DELETE, Op.REACT, Op.RENAME, Op.FETCH})
"""What may be done again without being said twice."""

ROOMS = frozenset({Op.ROOM, Op.RENAME})
UNDRAWN = ROOMS | {Op.DELETE}
"""What shows no card."""

MISSED = "missed"
"""Stands on a row whose message was not there; at the second miss on end it counts as not there."""

IN_VAIN = 40
"""Looks after which a history that cannot be read is asked no more; ten minutes, in production."""


class Delivery:
    """Sends until told to stop; sends under way are given time to end."""

    def __init__(  # noqa: PLR0917 - what a worker needs, named by wiring
        self,
        store: Store,
        notifiers: Mapping[str, Notifier],
        pacer: Pacer,
        clocks: Clocks,
        owner: str,
        patience: Patience = PATIENCE,
        *,
        reveal: Reveal = as_stored,
        senders: int = 16,
        files: FileTraffic | None = None,
        alerts: Alerts | None = None,
    ) -> None:
        self._store = store
        self._notifiers = notifiers
        self._pacer = pacer
        self._clocks = clocks
        self._owner = owner
        self._patience = patience
        self._reveal = reveal
        self._senders = senders
        self._files = files
        self._alerts = alerts
        self._wake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        store.outbox.on_say(self._wake.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`, then wait for what is under way and let go of the rest."""
        waker = asyncio.create_task(_wake_at(stop, self._wake))
        while not stop.is_set():
            self._wake.clear()
            await self._lease()
            await self._rest()
        await waker
        if self._sending:
            await asyncio.wait(self._sending, timeout=self._patience.drain)

    async def step(self) -> bool:
        """Deliver all that is due, one after the other; False when there was nothing."""
        jobs = await self._take(self._senders)
        for job in jobs:
            await self._deliver(job)
        return bool(jobs)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._patience.poll):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _lease(self) -> None:
        free = self._senders - len(self._sending)
        if free <= 0:
            return
        for job in await self._take(free):
            task = asyncio.create_task(self._deliver(job))
            self._sending.add(task)
            task.add_done_callback(self._done)

    async def _take(self, limit: int) -> list[Job]:
        platforms = [name for name in self._notifiers if not self._pacer.is_paused(name)]
        return await self._store.outbox.lease(
            self._owner,
            now=self._clocks.desk(),
            limit=limit,
            platforms=platforms,
            paused=self._pacer.paused_channels(),
            lease=self._patience.lease,
        )

    def _done(self, task: asyncio.Task[None]) -> None:
        """Make room, and look again where there was none; what was recorded calls by itself.

        What could not be recorded is looked into when its lease has run out.
        """
        was_full = len(self._sending) >= self._senders
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("not recorded", reason=type(error).__name__)
        if was_full:
            self._wake.set()

    async def _deliver(self, job: Job) -> None:
        with structlog.contextvars.bound_contextvars(outbox=job.key):
            try:
                result = await self._send(job)
            except Exception as error:  # edge: one poisoned card must not stop delivery
                if is_away(error):
                    raise  # it is said when the database is there again and the lease has run out
                log.exception("delivery failed", ticket=job.saying.notice.ticket)
                result = Refused(reason="broken")
            if result is not None:
                await self._record(job, result)

    async def _send(self, job: Job) -> Delivered | None:
        """Take the channel's turn and send; None when it was put back instead."""
        if job.saying.op in FILE_OPS and self._files is not None and self._files.is_full:
            later = self._clocks.machine() + timedelta(seconds=1)
            await self._store.outbox.not_sent(job, later, "files")
            return None
        wait = self._turn(job)
        if wait > self._patience.longest_turn:
            later = self._clocks.machine() + timedelta(seconds=wait)
            await self._store.outbox.not_sent(job, later, "pace")
            return None
        while wait > 0.0:
            await asyncio.sleep(wait)
            wait = self._turn(job)
        if job.saying.op in FILE_OPS and self._files is not None and self._has_time(job):
            return await self._files.carry(job, parcel_of(job))
        return None if await self._is_put_by(job) else await self._carry(job)

    async def _is_put_by(self, job: Job) -> bool:
        """Put back what there is no time left for; leave unsaid what is not so any more."""
        if not self._has_time(job):
            await self._store.outbox.release([job])
            return True
        if await was_overtaken(self._store, job):
            await self._store.outbox.overtaken(job)
            return True
        return False

    async def _carry(self, job: Job) -> Delivered:
        """Say it; a question that has its answer is not asked again, for it did arrive."""
        if job.looks and await was_answered(self._store, job):
            return Sent(message="")
        shown = replace(job, saying=await self._reveal(job.saying))
        return await self._notifiers[job.saying.address.platform].carry(parcel_of(shown))

    def _turn(self, job: Job) -> float:
        """Seconds until the channel takes something more; fetching says nothing there."""
        return 0.0 if job.saying.op is Op.FETCH else self._pacer.take(job.saying.address)

    def _has_time(self, job: Job) -> bool:
        if job.lease_until is None:
            return False
        return job.lease_until - self._clocks.machine() >= self._patience.least_lease

    async def _record(self, job: Job, result: Delivered) -> None:
        outbox, now = self._store.outbox, self._clocks.machine()
        if isinstance(result, Sent):
            is_secret = job.saying.notice.kind in SECRET
            await outbox.sent(job, result.message, "" if is_secret else result.drawn, now)
        elif isinstance(result, Refused):
            log.warning("refused", reason=result.reason, ticket=job.saying.notice.ticket)
            await outbox.refused(job, result.reason)
            await self._alert(job.saying, result.reason)
        elif isinstance(result, NotSent):
            if job.saying.op is not Op.FETCH or result.is_for_all:
                pause = result.retry_after
                self._pacer.pause(job.saying.address, pause, is_for_all=result.is_for_all)
            later = now + timedelta(seconds=result.retry_after)
            await outbox.not_sent(job, later, result.reason)
        else:
            log.warning("unknown outcome", reason=result.reason)
            await outbox.unknown(job, result.reason, wait=self._quarantine(job))

    async def _alert(self, saying: Saying, reason: str) -> None:
        """Tell the admins that a channel of theirs takes nothing, and what mends it."""
        if self._alerts is not None and is_told(self._store.policy, saying, reason):
            place = str(saying.address.top)
            await self._alerts.raise_alert(cause_of(reason), channel=place, reason=reason)

    def _quarantine(self, job: Job) -> timedelta:
        return timedelta() if job.saying.op in IDEMPOTENT else self._patience.quarantine


class Reconciler:
    """Looks into what nobody knows the outcome of.

    `is_off` resends blindly instead: only for the test that shows what that costs.
    """

    def __init__(
        self,
        store: Store,
        notifiers: Mapping[str, Notifier],
        clocks: Clocks,
        owner: str,
        patience: Patience = PATIENCE,
        *,
        is_off: bool = False,
    ) -> None:
        self._store = store
        self._notifiers = notifiers
        self._clocks = clocks
        self._owner = owner
        self._patience = patience
        self._is_off = is_off

    async def run(self, stop: asyncio.Event) -> None:
        """Look every now and then until `stop`."""
        while not stop.is_set():
            await self.step()
            try:
                async with asyncio.timeout(self._patience.poll):
                    await stop.wait()
            except TimeoutError:
                continue

    async def step(self) -> int:
        """Settle all that is ripe, and say how many there were."""
        jobs = await self._store.outbox.ambiguous(self._owner, lease=self._patience.lease)
        for job in jobs:
            await self._settle(job)
        return len(jobs)

    async def _settle(self, job: Job) -> None:
        notifier = self._notifiers.get(job.saying.address.platform)
        if notifier is None:
            await self._store.outbox.unknown(job, "no notifier", wait=self._patience.quarantine)
        elif self._is_off or job.saying.op in IDEMPOTENT:
            await self._store.outbox.resend(job)
        elif notifier.can_find and job.saying.only is None:
            await self._look(job, notifier)
        else:
            await self._by_weight(job)

    async def _look(self, job: Job, notifier: Notifier) -> None:
        since = (job.first_try_at or job.said_at) - timedelta(seconds=60)
        try:
            found = await notifier.find(parcel_of(job), since)
        except LookupFailedError as error:
            await self._cannot_look(job, str(error))
            return
        if found is not None:
            await self._store.outbox.found(job, found.message, self._clocks.machine())
        elif job.error != MISSED:
            await self._store.outbox.unknown(job, MISSED, wait=self._patience.second_look)
        else:
            await self._store.outbox.resend(job)

    async def _cannot_look(self, job: Job, reason: str) -> None:
        """Look again later, but not for ever: a missing scope or a channel that is gone stay so."""
        log.warning("cannot look", reason=reason, ticket=job.saying.notice.ticket)
        if job.looks < IN_VAIN:
            await self._store.outbox.unknown(job, reason, wait=self._patience.second_look)
        else:
            await self._by_weight(job)

    async def _by_weight(self, job: Job) -> None:
        """Where nobody can look: hints are not said again, all else is rather said twice."""
        if job.saying.weight is Weight.FYI:
            await self._store.outbox.refused(job, "unknown")
        else:
            await self._store.outbox.resend(job)


def parcel_of(job: Job) -> Parcel:
    """Draw a job's notice for carrying."""
    saying = job.saying
    card = None if saying.op in UNDRAWN else draw(saying.notice, saying.language)
    room = room_of(saying.notice, saying.language) if saying.op in ROOMS else None
    return Parcel(
        key=job.key,
        op=saying.op,
        address=saying.address,
        card=card,
        button=job.button,
        message=saying.on if saying.op is Op.REACT else job.message,
        under=job.under_message,
        on=saying.on,
        only=saying.only,
        title=room.title if room else None,
        is_shut=room is not None and room.is_shut,
        is_repeat=job.looks > 0,
        language=saying.language,
    )


async def _wake_at(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()
