"""How fast may we talk to a platform, and to one channel of it?

Token buckets in memory, one a channel and one a platform; a platform that asks for a pause gets
it, for that channel only, or for all of it when it says so three times within ten seconds.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from desk.people import Address

Monotonic = Callable[[], float]

STORM = 3
"""So many refusals within `STORM_SECONDS` pause the whole platform."""

STORM_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Words a second and how many at once, for a channel, a group channel, and all together.

    Slack: 1/s a channel in bursts of 3. Telegram: 1/s a chat, 18 a minute a group, 25/s the bot.
    """

    channel: tuple[float, int]
    group: tuple[float, int]
    all: tuple[float, int]


PACES = {
    "slack": Pace(channel=(1.0, 3), group=(1.0, 3), all=(20.0, 40)),
    "telegram": Pace(channel=(1.0, 3), group=(0.3, 6), all=(25.0, 25)),
}
"""A platform that is not here has no limit (the page is ours)."""


@dataclass(slots=True)
class _Bucket:
    rate: float
    size: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one is free; takes it when it is 0."""
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1.0:
            return 0.0
        return (1.0 - self.left) / self.rate

    def take(self) -> None:
        self.left -= 1.0


@dataclass(slots=True)
class Pacer:
    """Says how long to wait, and remembers who asked for a pause."""

    monotonic: Monotonic
    paces: dict[str, Pace] = field(default_factory=lambda: dict(PACES))
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _paused: dict[str, float] = field(default_factory=dict)
    _refusals: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, address: Address) -> float:
        """Take one turn at a channel: 0 when it may go now, else the seconds to wait."""
        pace = self.paces.get(address.platform)
        if pace is None:
            return 0.0
        now = self.monotonic()
        mine = pace.group if _is_group(address) else pace.channel
        buckets = (
            self._bucket(address.platform, pace.all, now),
            self._bucket(str(address.top), mine, now),
        )
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait == 0.0:
            for bucket in buckets:
                bucket.take()
        return wait

    def pause(self, address: Address, seconds: float, *, is_for_all: bool) -> None:
        """Leave the channel alone for so long; a storm of refusals pauses the platform."""
        now = self.monotonic()
        refusals = self._refusals.setdefault(address.platform, deque(maxlen=STORM))
        refusals.append(now)
        is_storm = len(refusals) == STORM and now - refusals[0] <= STORM_SECONDS
        name = address.platform if is_for_all or is_storm else str(address.top)
        self._paused[name] = max(self._paused.get(name, 0.0), now + seconds)

    def paused_channels(self) -> list[Address]:
        """The channels that asked for quiet and still have it."""
        return [Address.parse(name) for name in self._live() if ":" in name]

    def is_paused(self, platform: str) -> bool:
        """Whether the whole platform asked for quiet."""
        return platform in self._live()

    def _live(self) -> list[str]:
        now = self.monotonic()
        self._paused = {name: until for name, until in self._paused.items() if until > now}
        return list(self._paused)

    def _bucket(self, name: str, pace: tuple[float, int], now: float) -> _Bucket:
        rate, size = pace
        return self._buckets.setdefault(name, _Bucket(rate, float(size), float(size), now))


def _is_group(address: Address) -> bool:
    return address.platform == "telegram" and address.channel.startswith("-")
