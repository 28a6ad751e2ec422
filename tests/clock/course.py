"""One promise of a ticket on its way: when did it run, on which hours, and what was its target?

A course is laid from the ticket's events in their order. It runs in pieces; every change of its
terms is a new generation, to which what was used up before is counted.
"""

from dataclasses import dataclass, field

from tests.clock.plan import Promise
from tests.clock.worktime import Worktime

Threshold = float | int


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A target in seconds, the hours on which it counts, and where to warn on the way."""

    target: int
    hours: Worktime
    warn: tuple[Threshold, ...]
    pauses: frozenset[str]

    def mark(self, threshold: Threshold) -> int:
        """So much of the target is used up at this threshold."""
        if isinstance(threshold, float):
            return round(threshold * self.target)
        return self.target - threshold * 60


def terms(promise: Promise | None, metric: str, hours: Worktime) -> Terms | None:
    if promise is None or metric not in promise.minutes:
        return None
    return Terms(
        target=promise.minutes[metric] * 60,
        hours=hours,
        warn=promise.warn,
        pauses=promise.pauses,
    )


@dataclass
class Piece:
    """A stretch without a pause; one that is not over has no end."""

    hours: Worktime
    start: int
    end: int | None = None


@dataclass
class Generation:
    """The terms from one moment on, until they change; `number` is that of the change."""

    terms: Terms
    since: int
    number: int = 0
    until: int | None = None


@dataclass
class Course:
    """One promise: `metric` of a stay (or of the contract, as stay 0), of one turn."""

    metric: str
    stint: int
    turn: int = 0
    is_over: bool = False
    pieces: list[Piece] = field(default_factory=list)
    generations: list[Generation] = field(default_factory=list)

    @property
    def terms(self) -> Terms:
        return self.generations[-1].terms

    @property
    def is_running(self) -> bool:
        return not self.is_over and bool(self.pieces) and self.pieces[-1].end is None

    def begin(self, at: int, wanted: Terms, number: int) -> None:
        self.generations.append(Generation(terms=wanted, since=at, number=number))
        self.run(at)

    def run(self, at: int) -> None:
        if not self.is_running:
            self.is_over = False
            self.pieces.append(Piece(hours=self.terms.hours, start=at))

    def pause(self, at: int) -> None:
        if self.is_running:
            self.pieces[-1].end = at

    def end(self, at: int) -> None:
        """Be over from that moment on, which may lie before what was told last."""
        for piece in self.pieces:
            if piece.end is None or piece.end > at:
                piece.end = max(at, piece.start)
        self.is_over = True
        self.generations[-1].until = at

    def reopen(self, at: int) -> None:
        self.generations[-1].until = None
        self.is_over = False
        self.run(at)

    def change(self, at: int, wanted: Terms, number: int) -> None:
        """Go on under other terms with what is used up."""
        if wanted == self.terms:
            return
        self.generations[-1].until = at
        self.generations.append(Generation(terms=wanted, since=at, number=number))
        if self.is_running:
            self.pause(at)
            self.run(at)

    def used(self, at: int) -> int:
        """Working seconds less pauses up to a moment."""
        total = 0
        for piece in self.pieces:
            end = at if piece.end is None else min(at, piece.end)
            if end > piece.start:
                total += piece.hours.between(piece.start, end)
        return total

    def reach(self, used: int, since: int) -> int | None:
        """The first moment from `since` on at which so much is used up; None where it is never."""
        left = used
        for piece in self.pieces:
            at = piece.hours.after(piece.start, max(left, 0))
            if piece.end is None or at <= piece.end:
                return max(at, since)
            left -= piece.hours.between(piece.start, piece.end)
        return None

    def due(self, generation: Generation) -> int | None:
        """When the target of a generation is used up; None where its time never came to that."""
        at = self.reach(generation.terms.target, generation.since)
        if at is None or (generation.until is not None and at >= generation.until):
            return None
        return at

    def warns_at(self, generation: Generation, threshold: Threshold) -> int | None:
        at = self.reach(generation.terms.mark(threshold), generation.since)
        if at is None or (generation.until is not None and at >= generation.until):
            return None
        return at
