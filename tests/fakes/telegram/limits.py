"""Has the bot said too much, and how long must it be silent?"""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.telegram.errors import too_many_requests

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Chat
    from tests.fakes.telegram.clock import Clock

_COUNTED = ("send", "edit", "copy", "forward", "create")
_MINUTE = timedelta(minutes=1)
_UNCOUNTED = {"sendChatAction"}


class FloodLimits:
    """About what Telegram allows: 1/s a chat with a short burst, 20/min a group, 30/s in all."""

    def __init__(self, clock: Clock, *, burst: int = 3) -> None:
        self._clock = clock
        self._burst = burst
        self._said: dict[int, deque[datetime]] = defaultdict(deque)
        self._all: deque[datetime] = deque()
        self._silent_until: dict[int, datetime] = {}

    def count(self, method: str, chat: Chat) -> None:
        """Count one call, or refuse it; a refused chat stays silent for as long as was said."""
        if not method.startswith(_COUNTED) or method in _UNCOUNTED:
            return
        now = self._clock.now()
        until = self._silent_until.get(chat.id, now)
        wait = max(until - now, self._needed(chat, now))
        if wait > timedelta():
            self._silent_until[chat.id] = now + wait
            raise too_many_requests(wait.total_seconds())
        self._said[chat.id].append(now)
        self._all.append(now)

    def _needed(self, chat: Chat, now: datetime) -> timedelta:
        said = self._said[chat.id]
        rules = [
            (said, self._burst, timedelta(seconds=self._burst)),
            (self._all, 30, timedelta(seconds=1)),
        ]
        if not chat.is_private:
            rules.append((said, 20, timedelta(minutes=1)))
        return max(_until_free(moments, most, window, now) for moments, most, window in rules)


def _until_free(moments: deque[datetime], most: int, window: timedelta, now: datetime) -> timedelta:
    while moments and moments[0] <= now - _MINUTE:
        moments.popleft()
    recent = [moment for moment in moments if moment > now - window]
    if len(recent) < most:
        return timedelta()
    return recent[-most] + window - now
