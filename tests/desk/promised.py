"""A ticket's events in short, for tests of what was promised and what time says about it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from desk import overdue, promises
from desk.events import Event, EventKind
from desk.policy import Calendar, Priority, SlaPolicy, Slot, Tier
from tests import nouns

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
SAM = 7
ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
OFFICE = Calendar(
    key="office",
    timezone="UTC",
    hours=((Slot(start=time(9), end=time(17)),),) * 5 + ((),) * 2,
)
KINDS = {
    "opened": EventKind.OPENED,
    "claimed": EventKind.CLAIMED,
    "replied": EventKind.REPLIED,
    "asked": EventKind.ASKED_REQUESTER,
    "noted": EventKind.NOTED,
    "wrote": EventKind.WROTE,
    "moved": EventKind.MOVED,
    "undone": EventKind.UNDONE,
    "changed": EventKind.CHANGED,
    "escalated": EventKind.ESCALATED,
    "returned": EventKind.RETURNED,
    "released": EventKind.RELEASED,
    "resolved": EventKind.RESOLVED,
    "reopened": EventKind.REOPENED,
    "cancelled": EventKind.CANCELLED,
    "closed": EventKind.CLOSED,
    "warned": EventKind.WARNED,
    "breached": EventKind.BREACHED,
}
STATUSES = {
    "asked": "pending",
    "resolved": "resolved",
    "cancelled": "closed",
    "closed": "closed",
    "opened": "new",
}


def at(day=0, hour=9, minute=0):
    """A moment so many days after a Monday of March."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def desk(*slas, first=ALWAYS, second=OFFICE, **more):
    """A desk of two tiers with calendars of their own."""
    promise = SlaPolicy(calendar=ALWAYS.key, resolution=8 * HOUR, **more)
    return replace(
        nouns.POLICY,
        calendars=(ALWAYS, OFFICE),
        tiers=(
            Tier(key="L1", title="First", calendar=first.key),
            Tier(key="L2", title="Second", calendar=second.key),
        ),
        slas=slas or (promise,),
    )


def history(*told):
    """Make events of pairs of what happened and when; numbers from 1, a stay for a hand-over."""
    events, stint = [], 1
    for number, (what, when, *rest) in enumerate((("opened", at()), *told), 1):
        data = rest[0] if rest else {}
        stint += what in {"escalated", "returned"}
        facts = {"tier": "L1", "priority": "P3", "type": "incident"}
        known = {**facts, "status": STATUSES.get(what, "open"), **data}
        by = SAM if what != "opened" else 1
        events.append(
            Event(id=number, kind=KINDS[what], at=when, ticket=1, stint=stint, by=by, data=known)
        )
    return events


def said(timer, due, threshold=None):
    """Give the facts of an event of time."""
    stint, metric, generation, turn = timer.key
    facts = {"stay": stint, "metric": metric, "generation": generation, "turn": turn}
    return {**facts, "due": due.isoformat(), "target": 1.0, "threshold": threshold, "tier": "L1"}


def look(policy, *told, owner=SAM, tier="L1", priority=Priority.P3):
    """Look at the ticket as the tick does."""
    events = history(*told)
    ticket = nouns.ticket(1, tier=tier, assignee=owner, priority=priority)
    return overdue.watch(policy, ticket, promises.fold(policy, events), events)


def found(seen, now):
    """What is to be said now, in short."""
    return [(one.timer.metric.value, one.said_as) for one in overdue.due(seen, now)]
