"""What does somebody look for among the tickets?

One line of words and filters, the same in chat and on the page: `invoice "error 500" state:open
from:maya since:2026-11-01`. All words must be there, as parts of words, whatever their case.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.errors import BadSearchError
from desk.policy import DeskPolicy, Status

MOST_WORDS = 8
"""Words that are looked for; each costs a look at every ticket."""

PAGES = 1000
"""Further than that nobody pages."""

_UNFINISHED = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)

STATES: Mapping[str, tuple[Status, ...]] = {
    **{status.value: (status,) for status in Status},
    "open": _UNFINISHED,
    "all": (),
}
"""What `state:` takes; open is whatever is not done yet."""

_TOKEN = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')
_LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSearch:
    """What a ticket must be to be found; what is empty or None does not matter.

    `requester` and `owner` are parts of names. `since` and `until` frame when it was asked.
    """

    words: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    requester: str | None = None
    owner: str | None = None
    tier: str | None = None
    service: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1


def read_search(text: str, policy: DeskPolicy) -> TicketSearch:
    """Read a line; raises BadSearchError for a filter with a value that is none."""
    wanted, words = TicketSearch(), []
    for token in _TOKEN.finditer(text):
        name, value = (token[1] or "").lower(), token[2] if token[2] is not None else token[3]
        read = _FILTERS.get(name)
        if read is not None:
            wanted = read(wanted, value, policy)
        else:
            words.append(token[0] if token[2] is None else value)
    return with_words(wanted, words)


def wanted_by(
    words: Sequence[str], given: Mapping[str, str | None], policy: DeskPolicy
) -> TicketSearch:
    """Read words and filters given apart, by name."""
    return with_words(narrowed(TicketSearch(), given, policy), words)


def narrowed(
    wanted: TicketSearch, given: Mapping[str, str | None], policy: DeskPolicy
) -> TicketSearch:
    """Add filters by name; one without a value does not matter."""
    for name, value in given.items():
        if value:
            wanted = _FILTERS[name](wanted, value, policy)
    return wanted


def with_words(wanted: TicketSearch, words: Sequence[str]) -> TicketSearch:
    """Add the words, each once, as they are compared; too many are refused."""
    whole = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(whole) > MOST_WORDS:
        raise BadSearchError(wanted="words", given=len(whole), known=str(MOST_WORDS))
    return replace(wanted, words=tuple(word[:_LONGEST] for word in whole))


def with_state(wanted: TicketSearch, value: str, _: DeskPolicy) -> TicketSearch:
    """Only those of a state."""
    state = value.lower().replace("-", "_")
    if state not in STATES:
        raise BadSearchError(wanted="state", given=value, known=", ".join(STATES))
    return replace(wanted, statuses=STATES[state])


def with_tier(wanted: TicketSearch, value: str, policy: DeskPolicy) -> TicketSearch:
    """Only those that are at a tier now."""
    known = {tier.key.lower(): tier.key for tier in policy.tiers}
    if value.lower() not in known:
        raise BadSearchError(wanted="tier", given=value, known=", ".join(known.values()))
    return replace(wanted, tier=known[value.lower()])


def with_service(wanted: TicketSearch, value: str, policy: DeskPolicy) -> TicketSearch:
    """Only those about a service, by its key or its title."""
    known = {name.lower(): one.key for one in policy.services for name in (one.title, one.key)}
    if value.lower() not in known:
        keys = ", ".join(one.key for one in policy.services)
        raise BadSearchError(wanted="service", given=value, known=keys)
    return replace(wanted, service=known[value.lower()])


def with_since(wanted: TicketSearch, value: str, policy: DeskPolicy) -> TicketSearch:
    """Only those asked on that day or later, by the desk's calendar."""
    return replace(wanted, since=_start(value, policy))


def with_until(wanted: TicketSearch, value: str, policy: DeskPolicy) -> TicketSearch:
    """Only those asked on that day or before."""
    return replace(wanted, until=_start(value, policy, days=1))


def with_page(wanted: TicketSearch, value: str, _: DeskPolicy) -> TicketSearch:
    """Turn to a page; the first is 1."""
    if not (value.isascii() and value.isdigit() and 0 < int(value[:9]) <= PAGES):
        raise BadSearchError(wanted="page", given=value, known=str(PAGES))
    return replace(wanted, page=int(value))


def _with_requester(wanted: TicketSearch, value: str, _: DeskPolicy) -> TicketSearch:
    return replace(wanted, requester=value[:_LONGEST].lstrip("@"))


def _with_owner(wanted: TicketSearch, value: str, _: DeskPolicy) -> TicketSearch:
    return replace(wanted, owner=value[:_LONGEST].lstrip("@"))


_FILTERS: Mapping[str, Callable[[TicketSearch, str, DeskPolicy], TicketSearch]] = {
    "state": with_state,
    "status": with_state,
    "tier": with_tier,
    "service": with_service,
    "from": _with_requester,
    "owner": _with_owner,
    "since": with_since,
    "until": with_until,
    "page": with_page,
}


def has_filter(text: str) -> bool:
    """Whether a line holds a filter, which nobody writes by chance."""
    return any((token[1] or "").lower() in _FILTERS for token in _TOKEN.finditer(text))


def _start(value: str, policy: DeskPolicy, days: int = 0) -> datetime:
    """Give the moment at which a day, or a later one, begins where the desk is."""
    try:
        day = date.fromisoformat(value) + timedelta(days=days)
        begins = datetime.combine(day, time(), ZoneInfo(policy.timezone))
        return begins.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadSearchError(wanted="date", given=value) from error
