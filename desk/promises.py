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

_GIVEN_UP = frozenset({EventKind.CANCELLED, EventKind.MERGED})
"""Events after which no first response is owed on this ticket any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """The contract's clocks; None where nothing is promised.

    `since` is when the requester asked, `tier` where the ticket was opened: they stay the
    contract's, whatever tier has the ticket.
    """

    first_response: Clock | None
    resolution: Clock | None
    pausing: frozenset[Status]
    since: datetime
    tier: str

    def after(self, policy: DeskPolicy, event: Event) -> "Promises":
        """Follow one more event."""
        if event.kind is EventKind.CHANGED:
            return _changed(self, policy, event)
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
    tier = str(event.data["tier"])
    chosen = chosen_policy(policy, event, tier)
    if chosen is None:
        return Promises(
            first_response=None, resolution=None, pausing=frozenset(), since=event.at, tier=tier
        )
    calendar = policy.calendar(chosen.calendar)
    return Promises(
        first_response=sla.start(chosen, Metric.FIRST_RESPONSE, calendar, event.at),
        resolution=sla.start(chosen, Metric.RESOLUTION, calendar, event.at),
        pausing=chosen.pauses,
        since=event.at,
        tier=tier,
    )


def chosen_policy(policy: DeskPolicy, event: Event, tier: str) -> SlaPolicy | None:
    """Pick the promises for a ticket as `event` opened or changed it."""
    return sla.pick(
        policy.slas,
        tier=tier,
        priority=Priority(str(event.data["priority"])),
        kind=TicketType(str(event.data["type"])),
        organisation=organisation_in(event),
    )


def organisation_in(event: Event) -> str | None:
    """Read whose requester asked; None for the house's own people."""
    name = event.data.get("organisation")
    return None if name is None else str(name)


def fold(policy: DeskPolicy, history: Sequence[Event]) -> Promises:
    """Follow a ticket's whole history, which begins with its opening."""
    events = list(standing(history))
    promises = opened(policy, events[0])
    for event in events[1:]:
        promises = promises.after(policy, event)
    return promises


def standing(history: Iterable[Event]) -> Iterable[Event]:
    """Leave out words that were taken back; the taking back itself stays."""
    known = list(history)
    undone = {event.data["event"] for event in known if event.kind is EventKind.UNDONE}
    return (event for event in known if event.id not in undone)


def _changed(made: Promises, policy: DeskPolicy, event: Event) -> Promises:
    """Give the promises new targets that count on from what has elapsed (SLA clock, rule 7)."""
    chosen = chosen_policy(policy, event, made.tier)

    def follow(metric: Metric, clock: Clock | None) -> Clock | None:
        if chosen is None or sla.target(chosen, metric) is None:
            return clock and sla.cancel(clock, event.at)
        calendar = policy.calendar(chosen.calendar)
        return _retargeted(clock, sla.start(chosen, metric, calendar, made.since), event.at)

    return replace(
        made,
        first_response=follow(Metric.FIRST_RESPONSE, made.first_response),
        resolution=follow(Metric.RESOLUTION, made.resolution),
        pausing=chosen.pauses if chosen else made.pausing,
    )


def _retargeted(clock: Clock | None, promised: Clock | None, at: datetime) -> Clock | None:
    """Follow another promise; where there was none, it counts from when the requester asked."""
    if clock is None or promised is None:
        return promised
    old, new = sla.change_target(
        clock, at, promised.target, calendar=promised.calendar, warn_at=promised.warn_at
    )
    return new or old


def _answered(clock: Clock | None, event: Event) -> Clock | None:
    if clock is None:
        return None
    if event.kind in WORDS:
        return sla.finish(clock, event.at)
    return sla.cancel(clock, event.at) if event.kind in _GIVEN_UP else clock


def _followed(clock: Clock | None, event: Event, pausing: frozenset[Status]) -> Clock | None:
    status = event.data.get("status")
    if clock is None or status is None:
        return clock
    return sla.follow(clock, Status(str(status)), _moment_of(event), pausing)


def _moment_of(event: Event) -> datetime:
    """When it counts: a resolution after silent waiting counts back to where the waiting began."""
    since = event.data.get("since") if event.kind is EventKind.RESOLVED else None
    return datetime.fromisoformat(str(since)) if since else event.at
