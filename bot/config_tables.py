"""Which tables does `firstline.toml` have, and which keys does each of them take?

The first example of a field is what a fault tells people to write.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.config_values import (
    Account,
    Channel,
    Closed,
    Duration,
    Holidays,
    Hours,
    Moment,
    Patience,
    Size,
    Span,
    Zone,
    holidays_in,
    wrong,
)
from desk import policy
from desk.people import BOT, Address, Identity
from desk.policy import (
    ALL_CHANNELS,
    Calendar,
    Priority,
    Roles,
    SlaPolicy,
    Status,
    Threshold,
    TicketType,
    Watch,
)
from knowledge.findings import Thresholds


def _band(band: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= band[0] <= band[1]:
        raise wrong("is no band", "Write the lower number first, like volume = [200, 300]")
    return band


MAINTENANCE = "maintenance"
"""What stands among the statuses that pause for maintenance of the ticket's service."""


def _pausing(pause: str) -> str:
    if pause not in {Status.PENDING, Status.ON_HOLD, MAINTENANCE}:
        raise _never_pauses()
    return pause


def _never_pauses() -> PydanticCustomError:
    known = 'Write "pending", "on_hold", "maintenance" or several of them'
    return wrong("is no status that pauses a clock", known)


Emoji = Annotated[str, Field(pattern=r"^[a-z0-9_+'-]{1,100}$", examples=['"eyes"'])]
"""The name of an emoji, without its colons."""


def _watched(value: object) -> object:
    return {ALL_CHANNELS: value} if isinstance(value, str) else value


def _bots(watch: dict[str, Watch]) -> dict[str, Watch]:
    for name, mode in watch.items():
        if name.startswith(BOT) and not re.fullmatch(r"bot:[BUW][A-Z0-9]{2,}", name):
            raise wrong(f'names no bot with "{name}"', f"Write the id of its bot, like {_A_BOT}")
        if name.startswith(BOT) and mode is not Watch.EVERYTHING:
            raise wrong("hears a bot in part: nobody is there to be answered", f"Write {_A_BOT}")
    return watch


_A_BOT = '"bot:B0123ABCD" = "everything"'


class Table(BaseModel):
    """A table takes its own keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DeskTable(Table):
    """`[desk]`: who we are."""

    id: str = Field(
        default="desk", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", examples=['"maintenance"']
    )
    name: str = Field(min_length=1, max_length=80, examples=['"Harbour Support"'])
    timezone: Zone = Field(default="UTC", examples=['"Europe/Berlin"'])
    prefix: str = Field(default="SUP", pattern=r"^[A-Z][A-Z0-9]{1,9}$", examples=['"SUP"'])
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")], ...] = Field(
        default=("en",), min_length=1, examples=['["en", "de"]']
    )
    first_tier: str | None = Field(default=None, examples=['"L1"'])
    reopen: Duration = Field(default=Span(7, "d"), examples=['"7d"'])
    remind_after: Patience = Field(default=Span(3, "d"), examples=['"3d"'])
    resolve_after: Patience = Field(default=Span(7, "d"), examples=['"7d"'])
    max_attachment: Size = Field(default=20_000_000, examples=['"20MB"'])
    exclusions: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = Field(
        default=(), examples=['["Repair of hardware"]']
    )
    page: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+$",
        examples=['"https://desk.example.com"'],
    )
    heartbeat: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+(/\S*)?$",
        examples=['"https://hc.example.com/ping/desk"'],
    )

    def patience(self) -> policy.Patience:
        """Say how long requesters are waited for."""
        remind, resolve = self.remind_after.lasting(), self.resolve_after.lasting()
        return policy.Patience(remind=remind or None, resolve=resolve or None)


class TierTable(Table):
    """`[tiers.KEY]`: a team; the order in the file is the order of the tiers."""

    title: str = Field(min_length=1, max_length=80, examples=['"L1 support"'])
    channels: tuple[Channel, ...] = Field(default=(), examples=['["slack:#l1-support"]'])
    calendar: str = Field(examples=['"office"'])
    price: Decimal | None = Field(default=None, ge=0, examples=["14"])
    volume: Annotated[tuple[int, int], AfterValidator(_band)] | None = Field(
        default=None, examples=["[200, 300]"]
    )


class CalendarTable(Table):
    """`[calendars.KEY]`: when the clock runs."""

    timezone: Zone | None = Field(default=None, examples=['"Europe/Berlin"'])
    hours: Hours = Field(examples=['{mon-fri = ["09:00-17:00"]}'])
    holidays: Holidays | None = Field(default=None, examples=['"DE-BE"'])
    closed: tuple[Closed, ...] = Field(default=(), examples=['["2026-12-24..2027-01-01"]'])

    def noun(self, key: str, timezone: str, years: range) -> Calendar:
        """Make the calendar that rules read, with its holidays of these years."""
        return Calendar(
            key=key,
            timezone=self.timezone or timezone,
            hours=self.hours,
            holidays=self._days_off(years),
            closed=self.closed,
        )

    def _days_off(self, years: range) -> frozenset[date]:
        return frozenset() if self.holidays is None else holidays_in(self.holidays, years)


class SlaTable(Table):
    """`[[sla]]`: promises for the tickets that the first four keys match."""

    tier: str | None = Field(default=None, examples=['"L1"'])
    priority: Priority | None = Field(default=None, examples=['"P1"'])
    type: TicketType | None = Field(default=None, examples=['"incident"'])
    organisation: str | None = Field(default=None, examples=['"Harbour"'])
    calendar: str = Field(examples=['"office"'])
    claim: Duration | None = Field(default=None, examples=['"10m"'])
    first_response: Duration | None = Field(default=None, examples=['"15m"'])
    next_reply: Duration | None = Field(default=None, examples=['"1h"'])
    resolution: Duration | None = Field(default=None, examples=['"4h"'])
    warn_at: tuple[Moment, ...] = Field(default=(0.75,), examples=['[0.75, "30m"]'])
    pauses: tuple[Annotated[str, AfterValidator(_pausing)], ...] = Field(
        default=(Status.PENDING,), examples=['["pending", "on_hold"]']
    )

    def noun(self, day: timedelta) -> SlaPolicy:
        """Make the promises that rules read, counting days of this length."""
        return SlaPolicy(
            calendar=self.calendar,
            tier=self.tier,
            priority=self.priority,
            type=self.type,
            organisation=self.organisation,
            claim=_lasting(self.claim, day),
            first_response=_lasting(self.first_response, day),
            next_reply=_lasting(self.next_reply, day),
            resolution=_lasting(self.resolution, day),
            warn_at=_thresholds(self.warn_at, day),
            pauses=frozenset(Status(one) for one in self.pauses if one != MAINTENANCE),
            pauses_in_maintenance=MAINTENANCE in self.pauses,
        )


class RolesTable(Table):
    """`[roles]`: people who are more than engineers; members of `manager_channels` are managers."""

    managers: tuple[Account, ...] = Field(default=(), examples=['["slack:U0123ABCD"]'])
    admins: tuple[Account, ...] = Field(default=(), examples=['["slack:U0123ABCD"]'])
    manager_channels: tuple[Channel, ...] = Field(default=(), examples=['["slack:#managers"]'])

    def noun(self, channels: Iterable[Address]) -> Roles:
        """Make the roles that rules read; `channels` are the managers', with their ids."""
        return Roles(
            managers=frozenset(Identity.parse(account) for account in self.managers),
            admins=frozenset(Identity.parse(account) for account in self.admins),
            channels=frozenset(channels),
        )


