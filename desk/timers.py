"""What is one running promise, and how is it told apart from every other of its ticket?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from desk import sla
from desk.policy import Status
from desk.sla import Clock, ClockState, Metric

OF_A_STAY = frozenset({Metric.CLAIM, Metric.STAY_RESOLUTION})
"""What is promised within a tier; the rest is the requester's contract, whoever has the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One generation of one promise.

    `stint` is the stay it belongs to, 1 for the contract's; `turn` the event of the words that a
    next reply is owed to, 0 for all else. A change of what is promised ends a generation and begins
    the next, named by the count of changes up to then. `warned` are the thresholds that were said.
    """

    clock: Clock
    stint: int = 1
    turn: int = 0
    generation: int = 0
    pausing: frozenset[Status] = frozenset()
    pauses_in_maintenance: bool = False
    warned: frozenset[str] = frozenset()

    @property
    def metric(self) -> Metric:
        """What is promised."""
        return self.clock.metric

    @property
    def key(self) -> tuple[int, Metric, int, int]:
        """What tells it apart from the ticket's other timers."""
        return self.stint, self.metric, self.generation, self.turn

    @property
    def promise(self) -> tuple[int, Metric, int]:
        """What it has in common with its other generations."""
        return self.stint, self.metric, self.turn

    @property
    def cause(self) -> str:
        """The part of a cause that names it: what time does is done once a timer."""
        return f"{self.stint}:{self.metric.value}:{self.generation}.{self.turn}"

    @property
    def due_at(self) -> datetime | None:
        """When it falls due, or fell when it was broken; None while it stands still."""
        return self.clock.breached_at or sla.due_at(self.clock)

    @property
    def is_broken(self) -> bool:
        """Whether its breach was written down, or it was kept or dropped too late for it."""
        if self.is_breach_known:
            return True
        due, over = sla.due_at(self.clock), self.clock.ended_at or self.clock.cancelled_at
        return due is not None and over is not None and over > due

    @property
    def is_breach_known(self) -> bool:
        """Whether its breach was written down."""
        return self.clock.breached_at is not None

    def is_same_promise(self, other: "Timer") -> bool:
        """Whether another timer promises the very same; then nothing has changed."""
        return _terms(self) == _terms(other)

    def follow(self, status: Status, at: datetime, *, is_maintained: bool = False) -> "Timer":
        """Follow the ticket's status, and whether its service is worked on by plan.

        What was dropped stays dropped.
        """
        if self.clock.cancelled_at is not None:
            return self
        is_held = is_maintained and self.pauses_in_maintenance
        clock = sla.follow(self.clock, status, at, self.pausing, is_held=is_held)
        return replace(self, clock=clock)

    def finish(self, at: datetime) -> "Timer":
        """Keep the promise, in time or late."""
        return replace(self, clock=sla.finish(self.clock, at))

    def cancel(self, at: datetime) -> "Timer":
        """Drop it: nobody waits for it any more."""
        return replace(self, clock=sla.cancel(self.clock, at))

    def warn(self, threshold: str) -> "Timer":
        """Note that a warning was said."""
        return replace(self, warned=self.warned | {threshold})

    def breach(self, due: datetime) -> "Timer":
        """Note a breach, which nothing undoes."""
        return replace(self, clock=replace(self.clock, breached_at=self.clock.breached_at or due))

    def broken_at(self, at: datetime) -> datetime | None:
        """Say when it was broken, if it was by then."""
        if sla.state(self.clock, at) is not ClockState.BREACHED:
            return None
        return self.clock.breached_at or sla.due_at(self.clock)

    def carry_on(self, before: Clock, at: datetime, generation: int) -> "Timer":
        """Begin this promise now, with elapsed time and pauses of the clock before it."""
        _, new = sla.change_target(
            before,
            at,
            self.clock.target,
            calendar=self.clock.calendar,
            warn_at=self.clock.warn_at,
        )
        return replace(self, clock=new or before, generation=generation)


def each(
    timers: Iterable[Timer], change: Callable[[Timer], Timer], *metrics: Metric
) -> tuple[Timer, ...]:
    """Change the timers of these metrics, and leave the others as they are."""
    return tuple(change(timer) if timer.metric in metrics else timer for timer in timers)


def _terms(timer: Timer) -> tuple[object, ...]:
    clock = timer.clock
    follows = timer.metric in sla.FOLLOWS_STATUS
    pausing = (timer.pausing, timer.pauses_in_maintenance) if follows else None
    return clock.target, clock.calendar, clock.warn_at, pausing
