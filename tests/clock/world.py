"""What happens in a house in three months, tick by tick, and does the desk keep up with it?

Everything is drawn from one seed and done by the real actions on the real storage. Between two
happenings the clock jumps to the tick before the next moment at which something is to be said (when
nothing may be), and to the tick after it (when all of it must be).
"""

import asyncio
import heapq
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from bot.terms import hold
from desk.actions.close import CloseResolved
from desk.actions.keep_promises import TimeAnew
from desk.actions.nudge import NudgeWaiting
from desk.policy import DeskPolicy
from storage.store import Store
from tests.clock.at_once import at_once
from tests.clock.books import TO_REQUESTER, Books, Said
from tests.clock.calls import TICK, Call, Watch, grid
from tests.clock.deeds import People, moment, next_deed, span
from tests.clock.fatigue import Fatigue
from tests.clock.given import desk_policy
from tests.clock.messages import heard, wanted_messages
from tests.clock.paths import PathWatch
from tests.clock.plans import edited, house
from tests.clock.story import Row
from tests.clock.tickers import Tickers
from tests.clock.verdict import Verdict

HOUR, DAY = 3600, 86400
FIRST = int(datetime(2026, 3, 23, 6, tzinfo=UTC).timestamp())
MOST_DEEDS = 10
TICKED = ("warned", "breached")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is simulated."""

    tickets: int
    days: int
    empty_ticks: int = 1000
    edits: int = 3
    outages: int = 6


@dataclass
class World:
    """One house under its judge."""

    url: str
    seed: int
    size: Size
    tickers: Tickers
    verdict: Verdict = field(default_factory=Verdict)
    fatigue: Fatigue = field(default_factory=Fatigue)
    now: int = FIRST
    watches: dict[int, Watch] = field(default_factory=dict)
    paths: dict[int, PathWatch] = field(default_factory=dict)
    requesters: dict[int, str] = field(default_factory=dict)
    deeds: dict[int, int] = field(default_factory=dict)
    acts: list[tuple[int, int, str, int]] = field(default_factory=list)
    ticks: list[int] = field(default_factory=list)
    outages: list[tuple[int, int]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    swept_at: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.plan = house(self.rng)
        self._turn = asyncio.Lock()
        self._order = 0
        self._asked = 0
        self._dead_until = FIRST
        self._pending: dict[int, int] = {}
        self._climbs: dict[int, int] = {}

    def clock(self) -> datetime:
        return moment(self.now)

    async def run(self, *, to_first_fault: bool = False) -> Verdict:
        """Live through all of it."""
        self._draw()
        await self._open()
        await self.people.arrive(self.now)
        while (self.acts or self.ticks) and not (to_first_fault and self.verdict.faults):
            await self._step()
        await self._close()
        return self.verdict

    def _draw(self) -> None:
        """Draw when people ask, when the plan is edited, when no ticker lives."""
        end = FIRST + self.size.days * DAY
        draw = self.rng.randint
        for _ in range(self.size.tickets):
            self._plan_act(draw(FIRST + 60, end), "ask", 0)
        for _ in range(self.size.edits):
            self._plan_act(draw(FIRST + DAY, end), "edit", 0)
        for _ in range(self.size.outages):
            start = draw(FIRST + HOUR, end)
            self.outages.append((start, start + draw(30, 14 * HOUR)))
        self.ticks += [grid(draw(FIRST, end + 2 * DAY)) for _ in range(self.size.empty_ticks)]
        heapq.heapify(self.ticks)

    def _plan_act(self, at: int, what: str, ticket: int) -> None:
        self._order += 1
        heapq.heappush(self.acts, (at, self._order, what, ticket))

    async def _open(self) -> None:
        self.store, policy = await self._start()
        self.people = People(self.store, self.plan, refused=self.refused)
        if not hasattr(self, "books"):
            self.books = Books(self.store)
        self.books.store = self.store
        self._quick = AsyncExitStack()
        await self._quick.enter_async_context(self.store.database.unflushed())
        await self.tickers.open(self._store, policy, self.url)

    async def _start(self) -> tuple[Store, DeskPolicy]:
        """Start as the program does: it counts open tickets anew where the plan was edited."""
        asked = desk_policy(self.plan)
        first = self._store(asked)
        policy, is_new = await hold(first, asked, self.clock())
        await first.close()
        store = self._store(policy)
        if is_new:
            await TimeAnew()(store.begin, now=self.clock())
        return store, policy

    def _store(self, policy: DeskPolicy) -> Store:
        return at_once(Store.open(self.url, policy, clock=self.clock), self._turn)

    async def _close(self) -> None:
        await self.tickers.close()
        await self._quick.aclose()
        await self.store.close()

    async def _step(self) -> None:
        """Do whichever comes first; people before the tick of the same moment."""
        if self.acts and (not self.ticks or self.acts[0][0] <= self.ticks[0]):
            at, _, what, ticket = heapq.heappop(self.acts)
            self.now = max(self.now, at)
            await self._act(what, ticket)
            return
        at = heapq.heappop(self.ticks)
        while self.ticks and self.ticks[0] == at:
            heapq.heappop(self.ticks)
        back = self._back(at)
        if back is not None:
            heapq.heappush(self.ticks, back)
        elif at >= self.now:
            self.now = at
            await self._tick()

    def _back(self, at: int) -> int | None:
        """When a ticker lives again, where none does at that moment."""
        ends = [end for start, end in self.outages if start <= at < end]
        return grid(max(ends)) if ends else None

    async def _act(self, what: str, ticket: int) -> None:
        if what == "edit":
            await self._edit()
        elif what == "ask":
            self._asked += 1
            name = f"R{self._asked}"
            await self.people.ask(name, self.now)
            for row in await self._learn():
                if row.what == "opened":
                    self.requesters[row.ticket] = name
                    self._plan_act(self.now + span(self.rng), "deed", row.ticket)
        else:
            await self._deed(ticket)
        if self._order % 50 == 0:
            await self.books.settle()

    async def _deed(self, ticket: int) -> None:
        story = self.watches[ticket].now
        done = self.deeds[ticket] = self.deeds.get(ticket, 0) + 1
        deed = next_deed(story, self.plan, self.rng)
        if deed == "rest" or done > MOST_DEEDS:
            return
        await self.people.do(deed, story, self.requesters[ticket], self.now, self.rng)
        await self._learn()
        self._plan_act(self.now + span(self.rng), "deed", ticket)

    async def _learn(self) -> list[Row]:
        """Let the judge read what has happened to tickets."""
        rows = await self.books.happened()
        fresh = [row for row in rows if row.what not in TICKED]
        for row in fresh:
            self.paths.setdefault(row.ticket, PathWatch(self.plan)).tell(row)
        for ticket in dict.fromkeys(row.ticket for row in fresh):
            watch = self.watches.setdefault(ticket, Watch(self.plan))
            watch.tell([row for row in fresh if row.ticket == ticket], self.now)
            self._look_ahead(ticket)
        return rows

    def _look_ahead(self, ticket: int, since: int | None = None) -> None:
        """Tick before and after the next moments of a ticket."""
        now = self.now if since is None else since
        self._await(self._pending, ticket, self.watches[ticket].next_at(now))
        self._look_up(ticket, self.now)

    def _look_up(self, ticket: int, now: int) -> None:
        climb = self.paths[ticket].next(now)
        self._await(self._climbs, ticket, None if climb is None else climb.allowed)

    def _await(self, pending: dict[int, int], ticket: int, at: int | None) -> None:
        if at is None:
            pending.pop(ticket, None)
            return
        pending[ticket] = at
        if (before := grid(at) - TICK) > self.now:
            heapq.heappush(self.ticks, before)
        heapq.heappush(self.ticks, grid(max(at, self.now)))

    async def _edit(self) -> None:
        """Tick once more, stop, and start with another plan; nobody ticks in between."""
        if self._back(self.now) is not None:
            return
        await self._tick(may_die=False)
        self.plan = edited(self.plan, self.now, self.rng)
        await self._close()
        await self._open()
        await self.people.arrive(self.now)
        for ticket, watch in self.watches.items():
            watch.replan(self.plan, self.now)
            self.paths[ticket].plan = self.plan
            self._look_ahead(ticket)

    async def _tick(self, *, may_die: bool = True) -> None:
        if self.now - self.swept_at >= HOUR:
            self.swept_at = self.now
            await CloseResolved()(self.store.begin, now=self.clock())
            await NudgeWaiting()(self.store.begin, now=self.clock())
            await self._learn()
        wanted = self._wanted()
        was_killed = await self.tickers.tick(
            self.clock(), self.rng, is_due=bool(wanted), may_die=may_die
        )
        rows = [row for row in await self.books.happened() if row.what in TICKED]
        taken = self.verdict.hear(self.now, wanted, rows, was_killed=was_killed)
        self._hear_words(taken, await self.books.said())
        for ticket in taken:
            self.watches[ticket].take(taken[ticket])
            self._look_ahead(ticket, self.now + 1)
        if was_killed:
            self._dead_until = self.now + TICK
            heapq.heappush(self.ticks, self.now + TICK)
        else:
            await self._climb()

    async def _climb(self) -> None:
        """Let tickets that nobody claims climb, and judge which level each came to."""
        passed = [ticket for ticket, at in self._climbs.items() if at <= self.now]
        due = [one for one in passed if self.paths[one].is_due(self.now)]
        since = {one: max(self._since_alive(), self.watches[one].seen_at) for one in due}
        wanted = {one: climb for one in due if (climb := self.paths[one].next(since[one]))}
        duty = {
            one: self.people.numbers.get(self.plan.team(wanted[one].tier).on_duty(self.now) or "")
            for one in wanted
        }
        await self.tickers.climb(self.clock(), self.rng, is_due=bool(wanted))
        rows = [row for row in await self._learn() if row.what == "paged"]
        self.verdict.hear_calls(self.now, wanted, duty, rows)
        for ticket in passed:
            self._look_up(ticket, self.now + 1)

    def _wanted(self) -> dict[int, list[Call]]:
        """What is to be said now; where nothing is after all, look on."""
        passed = [ticket for ticket, at in self._pending.items() if at <= self.now]
        alive_at = self._since_alive()
        calls = {one: self.watches[one].due_now(self.now, alive_at) for one in passed}
        for ticket in passed:
            if not calls[ticket]:
                self._look_ahead(ticket, self.now + 1)
        return {ticket: calls[ticket] for ticket in passed if calls[ticket]}

    def _hear_words(self, taken: Mapping[int, Sequence[Call]], said: Sequence[Said]) -> None:
        """Judge what was said of all this, and to whom."""
        numbers = self.people.numbers
        wanted = wanted_messages(self.watches, taken, numbers, self.now)
        told = [ticket for ticket, calls in taken.items() if any(one.is_told for one in calls)]
        heard_now = [
            self._requested(one) if one.kind == TO_REQUESTER else heard(one, numbers)
            for one in said
        ]
        self.verdict.hear_words(self.now, wanted, told, heard_now)
        self.verdict.counts["messages"] += len(said)
        self.fatigue.note(self.plan, self.now, wanted)

    def _requested(self, said: Said) -> int:
        """The ticket whose requester reads this where they asked; 0 where that is another place."""
        home = f"slack:D{self.requesters[said.ticket or 0]}"
        return said.ticket or 0 if said.place == home else 0

    def report(self) -> str:
        """What happened, how late what was said came, and what it asked of engineers."""
        return (
            f"{len(self.watches)} tickets, {self.tickers.ticked} ticks, {self.tickers.died} killed "
            f"({self.tickers.killed} by SIGKILL): {self.verdict.report()}; "
            f"{self.fatigue.report(self.plan, self.size.days)}"
        )

    def _since_alive(self) -> int:
        """Since when there was a ticker without a break; a killed one lives at the next tick."""
        ends = [end for _, end in self.outages if end <= self.now]
        return max([self._dead_until, *ends])
