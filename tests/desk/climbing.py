"""A ticket on a path, told event by event."""

from dataclasses import replace
from datetime import time, timedelta

from desk import escalation
from desk.events import EventKind
from desk.people import Identity
from desk.policy import Calendar, EscalationPath, Level, Rotation, Slot
from tests import nouns
from tests.nouns import NOON

SAM = 7
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
OFFICE = Calendar(
    key="office", timezone="UTC", hours=((Slot(start=time(9), end=time(17)),),) * 5 + ((), ())
)
SOMEBODY = Identity(platform="slack", id="U0SAM")
FIRST = Level(tier="L1", calendar="always", claim=15 * MINUTE, on_call="L1")
SECOND = Level(tier="L1", calendar="always", claim=10 * MINUTE, people=(SOMEBODY,))
THIRD = Level(tier="L2", calendar="office", claim=30 * MINUTE)
PATH = EscalationPath(tier="L1", levels=(FIRST, SECOND, THIRD), repeat=1, release=6 * HOUR)
POLICY = replace(
    nouns.POLICY,
    calendars=(ALWAYS, OFFICE),
    paths=(PATH,),
    rotations=(Rotation(key="one", tier="L1", timezone="UTC", people=(SOMEBODY,)),),
)


class Story:
    """What happened to a ticket, told with minutes since noon."""

    def __init__(self, policy=POLICY, path=PATH, priority="P3"):
        self.policy, self.path, self.events, self.assignee = policy, path, [], None
        self.status = "new"
        self.happens(EventKind.OPENED, 0, tier="L1", priority=priority, **self.kept())

    def kept(self):
        return {"path": escalation.encode(self.path)}

    def happens(self, kind, minute, by=SAM, **data):
        self.status = data.get("status", self.status)
        self.events.append(
            nouns.event(
                kind,
                id=len(self.events) + 1,
                at=NOON + minute * MINUTE,
                by=by,
                data={"status": self.status, **data},
            )
        )
        return self.events[-1]

    def claims(self, minute, kind=EventKind.CLAIMED, who=SAM):
        self.assignee = who
        self.happens(kind, minute, by=who, status="open")

    def pages(self, minute, number, lap=1):
        return self.happens(EventKind.PAGED, minute, by=None, level=number, round=lap)

    @property
    def run(self):
        return escalation.fold(self.events, self.assignee)

    @property
    def next_at(self):
        """The minute in which there is something to do next."""
        at = escalation.next_at(self.policy, self.events, self.assignee)
        return None if at is None else (at - NOON) / MINUTE

    def due(self, minute):
        return escalation.due(self.policy, self.run, self.assignee, NOON + minute * MINUTE)

    def numbers(self):
        return [(one.round, one.number) for one in escalation.calls(self.policy, self.run)]
