"""What does the configuration alone say of times at which nobody would be on call?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.intervals import Interval
from desk.oncall import foreseen, unwatched
from desk.policy import DeskPolicy

AHEAD = timedelta(days=30)


def gap_notes(policy: DeskPolicy, now: datetime) -> Iterator[str]:
    """Say for each tier when its rotations first leave a gap, before anybody covers."""
    for tier in policy.tiers:
        for gap in foreseen(policy, tier.key, now, now + AHEAD)[:1]:
            yield (
                f"{tier.key}: nobody is on call {_span(policy, gap)}. Write an earlier starts in "
                "[oncall], or let somebody cover."
            )


def hours_notes(policy: DeskPolicy, now: datetime) -> Iterator[str]:
    """Say of each tier that it works when its rotations rest."""
    for tier in policy.tiers:
        for gap in unwatched(policy, tier.key, now, now + AHEAD)[:1]:
            yield (
                f"{tier.key}: nobody is called outside the hours of its rotations, though it works "
                f"then, first {_span(policy, gap)}. Write other hours in [oncall], or none."
            )


def file_notes(policy: DeskPolicy, folder: Path) -> Iterator[str]:
    """Say which rotations are to be read from a file that is not there."""
    for rotation in policy.rotations:
        source = rotation.source
        if source is not None and "://" not in source and not (folder / source).is_file():
            yield (
                f"oncall.{rotation.key}.ics: there is no file {source} beside the configuration, "
                'so nobody is on call by it. Put it there, or write ics = "https://...".'
            )


def _span(policy: DeskPolicy, span: Interval) -> str:
    zone = ZoneInfo(policy.timezone)
    first, last = (f"{at.astimezone(zone):%a %d %b %H:%M}" for at in (span.start, span.end))
    return f"from {first} until {last}"
