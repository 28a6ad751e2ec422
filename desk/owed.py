"""What is still owed on a ticket, and which of its promises are broken?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One promise of a ticket; `metric` is the code of what is promised.

    One that `is_over` was kept or dropped after it was broken: nobody waits for it any more, but
    the breach stays.
    """

    metric: str
    due_at: datetime
    is_broken: bool = False
    is_over: bool = False
