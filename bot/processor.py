"""How does what was stored become what was done?

One dispatcher claims conversations, oldest row first; workers do their rows one after the other.
Conversations in which somebody's screen waits have workers of their own. A row that fails is tried
five times within two minutes, then it is dead, its person is told, and the rest goes on. One that
cannot be read is dead at once, with its words: `firstline inbox` shows them.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot.alerts import Alerts
from bot.clocks import Clocks
from bot.doors import Doors, author_of, place_of
from desk.actions.tell_outcome import tell_outcome
from desk.errors import DeskError, StaleError
from desk.inbound import Author, Inbound
from desk.outcome import Done, Outcome, Refused
from desk.people import Address
from desk.ports import UnitOfWork
from handlers.handles import Handles
from handlers.listener import Listener
from handlers.reading import UnreadableError, read
from storage.inbox import AlreadyDoneError, BusyError, Head, StoredLetter
from storage.store import Store

BACKOFF = (1.0, 5.0, 15.0, 30.0, 60.0)
"""Seconds before each further try; together under two minutes."""

STALE_TRIES = 5
"""A ticket that changes this often between reading and writing is a fault, not a race."""

_POLL = 1.0
_SORRY = Refused(code="broken")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """How many conversations are worked on at once, and which."""

    has_handle: bool
    workers: int


Running = dict[Lane, set[asyncio.Task[None]]]

_MOST = 50
"""Conversations that one look brings."""

LANES = (Lane(has_handle=True, workers=4), Lane(has_handle=False, workers=8))


class Processor:
    """Works on the inbox until told to stop."""

    def __init__(  # noqa: PLR0917 - what a worker needs, named by wiring
        self,
        store: Store,
        doors: Doors,
        listeners: Mapping[str, Listener],
        handles: Handles,
        clocks: Clocks,
        alerts: Alerts,
    ) -> None:
        self._store = store
        self._doors = doors
        self._listeners = listeners
        self._handles = handles
        self._clocks = clocks
        self._alerts = alerts
        self._busy: set[str] = set()
        self._wake = asyncio.Event()
        self._calls = 0
        self._is_full = False
        store.inbox.on_put(self._called)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; rows in hand are finished, nothing new is begun."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_wake_at(stop, self._wake))
            running: Running = {lane: set() for lane in LANES}
            while not stop.is_set():
                self._wake.clear()
                await self._fill(running, group)
                await self._rest()

    async def step(self) -> bool:
        """Do every row that is due, one conversation after the other; False when there was none.

        For demos and tests that move the clock: what it did is done when it returns.
        """
        heads = await self._heads()
        for head in heads:
            await self._work(head.name)
        return bool(heads)

    async def finish(self, conversation: str) -> None:
        """Do what is due in one conversation, for a program that works on nothing else."""
        await self._work(conversation)

    def _called(self) -> None:
        self._calls += 1
        self._wake.set()

    async def _heads(self, *, has_handle: bool = False) -> list[Head]:
        return await self._store.inbox.heads(
            self._busy, self._clocks.machine(), has_handle=has_handle, limit=_MOST
        )

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_POLL):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _fill(self, running: Running, group: asyncio.TaskGroup) -> None:
        """Give free workers something to do; one look serves both lanes unless it was cut off."""
        self._is_full = all(len(running[lane]) >= lane.workers for lane in LANES)
        if self._is_full:
            return
        heads = await self._heads()
        is_cut_off = len(heads) == _MOST
        for lane in LANES:
            if lane.has_handle and is_cut_off:
                self._start(lane, await self._heads(has_handle=True), running[lane], group)
            else:
                self._start(lane, heads, running[lane], group)

    def _start(
        self,
        lane: Lane,
        heads: Sequence[Head],
        running: set[asyncio.Task[None]],
        group: asyncio.TaskGroup,
    ) -> None:
        """Start what the lane takes, and remember when there was more than it has workers for."""
        fitting = [
            head
            for head in heads
            if head.name not in self._busy and (head.has_handle or not lane.has_handle)
        ]
        free = max(0, lane.workers - len(running))
        self._is_full |= len(fitting) > free
        for head in fitting[:free]:
            self._busy.add(head.name)
            task = group.create_task(self._work(head.name))
            running.add(task)
            task.add_done_callback(running.discard)

    async def _work(self, conversation: str) -> None:
        """Do the conversation's rows; look again only when there may be more than was seen."""
        self._busy.add(conversation)
        calls = self._calls
        try:
            while letter := await self._store.inbox.oldest(conversation, self._clocks.machine()):
                if not await self._row(letter):
                    return
                calls = self._calls
        finally:
            self._busy.discard(conversation)
            if self._is_full or calls != self._calls:
                self._wake.set()

    async def _row(self, letter: StoredLetter) -> bool:
        """Do one row; False when its conversation must wait (busy elsewhere, or it failed)."""
        with structlog.contextvars.bound_contextvars(inbox=letter.key):
            try:
                await self._do(letter)
            except AlreadyDoneError:
                return True
            except BusyError:
                return False
            except UnreadableError as error:
                return await self._unread(letter, error)
            except Exception as error:  # noqa: BLE001 - edge: one poisoned row must not stop the desk
                return await self._failed(letter, error)
        return True

    async def _do(self, letter: StoredLetter) -> None:
        listener = self._listeners[letter.platform]
        inbound = _read(listener, letter)
        outcome = await self._outcome(letter, inbound)
        if inbound is None or self._handles.tell(letter.key, outcome):
            return
        if not isinstance(outcome, Done):
            await self._tell(letter.key, inbound, outcome, asks_in_chat=listener.asks_in_chat)

    async def _outcome(self, letter: StoredLetter, inbound: Inbound | None) -> Outcome:
        if inbound is None:
            return await self._finish(letter, Done())
        for _ in range(STALE_TRIES):
            try:
                return await self._doors.open(
                    inbound, lambda: self._store.begin(letter.key), now=self._clocks.desk()
                )
            except StaleError:
                continue
            except DeskError as error:
                return await self._finish(letter, Refused(code=error.code, facts=error.facts))
        raise StaleError(key=letter.key)

    async def _finish(self, letter: StoredLetter, outcome: Outcome) -> Outcome:
        async with self._store.begin(letter.key) as work:
            return await work.commit(outcome)

    async def _tell(
        self, key: str, inbound: Inbound, outcome: Outcome, *, asks_in_chat: bool
    ) -> None:
        """Say an outcome that no handle took; losing this loses a hint, never a fact."""
        author, place = author_of(inbound), place_of(inbound)
        if author is None:
            return
        async with self._store.begin(None) as work:
            where = place or await _direct(work, author)
            if where is not None:
                await tell_outcome(
                    work,
                    key,
                    outcome,
                    await _language(work, author),
                    author.identity,
                    where,
                    self._clocks.desk(),
                    asks_in_chat=asks_in_chat,
                )
            await work.commit(Done())

    async def _failed(self, letter: StoredLetter, error: Exception) -> bool:
        """Put it back for later, or bury it after the last try and let the rest pass."""
        log.error("row failed", tries=letter.tries + 1)
        said = f"{type(error).__name__}: {error}"
        if letter.tries < len(BACKOFF) - 1:
            wait = timedelta(seconds=BACKOFF[letter.tries])
            await self._store.inbox.fail(letter.key, said, self._clocks.machine() + wait)
            return False
        await self._store.inbox.bury(letter.key, said)
        await self._alerts.raise_alert("row_dead", key=letter.key, error=type(error).__name__)
        await self._apologise(letter)
        return True

    async def _unread(self, letter: StoredLetter, error: UnreadableError) -> bool:
        """Bury at once what lacks a field, for it always will; who waits for it is told."""
        log.error("row not readable", field=error.field)
        await self._store.inbox.bury(letter.key, f"cannot be read: {error.field}")
        await self._alerts.raise_alert("row_unread", key=letter.key, field=error.field)
        self._handles.tell(letter.key, _SORRY)
        return True

    async def _apologise(self, letter: StoredLetter) -> None:
        try:
            inbound = _read(self._listeners[letter.platform], letter)
        except (KeyError, UnreadableError):
            return
        if inbound is not None and not self._handles.tell(letter.key, _SORRY):
            await self._tell(letter.key, inbound, _SORRY, asks_in_chat=False)


def _read(listener: Listener, letter: StoredLetter) -> Inbound | None:
    return read(partial(listener.understand, letter.key), json.loads(letter.body))


async def _language(work: UnitOfWork, author: Author) -> str:
    """Give the language that the author reads; where nobody speaks it is the desk's."""
    if author.is_nobody:
        return work.policy.languages[0]
    return (await work.people.meet(author)).language


async def _direct(work: UnitOfWork, author: Author) -> Address | None:
    person = await work.people.meet(author)
    return await work.people.direct_address(person.id, author.identity.platform)


async def _wake_at(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()
