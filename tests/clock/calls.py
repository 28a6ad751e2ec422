"""Which warnings and breaches does rule 10 call for at a tick, and to whom may they be said?

`Watch` keeps one ticket under its eye: what was called for before, what is now, and from which
moment on the next may be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.clock.course import Course, Generation, Threshold
from tests.clock.plan import Plan
from tests.clock.story import CONTRACT, Row, Story, story_of
from tests.clock.worktime import Worktime, worktime

TICK = 5
"""Seconds from one tick to the next."""

REST = 10 * 60
"""So long after the owner's last words nobody warns them."""

LATE = 5 * 60
"""A warning that is later than this is not said when the breach itself is due."""

URGENT = "P1"
TO_REQUESTER = frozenset({"first_response", "resolution"})


@dataclass(frozen=True, kw_only=True)
class Call:
    """One warning (with its threshold) or breach (without) that is to be said at a tick.

    `is_spoken` where engineers are to read it; a promise that is over only gets its event.
    """

    ticket: int
    metric: str
    stint: int
    turn: int
    generation: int
    threshold: Threshold | None
    due: int
    target: int
    holder: str
    allowed: int
    is_spoken: bool
    is_told: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What the desk's event of it must say."""
        return (self.ticket, self.metric, self.stint, self.turn, self.threshold, self.due)


@dataclass
class Watch:
    """One ticket, from its opening to its end."""

    plan: Plan
    rows: list[Row] = field(default_factory=list)
    seen_at: int = 0
    alive_at: int = 0
    edited_at: int = 0
    story: Story | None = None
    said: set[tuple[object, ...]] = field(default_factory=set)
    breached: set[tuple[object, ...]] = field(default_factory=set)

    def tell(self, rows: Sequence[Row], at: int) -> None:
        """Take in what has happened to it."""
        self.rows += rows
        self._fold(at)

    def replan(self, plan: Plan, at: int) -> None:
        """Count anew under other hours and targets; what was decided stays so."""
        before = {_name(one): one.generations[-1].number for one in self.now.courses}
        self.plan, self.edited_at = plan, at
        self._fold(at)
        for course in self.now.courses:
            name, number = _name(course), course.generations[-1].number
            was = before.get(name, number)
            if was != number:  # terms that were the same are apart now, or the other way round
                known = [one for one in self.said if one[: len(name) + 1] == (*name, was)]
                self.said |= {(*name, number, one[-1]) for one in known}

    def _fold(self, at: int) -> None:
        self.seen_at, self.story = at, story_of(self.plan, self.rows)

    @property
    def now(self) -> Story:
        assert self.story is not None
        return self.story

    @property
    def hours(self) -> Worktime:
        """Of the tier that has the ticket."""
        key = self.plan.team(self.now.tier).hours
        return worktime(next(hours for hours in self.plan.hours if hours.key == key))

    def moved(self, at: int) -> int:
        """The first moment from there on at which a warning disturbs nobody."""
        words = self.now.words_at()
        while True:
            later = at if self.now.priority == URGENT else self.hours.next_open(at)
            if words is not None and later < words + REST:
                later = words + REST
            if later == at:
                return at
            at = later

    def next_at(self, now: int) -> int | None:
        """The first moment from now on at which there is something to say, as things are."""
        return min(self._ahead(now), default=None)

    def _ahead(self, now: int) -> Iterator[int]:
        for course in self._open():
            for generation in self._undecided(course):
                due = course.due(generation)
                if due is not None:
                    yield max(due, now)
            if course.is_running:
                due = course.due(course.generations[-1])
                for _, warns_at in self._unsaid(course):
                    at = self.moved(max(warns_at, now))
                    if due is None or at < due:
                        yield at

    def _undecided(self, course: Course) -> Iterator[Generation]:
        """Leave out what was over when the plan was edited: it stays as it was decided."""
        for generation in course.generations:
            if generation.until is None or generation.until > self.edited_at:
                yield generation

    def due_now(self, now: int, alive_at: int = 0) -> list[Call]:
        """Give what is to be said at this tick, without taking it for said.

        From `alive_at` on there was somebody who could have said it.
        """
        self.alive_at = max(self.seen_at, alive_at)
        return [call for course in self._open() for call in self._calls(course, now)]

    def take(self, calls: Sequence[Call]) -> None:
        """Take it for said: nothing of it again, no lower threshold, nothing after a breach."""
        for call in calls:
            course = next(one for one in self.now.courses if _name(one) == _name(call))
            if call.threshold is None:
                self.breached.add(_name(call))
                continue
            mark = course.terms.mark(call.threshold)
            lower = (one for one in course.terms.warn if course.terms.mark(one) <= mark)
            self.said |= {(*_name(course), call.generation, one) for one in lower}

    def _open(self) -> Iterator[Course]:
        return (one for one in self.now.courses if _name(one) not in self.breached)

    def _unsaid(self, course: Course) -> Iterator[tuple[Threshold, int]]:
        generation = course.generations[-1]
        for threshold in sorted(generation.terms.warn, key=generation.terms.mark):
            warns_at = course.warns_at(generation, threshold)
            if (
                warns_at is not None
                and (*_name(course), generation.number, threshold) not in self.said
            ):
                yield threshold, warns_at

    def _calls(self, course: Course, now: int) -> Iterator[Call]:
        for generation in self._undecided(course):
            due = course.due(generation)
            if due is not None and due <= now:
                yield from self._late_warning(course, due, now)
                yield self._call(course, generation, None, due, max(due, self.alive_at))
                return
        if not course.is_running or self.moved(now) != now:
            return
        passed = [(one, at) for one, at in self._unsaid(course) if at <= now]
        if passed:
            threshold, at = passed[-1]
            due = course.due(course.generations[-1]) or 0
            allowed = self._sayable(max(at, self.alive_at))
            yield self._call(course, course.generations[-1], threshold, due, allowed)

    def _sayable(self, at: int) -> int:
        """The moment from which a tick may say it; where that finds nobody, the next such moment."""
        moved = self.moved(at)
        tick = grid(moved)
        return moved if self.moved(tick) == tick else self.moved(tick)

    def _late_warning(self, course: Course, due: int, now: int) -> Iterator[Call]:
        """What would have been said just before the breach, had a tick come by."""
        if not course.is_running or self.moved(now) != now:
            return
        late = [
            (one, max(moved, self.alive_at))
            for one, at in self._unsaid(course)
            if (moved := self.moved(at)) < due and now - moved <= LATE
        ]
        if late:
            threshold, allowed = late[-1]
            yield self._call(course, course.generations[-1], threshold, due, allowed)

    def _call(
        self,
        course: Course,
        generation: Generation,
        threshold: Threshold | None,
        due: int,
        allowed: int,
    ) -> Call:
        is_contract = course.stint == CONTRACT and course.metric in TO_REQUESTER
        return Call(
            ticket=self.now.ticket,
            metric=course.metric,
            stint=course.stint,
            turn=course.turn,
            generation=generation.number,
            threshold=threshold,
            due=due,
            target=generation.terms.target,
            holder=self.now.holder_at(due),
            allowed=allowed,
            is_spoken=not course.is_over,
            is_told=threshold is None and is_contract and not course.is_over,
        )


def _name(one: Course | Call) -> tuple[object, ...]:
    return (one.metric, one.stint, one.turn)


def grid(at: int) -> int:
    """The first tick that is not before the moment."""
    return -(-at // TICK) * TICK
