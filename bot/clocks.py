"""What time is it, for deadlines and for the machine?

The desk's clock decides deadlines and texts and may be moved in a demo. The machine's clock runs
leases, pacing, sessions and signatures. `bot/wiring.py` makes both; everything else is given `now`.
Only the command line, which is not wired, reads `machine_now` itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

OFFSET = "clock.offset"
"""The mark that keeps how far a demo's clock was moved, in seconds."""

Machine = Callable[[], datetime]
"""Reads the machine's clock, aware UTC."""


def machine_now() -> datetime:
    """Read the machine's clock."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


@dataclass(slots=True)
class Clocks:
    """Both clocks; `offset` is how far the desk's was moved ahead of the machine's."""

    machine: Machine
    offset: timedelta = field(default=timedelta())

    def desk(self) -> datetime:
        """The desk's now."""
        return self.machine() + self.offset

    def move(self, by: timedelta) -> None:
        """Move the desk's clock ahead; the caller stores the new offset."""
        self.offset += by
