"""Are calendars and promises those that held when the desk last started?

Their hash is kept as a mark. Where it is another one, every ticket that is not closed is looked at
anew, and the moment is kept: what was decided by then stays decided (SLA clock, rule 12).
"""

import hashlib
import json
from collections.abc import Set
from dataclasses import asdict, replace
from datetime import datetime

from desk.policy import DeskPolicy
from storage.store import Store

HASH = "policy.hash"
SINCE = "policy.since"


async def hold(store: Store, policy: DeskPolicy, now: datetime) -> tuple[DeskPolicy, bool]:
    """Give the policy with the moment since which it holds, and whether that is now."""
    known = await store.marks.get(HASH)
    current = hash_of(policy)
    if known == current:
        since = await store.marks.get(SINCE)
        return replace(policy, since=datetime.fromisoformat(since) if since else None), False
    is_first = known is None and not await store.histories.is_any()
    if not is_first:
        await store.marks.set(SINCE, now.isoformat())
    await store.marks.set(HASH, current)
    return replace(policy, since=None if is_first else now), not is_first


def hash_of(policy: DeskPolicy) -> str:
    """Name what decides when promises fall due, the same in every process."""
    terms = {
        "calendars": [asdict(calendar) for calendar in policy.calendars],
        "slas": [asdict(sla) for sla in policy.slas],
        "tiers": [(tier.key, tier.calendar) for tier in policy.tiers],
    }
    written = json.dumps(terms, default=_plain, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, Set) else str(value)
