"""When do tickets look like one trouble that many have?"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Storms:
    """How a storm is known: so many similar tickets about one service within so short a time.

    With `tickets` 0 none is ever taken for one; incidents are then declared by engineers, probes
    and alerts alone.
    """

    window: timedelta = timedelta(minutes=10)
    tickets: int = 3

    def is_one(self, similar: int) -> bool:
        """Whether a ticket that so many others are like makes a storm of them."""
        return 0 < self.tickets <= similar + 1
