"""How does the desk keep up with a schedule that is kept elsewhere?

Every few minutes the calendar is read; the last good copy holds while it cannot be, and its
repeating events are worked out anew, so that they do not run out. Admins are told once it could not
be read for a day, and at once where it is a new address that cannot be read.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.alerts import Alerts
from bot.clocks import Clocks
from desk.intervals import Interval
from desk.policy import Rotation
from handlers.ics.fetch import fetch
from handlers.ics.read import LARGEST, CalendarError, Read, read_calendar
from storage.store import Store

EVERY = 300.0
"""Seconds between two looks."""

PATIENCE = 60.0
"""Seconds that one calendar may take altogether."""

BACK, AHEAD = timedelta(days=35), timedelta(days=100)
"""How much of a calendar is worked out."""

SILENCE = timedelta(days=1)
"""For how long it may not be read before admins are told."""

log = structlog.get_logger(__name__)


class DutyReader:
    """Reads the calendars of all rotations that have one, until told to stop."""

    def __init__(
        self, store: Store, alerts: Alerts, clocks: Clocks, folder: Path, may: Mapping[str, bool]
    ) -> None:
        self._store = store
        self._alerts = alerts
        self._clocks = clocks
        self._folder = folder
        self._may_be_private = may

    async def run(self, stop: asyncio.Event) -> None:
        """Read all of them every few minutes; what fails is tried again by the next look."""
        while not stop.is_set():
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("calendars were not looked at", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await stop.wait()

    async def look(self) -> None:
        """Read each calendar once."""
        for rotation in self._store.policy.rotations:
            if rotation.source is not None:
                await self._read(rotation, rotation.source)

    async def _read(self, rotation: Rotation, source: str) -> None:
        mark = hashlib.sha256(source.encode()).hexdigest()
        may = self._may_be_private.get(rotation.key, False)
        try:
            async with asyncio.timeout(PATIENCE):
                body = await fetched(source, self._folder, may_be_private=may)
                found = await understood(rotation, body, self._clocks.desk())
        except TimeoutError:
            await self._failed(rotation, mark, f"it took longer than {PATIENCE:.0f} seconds")
        except CalendarError as error:
            await self._failed(rotation, mark, str(error))
        else:
            await self._keep(rotation, (mark, body), found, self._clocks.desk())

    async def _keep(
        self, rotation: Rotation, copy: tuple[str, bytes], found: Read, now: datetime | None
    ) -> None:
        await self._store.duty_calendars.keep(
            rotation.key, *copy, turns=found.turns, unknown=found.unknown, now=now
        )

    async def _failed(self, rotation: Rotation, mark: str, fault: str) -> None:
        """Keep what was there, worked out up to today, and say so once it lasts.

        Of another address nothing is kept, and that is said at once.
        """
        now, calendars = self._clocks.desk(), self._store.duty_calendars
        before = await calendars.get(rotation.key)
        is_moved = before is not None and before.source != mark
        since = await calendars.fail(rotation.key, mark, fault, now)
        log.warning("a calendar cannot be read", rotation=rotation.key, reason=fault)
        kept = await calendars.get(rotation.key)
        if kept is not None and kept.body is not None:
            with suppress(CalendarError):
                found = await understood(rotation, kept.body, now)
                await self._keep(rotation, (kept.source, kept.body), found, None)
        if is_moved or now - since >= SILENCE:
            zone = ZoneInfo(self._store.policy.timezone)
            facts = {
                "rotation": rotation.key,
                "reason": fault,
                "since": f"{since.astimezone(zone):%a %d %b %H:%M %Z}",
            }
            key = f"{rotation.key}:{since.isoformat()}"
            code = "oncall_moved" if is_moved else "oncall_unread"
            await self._alerts.tell_once(code, key, facts)


async def fetched(source: str, folder: Path, *, may_be_private: bool) -> bytes:
    """Fetch a calendar from its address, or read it from a file of the folder."""
    if "://" in source:
        return await fetch(source, may_be_private=may_be_private)
    return await asyncio.to_thread(_file, folder / source)


async def understood(rotation: Rotation, body: bytes, now: datetime) -> Read:
    """Work out what it says around a moment."""
    window = Interval(start=now - BACK, end=now + AHEAD)
    return await asyncio.to_thread(read_calendar, body, rotation.names, rotation.timezone, window)


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise CalendarError(f"the file cannot be read: {error.strerror}") from error
