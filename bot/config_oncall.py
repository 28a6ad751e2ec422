"""Which keys does `[oncall.NAME]` take, and do they fit one another?

Either people take turns, or a calendar that is kept elsewhere says who is on call.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from bot.config_faults import Found
from bot.config_lines import KeyPath
from bot.config_tables import Table
from bot.config_values import Account, Handover, Turns, Zone, wrong
from desk.people import Identity
from desk.policy import Rotation

Raw = Mapping[str, object]

NAME: Final = r"^[a-z0-9][a-z0-9_-]{0,39}$"
"""What a rotation may be called: it stands in addresses of feeds."""

_TURNS: Final = ("people", "rotation", "handover", "starts")
_ELSEWHERE: Final = ("names", "ics_private")


def _source(value: str) -> str:
    scheme, found, _ = value.partition("://")
    if not found or scheme in {"https", "http"}:
        return value
    if scheme == "webcal":
        return f"https://{value.partition('://')[2]}"
    raise wrong("is no calendar", 'Write "https://..." or the name of a file beside this one')


class OncallTable(Table):
    """`[oncall.NAME]`: people who are on call for a tier, one after the other."""

    tier: str = Field(examples=['"L2"'])
    timezone: Zone | None = Field(default=None, examples=['"Europe/Berlin"'])
    people: tuple[Account, ...] = Field(default=(), min_length=1, examples=['["slack:U0123ABCD"]'])
    rotation: Turns = Field(default=timedelta(days=7), examples=['"weekly"'])
    handover: Handover = Field(default=(None, time(9)), examples=['"mon 09:00"'])
    starts: date | None = Field(default=None, examples=["2026-11-23"])
    hours: str | None = Field(default=None, examples=['"office"'])
    ics: Annotated[str, AfterValidator(_source)] | None = Field(
        default=None, min_length=1, examples=['"https://calendar.example.com/on-call.ics"']
    )
    names: dict[str, Account] = Field(default={}, examples=['{"Sam Okafor" = "slack:U0123ABCD"}'])
    ics_private: bool = Field(default=False, examples=["true"])

    def noun(self, key: str, timezone: str) -> Rotation:
        """Make the rotation that rules read: it begins at the first hand-over from `starts` on."""
        weekday, clock = self.handover
        first = self.starts or date.min
        ahead = 0 if weekday is None else (weekday - first.weekday()) % 7
        return Rotation(
            key=key,
            tier=self.tier,
            timezone=self.timezone or timezone,
            people=tuple(Identity.parse(account) for account in self.people),
            every=self.rotation,
            starts=first + timedelta(days=ahead),
            handover=clock,
            hours=self.hours,
            source=self.ics,
            names={name: Identity.parse(account) for name, account in self.names.items()},
        )


def rotations(raw: Raw) -> Iterator[Found]:
    """Find rotations whose keys do not fit one another."""
    tables = raw.get("oncall")
    for key, table in tables.items() if isinstance(tables, Mapping) else ():
        if isinstance(table, Mapping):
            path: KeyPath = ("oncall", str(key))
            yield from _elsewhere(path, table) if "ics" in table else _in_turns(path, table)


def _elsewhere(path: KeyPath, table: Raw) -> Iterator[Found]:
    for name in _TURNS:
        if name in table:
            problem = "means nothing beside ics, which says who is on call"
            yield Found(path=(*path, name), problem=problem, instead="Take one of them out")
    if "names" not in table:
        instead = 'Write names = {"Sam Okafor" = "slack:U0123ABCD"}'
        yield Found(path=path, problem='lacks "names"', instead=instead)
    is_plain = str(table["ics"]).startswith("http://")
    if is_plain and table.get("ics_private") is not True:
        problem = "is not https, so that anybody on the way could say who is on call"
        instead = 'Write "https://...", or ics_private = true for a server in your own network'
        yield Found(path=(*path, "ics"), problem=problem, instead=instead)


def _in_turns(path: KeyPath, table: Raw) -> Iterator[Found]:
    for name, example in (("people", '["slack:U0123ABCD"]'), ("starts", "2026-11-23")):
        if name not in table:
            instead = f"Write {name} = {example}"
            yield Found(path=path, problem=f'lacks "{name}"', instead=instead)
    for name in _ELSEWHERE:
        if name in table:
            instead = 'Write ics = "https://...", or take it out'
            yield Found(path=(*path, name), problem="means nothing without ics", instead=instead)
    is_weekly, handover = table.get("rotation", "weekly") == "weekly", table.get("handover")
    if is_weekly and handover is not None and " " not in str(handover):
        yield Found(
            path=(*path, "handover"),
            problem="names no day of the week, and the rotation is weekly",
            instead='Write "mon 09:00"',
        )
    if " " in str(handover or "") and not is_weekly:
        yield Found(
            path=(*path, "handover"),
            problem="names a day of the week, and the rotation is not weekly",
            instead='Write "09:00", or rotation = "weekly"',
        )
