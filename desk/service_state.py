"""Does somebody ask whether a service is down or worked on, and what is known about that?

Answered from maintenance before the knowledge base is asked. "The ERP is down" is such a question
only while the ERP is worked on by plan; at any other time it is news, and becomes a ticket.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from desk.maintenance import Phase, Window, phase
from desk.services import Service
from knowledge.text import clean, words

AHEAD = timedelta(days=14)
"""So far ahead planned maintenance is told of."""

_DOWN = frozenset(
    {
        *("down", "offline", "outage", "unavailable", "unreachable", "broken", "slow"),
        *("working", "works", "reachable", "available"),
        *("gestort", "storung", "ausfall", "ausgefallen", "erreichbar", "verfugbar", "langsam"),
        *("geht", "lauft", "funktioniert"),
    }
)
"""What people say of something that does not work, as words are compared: without umlauts."""

_MAINTENANCE = frozenset({"maintenance", "downtime", "wartung", "wartungsarbeiten"})


def known_about(
    text: str, service: Service | None, windows: Iterable[Window], now: datetime
) -> Sequence[Window]:
    """Give the windows that answer the question, the next one first; none where it is no such."""
    said = {word.surface for word in words(clean(text))}
    asks_for_plans = bool(said & _MAINTENANCE)
    if not asks_for_plans and (service is None or not said & _DOWN):
        return ()
    about = (one for one in windows if service is None or service.key in one.services)
    found = [one for one in about if _is_told(one, now, with_plans=asks_for_plans)]
    return sorted(found, key=lambda one: one.starts_at)


def is_about_state(text: str) -> bool:
    """Whether it is worth while to look at all: most questions are about something else."""
    said = {word.surface for word in words(clean(text))}
    return bool(said & (_MAINTENANCE | _DOWN))


def _is_told(window: Window, now: datetime, *, with_plans: bool) -> bool:
    standing = phase(window, now)
    if standing is Phase.ACTIVE:
        return True
    is_near = window.starts_at - now <= AHEAD
    return with_plans and standing is Phase.PLANNED and is_near
