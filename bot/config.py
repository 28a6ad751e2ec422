"""What does `firstline.toml` say, and is it in order?

`load` reads the file and names all faults at once, each with its line and what to write instead;
`Config.policy` turns it into the nouns that rules read. Secrets never stand in it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, PrivateAttr, ValidationError

from bot import config_checks, config_escalation
from bot.config_changes import ChangesTable, approvers
from bot.config_escalation import EscalationTable
from bot.config_faults import ConfigError, Fault, Found, from_validation
from bot.config_lines import Lines
from bot.config_oncall import NAME, OncallTable, rotations
from bot.config_organisations import OrganisationTable, shared_marks
from bot.config_probes import AlertsTable, ProbeTable, monitors, of_probes
from bot.config_requests import Key, RequestTable, request_faults
from bot.config_services import ServiceTable, shared_names
from bot.config_status import StatusTable
from bot.config_storms import StormsTable
from bot.config_tables import (
    CalendarTable,
    DeskTable,
    KnowledgeTable,
    RolesTable,
    SlackTable,
    SlaTable,
    Table,
    TelegramTable,
    TierTable,
)
from desk.organisations import Organisation
from desk.people import Address
from desk.policy import DeskPolicy, EscalationPath, Tier, TierChannel, working_day
from desk.services import Service
from handlers.telegram.options import LARGEST_GIVEN
from handlers.texts import languages

__all__ = ["EXAMPLE_NAME", "Config", "ConfigError", "Fault", "example", "example_text", "load"]

EXAMPLE_NAME: Final = "default.toml"

_YEARS_BACK, _YEARS_AHEAD = 1, 3


class Config(Table):
    """The whole file."""

    desk: DeskTable
    tiers: dict[str, TierTable] = Field(default={}, examples=["tables like [tiers.L1]"])
    calendars: dict[str, CalendarTable] = Field(
        default={}, examples=["tables like [calendars.office]"]
    )
    sla: tuple[SlaTable, ...] = Field(default=(), examples=["one table a promise: [[sla]]"])
    organisations: tuple[OrganisationTable, ...] = Field(
        default=(), examples=["one table a customer: [[organisations]]"]
    )
    escalation: tuple[EscalationTable, ...] = Field(
        default=(), examples=["one table a path: [[escalation]]"]
    )
    oncall: dict[Annotated[str, Field(pattern=NAME, examples=["[oncall.first]"])], OncallTable] = (
        Field(default={}, examples=["tables like [oncall.first]"])
    )
    services: dict[str, ServiceTable] = Field(
        default={}, examples=["tables like [services.invoicing]"]
    )
    alerts: AlertsTable = AlertsTable()
    storms: StormsTable = Field(default_factory=StormsTable)
    changes: ChangesTable = ChangesTable()
    requests: dict[Key, RequestTable] = Field(
        default={}, examples=["tables like [requests.access]"]
    )
    roles: RolesTable = RolesTable()
    status: StatusTable = StatusTable()
    knowledge: KnowledgeTable = KnowledgeTable()
    slack: SlackTable = SlackTable()
    telegram: TelegramTable = TelegramTable()

    _path: Path | None = PrivateAttr(None)

    @property
    def path(self) -> Path | None:
        """The file that was read; None for the shipped example."""
        return self._path

    @property
    def articles(self) -> Path:
        """The folder of articles: as configured, beside the file; else the shipped one."""
        if self.knowledge.folder is None:
            return Path(str(resources.files("knowledge"))) / "articles"
        return self.folder / self.knowledge.folder

    @property
    def folder(self) -> Path:
        """The folder of the file: what it names by name alone stands there."""
        return Path() if self._path is None else self._path.parent

    @property
    def channel_names(self) -> frozenset[str]:
        """The Slack channels that are given by name; ids must be found for them at start."""
        addresses = (Address.parse(channel) for channel in self._channels())
        slack = (address.channel for address in addresses if address.platform == "slack")
        watched = (name for name in self.slack.watch if name.startswith("#"))
        return frozenset(name for name in (*slack, *watched) if name.startswith("#"))

    def policy(self, today: date, resolve: Mapping[str, str] | None = None) -> DeskPolicy:
        """Make the nouns that rules read; `resolve` says how the desk calls channels.

        Those are the ids of Slack's `#name`s, and of a Telegram group that moved its first number.
        Holidays are listed for the years around `today`, so make it anew now and then. A name that
        `resolve` does not know stays as it is.
        """
        years = range(today.year - _YEARS_BACK, today.year + _YEARS_AHEAD)
        days = {key: working_day(calendar.hours) for key, calendar in self.calendars.items()}
        zone = self.desk.timezone
        return DeskPolicy(
            workspace=self.desk.id,
            name=self.desk.name,
            prefix=self.desk.prefix,
            timezone=zone,
            tiers=tuple(self._tier(key, resolve or {}) for key in self.tiers),
            first_tier=self.desk.first_tier or next(iter(self.tiers)),
            calendars=tuple(
                calendar.noun(key, zone, years) for key, calendar in self.calendars.items()
            ),
            slas=tuple(sla.noun(days[sla.calendar]) for sla in self.sla),
            languages=self.desk.languages,
            catalogues=languages(),
            reopen=self.desk.reopen.lasting(),
            patience=self.desk.patience(),
            max_attachment=self.desk.max_attachment,
            gives_at_most={"telegram": LARGEST_GIVEN},
            page=self.desk.page,
            exclusions=self.desk.exclusions,
            is_status_public=self.status.public,
            roles=self.roles.noun(self.manager_channels(resolve)),
            watched=self.slack.watched(resolve or {}),
            services=tuple(self._services(resolve or {})),
            senders=tuple(table.noun(name) for name, table in self.alerts.senders.items()),
            storms=self.storms.noun(),
            organisations=tuple(self._organisations(resolve or {})),
            requests=tuple(table.noun(key) for key, table in self.requests.items()),
            paths=tuple(self._paths(days, resolve or {})),
            changes=self.changes.noun(),
            rotations=tuple(table.noun(key, zone) for key, table in self.oncall.items()),
        )

    @property
    def probes(self) -> Mapping[str, tuple[ProbeTable, ...]]:
        """The probes of each service."""
        return {key: table.probes for key, table in self.services.items()}

    def manager_channels(self, resolve: Mapping[str, str] | None = None) -> tuple[Address, ...]:
        """Where managers sit, with the ids of Slack's `#name`s put in."""
        return tuple(_address(text, resolve or {}) for text in self.roles.manager_channels)

    def _services(self, resolve: Mapping[str, str]) -> Iterator[Service]:
        for key, table in self.services.items():
            yield table.noun(key, tuple(_address(text, resolve) for text in table.channels))

    def _organisations(self, resolve: Mapping[str, str]) -> Iterator[Organisation]:
        for table in self.organisations:
            yield table.noun(frozenset(_address(text, resolve) for text in table.places))

    def _paths(
        self, days: Mapping[str, timedelta], resolve: Mapping[str, str]
    ) -> Iterator[EscalationPath]:
        own = {key: table.calendar for key, table in self.tiers.items()}
        for table in self.escalation:
            places = {place: _address(place, resolve) for place in table.places}
            yield table.noun(own, days, places)

    def _tier(self, key: str, resolve: Mapping[str, str]) -> Tier:
        table = self.tiers[key]
        return Tier(
            key=key,
            title=table.title,
            calendar=table.calendar,
            channels=tuple(
                TierChannel(
                    address=_address(text, resolve),
                    rooms=self.telegram.has_rooms(Address.parse(text)),
                )
                for text in table.channels
            ),
            price=table.price,
            volume=table.volume,
        )

    def _channels(self) -> Iterator[str]:
        for tier in self.tiers.values():
            yield from tier.channels
        yield from self.roles.manager_channels
        for organisation in self.organisations:
            yield from organisation.channels
        for service in self.services.values():
            yield from service.channels


