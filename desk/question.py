"""What was asked, what was shown, and what came of it?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.people import Address


class QuestionOutcome(StrEnum):
    """What came of a question."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"
    OFFERED = "offered"
    SOLVED = "solved"
    NOT_IT = "not_it"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A match as it was at the time: articles change, the log does not."""

    article: str
    title: str
    score: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question thread, logged whether or not it became a ticket.

    `shown` holds the best three; `picked` the article that is shown now; `index_version` names
    the state of the knowledge base that answered. `service` is the one that it names.
    """

    id: int
    text: str
    person: int
    origin: Address
    asked_at: datetime
    band: str
    confidence: float
    shown: tuple[Shown, ...]
    index_version: str
    outcome: QuestionOutcome
    picked: str | None = None
    ticket: int | None = None
    service: str | None = None
    rephrased: int = 0
