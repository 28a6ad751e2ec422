"""Who may subscribe to who is on call, without signing in?

Whoever has the key of a rotation's feed. It is made once, shown once, and kept as a hash; a wrong
key and a rotation that has none are answered alike, and take as long.
"""

import asyncio
import hashlib
import hmac
import secrets
from datetime import timedelta

from bot.clocks import Clocks
from desk.policy import DeskPolicy
from storage.store import Store

BACK, AHEAD = timedelta(days=30), timedelta(days=90)
"""How much of the schedule the feed holds."""

_NO_KEY = "0" * 64


def new_key() -> str:
    """Make a key of 192 bits that fits an address."""
    return secrets.token_urlsafe(24)


def hash_of(key: str) -> str:
    """Give what is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class DutyFeed:
    """Gives a rotation's calendar to who has its key."""

    def __init__(self, store: Store, policy: DeskPolicy, clocks: Clocks) -> None:
        self._store = store
        self._policy = policy
        self._clocks = clocks

    async def read(self, rotation: str, key: str) -> bytes | None:
        """Write the calendar; None when the key is wrong, or there is no such rotation any more."""
        kept = await self._store.duty_feeds.key_hash(rotation)
        is_right = hmac.compare_digest(kept or _NO_KEY, hash_of(key))
        tiers = [one.tier for one in self._policy.rotations if one.key == rotation]
        if kept is None or not is_right or not tiers:
            return None
        now = self._clocks.desk()
        plans = await self._store.duty.plans(now - BACK, now + AHEAD)
        plan = next(plan for plan in plans if plan.tier == tiers[0])
        from handlers.ics.write import write_calendar  # noqa: PLC0415 - heavy, and seldom asked for

        language = self._policy.languages[0]
        return await asyncio.to_thread(write_calendar, plan, rotation, self._policy, now, language)
