"""Which facts do figures rest on? Decided once, from a ticket's history, by Python.

The same function serves the transaction that decides and `firstline db rebuild-facts`, so the two
cannot disagree.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.policy import Priority, TicketType


class FigureMetric(StrEnum):
    """What a fact is about."""

    CREATED = "created"
    CLAIM = "claim"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    RATING = "rating"


class Result(StrEnum):
    """How it stood against its target; NONE where nothing was promised."""

    MET = "met"
    BREACHED = "breached"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFact:
    """One decided fact; unique by ticket, stint, metric and the event that decided it.

    `elapsed` is business time less pauses (None for created and rating); `value` is a rating.
    """

    ticket: int
    stint: int
    metric: FigureMetric
    event: int
    elapsed: timedelta | None
    target: timedelta | None
    result: Result
    decided_at: datetime
    tier: str
    type: TicketType
    priority: Priority
    category: str | None = None
    value: int | None = None
