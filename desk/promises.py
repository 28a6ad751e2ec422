"""Which promises hold for a ticket, and how do they stand after all that happened?

Folded anew from the ticket's events whenever one is added, never shifted by hand. The contract's
two promises, first response and resolution, are picked where the ticket was opened and run across
its stays (SLA clock, rule 9).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk import sla
from desk.events import Event, EventKind
from desk.policy import DeskPolicy, Priority, SlaPolicy, Status, TicketType
from desk.sla import Clock, Metric

WORDS = frozenset({EventKind.REPLIED, EventKind.ASKED_REQUESTER, EventKind.RESOLVED})
"""Events that carry words of an engineer to the requester."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """The contract's clocks; None where nothing is promised."""

    first_response: Clock | None
    resolution: Clock | None
    pausing: frozenset[Status]

    def after(self, event: Event) -> "Promises":
        """Follow one more event."""
        return replace(
            self,
            first_response=_answered(self.first_response, event),
            resolution=_followed(self.resolution, event, self.pausing),
        )

    @property
    def first_response_due(self) -> datetime | None:
        """When the first response falls due."""
        return sla.due_at(self.first_response) if self.first_response else None

    @property
    def resolution_due(self) -> datetime | None:
        """When the resolution falls due; None while it stands still."""
        return sla.due_at(self.resolution) if self.resolution else None


def opened(policy: DeskPolicy, event: Event) -> Promises:
    """Begin the promises of a ticket at its first event."""
    chosen = chosen_policy(policy, event)
    if chosen is None:
        return Promises(first_response=None, resolution=None, pausing=frozenset())
    calendar = policy.calendar(chosen.calendar)
    return Promises(
        first_response=sla.start(chosen, Metric.FIRST_RESPONSE, calendar, event.at),
        resolution=sla.start(chosen, Metric.RESOLUTION, calendar, event.at),
        pausing=chosen.pauses,
    )


def chosen_policy(policy: DeskPolicy, event: Event) -> SlaPolicy | None:
    """Pick the promises for a ticket as it was when `event` opened it or moved it to a tier."""
    return sla.pick(
        policy.slas,
        tier=str(event.data["tier"]),
        priority=Priority(str(event.data["priority"])),
        kind=TicketType(str(event.data["type"])),
    )


def fold(policy: DeskPolicy, history: Sequence[Event]) -> Promises:
    """Follow a ticket's whole history, which begins with its opening."""
    events = list(standing(history))
    promises = opened(policy, events[0])
    for event in events[1:]:
        promises = promises.after(event)
    return promises


def standing(history: Iterable[Event]) -> Iterable[Event]:
    """Leave out words that were taken back; the taking back itself stays."""
    known = list(history)
    undone = {event.data["event"] for event in known if event.kind is EventKind.UNDONE}
    return (event for event in known if event.id not in undone)


def _answered(clock: Clock | None, event: Event) -> Clock | None:
    if clock is None:
        return None
    if event.kind in WORDS:
        return sla.finish(clock, event.at)
    return sla.cancel(clock, event.at) if event.kind is EventKind.CANCELLED else clock


def _followed(clock: Clock | None, event: Event, pausing: frozenset[Status]) -> Clock | None:
    status = event.data.get("status")
    if clock is None or status is None:
        return clock
    return sla.follow(clock, Status(str(status)), event.at, pausing)
