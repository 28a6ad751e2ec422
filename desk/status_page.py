"""How is each service, and how was it lately? What a page says to all who use them.

It names services, moments and what engineers wrote for everybody; never who asked, and never what
they wrote.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from desk.availability import Availability, availability
from desk.business_hours import instant
from desk.intervals import Interval
from desk.maintenance import Phase, Window, phase
from desk.outages import Outage
from desk.policy import DeskPolicy
from desk.service_state import State, Trouble, state_of
from desk.services import Service

DAYS = 90
"""So many days are looked back on, the present one among them."""

PAST = timedelta(days=14)
"""So long a trouble that is over is told of."""

AHEAD = timedelta(days=30)
"""So far ahead maintenance is told of."""

_LITTLE = timedelta(hours=1)
"""Downtime in a day up to this is little."""


class DayMark(StrEnum):
    """What a day was like, in one word."""

    UNKNOWN = "unknown"
    GOOD = "good"
    PLANNED = "planned"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day on the wall of the desk; `kept` is None where nothing was recorded yet."""

    day: date
    kept: Availability | None

    @property
    def down(self) -> timedelta:
        """How long it was down, whether that was agreed time or not."""
        return self.kept.down + self.kept.unheld if self.kept else timedelta()

    @property
    def mark(self) -> DayMark:
        """Say what it was like; downtime within planned maintenance is no trouble."""
        if self.kept is None:
            return DayMark.UNKNOWN
        if self.kept.down:
            return DayMark.SHORT if self.kept.down <= _LITTLE else DayMark.LONG
        return DayMark.PLANNED if self.kept.planned else DayMark.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service as it stands; `since` is when its trouble began. `kept` is that of all the days."""

    title: str
    state: State
    since: datetime | None
    days: tuple[Day, ...]
    kept: Availability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an engineer wrote for everybody."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """A trouble of a service; `until` is None while it goes on. The newest note comes first."""

    service: str
    since: datetime
    until: datetime | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """Maintenance under way or to come."""

    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    text: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """All of the page; `state` is the worst there is."""

    state: State
    services: tuple[ServiceRow, ...]
    open: tuple[TroubleRow, ...]
    past: tuple[TroubleRow, ...]
    plans: tuple[PlanRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What is known: outages and windows of the days looked back on, and what is wrong now.

    `since` is when the desk began to keep records; None for one that has not begun.
    """

    since: datetime | None
    outages: Sequence[Outage] = ()
    windows: Sequence[Window] = ()
    troubles: Sequence[Trouble] = ()
    rows: Sequence[TroubleRow] = ()


class StatusView(Protocol):
    """How the services are, for everybody."""

    async def status(self, now: datetime) -> StatusPage:
        """Give the page as it is at this moment."""

    async def windows(self, now: datetime) -> Sequence[Window]:
        """Give all maintenance under way and to come, the next one first."""


def status_page(policy: DeskPolicy, records: Records, now: datetime) -> StatusPage:
    """Put the page together."""
    days = tuple(days_before(now, policy.timezone))
    services = tuple(_service(policy, one, records, days, now) for one in policy.services)
    known = sorted(records.rows, key=lambda row: row.since, reverse=True)
    return StatusPage(
        state=_worst(services),
        services=services,
        open=tuple(row for row in known if row.until is None),
        past=tuple(row for row in known if row.until is not None and row.until > now - PAST),
        plans=tuple(_plans(policy, records.windows, now)),
    )


def days_before(now: datetime, timezone: str) -> Iterator[tuple[date, Interval]]:
    """Yield each day that is looked back on with its instants, the present one up to now."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    for back in range(DAYS - 1, -1, -1):
        day = today - timedelta(days=back)
        end = instant(day + timedelta(days=1), time(), zone)
        yield day, Interval(start=instant(day, time(), zone), end=min(end, now))


def first_instant(now: datetime, timezone: str) -> datetime:
    """Give the moment from which on records are wanted."""
    return next(days_before(now, timezone))[1].start


def _service(
    policy: DeskPolicy,
    service: Service,
    records: Records,
    days: Sequence[tuple[date, Interval]],
    now: datetime,
) -> ServiceRow:
    troubles = [one for one in records.troubles if one.service == service.key]
    state = state_of(service, troubles, records.windows, now)
    reckon = _Reckoning(policy, service, records)
    return ServiceRow(
        title=service.title,
        state=state,
        since=troubles[0].since if troubles and state is State.PROBLEM else None,
        days=tuple(Day(day=day, kept=reckon.within(span)) for day, span in days),
        kept=reckon.within(Interval(start=days[0][1].start, end=now)),
    )


class _Reckoning:
    """Reckons one service's availability in one span after the other."""

    def __init__(self, policy: DeskPolicy, service: Service, records: Records) -> None:
        self._calendar = policy.calendar(service.calendar) if service.calendar else None
        self._since = records.since
        self._outages = [one for one in records.outages if one.service == service.key]
        self._windows = [one for one in records.windows if service.key in one.services]

    def within(self, span: Interval) -> Availability | None:
        """Reckon it; None where nothing was recorded yet."""
        if self._since is None or span.end <= self._since:
            return None
        start = max(span.start, self._since)
        outages = [one for one in self._outages if _touches(one.starts_at, one.ends_at, span)]
        windows = [one for one in self._windows if _touches(one.starts_at, one.ends_at, span)]
        return availability(self._calendar, start, span.end, outages=outages, windows=windows)


def _touches(starts_at: datetime, ends_at: datetime | None, span: Interval) -> bool:
    return starts_at < span.end and (ends_at is None or ends_at > span.start)


def _plans(policy: DeskPolicy, windows: Iterable[Window], now: datetime) -> Iterator[PlanRow]:
    for window in sorted(windows, key=lambda one: (one.starts_at, one.id)):
        standing = phase(window, now)
        is_near = standing is Phase.PLANNED and window.starts_at - now <= AHEAD
        if is_near or standing is Phase.ACTIVE:
            known = {key: policy.service(key) for key in window.services}
            yield PlanRow(
                services=tuple(one.title if one else key for key, one in known.items()),
                starts_at=window.starts_at,
                ends_at=window.ends_at,
                text=window.text,
                is_active=standing is Phase.ACTIVE,
            )


def _worst(services: Iterable[ServiceRow]) -> State:
    found = {row.state for row in services}
    order = (State.PROBLEM, State.MAINTENANCE, State.UNKNOWN)
    return next((state for state in order if state in found), State.UP)
