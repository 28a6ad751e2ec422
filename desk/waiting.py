"""How long has the requester been waited for, and what is to be done about it next?

Read from the ticket's events. Days are whole ones of 24 hours, weekends too, counted from the last
words to the requester; whatever is late is one step, the last of those that are due.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.events import Event, EventKind
from desk.policy import Patience, Status
from desk.promises import standing

NOTICE = timedelta(days=1)
"""So long before a ticket is resolved for want of an answer its requester is told, at the least."""


class Step(StrEnum):
    """What time does to a ticket that waits for its requester."""

    REMIND = "remind"
    WARN = "warn"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One unbroken wait for the requester.

    `began_at` is where the waiting began, `question` the last question that stands, `words` the
    last words of an engineer, from which the days count.
    """

    began_at: datetime
    question: Event
    words: Event
    reminded_at: datetime | None = None
    warned_at: datetime | None = None

    def after(self, event: Event) -> "Waiting":
        """Follow one more event that did not end the waiting; new words begin the days anew."""
        if event.kind is EventKind.ASKED_REQUESTER:
            return Waiting(began_at=self.began_at, question=event, words=event)
        if event.kind is EventKind.REPLIED:
            return Waiting(began_at=self.began_at, question=self.question, words=event)
        if event.kind is not EventKind.REMINDED:
            return self
        if event.data.get("step") == Step.WARN.value:
            return replace(self, warned_at=event.at)
        return replace(self, reminded_at=event.at)


def waiting(history: Sequence[Event]) -> Waiting | None:
    """Read whether the ticket waits for an answer now, and since when.

    None where no question stands, and where words did not arrive: the engineers know of that, and
    silence means nothing.
    """
    found: Waiting | None = None
    for event in _for_this_ticket(standing(history)):
        if event.data.get("status") != Status.PENDING.value or event.kind is EventKind.UNDELIVERED:
            found = None
        elif found is not None:
            found = found.after(event)
        elif event.kind is EventKind.ASKED_REQUESTER:
            found = Waiting(began_at=event.at, question=event, words=event)
    return found


def lapses_at(patience: Patience, wait: Waiting) -> datetime | None:
    """Say when it is resolved without an answer, as things are now; None for never."""
    if patience.resolve is None:
        return None
    planned = wait.words.at + patience.resolve
    return planned if wait.warned_at is None else max(planned, wait.warned_at + NOTICE)


def next_at(patience: Patience, wait: Waiting) -> datetime | None:
    """Say when there is something to do next; None when there is nothing more."""
    return min((at for at, _ in _ahead(patience, wait)), default=None)


def due(patience: Patience, wait: Waiting, now: datetime) -> Step | None:
    """Choose what is to be done now: of several that are late only the last one."""
    late = [(at, step) for at, step in _ahead(patience, wait) if at <= now]
    return max(late)[1] if late else None


def _ahead(patience: Patience, wait: Waiting) -> list[tuple[datetime, Step]]:
    """List the steps that were not taken yet; a ticket is never resolved without a warning."""
    ahead: list[tuple[datetime, Step]] = []
    end = lapses_at(patience, wait)
    if end is not None:
        warned = wait.warned_at is not None
        ahead.append((end, Step.LAPSE) if warned else (end - NOTICE, Step.WARN))
    if patience.remind is not None and wait.reminded_at is None and wait.warned_at is None:
        at = wait.words.at + patience.remind
        if end is None or at < end - NOTICE:
            ahead.append((at, Step.REMIND))
    return ahead


def _for_this_ticket(history: Iterable[Event]) -> Iterable[Event]:
    """Leave out words that turned out to be about something new: they ended no waiting."""
    known = list(history)
    moved = {event.data["event"] for event in known if event.kind is EventKind.MOVED}
    return (event for event in known if event.id not in moved)
