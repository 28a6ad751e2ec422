"""What does time do?

APScheduler only ticks, from memory; deadlines live in our tables, so nothing is lost with the
process and two tickers are harmless. A tick runs actions like any other, one transaction a cause.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clocks import Clocks
from bot.file_traffic import lost_letter
from bot.inner import PLATFORM, undelivered_body
from desk.actions.approve import RemindApprovals
from desk.actions.climb import ClimbPaths
from desk.actions.close import CloseResolved
from desk.actions.keep_promises import KeepPromises
from desk.actions.look import WatchServices
from desk.actions.maintain import AnnounceMaintenance
from desk.actions.nudge import NudgeWaiting
from desk.actions.stand_still import StandStill
from desk.actions.suggest import SuggestRunbooks
from desk.actions.tell_followers import CountFollowers, TellFollowers
from desk.inbound import Undelivered
from desk.notice import NoticeKind, Op, Weight
from desk.ports import Letter, Shelf
from storage.jobs import Job
from storage.store import Store

TICK_SECONDS = 5
TICK_TIMEOUT = 30.0
KEPT = timedelta(days=14)
"""Inbox keys and settled sayings are kept this long, longer than any redelivery."""

PRUNED = timedelta(minutes=1)
"""So often what is too old is looked for; nobody waits for that."""

UNREAD = timedelta(days=90)
"""What was set aside waits this long for somebody to read it, or to mend what it broke."""

STRAY = timedelta(days=1)
"""A file that nothing took in within this never will be."""

LOOKS = timedelta(days=7)
"""How long each look of a probe is kept, with how long the answer took."""

WORDS = frozenset(
    {NoticeKind.REPLY, NoticeKind.ASKED_REQUESTER, NoticeKind.RESOLVED, NoticeKind.FILE}
)
"""What an engineer believes the requester has seen."""

log = structlog.get_logger(__name__)


class Tick:
    """All that is due, swept every few seconds."""

    def __init__(
        self, store: Store, clocks: Clocks, shelf: Shelf, ticked: Callable[[], None]
    ) -> None:
        self._store = store
        self._clocks = clocks
        self._ticked = ticked
        self._close = CloseResolved()
        self._nudge = NudgeWaiting()
        self._keep_promises = KeepPromises()
        self._announce = AnnounceMaintenance()
        self._stand_still = StandStill()
        self._climb = ClimbPaths()
        self._prune_at = clocks.machine()
        self._watch = WatchServices()
        self._suggest = SuggestRunbooks(shelf)
        self._count_followers, self._tell_followers = CountFollowers(), TellFollowers()
        self._remind = RemindApprovals()

    async def sweep(self) -> None:
        """Do what is due; a sweep that fails is logged and tried again by the next tick."""
        self._ticked()
        await self.strike()
        await _each(self.tell_undelivered)
        if self._clocks.machine() >= self._prune_at:
            self._prune_at = self._clocks.machine() + PRUNED
            await _each(self.prune)

    async def strike(self) -> None:
        """Do what has fallen due, and none of the housekeeping."""
        await _each(
            self.announce,
            self.stand_still,
            self.keep_promises,
            self.close_resolved,
            self.nudge,
            self.climb,
            self.watch,
            self.suggest,
            self.count_followers,
            self.tell_followers,
            self.remind_approvals,
        )

    async def stand_still(self) -> None:
        """Stop clocks while maintenance is under way, and let them go on after it."""
        await self._stand_still(self._store.begin, now=self._clocks.desk())

    async def keep_promises(self) -> None:
        """Warn of promises that are about to be broken, and say which are."""
        await self._keep_promises(self._store.begin, now=self._clocks.desk())

    async def close_resolved(self) -> None:
        """Close tickets that nobody re-opened in time."""
        await self._close(self._store.begin, now=self._clocks.desk())

    async def nudge(self) -> None:
        """Remind requesters who are waited for; resolve what was waited for long enough."""
        await self._nudge(self._store.begin, now=self._clocks.desk())

    async def announce(self) -> None:
        """Tell of maintenance that comes, begins or is over."""
        await self._announce(self._store.begin, now=self._clocks.desk())

    async def count_followers(self) -> None:
        """Say on cards how many follow an incident."""
        await self._count_followers(self._store.begin, now=self._clocks.desk())

    async def tell_followers(self) -> None:
        """Say to those who follow an incident that it is over."""
        await self._tell_followers(self._store.begin, now=self._clocks.desk())

    async def climb(self) -> None:
        """Call for tickets that nobody claims, and remind or release those that nobody tends."""
        await self._climb(self._store.begin, now=self._clocks.desk())

    async def watch(self) -> None:
        """See which reports are missing, and raise what was held back during maintenance."""
        await self._watch(self._store.begin, now=self._clocks.desk())

    async def suggest(self) -> None:
        """Suggest runbooks for tickets of which there is something new to read."""
        await self._suggest(self._store.begin, now=self._clocks.desk())

    async def remind_approvals(self) -> None:
        """Ask again for what waits for somebody's yes."""
        await self._remind(self._store.begin, now=self._clocks.desk())

    async def tell_undelivered(self) -> None:
        """Put what could not be delivered into the inbox, so that somebody is told."""
        jobs = await self._store.outbox.untold()
        for job in jobs:
            if job.saying.op is Op.FETCH:
                await self._store.inbox.put(lost_letter(job))
            elif job.saying.notice.kind in WORDS and job.saying.weight is Weight.CRITICAL:
                await self._store.inbox.put(undelivered(job))
        if jobs:
            await self._store.outbox.told(jobs)

    async def prune(self) -> None:
        """Forget keys and sayings that are too old to come back, and links that have ended."""
        before = self._clocks.machine() - KEPT
        await self._store.inbox.prune(before, dead_before=self._clocks.machine() - UNREAD)
        await self._store.outbox.prune(before)
        await self._store.sign_ins.prune(self._clocks.machine())
        await self._store.sessions.prune(self._clocks.machine())
        await self._store.link_codes.prune(self._clocks.desk() - STRAY)
        await self._store.files.prune(self._clocks.desk() - STRAY)
        await self._store.looks.prune(self._clocks.desk() - LOOKS)


async def _each(*duties: Callable[[], Awaitable[None]]) -> None:
    for duty in duties:
        try:
            async with asyncio.timeout(TICK_TIMEOUT):
                await duty()
        except Exception:  # edge: one failing duty must not stop the others
            log.exception("sweep failed", duty=getattr(duty, "__name__", repr(duty)))


def undelivered(job: Job) -> Letter:
    """Write the inbox row that tells the desk of a saying that was given up."""
    notice = job.saying.notice
    return Letter(
        key=f"undelivered:{job.id}",
        platform=PLATFORM,
        conversation=f"desk:ticket:{notice.ticket}",
        sort_at=job.said_at,
        body=undelivered_body(
            Undelivered(
                ticket=notice.ticket,
                kind=notice.kind.value,
                reason=job.error or job.state.value,
                address=job.saying.address,
            )
        ),
    )


async def run_scheduler(tick: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Tick every few seconds until `stop`."""
    scheduler = AsyncIOScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": AsyncIOExecutor()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    scheduler.add_job(tick, "interval", seconds=TICK_SECONDS)
    scheduler.start()
    try:
        await stop.wait()
    finally:
        scheduler.shutdown(wait=False)
