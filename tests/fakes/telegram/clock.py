"""What time is it at Telegram?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The platform's own clock; it runs with the machine's, and a test may move it ahead."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._moved  # noqa: TID251 - the fake is a machine of its own

    def timestamp(self) -> int:
        return int(self.now().timestamp())

    def move(self, by: timedelta) -> None:
        self._moved += by
