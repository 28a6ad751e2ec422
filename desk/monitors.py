"""What watches a service? Probes that look at it, its own heartbeats, and senders of alerts."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ProbeKind(StrEnum):
    """How a probe looks."""

    HTTP = "http"
    TCP = "tcp"
    TLS = "tls"
    DNS = "dns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Looks at a service every so often, within the hours of `calendar`; None for always.

    `target` is an address of the web, `host:port` or a name. `status`, `text` and `addresses` are
    what it expects to find; `days` is for how long a certificate has to hold. Only one that is
    `internal` may look into private networks. So that a service that flaps is one that is down, it
    is down when `fails` of the last `of` looks failed, and works again when `recovers` on end did.
    """

    service: str
    name: str
    kind: ProbeKind
    target: str
    every: timedelta = timedelta(minutes=1)
    timeout: timedelta = timedelta(seconds=10)
    status: tuple[int, ...] = ()
    text: str | None = None
    days: int = 14
    addresses: tuple[str, ...] = ()
    calendar: str | None = None
    internal: bool = False
    fails: int = 3
    of: int = 5
    recovers: int = 2

    @property
    def key(self) -> str:
        """Name it among all probes of the desk: `erp/web`."""
        return f"{self.service}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Something that reports itself every so often; overdue once `grace` has passed besides.

    Nothing is expected of one that never reported.
    """

    service: str
    name: str
    every: timedelta
    grace: timedelta

    @property
    def key(self) -> str:
        """Name it among all that is watched; no probe is called so."""
        return f"beat:{self.name}"

    @property
    def target(self) -> str:
        """What engineers know it by."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Another program that may report; alerts of the names in `down` mean that a service is."""

    name: str
    down: frozenset[str] = frozenset()
