"""What do a ticket's stored events say about its promises, its owner and its stay?

Read from the rows as they are kept: kinds and codes, nothing of the desk's own rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.clock.course import Course, Terms, terms
from tests.clock.plan import Plan, Promise
from tests.clock.worktime import worktime

WORDS = frozenset({"replied", "asked_requester", "resolved"})
"""What an engineer says to the requester, when a person does it."""

TAKES = frozenset({"claimed", "taken_over", "transferred"})
MOVES = frozenset({"escalated", "returned"})
CONTRACT = 0
SPEAKS = WORDS | {"noted"}
"""What an owner writes while they work on it."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """An event as it is stored; `what` is its kind without "ticket."."""

    id: int
    what: str
    at: int
    ticket: int
    by: int | None
    stint: int
    data: Mapping[str, Any]

    @property
    def status(self) -> str | None:
        return self.data.get("status")


@dataclass
class Story:
    """A ticket as its events so far have left it, under one plan."""

    plan: Plan
    ticket: int
    opened_in: str = ""
    tier: str = ""
    stint: int = 1
    status: str = "new"
    priority: str = "P3"
    type: str = "question"
    assignee: int | None = None
    asked_at: int = 0
    is_answered: bool = False
    changes: int = 0
    holders: list[tuple[int, str]] = field(default_factory=list)
    spoken: dict[int, int] = field(default_factory=dict)
    courses: list[Course] = field(default_factory=list)

    def holder_at(self, at: int) -> str:
        return [tier for since, tier in self.holders if since <= at][-1]

    def words_at(self) -> int | None:
        """When the one who has it wrote last."""
        return self.spoken.get(self.assignee) if self.assignee is not None else None

    def find(self, metric: str, stint: int) -> Course | None:
        found = [one for one in self.courses if (one.metric, one.stint) == (metric, stint)]
        return found[-1] if found else None

    def tell(self, row: Row) -> None:
        """Follow one more event."""
        if row.what == "opened":
            self._open(row)
        elif row.what in MOVES:
            self._move(row)
        elif row.what == "changed":
            self._change(row)
        else:
            self._note_owner(row)
        self.status = row.status or self.status
        self._note_words(row)
        self._follow_status(row)

    def _open(self, row: Row) -> None:
        self.opened_in = self.tier = row.data["tier"]
        self.priority, self.type, self.asked_at = row.data["priority"], row.data["type"], row.at
        self.holders.append((row.at, self.tier))
        for metric in ("first_response", "resolution"):
            self._begin(metric, CONTRACT, row.at, self._terms(metric))
        self._stay(row.at)

    def _stay(self, at: int) -> None:
        self._begin("claim", self.stint, at, self._stay_terms("claim"))
        if self.stint > 1:  # in the first stay the contract's resolution stands for it
            self._begin("stay_resolution", self.stint, at, self._stay_terms("resolution"))

    def _move(self, row: Row) -> None:
        self._end_stay(row.at)
        self.tier, self.stint, self.assignee = row.data["tier"], row.stint, None
        self.holders.append((row.at, self.tier))
        self._stay(row.at)

    def _end_stay(self, at: int) -> None:
        for course in self.courses:
            if course.stint == self.stint and not course.is_over:
                course.end(at)

    def _note_owner(self, row: Row) -> None:
        if row.what in {"claimed", "taken_over"}:
            self.assignee = row.by
        elif row.what == "transferred":
            self.assignee = row.data["to"]
        elif row.what == "released":
            self.assignee = None
        elif row.what in WORDS and self.assignee is None:
            self.assignee = row.by

    def _note_words(self, row: Row) -> None:
        if row.what in SPEAKS and row.by is not None:
            self.spoken[row.by] = row.at
        is_words = row.what in WORDS and row.by is not None
        claim = self.find("claim", self.stint)
        if claim and not claim.is_over and (row.what in TAKES or is_words):
            claim.end(row.at)
        if is_words:
            self._answer(row.at)
        elif row.what == "wrote":
            self._be_asked(row)

    def _answer(self, at: int) -> None:
        first, turn = self.find("first_response", CONTRACT), self.find("next_reply", CONTRACT)
        for course in (first, turn):
            if course and not course.is_over:
                course.end(at)
        self.is_answered = True

    def _be_asked(self, row: Row) -> None:
        """A turn begins with the first words that nobody answered, once the first were.

        It is called by their number in the log.
        """
        turn = self.find("next_reply", CONTRACT)
        if self.is_answered and (turn is None or turn.is_over):
            self._begin("next_reply", CONTRACT, row.at, self._terms("next_reply"), turn=row.id)

    def _follow_status(self, row: Row) -> None:
        """Resolution stands still while the ticket waits, and is over while it is resolved."""
        for course in self._of_now():
            if course.metric in {"resolution", "stay_resolution"}:
                self._lead(course, row)
        if row.what in {"cancelled", "merged"}:
            self._leave(row.at)

    def _lead(self, course: Course, row: Row) -> None:
        if row.what == "resolved":
            course.end(_since(row))
        elif row.what == "reopened":
            course.reopen(row.at)
        elif not course.is_over:
            (course.pause if self.status in course.terms.pauses else course.run)(row.at)

    def _leave(self, at: int) -> None:
        for course in self.courses:
            if not course.is_over:
                course.end(at)

    def _of_now(self) -> list[Course]:
        """The contract's, and those of the present stay."""
        return [one for one in self.courses if one.stint in {CONTRACT, self.stint}]

    def _change(self, row: Row) -> None:
        self.priority, self.type = row.data["priority"], row.data["type"]
        self.changes += 1
        for course in self._of_now():
            if course.is_over:
                continue
            metric = course.metric
            if course.stint == CONTRACT:
                wanted = self._terms(metric)
            else:
                wanted = self._stay_terms(metric.removeprefix("stay_"))
            if wanted is not None:
                course.change(row.at, wanted, self.changes)
            else:
                course.end(row.at)

    def _begin(self, metric: str, stint: int, at: int, wanted: Terms | None, turn: int = 0) -> None:
        if wanted is None:
            return
        course = Course(metric=metric, stint=stint, turn=turn)
        course.begin(at, wanted, self.changes)
        self.courses.append(course)

    def _promise(self, tier: str) -> Promise | None:
        return self.plan.promise(tier, self.priority, self.type)

    def _terms(self, metric: str) -> Terms | None:
        """The contract is that of the tier where it was opened, on the hours it names."""
        promise = self._promise(self.opened_in)
        if promise is None:
            return None
        return terms(promise, metric, worktime(_hours(self.plan, promise.hours)))

    def _stay_terms(self, metric: str) -> Terms | None:
        """A stay's own are those of its tier, on the tier's hours."""
        hours = worktime(_hours(self.plan, self.plan.team(self.tier).hours))
        return terms(self._promise(self.tier), metric, hours)


def _hours(plan: Plan, key: str) -> Any:
    return next(hours for hours in plan.hours if hours.key == key)


def _since(row: Row) -> int:
    """A silent resolution counts back to where the waiting began."""
    since = row.data.get("since")
    return row.at if since is None else int(datetime.fromisoformat(since).timestamp())


def story_of(plan: Plan, rows: Iterable[Row]) -> Story:
    rows = list(rows)
    story = Story(plan=plan, ticket=rows[0].ticket)
    for row in rows:
        story.tell(row)
    return story
