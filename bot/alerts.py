"""How do admins learn that something is wrong with the desk itself?"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.clocks import Clocks
from desk.errors import Fact
from desk.notice import Json, Notice, NoticeKind, Saying
from desk.outcome import Done
from desk.people import Actor, Address, Identity
from desk.ports import UnitOfWork
from storage.store import Store

QUIET = timedelta(hours=1)
"""The same alarm is not said again within this time."""

log = structlog.get_logger(__name__)


class Alerts:
    """Says alarms to every admin of `[roles] admins`, and to the log in any case."""

    def __init__(self, store: Store, clocks: Clocks) -> None:
        self._store = store
        self._clocks = clocks

    def _admins(self) -> list[Identity]:
        return sorted(self._store.policy.roles.admins)

    async def raise_alert(self, code: str, **facts: Fact) -> None:
        """Log it, and tell the admins unless the same was told within the hour."""
        log.error("alert", code=code, **facts)
        now = self._clocks.machine()
        before = await self._store.marks.get(f"alert:{code}")
        if before is not None and now - datetime.fromisoformat(before) < QUIET:
            return
        await self._tell_admins(code, dict(facts), f"alert:{code}:{before or 'first'}")
        await self._store.marks.set(f"alert:{code}", now.isoformat())

    async def tell_once(self, code: str, key: str, facts: Mapping[str, Fact]) -> None:
        """Log it and tell the admins of this one thing; said again under its key it is nothing."""
        log.error("alert", code=code, **facts)
        await self._tell_admins(code, dict(facts), f"alert:{code}:{key}")

    async def _tell_admins(self, code: str, facts: dict[str, Json], cause: str) -> None:
        """Tell them; replicas that do so at once name the same cause, so it is said once."""
        known = {admin: await self._store.people.actor(admin) for admin in self._admins()}
        notice = Notice(kind=NoticeKind.ALERT, facts={"code": code, "facts": facts})
        async with self._store.begin(None) as work:
            places = [await _place(work, admin, actor) for admin, actor in known.items()]
            for address in dict.fromkeys(place for place in places if place is not None):
                await work.say(Saying(cause=cause, address=address, notice=notice))
            await work.commit(Done())


async def _place(work: UnitOfWork, admin: Identity, actor: Actor | None) -> Address | None:
    """Give the direct chat of an admin; in Slack there need not have been one."""
    known = await work.people.direct_address(actor.person.id) if actor is not None else None
    if known is None and admin.platform == "slack":
        return Address(platform=admin.platform, channel=admin.id)
    return known
