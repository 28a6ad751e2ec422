"""How is a length of time read that a person wrote: `30m`, `4h`, `2d`?"""

import re
from datetime import timedelta

DAY = timedelta(days=1)

_LENGTH = re.compile(r"(\d{1,5}(?=\s*[mh])|\d{1,3}(?=\s*d))\s*([mhd])", re.ASCII | re.IGNORECASE)
"""Days have three figures at most: to count centuries takes a second each time it is done."""
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}


def read_length(text: str, day: timedelta = DAY) -> timedelta | None:
    """Give the length, with days of this length; None for what is none, or none at all."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or not int(found[1]):
        return None
    return int(found[1]) * _UNITS.get(found[2].lower(), day)


def write_length(length: timedelta, day: timedelta = DAY) -> str:
    """Write it as it is read, in the largest unit that fits; parts of a minute are left out."""
    for unit, size in (("d", day), ("h", _UNITS["h"])):
        if length % size == timedelta() and length >= size:
            return f"{length // size}{unit}"
    return f"{length // _UNITS['m']}m"


def write_threshold(threshold: float | timedelta) -> str:
    """Write a share of a promise, or a time before its end, as it is kept: `0.75`, `30m`."""
    if isinstance(threshold, timedelta):
        return f"{threshold // _UNITS['m']}m"
    return f"{threshold:g}"


def read_threshold(text: str) -> float | timedelta:
    """Read what `write_threshold` wrote; raises ValueError on anything else."""
    return read_length(text) or float(text)
