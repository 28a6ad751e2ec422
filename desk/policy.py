"""What has the desk been told to do? The nouns that rules read, made from `firstline.toml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from desk.change_policy import ChangePolicy
from desk.errors import NotFoundError
from desk.monitors import Heartbeat, Probe, Sender
from desk.organisations import Organisation
from desk.people import Address, Identity
from desk.request_types import RequestType
from desk.services import Service
from desk.storms import Storms


class Status(StrEnum):
    """Where a ticket stands; who has it is the assignee, not a status."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon; picks the SLA target."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def raised_by_requester(self) -> "Priority":
        """One step sooner, but never above P2: that takes an engineer."""
        return {Priority.P4: Priority.P3, Priority.P3: Priority.P2}.get(self, self)


class TicketType(StrEnum):
    """What kind of help is wanted."""

    QUESTION = "question"
    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Half-open opening hours of a day; an end of 00:00 means midnight at the day's end."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        """How long it is on the wall."""
        end = timedelta(days=1) if self.end == time() else _since_midnight(self.end)
        return end - _since_midnight(self.start)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def working_day(hours: Iterable[tuple[Slot, ...]]) -> timedelta:
    """Say how long a day is in such a week: the average of the days that open at all."""
    open_days = [day for day in hours if day]
    return sum((slot.length for day in open_days for slot in day), timedelta()) / len(open_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the clock runs: seven days of slots from Monday on, less holidays and closed ranges."""

    key: str
    timezone: str
    hours: tuple[tuple[Slot, ...], ...]
    holidays: frozenset[date] = frozenset()
    closed: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChannel:
    """A channel that shows a tier's cards; `rooms` where each ticket gets a topic of its own."""

    address: Address
    rooms: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """An entry of the ordered list: a team with a calendar, channels, a price and a volume band.

    `price` is euros a ticket; `volume` is the band of tickets a month that the price assumes.
    """

    key: str
    title: str
    calendar: str
    channels: tuple[TierChannel, ...] = ()
    price: Decimal | None = None
    volume: tuple[int, int] | None = None


Threshold = float | timedelta
"""When to warn: a share of the target that is used up, or so much business time before due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """A set of promises for the tickets that it matches; a field of None matches all."""

    calendar: str
    tier: str | None = None
    priority: Priority | None = None
    type: TicketType | None = None
    organisation: str | None = None
    claim: timedelta | None = None
    first_response: timedelta | None = None
    next_reply: timedelta | None = None
    resolution: timedelta | None = None
    warn_at: tuple[Threshold, ...] = (0.75,)
    pauses: frozenset[Status] = frozenset({Status.PENDING})
    pauses_in_maintenance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a requester is waited for: until a reminder, until it is resolved; None is never."""

    remind: timedelta | None = timedelta(days=3)
    resolve: timedelta | None = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """Who is on call for a tier, one after the other in the order of `people`.

    The first takes over on the day `starts` at `handover`, a time on the wall; each hand-over
    after it is `every` later on the wall, so that it stays at nine when clocks change. Outside the
    calendar `hours` nobody is on call; None means never outside.

    One with a `source` is kept elsewhere: who is on call stands in that calendar, whose people are
    found by what it calls them in `names`.
    """

    key: str
    tier: str
    timezone: str
    people: tuple[Identity, ...] = ()
    every: timedelta = timedelta(days=7)
    starts: date = date(2024, 1, 1)
    handover: time = time(9)
    hours: str | None = None
    source: str | None = None
    names: Mapping[str, Identity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of a path: where it is said, whom it calls, how long they have to claim.

    It calls the on-call of the tier `on_call`, and `people`; without either it calls nobody. A
    `channel` is one of the tier's; None means all of them. `claim` counts on the calendar, outside
    of which nothing is said.
    """

    tier: str
    calendar: str
    claim: timedelta
    on_call: str | None = None
    people: tuple[Identity, ...] = ()
    channel: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPath:
    """What happens, level by level, to a ticket of a tier that nobody claims, or nobody tends.

    The levels are gone through `repeat` times more. Tickets whose priority is in `page` do not wait
    for anybody's hours. Whoever has claimed and is silent is reminded after each of `remind`, and
    loses the ticket after `release`; None is never. A `priority` of None matches all.
    """

    tier: str
    levels: tuple[Level, ...]
    priority: Priority | None = None
    repeat: int = 0
    page: frozenset[Priority] = frozenset({Priority.P1})
    remind: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(hours=3))
    release: timedelta | None = None


class Watch(StrEnum):
    """Which words at the top of a channel are taken for a question to the desk.

    `sure` takes everything, and keeps silent unless the knowledge base has the answer.
    """

    MENTIONED = "mentioned"
    QUESTIONS = "questions"
    EVERYTHING = "everything"
    SURE = "sure"


ALL_CHANNELS = "*"
"""Stands for every channel of a platform that is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who is manager or admin by account; engineers come from their tier's channels.

    Whoever sits in one of `channels` is a manager too.
    """

    managers: frozenset[Identity] = frozenset()
    admins: frozenset[Identity] = frozenset()
    channels: frozenset[Address] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPolicy:
    """The whole of what rules read. `workspace` is the desk's id and stands on every row.

    `page` is where people reach the page, None where nobody said. `exclusions` is what the service
    agreement leaves out, in the words of the house. `is_status_public` lets everybody see how the
    services are. `since` is when calendars and
    promises last became others than before: what was decided by then is not decided anew.
    """

    workspace: str
    name: str
    prefix: str
    timezone: str
    tiers: tuple[Tier, ...]
    first_tier: str
    calendars: tuple[Calendar, ...]
    slas: tuple[SlaPolicy, ...]
    languages: tuple[str, ...] = ("en",)
    catalogues: tuple[str, ...] = ("en",)
    reopen: timedelta = timedelta(days=7)
    patience: Patience = Patience()
    max_attachment: int = 20_000_000
    gives_at_most: Mapping[str, int] = field(default_factory=dict)
    categories: tuple[str, ...] = (
        "access",
        "configuration",
        "data",
        "defect",
        "how_to",
        "performance",
        "third_party",
    )
    roles: Roles = Roles()
    watched: Mapping[Address, Watch] = field(default_factory=dict)
    organisations: tuple[Organisation, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    services: tuple[Service, ...] = ()
    senders: tuple[Sender, ...] = ()
    storms: Storms = field(default_factory=Storms)
    paths: tuple[EscalationPath, ...] = ()
    changes: ChangePolicy = field(default_factory=ChangePolicy)
    requests: tuple[RequestType, ...] = ()
    page: str | None = None
    exclusions: tuple[str, ...] = ()
    is_status_public: bool = False
    since: datetime | None = None

    def largest_from(self, platform: str) -> int:
        """How large a file that was sent on a platform may be: some never give us larger ones."""
        return min(self.max_attachment, self.gives_at_most.get(platform, self.max_attachment))

    @property
    def rosters(self) -> tuple[Address, ...]:
        """The channels whose members are somebody: of the tiers, and of managers."""
        tiers = (channel.address for tier in self.tiers for channel in tier.channels)
        return tuple(dict.fromkeys([*tiers, *sorted(self.roles.channels, key=str)]))

    def is_watched(self, channel: Address) -> bool:
        """Whether a channel that is not engineers' own is named among those that are watched."""
        return channel.top in self.watched and channel.top not in self.rosters

    def watch_at(self, channel: Address) -> Watch:
        """Say how a channel is listened to; engineers talk among themselves in theirs."""
        if channel.top in self.rosters:
            return Watch.MENTIONED
        others = Address(platform=channel.platform, channel=ALL_CHANNELS)
        return self.watched.get(channel.top, self.watched.get(others, Watch.MENTIONED))

    def tier(self, key: str) -> Tier:
        """Find a tier; raises NotFoundError when the list does not hold it."""
        for tier in self.tiers:
            if tier.key == key:
                return tier
        raise NotFoundError(noun="tier", key=key)

    def service(self, key: str) -> Service | None:
        """Find a service; None for one that the file does not name any more."""
        return next((service for service in self.services if service.key == key), None)

    def service_calendar(self, service: Service) -> Calendar | None:
        """Give the hours that were agreed for a service; None for always."""
        return None if service.calendar is None else self.calendar(service.calendar)

    @property
    def probes(self) -> Mapping[str, Probe]:
        """All probes by their keys."""
        return {probe.key: probe for service in self.services for probe in service.probes}

    @property
    def heartbeats(self) -> Mapping[str, Heartbeat]:
        """All heartbeats by their keys."""
        return {beat.key: beat for service in self.services for beat in service.heartbeats}

    def tier_after(self, key: str) -> Tier | None:
        """The next tier up, or None at the top."""
        return self._beside(key, 1)

    def tier_before(self, key: str) -> Tier | None:
        """The tier below, or None at the first."""
        return self._beside(key, -1)

    def tier_of(self, address: Address) -> Tier | None:
        """The tier whose channel this is, whatever the thread."""
        for tier in self.tiers:
            if any(channel.address == address.top for channel in tier.channels):
                return tier
        return None

    def calendar(self, key: str) -> Calendar:
        """Find a calendar; raises NotFoundError when there is none of that name."""
        for calendar in self.calendars:
            if calendar.key == key:
                return calendar
        raise NotFoundError(noun="calendar", key=key)

    def path_of(self, tier: str, priority: Priority) -> EscalationPath | None:
        """Choose the path of a ticket: one that names its priority before one for all."""
        own = [path for path in self.paths if path.tier == tier]
        for wanted in (priority, None):
            for path in own:
                if path.priority is wanted:
                    return path
        return None

    def rotations_of(self, tier: str) -> tuple[Rotation, ...]:
        """Give the rotations that say who is on call for a tier."""
        return tuple(rotation for rotation in self.rotations if rotation.tier == tier)

    def rotation(self, key: str) -> Rotation:
        """Find a rotation; raises NotFoundError when there is none of that name."""
        for rotation in self.rotations:
            if rotation.key == key:
                return rotation
        raise NotFoundError(noun="rotation", key=key)

    def ticket_url(self, ticket: int) -> str | None:
        """Give the address of a ticket's page, for who may see it."""
        return f"{self.page.rstrip('/')}/tickets/{ticket}" if self.page else None

    def number(self, ticket: int) -> str:
        """Write a ticket's number as people say it: `SUP-106`."""
        return f"{self.prefix}-{ticket}"

    def number_in(self, ticket: int | None) -> str | None:
        """Write the number of a ticket that may not be there yet."""
        return None if ticket is None else self.number(ticket)

    def _beside(self, key: str, step: int) -> Tier | None:
        place = self.tiers.index(self.tier(key)) + step
        return self.tiers[place] if 0 <= place < len(self.tiers) else None
