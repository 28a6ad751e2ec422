"""What was promised for one ticket alone, and how does an event keep it?

Kept whole, so that what was promised stays promised whatever the file says later.
"""

from datetime import timedelta

from desk.errors import Fact
from desk.events import Event
from desk.lengths import read_threshold, write_threshold
from desk.policy import SlaPolicy, Status


def override_facts(override: SlaPolicy | None) -> dict[str, Fact]:
    """Write it down; where all goes back to what holds for everybody, only that."""
    if override is None:
        return {"calendar": None}
    return {
        "calendar": override.calendar,
        "claim": _seconds(override.claim),
        "first_response": _seconds(override.first_response),
        "next_reply": _seconds(override.next_reply),
        "resolution": _seconds(override.resolution),
        "warn_at": " ".join(map(write_threshold, override.warn_at)),
        "pauses": " ".join(sorted(override.pauses)),
        "maintenance": override.pauses_in_maintenance,
    }


def override_in(event: Event) -> SlaPolicy | None:
    """Read it; None where all went back to what holds for everybody."""
    told = event.data
    if told["calendar"] is None:
        return None
    return SlaPolicy(
        calendar=str(told["calendar"]),
        claim=_length(told["claim"]),
        first_response=_length(told["first_response"]),
        next_reply=_length(told["next_reply"]),
        resolution=_length(told["resolution"]),
        warn_at=tuple(map(read_threshold, str(told["warn_at"]).split())),
        pauses=frozenset(map(Status, str(told["pauses"]).split())),
        pauses_in_maintenance=bool(told.get("maintenance")),
    )


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds())


def _length(seconds: Fact) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=float(seconds))
