"""How much of the time that was agreed did a service work?

Agreed is the service's calendar less maintenance that people were told of beforehand. Downtime in
it is held against the service; downtime outside it, at night or by plan, is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.business_hours import slots
from desk.intervals import Interval, length, union, without
from desk.maintenance import Window
from desk.outages import Outage
from desk.policy import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What was agreed in a span, and what of it was kept.

    `planned` is maintenance within the calendar; `agreed` is the calendar without it. `down` is
    unplanned downtime in agreed time, `unheld` all other downtime in the span, counted apart.
    """

    agreed: timedelta
    planned: timedelta
    down: timedelta
    unheld: timedelta

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was agreed, so that there is nothing to keep."""
        return (self.agreed - self.down) / self.agreed if self.agreed else None


def availability(
    calendar: Calendar | None,
    start: datetime,
    end: datetime,
    *,
    outages: Iterable[Outage] = (),
    windows: Iterable[Window] = (),
) -> Availability:
    """Reckon a service's availability in [start, end); a calendar of None is always open.

    `outages` and `windows` are the service's own; they may overlap, and reach beyond the span. An
    open outage lasts up to `end`, so that no span should end later than now.
    """
    span = (Interval(start=start, end=end),) if start < end else ()
    hours = span if calendar is None else tuple(slots(calendar, start, end))
    agreed = tuple(without(hours, union(map(announced, windows))))
    down = union(one.within(start, end) for one in outages)
    held = length(agreed) - length(without(agreed, down))
    return Availability(
        agreed=length(agreed),
        planned=length(hours) - length(agreed),
        down=held,
        unheld=length(down) - held,
    )


def announced(window: Window) -> Interval:
    """Give when a window takes time out of what was agreed.

    Nothing once it was cancelled, and nothing before it was planned: that nobody could know.
    """
    begin = max(window.starts_at, window.planned_at)
    end = begin if window.cancelled_at is not None else window.ends_at
    return Interval(start=begin, end=end)
