"""What watches a service, as `firstline.toml` says it, and do the keys fit one another?

`[[services.KEY.probes]]` look at it, `[[services.KEY.heartbeats]]` are expected from it, and
`[alerts.senders.NAME]` may report. A sender's token stands in the environment, never here.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from bot.config_faults import Found
from bot.config_lines import KeyPath
from bot.config_tables import Table
from bot.config_values import Duration, Span, wrong
from desk.monitors import Heartbeat, Probe, ProbeKind, Sender

Raw = Mapping[str, object]

NAME: Final = r"^[a-z0-9][a-z0-9_-]{0,39}$"
"""What a probe or heartbeat may be called: it stands in addresses."""

SENDER: Final = r"^[a-z][a-z0-9_]{0,39}$"
"""What a sender may be called: the variable that holds its token bears the name."""

_SOONEST: Final = timedelta(seconds=5)
_KINDS: Final = tuple(kind.value for kind in ProbeKind)
_ONLY_OF: Final = {
    "status": {"http"},
    "text": {"http", "tcp"},
    "days": {"tls"},
    "addresses": {"dns"},
    "internal": {"http", "tcp", "tls"},
}
_HOST: Final = r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?"
_WEB: Final = (
    rf"https?://(?P<before>[^/?#\s]*@)?({_HOST}|\[[0-9a-fA-F:.]+\])(:\d{{1,5}})?([/?][^\s#]*)?"
)


def _web(value: str) -> str:
    found = re.fullmatch(_WEB, value)
    if found is None:
        raise wrong("is no address of the web", 'Write it whole, like "https://erp.example.com/up"')
    if found["before"]:
        raise wrong("holds a password", "Name an address that can be read without one")
    return value


def _server(value: str) -> str:
    found = re.fullmatch(rf"({_HOST}|\[[0-9a-fA-F:.]+\]):(?P<port>\d{{1,5}})", value)
    if found is None or not 0 < int(found["port"]) <= 65535:  # noqa: PLR2004 - the last port
        raise wrong("is no server", 'Write host and port, like "mail.example.com:993"')
    return value


def _name(value: str) -> str:
    if re.fullmatch(_HOST, value) is None:
        raise wrong("is no name", 'Write a host, like "erp.example.com"')
    return value


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise wrong("is no address", 'Write one like "192.0.2.7"') from None


def _often(value: Span) -> Span:
    if value.lasting() < _SOONEST:
        raise wrong("is too often", 'Write "5s" or more')
    return value


Server = Annotated[str, AfterValidator(_server)]
Status = Annotated[int, Field(ge=100, le=599)]
Times = Annotated[int, Field(ge=1, le=20)]
Often = Annotated[Duration, AfterValidator(_often)]


class ProbeTable(Table):
    """`[[services.KEY.probes]]`: looks at the service, in one of four ways."""

    name: str | None = Field(default=None, pattern=NAME, examples=['"web"'])
    http: Annotated[str, AfterValidator(_web)] | None = Field(
        default=None, examples=['"https://erp.example.com/up"']
    )
    tcp: Server | None = Field(default=None, examples=['"mail.example.com:25"'])
    tls: Server | None = Field(default=None, examples=['"erp.example.com:443"'])
    dns: Annotated[str, AfterValidator(_name)] | None = Field(
        default=None, examples=['"erp.example.com"']
    )
    every: Often = Field(default=Span(1, "m"), examples=['"1m"'])
    timeout: Duration = Field(default=Span(10, "s"), examples=['"10s"'])
    status: tuple[Status, ...] = Field(default=(), examples=["[200]"])
    text: str | None = Field(default=None, min_length=1, max_length=200, examples=['"all good"'])
    days: int = Field(default=14, ge=1, le=400, examples=["14"])
    addresses: tuple[Annotated[str, AfterValidator(_address)], ...] = Field(
        default=(), examples=['["192.0.2.7"]']
    )
    calendar: str | None = Field(default=None, examples=['"office"'])
    internal: bool = Field(default=False, examples=["true"])
    fails: Times = Field(default=3, examples=["3"])
    of: Times = Field(default=5, examples=["5"])
    recovers: Times = Field(default=2, examples=["2"])

    def noun(self, service: str) -> Probe:
        """Make the probe that looks."""
        kind, target = next(
            (kind, target) for kind in ProbeKind if (target := getattr(self, kind.value))
        )
        return Probe(
            service=service,
            name=self.name or kind.value,
            kind=kind,
            target=target,
            every=self.every.lasting(),
            timeout=self.timeout.lasting(),
            status=self.status,
            text=self.text,
            days=self.days,
            addresses=self.addresses,
            calendar=self.calendar,
            internal=self.internal,
            fails=self.fails,
            of=self.of,
            recovers=self.recovers,
        )


class HeartbeatTable(Table):
    """`[[services.KEY.heartbeats]]`: something of the service that reports itself."""

    name: str = Field(pattern=NAME, examples=['"nightly-backup"'])
    every: Often = Field(examples=['"1d"'])
    grace: Duration = Field(default=Span(5, "m"), examples=['"1h"'])

    def noun(self, service: str) -> Heartbeat:
        """Make the heartbeat that is expected."""
        every, grace = self.every.lasting(), self.grace.lasting()
        return Heartbeat(service=service, name=self.name, every=every, grace=grace)


class SenderTable(Table):
    """`[alerts.senders.NAME]`: another program that may report."""

    down: tuple[str, ...] = Field(default=(), examples=['["InstanceDown"]'])

    def noun(self, name: str) -> Sender:
        """Make the sender that rules know."""
        return Sender(name=name, down=frozenset(self.down))


class AlertsTable(Table):
    """`[alerts]`: what other programs report."""

    senders: dict[Annotated[str, Field(pattern=SENDER)], SenderTable] = Field(
        default={}, examples=["tables like [alerts.senders.prometheus]"]
    )


def monitors(raw: Raw) -> Iterator[Found]:
    """Find probes whose keys do not fit one another, and names that two of them bear."""
    beats: dict[str, KeyPath] = {}
    for key, service in _tables(raw, "services"):
        names: dict[str, KeyPath] = {}
        for place, probe in _listed(service, "probes"):
            path: KeyPath = ("services", key, "probes", place)
            yield from _fits(path, probe)
            yield from _twice(names, path, str(probe.get("name", _kind(probe))), "name")
        for place, beat in _listed(service, "heartbeats"):
            path = ("services", key, "heartbeats", place)
            yield from _twice(beats, path, str(beat.get("name")), "name")


def of_probes(services: Mapping[str, tuple[ProbeTable, ...]]) -> Iterator[Found]:
    """Find probes whose values do not fit one another, once each can be read."""
    for key, tables in services.items():
        for place, table in enumerate(tables):
            path: KeyPath = ("services", key, "probes", place)
            if table.timeout.lasting() > table.every.lasting():
                problem = "is longer than every, so that looks would overlap"
                instead = "Write less than that of every"
                yield Found(path=(*path, "timeout"), problem=problem, instead=instead)
            for name in ("fails", "recovers"):
                if getattr(table, name) > table.of:
                    problem = "is more than of, the looks that are counted"
                    instead = f"Write {table.of} or less, or a larger of"
                    yield Found(path=(*path, name), problem=problem, instead=instead)


def _fits(path: KeyPath, probe: Raw) -> Iterator[Found]:
    kinds = [kind for kind in _KINDS if kind in probe]
    if len(kinds) != 1:
        problem = "looks nowhere" if not kinds else f"has both {' and '.join(kinds)}"
        instead = "Write one of http, tcp, tls and dns"
        yield Found(path=path, problem=problem, instead=instead)
        return
    for name, fitting in _ONLY_OF.items():
        if name in probe and kinds[0] not in fitting:
            problem = f"means nothing beside {kinds[0]}"
            yield Found(path=(*path, name), problem=problem, instead="Take it out")


def _twice(names: dict[str, KeyPath], path: KeyPath, name: str, key: str) -> Iterator[Found]:
    first = names.setdefault(name, path)
    if first != path:
        instead = 'Give it another, like name = "second"'
        yield Found(path=(*path, key), problem=f'is "{name}", as another is', instead=instead)


def _kind(probe: Raw) -> str:
    return next((kind for kind in _KINDS if kind in probe), "")


def _tables(raw: Raw, key: str) -> Iterator[tuple[str, Raw]]:
    tables = raw.get(key)
    for name, table in tables.items() if isinstance(tables, Mapping) else ():
        if isinstance(table, Mapping):
            yield str(name), table


def _listed(table: Raw, key: str) -> Iterator[tuple[int, Raw]]:
    entries = table.get(key)
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping):
            yield place, entry
