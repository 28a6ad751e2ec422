"""How do admins learn that something is wrong with the desk itself?"""

from datetime import timedelta

import structlog

from bot.clocks import Clocks
from desk.errors import Fact
from desk.notice import Json, Notice, NoticeKind, Saying
from desk.outcome import Done
from desk.people import Identity
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
        told: dict[str, Json] = dict(facts)
        hour = int(now.timestamp() // QUIET.total_seconds())
        known = [await self._store.people.actor(admin) for admin in self._admins()]
        async with self._store.begin(None) as work:
            for person in [actor.person for actor in known if actor is not None]:
                address = await work.people.direct_address(person.id)
                if address is not None:
                    await work.say(
                        Saying(
                            cause=f"alert:{code}:{hour}",
                            address=address,
                            notice=Notice(
                                kind=NoticeKind.ALERT, facts={"code": code, "facts": told}
                            ),
                        )
                    )
            await work.commit(Done())
