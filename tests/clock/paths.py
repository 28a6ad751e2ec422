"""Which level of its path does a ticket that nobody claims come to, and when?

Read from the same stored events as its promises. A level is said when the time to claim of the one
before it is over, counted from when that one was said, and not before its own hours begin; for an
urgent ticket all of that counts around the clock. A claim ends it, what begins anew begins at the
first level.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.clock.calls import URGENT
from tests.clock.plan import Plan, Step
from tests.clock.story import MOVES, WORDS, Row
from tests.clock.worktime import Worktime, worktime

BEGINS = frozenset({"opened", "released", "reopened"})
ENDS = frozenset({"resolved", "cancelled", "closed", "merged"})

WAITS = frozenset({"pending", "on_hold"})
"""Nobody is called while the ticket waits for somebody outside."""


@dataclass(frozen=True, kw_only=True)
class Climb:
    """A level that is to be said, and from which moment on it may be."""

    round: int
    level: int
    tier: str
    allowed: int


@dataclass
class PathWatch:
    """One ticket on its path; a run is the path as it was when it began."""

    plan: Plan
    tier: str = ""
    priority: str = "P3"
    status: str = "new"
    owner: int | None = None
    is_on: bool = False
    steps: list[tuple[int, int, Step]] = field(default_factory=list)
    said: tuple[int, Step] | None = None
    began_at: int = 0

    def tell(self, row: Row) -> None:
        """Follow one more event."""
        self.priority = row.data.get("priority", self.priority)
        self.status = row.status or self.status
        self._note_owner(row)
        if row.what in {"opened", *MOVES}:
            self.tier = row.data["tier"]
        if row.what == "paged":
            place = (row.data["round"], row.data["level"])
            while self.steps and self.steps[0][:2] != place:
                self.steps.pop(0)
            if self.steps:
                self.said = row.at, self.steps.pop(0)[2]
        elif row.what in BEGINS or (row.what in MOVES and row.by is not None):
            self._begin(row)
        elif row.what in ENDS or self.owner is not None:
            self.is_on = False

    def _note_owner(self, row: Row) -> None:
        if row.what in {"claimed", "taken_over"} or (
            row.what in WORDS and row.by is not None and self.owner is None
        ):
            self.owner = row.by
        elif row.what == "transferred":
            self.owner = row.data["to"]
        elif row.what in {"released", *MOVES}:
            self.owner = None

    def _begin(self, row: Row) -> None:
        path, rounds = self.plan.paths.get(self.tier, ()), self.plan.repeat + 1
        if not path and row.what in MOVES and self.plan.team(self.tier).duty:
            path, rounds = (Step(tier=self.tier, claim=0),), 1  # its on-call learns of it, once
        turns = range(1, rounds + 1)
        self.steps = [(turn, at, one) for turn in turns for at, one in enumerate(path, 1)]
        self.is_on, self.said, self.began_at = self.owner is None, None, row.at

    def next(self, now: int) -> Climb | None:
        """The next level, from now on; None when nothing is to come."""
        if not self.is_on or self.status in WAITS:
            return None
        for turn, level, step in self._left():
            at = max(now, self._free_at(step))
            return Climb(round=turn, level=level, tier=step.tier, allowed=self._held(step, at))
        return None

    def is_due(self, now: int) -> bool:
        """Whether the next level is to be said at this moment."""
        climb = self.next(now)
        return climb is not None and climb.allowed == now

    def _left(self) -> Iterator[tuple[int, int, Step]]:
        order = [team.key for team in self.plan.teams]
        here = order.index(self.tier)
        return (one for one in self.steps if order.index(one[2].tier) >= here)

    def _free_at(self, step: Step) -> int:
        """When the level before has had its time."""
        if self.said is None:
            return self.began_at
        at, before = self.said
        if self.priority == URGENT:
            return at + before.claim * 60
        return self._hours(before).after(at, before.claim * 60)

    def _held(self, step: Step, at: int) -> int:
        return at if self.priority == URGENT else self._hours(step).next_open(at)

    def _hours(self, step: Step) -> Worktime:
        key = self.plan.team(step.tier).hours
        return worktime(next(hours for hours in self.plan.hours if hours.key == key))