class KnowledgeTable(Table):
    """`[knowledge]`: where the articles are, and how sure the bot has to be."""

    folder: str | None = Field(default=None, min_length=1, examples=['"articles"'])
    answer_from: float = Field(default=Thresholds().answer, ge=0, le=1, examples=["0.8"])
    suggest_from: float = Field(default=Thresholds().suggest, ge=0, le=1, examples=["0.4"])

    def thresholds(self) -> Thresholds:
        """Give both bounds as matching takes them."""
        return Thresholds(answer=self.answer_from, suggest=self.suggest_from)


class SlackTable(Table):
    """`[slack]`: what is Slack's alone."""

    command: str = Field(
        default="/support", pattern=r"^/[a-z0-9_-]{1,31}$", examples=['"/support"']
    )
    watch: Annotated[dict[str, Watch], BeforeValidator(_watched), AfterValidator(_bots)] = Field(
        default={ALL_CHANNELS: Watch.MENTIONED},
        examples=['"mentioned", or {"*" = "mentioned", "#help" = "everything"}'],
    )

    reactions: dict[Literal["ticket", "urgent", "claim", "resolve"], Emoji] = Field(
        default={
            "ticket": "ticket",
            "urgent": "rotating_light",
            "claim": "eyes",
            "resolve": "white_check_mark",
        },
        examples=['{ticket = "ticket", claim = "eyes"}'],
    )

    agent: bool = Field(default=False, examples=["true"])

    def watched(self, resolve: Mapping[str, str]) -> dict[Address, Watch]:
        """Say how each channel is listened to, with the ids of `#name`s put in."""
        return {
            Address(platform="slack", channel=resolve.get(name, name)): watch
            for name, watch in self.watch.items()
            if not name.startswith(BOT)
        }

    @property
    def bots(self) -> frozenset[str]:
        """The other programs that are heard, by their ids in Slack."""
        return frozenset(name.removeprefix(BOT) for name in self.watch if name.startswith(BOT))


class TelegramTable(Table):
    """`[telegram]`: what is Telegram's alone."""

    topics: bool = Field(default=True, examples=["true"])
    webhook: str | None = Field(
        default=None, pattern=r"^https?://[^\s/?#]+/?$", examples=['"https://desk.example.com"']
    )

    def has_rooms(self, channel: Address) -> bool:
        """Whether each ticket gets a topic there; only supergroups, numbered -100..., have them."""
        return self.topics and channel.platform == "telegram" and channel.channel.startswith("-100")


def _thresholds(written: Iterable[float | Span], day: timedelta) -> tuple[Threshold, ...]:
    """Give each once, shares first, the earliest of each kind first."""
    shares = {one for one in written if isinstance(one, float)}
    before = {one.lasting(day) for one in written if not isinstance(one, float)}
    return (*sorted(shares), *sorted(before, reverse=True))


def _lasting(span: Span | None, day: timedelta) -> timedelta | None:
    return None if span is None else span.lasting(day)
