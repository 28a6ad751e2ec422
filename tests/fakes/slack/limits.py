"""Is the app calling too fast?

Facts: docs.slack.dev/apis/web-api/rate-limits. `chat.postMessage`: 1 a second a channel, short
bursts allowed (how short is not said; 3 here). Others by tier: 1+, 20+, 50+, 100+ a minute.
"""

import math
from time import monotonic

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
POST_BURST = 3
_POSTING = frozenset({"chat.postMessage"})


class Bucket:
    """Tokens that come back with time."""

    def __init__(self, *, size: float, per_second: float) -> None:
        self._size = size
        self._per_second = per_second
        self._left = size
        self._seen_at = monotonic()

    def take(self) -> float:
        """Take one token; returns 0, or the seconds until there is one."""
        now = monotonic()
        self._left = min(self._size, self._left + (now - self._seen_at) * self._per_second)
        self._seen_at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._per_second


class Limits:
    """All buckets of this app in this workspace."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def wait_for(self, method: str, tier: int | None, channel: str) -> int:
        """Return 0, or the whole seconds to say in `Retry-After`."""
        if method in _POSTING:
            bucket = self._bucket(method, channel, size=POST_BURST, per_second=1.0)
        elif tier is not None:
            bucket = self._bucket(
                method, "", size=PER_MINUTE[tier], per_second=PER_MINUTE[tier] / 60
            )
        else:
            return 0
        return math.ceil(bucket.take())

    def _bucket(self, method: str, channel: str, *, size: float, per_second: float) -> Bucket:
        key = (method, channel)
        if key not in self._buckets:
            self._buckets[key] = Bucket(size=size, per_second=per_second)
        return self._buckets[key]
