"""How do others read who is on call here? A calendar to subscribe to, as RFC 5545 has it.

An event a shift, and one a gap. Its name stays while its shift begins at the same moment, so that a
calendar that reads it again changes the event instead of adding one.
"""

from datetime import datetime, timedelta

import icalendar

from desk.intervals import Interval
from desk.policy import DeskPolicy
from desk.views import DutyPlan
from handlers.texts import Texts

REFRESH = timedelta(minutes=30)
"""How often a calendar that listens to it should read it again."""


def write_calendar(
    plan: DutyPlan, rotation: str, policy: DeskPolicy, now: datetime, language: str
) -> bytes:
    """Write the shifts of a rotation, and the gaps of its tier."""
    texts = Texts(language)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Firstline//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    title = texts.say("feed.title", tier=plan.title, desk=policy.name)
    calendar.add("x-wr-calname", icalendar.vText(_one_line(title)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(minutes=1)}M")
    for part in plan.rotations:
        for shift in part.shifts if part.rotation == rotation else ():
            people = texts.listed(list(shift.people))
            title = texts.say("feed.shift", people=people, tier=plan.title)
            calendar.add_component(_event(rotation, title, shift.span, policy, now))
    for gap in plan.gaps:
        title = texts.say("feed.gap", tier=plan.title)
        calendar.add_component(_event(f"{rotation}-gap", title, gap, policy, now))
    written: bytes = calendar.to_ical()
    return written


def _event(
    kind: str, title: str, span: Interval, policy: DeskPolicy, now: datetime
) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{kind}-{span.start:%Y%m%dT%H%M%SZ}@{policy.workspace}.firstline")
    event.add("dtstamp", now)
    event.add("dtstart", span.start)
    event.add("dtend", span.end)
    event.add("summary", _one_line(title))
    event.add("transp", "TRANSPARENT")
    return event


def _one_line(words: str) -> str:
    """Take the line breaks out of names of people and teams: titles have none."""
    return " ".join(words.split())
