"""How is a ticket kept quiet for a while: no reminders, no levels?"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk import business_hours, escalation
from desk.actions.deed import Deed
from desk.actions.keeping import keep
from desk.actions.telling import Telling
from desk.errors import BadCommandError, NotFoundError
from desk.events import EventKind
from desk.lengths import read_length
from desk.notice import NoticeKind
from desk.outcome import Done, Outcome
from desk.policy import Calendar
from desk.ports import UnitOfWork
from desk.ticket import Ticket, Verb

LONGEST = timedelta(days=14)
"""What is quiet for longer is forgotten."""

MORNING = time(9)
"""When tomorrow begins for a tier that never closes."""

_OFF = frozenset({"off", "aus"})
_TOMORROW = frozenset({"tomorrow", "morgen"})
_DAY = timedelta(days=1)


async def snooze(work: UnitOfWork, deed: Deed, ticket: Ticket) -> Outcome:
    """Say nothing by the path until then, and tell the engineers; promises go on all the same.

    Raises NotFoundError where no path would say anything.
    """
    history = await work.events.of_ticket(ticket.id)
    if escalation.fold(history, ticket.assignee) is None:
        raise NotFoundError(noun="path")
    tier = work.policy.tier(ticket.tier)
    until = until_of(deed.values["until"], work.policy.calendar(tier.calendar), deed.now)
    if until is None:
        raise BadCommandError(name=Verb.SNOOZE.value, wanted="until", fault="no_time")
    stored, event = await keep(work, deed, ticket, EventKind.SNOOZED, until=until.isoformat())
    telling = Telling(work=work, now=deed.now)
    await telling.to_engineers(
        stored,
        NoticeKind.HAPPENED,
        event,
        what="snoozed" if until > deed.now else "unsnoozed",
        by=await telling.person(deed.by),
        until=until.isoformat(),
    )
    return Done(facts={"ticket": ticket.id})


def until_of(words: str, calendar: Calendar, now: datetime) -> datetime | None:
    """Read `1h`, `30m`, `2d`, `tomorrow` or `off`; None for anything else, or far too long."""
    said = words.strip().casefold()
    if said in _OFF:
        return now
    if said in _TOMORROW:
        return _tomorrow(calendar, now)
    length = read_length(said)
    return now + length if length is not None and length <= LONGEST else None


def _tomorrow(calendar: Calendar, now: datetime) -> datetime:
    """Find the opening of the next day on which there is one."""
    zone = ZoneInfo(calendar.timezone)
    day = now.astimezone(zone).date() + _DAY
    begins = datetime.combine(day, time(), zone)
    opens = business_hours.next_open(calendar, begins)
    if opens > begins:
        return opens
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
