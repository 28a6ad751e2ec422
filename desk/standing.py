"""Is what watches a service content with it, and since when?

One look that fails is no outage: a standing changes when enough looks agree, and is then dated back
to the first of them. Looks before a change count no more, so that what flaps stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from desk.errors import Fact
from desk.monitors import Heartbeat, Probe


class FaultCode(StrEnum):
    """Why a look failed. The comment names the facts."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"  # seconds
    UNKNOWN_NAME = "unknown_name"  # host
    PRIVATE = "private"  # host
    STATUS = "status"  # status
    TEXT = "text"
    REDIRECTS = "redirects"  # most
    BROKEN = "broken"  # what came was cut off, or is not what the protocol says
    CERTIFICATE = "certificate"  # reason
    EXPIRING = "expiring"  # days ends_at
    ADDRESSES = "addresses"  # found
    OVERDUE = "overdue"  # last


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What was wrong, in a code and facts."""

    code: FaultCode
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        """Whether the service works still: a certificate that runs out has not run out."""
        return self.code is FaultCode.EXPIRING


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look of a probe: when it began, how long an answer took, what was wrong."""

    key: str
    at: datetime
    took: timedelta | None = None
    fault: Fault | None = None

    @property
    def has_failed(self) -> bool:
        """Whether it counts against the service."""
        return self.fault is not None and not self.fault.is_warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a probe or heartbeat stands: so since `since`, which was settled at `changed_at`.

    That is None while it never changed. `seen_at` is the last look or report. `due_at` is when a
    heartbeat is overdue.
    """

    key: str
    service: str
    is_down: bool
    since: datetime
    changed_at: datetime | None
    seen_at: datetime
    took: timedelta | None = None
    fault: Fault | None = None
    due_at: datetime | None = None


def judged(probe: Probe, before: Standing | None, looks: Sequence[Look]) -> Standing:
    """Say how a probe stands after its last look.

    `looks` are those since `before` changed, oldest first; the last `probe.of` of them are enough.
    """
    last = looks[-1]
    known = before or Standing(
        key=probe.key,
        service=probe.service,
        is_down=False,
        since=last.at,
        changed_at=None,
        seen_at=last.at,
    )
    seen = replace(known, service=probe.service, seen_at=last.at, took=last.took, fault=last.fault)
    agreeing = _recovery(probe, looks) if known.is_down else _failures(probe, looks)
    if not agreeing:
        return seen
    return replace(seen, is_down=not known.is_down, since=agreeing[0].at, changed_at=last.at)


def beaten(heartbeat: Heartbeat, before: Standing | None, at: datetime) -> Standing:
    """Take a report in: it is alive, and not expected again before its time.

    One that is older than the last changes nothing.
    """
    if before is not None and at <= before.seen_at and not before.is_down:
        return before
    is_news = before is None or before.is_down
    since = at if before is None or is_news else before.since
    return Standing(
        key=heartbeat.key,
        service=heartbeat.service,
        is_down=False,
        since=since,
        changed_at=since,
        seen_at=at,
        due_at=at + heartbeat.every + heartbeat.grace,
    )


def missed(standing: Standing, now: datetime) -> Standing:
    """Let a heartbeat be overdue: down from the moment on when it had to be here."""
    last: Mapping[str, Fact] = {"last": standing.seen_at.isoformat()}
    return replace(
        standing,
        is_down=True,
        since=standing.due_at or now,
        changed_at=now,
        fault=Fault(code=FaultCode.OVERDUE, facts=last),
        due_at=None,
    )


def _failures(probe: Probe, looks: Sequence[Look]) -> Sequence[Look]:
    """Give the failures that make it down; none while they are too few, or the last was fine."""
    failed = [look for look in looks[-probe.of :] if look.has_failed]
    return failed if looks[-1].has_failed and len(failed) >= probe.fails else ()


def _recovery(probe: Probe, looks: Sequence[Look]) -> Sequence[Look]:
    """Give the looks that make it work again, which are the last ones on end."""
    last = looks[-probe.recovers :]
    is_well = len(last) == probe.recovers and not any(look.has_failed for look in last)
    return last if is_well else ()


class Standings(Protocol):
    """What is known of probes and heartbeats, inside one transaction."""

    async def add_look(self, look: Look) -> None:
        """Keep a look and how long it took; the same one again changes nothing."""

    async def looks(self, key: str, after: datetime | None, limit: int) -> Sequence[Look]:
        """Give the newest looks of a probe after a moment, oldest first."""

    async def get(self, key: str) -> Standing | None:
        """Give one, held until the transaction ends; None for what was never looked at."""

    async def save(self, standing: Standing) -> None:
        """Store it, instead of the one of its key."""

    async def all(self) -> Sequence[Standing]:
        """Give all of them by their keys."""

    async def down(self, service: str) -> Sequence[Standing]:
        """Give those of a service that are down, the longest first."""

    async def overdue(self, now: datetime) -> Sequence[str]:
        """Keys of heartbeats that had to be here by now and are not down yet."""