def load(path: Path) -> Config:
    """Read the file; raises ConfigError with everything that is wrong with it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([_unreadable(path, error.strerror or "no reason given")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([_unreadable(path, "it is not UTF-8 text")]) from error
    config = parse(text, path.name)
    config._path = path  # noqa: SLF001 - ours, and no key of the file
    return config


def parse(text: str, file: str) -> Config:
    """Read the text of such a file; `file` is what faults call it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_no_toml(file, text, error)]) from error
    lines = Lines(text)
    found, config = _judge(raw)
    if config is None or found:
        faults = {str(fault): fault for fault in (each.at(file, lines) for each in found)}
        raise ConfigError(sorted(faults.values(), key=lambda fault: (fault.line, fault.key)))
    return config


def example_text() -> str:
    """Give the shipped example as it stands, comments and all."""
    return (resources.files("bot") / EXAMPLE_NAME).read_text(encoding="utf-8")


def example() -> Config:
    """Read the shipped example: a maintenance house with four tiers, in the web chat."""
    return parse(example_text(), EXAMPLE_NAME)


def of_demo() -> Config:
    """Read the same house with its sample people on call, as the demo has it."""
    duties = (resources.files("bot") / "demo.toml").read_text(encoding="utf-8")
    return parse(f"{example_text()}\n{duties}", "demo.toml")


def _judge(raw: Mapping[str, object]) -> tuple[list[Found], Config | None]:
    config, found = None, list[Found]()
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        found += from_validation(error, Config)
    found += config_checks.references(raw)
    found += config_checks.shared_channels(raw)
    found += shared_marks(raw)
    found += shared_names(raw)
    found += config_checks.thresholds(raw)
    found += config_escalation.levels(raw)
    found += [] if config is None else config_escalation.times(config.escalation)
    found += rotations(raw)
    found += approvers(raw)
    found += [] if config is None else config_checks.patience(config.desk.patience())
    found += monitors(raw)
    found += request_faults(raw)
    found += [] if config is None else of_probes(config.probes)
    return config_checks.with_secrets(raw, found), config


def _unreadable(path: Path, reason: str) -> Fault:
    instead = 'Write one with "firstline init", or name another with FIRSTLINE_CONFIG'
    problem = f"cannot be read: {reason}"
    return Fault(file=str(path), line=0, key="the file", problem=problem, instead=instead)


def _no_toml(file: str, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    reason = str(error)[: place.start()] if place else str(error)
    return Fault(
        file=file,
        line=line,
        key="this",
        problem=f"is not TOML: {reason[:1].lower()}{reason[1:]}",
        instead='Write key = value; text stands in "quotes"',
    )


def _address(text: str, resolve: Mapping[str, str]) -> Address:
    address = Address.parse(text)
    return Address(platform=address.platform, channel=resolve.get(address.channel, address.channel))
