"""How much working time lies between two moments, counted minute by minute?

No interval is ever cut or joined here: every minute of half a year is open or shut, each looked up
on the wall clock of its zone. Slow to make, certain to read; moments are seconds since 1970.
"""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from tests.clock.plan import Hours

MINUTE = 60
FROM = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
DAYS = 550


class Worktime:
    """The open minutes of one calendar."""

    def __init__(self, hours: Hours) -> None:
        self.open = _open_minutes(hours)
        self._worked = np.concatenate(([0], np.cumsum(self.open))) * MINUTE
        """Seconds that were open before each minute."""

    def is_open(self, at: int) -> bool:
        return bool(self.open[(at - FROM) // MINUTE])

    def next_open(self, at: int) -> int:
        """The moment itself where it is open, else the next minute that is."""
        if self.is_open(at):
            return at
        minute = (at - FROM) // MINUTE
        return FROM + (minute + int(np.argmax(self.open[minute:]))) * MINUTE

    def until(self, at: int) -> int:
        """Seconds that were open before the moment."""
        minute, second = divmod(at - FROM, MINUTE)
        return int(self._worked[minute]) + (second if self.open[minute] else 0)

    def between(self, start: int, end: int) -> int:
        return self.until(end) - self.until(start)

    def after(self, start: int, worked: int) -> int:
        """The first moment not before the start at which so much has been worked since."""
        if worked <= 0:
            return start
        wanted = self.until(start) + worked
        minute = int(np.searchsorted(self._worked, wanted, side="left")) - 1
        return FROM + minute * MINUTE + wanted - int(self._worked[minute])


@lru_cache(maxsize=64)
def worktime(hours: Hours) -> Worktime:
    return Worktime(hours)


def _open_minutes(hours: Hours) -> np.ndarray:
    """Look at the wall clock of every minute."""
    zone = ZoneInfo(hours.zone)
    shut = np.zeros(24 * 60, dtype=bool)
    pages = []
    weeks = [_day(slots) for slots in hours.week]
    for quarter in range(DAYS * 24 * 4):  # no zone changes its offset within a quarter of an hour
        wall = datetime.fromtimestamp(FROM + quarter * 15 * MINUTE, UTC).astimezone(zone)
        page = shut if wall.date() in hours.off else weeks[wall.weekday()]
        first = wall.hour * 60 + wall.minute
        pages.append(page[first : first + 15])
    return np.concatenate(pages)


def _day(slots: tuple[tuple[int, int], ...]) -> np.ndarray:
    page = np.zeros(24 * 60, dtype=bool)
    for start, end in slots:
        page[start:end] = True
    return page
