"""Which paths does `firstline.toml` have, and do their levels lead anywhere?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config_faults import Found
from bot.config_lines import KeyPath
from bot.config_tables import Table
from bot.config_values import Channel, Duration, Mention, Patience, Span, wrong
from desk.people import Address, Identity
from desk.policy import EscalationPath, Level, Priority

ON_CALL = "on-call"

Raw = Mapping[str, object]


class LevelTable(Table):
    """A level of an `[[escalation]]`: whom it calls, where, and how long they have to claim."""

    tier: str | None = Field(default=None, examples=['"L2"'])
    claim: Duration = Field(examples=['"15m"'])
    mention: Mention = Field(default=ON_CALL, examples=['"on-call"'])
    channel: Channel | None = Field(default=None, examples=['"slack:#l2-support"'])
    calendar: str | None = Field(default=None, examples=['"office"'])

    def noun(self, tier: str, calendar: str, day: timedelta, channel: Address | None) -> Level:
        """Make the level that rules read; `tier` and `calendar` are its own or its path's."""
        accounts = () if isinstance(self.mention, str) else self.mention
        return Level(
            tier=tier,
            calendar=calendar,
            claim=self.claim.lasting(day),
            on_call=on_call_of(self.mention, tier),
            people=tuple(Identity.parse(account) for account in accounts),
            channel=channel,
        )


_LEVELS = '[{claim = "15m"}, {tier = "L2", claim = "30m"}]'


def _some(levels: tuple[LevelTable, ...]) -> tuple[LevelTable, ...]:
    if not levels:
        raise wrong("is empty", f"Write levels = {_LEVELS}")
    return levels


class EscalationTable(Table):
    """`[[escalation]]`: the path of tickets that nobody claims, or whose owner is silent."""

    tier: str = Field(examples=['"L1"'])
    priority: Priority | None = Field(default=None, examples=['"P1"'])
    levels: Annotated[tuple[LevelTable, ...], AfterValidator(_some)] = Field(
        max_length=20, examples=[_LEVELS]
    )
    repeat: int = Field(default=0, ge=0, le=5, examples=["1"])
    page: tuple[Priority, ...] = Field(default=(Priority.P1,), examples=['["P1"]'])
    remind: tuple[Duration, ...] = Field(
        default=(Span(1, "h"), Span(3, "h")), max_length=5, examples=['["1h", "3h"]']
    )
    release: Patience = Field(default=Span(0, "d"), examples=['"6h", or "never"'])

    @property
    def places(self) -> tuple[str, ...]:
        """The channels that levels name."""
        return tuple(level.channel for level in self.levels if level.channel)

    def noun(
        self,
        calendars: Mapping[str, str],
        days: Mapping[str, timedelta],
        places: Mapping[str, Address],
    ) -> EscalationPath:
        """Make the path that rules read; `calendars` are those of the tiers, `days` their days."""
        own = days[calendars[self.tier]]
        release = self.release.lasting(own)
        return EscalationPath(
            tier=self.tier,
            priority=self.priority,
            levels=tuple(self._level(level, calendars, days, places) for level in self.levels),
            repeat=self.repeat,
            page=frozenset(self.page),
            remind=tuple(one.lasting(own) for one in self.remind),
            release=release or None,
        )

    def _level(
        self,
        level: LevelTable,
        calendars: Mapping[str, str],
        days: Mapping[str, timedelta],
        places: Mapping[str, Address],
    ) -> Level:
        tier = level.tier or self.tier
        calendar = level.calendar or calendars[tier]
        channel = places[level.channel] if level.channel else None
        return level.noun(tier, calendar, days[calendar], channel)


def on_call_of(mention: object, tier: str) -> str | None:
    """Name the tier whose on-call is mentioned; None where it is nobody's."""
    word, _, other = str(mention).partition(":")
    return (other or tier) if word == ON_CALL else None


