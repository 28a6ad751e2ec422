"""Do all replicas of this desk answer from the same articles?

Each says in one mark which version it answers from, once an audit. A version that has stood apart
for a while is not an edit under way: somebody's folder was left behind.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from storage.marks import Marks

ARTICLES = "articles"
"""The mark in which every replica writes its version."""

GONE = timedelta(seconds=90)
"""A replica that was silent for more than an audit and a half has ended."""

SETTLED = timedelta(seconds=120)
"""For so long a version must hold before it is compared."""


class Replicas:
    """The versions of all replicas; `owner` names this one."""

    def __init__(self, marks: Marks, owner: str, version: Callable[[], str]) -> None:
        self._marks = marks
        self._owner = owner
        self._version = version

    async def differing(self, now: datetime) -> list[str]:
        """Say what this replica answers from, and give all versions where they differ for long.

        Two that write at once may lose one entry until the next audit; that delays, and hides
        nothing.
        """
        known = _read(await self._marks.get(ARTICLES))
        living = {name: row for name, row in known.items() if now - _moment(row, "seen") < GONE}
        living[self._owner] = self._row(known.get(self._owner), now)
        await self._marks.set(ARTICLES, json.dumps(living))
        settled = {
            row["version"] for row in living.values() if now - _moment(row, "since") >= SETTLED
        }
        return sorted(settled) if len(settled) > 1 else []

    def _row(self, before: dict[str, str] | None, now: datetime) -> dict[str, str]:
        version, moment = self._version(), now.isoformat()
        is_same = before is not None and before["version"] == version
        since = before["since"] if before is not None and is_same else moment
        return {"version": version, "since": since, "seen": moment}


def _read(text: str | None) -> dict[str, dict[str, str]]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def _moment(row: dict[str, str], name: str) -> datetime:
    return datetime.fromisoformat(row[name])
