"""Does somebody ask whether a service is down or worked on, and what is known about that?

Answered from maintenance, incidents and outages before the knowledge base is asked. "The ERP is
down" is such a question only while something is known of it; at any other time it is news, and
becomes a ticket.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.incidents import Incident
from desk.maintenance import Phase, Window, phase
from desk.outages import Outage
from desk.services import Service
from knowledge.text import clean, words

AHEAD = timedelta(days=14)
"""So far ahead planned maintenance is told of."""

_OUTAGE = frozenset({"outage", "outages", "storung", "storungen", "ausfall", "ausfalle"})
_DOWN = _OUTAGE | frozenset(
    {
        *("down", "offline", "unavailable", "unreachable", "broken", "slow"),
        *("working", "works", "reachable", "available"),
        *("gestort", "ausgefallen", "erreichbar", "verfugbar", "langsam"),
        *("geht", "lauft", "funktioniert"),
    }
)
"""What people say of something that does not work, as words are compared: without umlauts."""

_MAINTENANCE = frozenset({"maintenance", "downtime", "wartung", "wartungsarbeiten"})


class State(StrEnum):
    """How a service stands now."""

    UP = "up"
    PROBLEM = "problem"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is known to be wrong with a service; `ticket` is its incident, where there is one."""

    service: str
    since: datetime
    ticket: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known that answers a question: what is wrong, and what is worked on by plan."""

    troubles: tuple[Trouble, ...] = ()
    windows: tuple[Window, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.troubles or self.windows)


def troubles_of(
    outages: Iterable[Outage], incidents: Iterable[Incident] = ()
) -> tuple[Trouble, ...]:
    """Give each service that fails once, the longest first, with when it began."""
    seen = [Trouble(service=one.service, since=one.starts_at, ticket=one.ticket) for one in outages]
    told = [
        Trouble(service=one.service, since=one.declared_at, ticket=one.ticket) for one in incidents
    ]
    return _each_once([*seen, *told])


def _each_once(found: Iterable[Trouble]) -> tuple[Trouble, ...]:
    known: dict[str, Trouble] = {}
    for one in sorted(found, key=lambda trouble: trouble.since):
        first = known.setdefault(one.service, one)
        if first.ticket is None:
            known[one.service] = Trouble(service=one.service, since=first.since, ticket=one.ticket)
    return tuple(known.values())


def state_of(
    service: Service, troubles: Iterable[Trouble], windows: Iterable[Window], now: datetime
) -> State:
    """Say how a service stands: what is worked on by plan is not called a problem.

    Where nobody has said that something is wrong it is taken to be up.
    """
    if any(_is_active(one, now) for one in windows if service.key in one.services):
        return State.MAINTENANCE
    is_broken = any(one.service == service.key for one in troubles)
    return State.PROBLEM if is_broken else State.UP


def known_about(
    text: str,
    service: Service | None,
    windows: Iterable[Window],
    now: datetime,
    troubles: Iterable[Trouble] = (),
) -> Known:
    """Give what answers the question, what comes next first; nothing where it is no such.

    A question that names no service is one about all of them where it asks for maintenance or for
    outages in so many words.
    """
    said = {word.surface for word in words(clean(text))}
    asks_for_plans = bool(said & _MAINTENANCE)
    asks_for_all = service is None and bool(said & _OUTAGE)
    if not asks_for_plans and not asks_for_all and (service is None or not said & _DOWN):
        return Known()
    about = (one for one in windows if service is None or service.key in one.services)
    found = [one for one in about if _is_told(one, now, with_plans=asks_for_plans)]
    broken = (one for one in troubles if service is None or service.key == one.service)
    return Known(
        troubles=() if asks_for_plans and service is None else tuple(broken),
        windows=tuple(sorted(found, key=lambda one: one.starts_at)),
    )


def is_about_state(text: str) -> bool:
    """Whether it is worth while to look at all: most questions are about something else."""
    said = {word.surface for word in words(clean(text))}
    return bool(said & (_MAINTENANCE | _DOWN))


def _is_active(window: Window, now: datetime) -> bool:
    return phase(window, now) is Phase.ACTIVE


def _is_told(window: Window, now: datetime, *, with_plans: bool) -> bool:
    standing = phase(window, now)
    if standing is Phase.ACTIVE:
        return True
    is_near = window.starts_at - now <= AHEAD
    return with_plans and standing is Phase.PLANNED and is_near