def levels(raw: Raw) -> Iterator[Found]:
    """Find levels that go down, call an on-call whom nobody is, or speak where no ticket is."""
    tiers = _table(raw, "tiers")
    order = list(tiers)
    rotations = {str(one.get("tier")) for one in _tables(_table(raw, "oncall").values())}
    for path, level, home, before in _levels(raw):
        tier = str(level.get("tier") or home)
        if tier not in order:
            continue  # said already, as a name that is not there
        if before in order and order.index(tier) < order.index(before):
            instead = f'Write "{before}" or a tier after it: a ticket never climbs down'
            yield Found(path=(*path, "tier"), problem=f"goes down from {before}", instead=instead)
        yield from _calling(path, level, tier, order, rotations)
        yield from _speaking(path, level, tiers[tier])


def _calling(
    path: KeyPath, level: Raw, tier: str, order: list[str], rotations: set[str]
) -> Iterator[Found]:
    mention = level.get("mention")
    called = on_call_of(mention, tier)
    if mention is None or called is None or called in rotations:
        return
    problem = f"calls the on-call of {called}, and there is none"
    instead = f'Write a table like [oncall.first] with tier = "{called}", or "nobody"'
    if called not in order:
        problem, instead = f'names the tier "{called}", which is not there', _known(order)
    yield Found(path=(*path, "mention"), problem=problem, instead=instead)


def _speaking(path: KeyPath, level: Raw, tier: object) -> Iterator[Found]:
    channels = tier.get("channels") if isinstance(tier, Mapping) else None
    known = channels if isinstance(channels, list) else []
    named = level.get("channel")
    if not known:
        instead = "Give the tier a channel, or leave the level out"
        yield Found(path=path, problem="is of a tier without channels", instead=instead)
    elif named is not None and named not in known:
        problem = "is no channel of the level's tier, where the ticket's card is"
        yield Found(path=(*path, "channel"), problem=problem, instead=_known(map(str, known)))


def times(tables: Iterable[EscalationTable]) -> Iterator[Found]:
    """Find a second path of the same tickets, reminders out of order, and a release too soon."""
    seen: set[tuple[str, Priority | None]] = set()
    for place, table in enumerate(tables):
        if (table.tier, table.priority) in seen:
            problem = "is of the same tickets as one before it, and would never be used"
            instead = "Write one of them, or give it a priority of its own"
            yield Found(path=("escalation", place), problem=problem, instead=instead)
        seen.add((table.tier, table.priority))
        lengths = [one.lasting() for one in table.remind]
        if any(later <= sooner for sooner, later in pairwise(lengths)):
            instead = 'Write the shorter first, like remind = ["1h", "3h"]'
            yield Found(
                path=("escalation", place, "remind"), problem="is out of order", instead=instead
            )
        release = table.release.lasting()
        if release and lengths and release <= max(lengths):
            yield Found(
                path=("escalation", place, "release"),
                problem="leaves no time after the last reminder",
                instead='Write more than the last of remind, or "never"',
            )


def _known(names: Iterable[str]) -> str:
    return f"Known are {', '.join(names)}"


def _levels(raw: Raw) -> Iterator[tuple[KeyPath, Raw, str, str]]:
    """Give each level with its place, the tier of its path, and the tier of the one before it."""
    tables = raw.get("escalation")
    for place, table in enumerate(tables if isinstance(tables, list) else []):
        told = table if isinstance(table, Mapping) else {}
        home = before = str(told.get("tier"))
        found = told.get("levels")
        for number, level in enumerate(found if isinstance(found, list) else []):
            if isinstance(level, Mapping):
                yield ("escalation", place, "levels", number), level, home, before
                before = str(level.get("tier") or home)


def _tables(values: Iterable[object]) -> Iterator[Raw]:
    return (one for one in values if isinstance(one, Mapping))


def _table(raw: Raw, key: str) -> Raw:
    table = raw.get(key)
    return table if isinstance(table, Mapping) else {}
