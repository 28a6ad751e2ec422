"""Is somebody on call tomorrow, too? Admins hear of a gap a day before it begins, once a gap."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.alerts import Alerts
from bot.clocks import Clocks
from desk.intervals import Interval, union, without
from desk.views import DutyPlan
from storage.store import Store

NOTICE = timedelta(days=1)
"""How long before a gap begins admins are told."""

HORIZON = timedelta(days=35)
"""How far is looked for the end of a gap; one that lasts longer is told again after that."""

EVERY = 60.0

log = structlog.get_logger(__name__)


class DutyWatch:
    """Looks ahead every minute, until told to stop."""

    def __init__(self, store: Store, alerts: Alerts, clocks: Clocks) -> None:
        self._store = store
        self._alerts = alerts
        self._clocks = clocks

    async def run(self, stop: asyncio.Event) -> None:
        """Look every minute; a look that fails is tried again by the next."""
        while not stop.is_set():
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("nobody looked for gaps on call", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await stop.wait()

    async def look(self) -> None:
        """Tell of each gap that begins within a day, or has begun, and was not told of."""
        now = self._clocks.desk()
        for plan in await self._store.duty.plans(now, now + HORIZON):
            mark = f"oncall.gaps:{plan.tier}"
            told = _read(await self._store.marks.get(mark))
            due = [gap for gap in without(plan.gaps, union(told)) if gap.start <= now + NOTICE]
            for gap in due:
                await self._tell(plan, gap, now)
            if due:
                kept = [one for one in (*told, *due) if one.end > now]
                await self._store.marks.set(mark, _written(kept))

    async def _tell(self, plan: DutyPlan, gap: Interval, now: datetime) -> None:
        zone = ZoneInfo(self._store.policy.timezone)
        shape = "%a %d %b %H:%M %Z"
        is_endless = gap.end >= now + HORIZON
        facts = {
            "tier": plan.title,
            "from": f"{gap.start.astimezone(zone):{shape}}",
            "until": None if is_endless else f"{gap.end.astimezone(zone):{shape}}",
        }
        await self._alerts.tell_once("oncall_gap", f"{plan.tier}:{_name(gap, now)}", facts)


def _name(gap: Interval, now: datetime) -> str:
    """Name a gap alike for all who look; one that runs begins for each of them at their now."""
    if gap.start > now:
        return f"from:{gap.start.isoformat()}"
    return f"until:{gap.end:%Y-%m-%dT%H}"


def _read(mark: str | None) -> list[Interval]:
    spans = json.loads(mark) if mark else []
    return [
        Interval(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end))
        for start, end in spans
    ]


def _written(spans: Sequence[Interval]) -> str:
    return json.dumps([[one.start.isoformat(), one.end.isoformat()] for one in union(spans)])
