"""What does the page for everybody read of how services are and were?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from desk.maintenance import Window
from desk.outages import Outage
from desk.policy import DeskPolicy
from desk.service_state import troubles_of
from desk.status_page import Records, StatusPage, TroubleRow, first_instant, status_page
from storage.engine import Database
from storage.maintenance import Windows
from storage.outages import Outages
from storage.tables import events
from storage.transaction import Transaction


class StatusPages:
    """How the services are, for everybody."""

    def __init__(self, database: Database, policy: DeskPolicy) -> None:
        self._database = database
        self._policy = policy

    async def status(self, now: datetime) -> StatusPage:
        """Give the page as it is at this moment."""
        start = first_instant(now, self._policy.timezone)
        async with self._database.read() as connection:
            tx = Transaction(connection, self._policy.workspace)
            records = await self._records(tx, start, now)
        return status_page(self._policy, records, now)

    async def windows(self, now: datetime) -> Sequence[Window]:
        """Give all maintenance under way and to come, the next one first."""
        async with self._database.read() as connection:
            return await Windows(Transaction(connection, self._policy.workspace)).coming(now)

    async def _records(self, tx: Transaction, start: datetime, now: datetime) -> Records:
        outages = [
            outage
            for service in self._policy.services
            for outage in await Outages(tx).between(service.key, start, now)
        ]
        windows = Windows(tx)
        past, coming = await windows.between(start, now), await windows.coming(now)
        return Records(
            since=await _first_event(tx),
            outages=outages,
            windows=tuple({one.id: one for one in (*past, *coming)}.values()),
            troubles=troubles_of(one for one in outages if one.ends_at is None),
            rows=self._rows(outages),
        )

    def _rows(self, outages: Sequence[Outage]) -> Sequence[TroubleRow]:
        return [
            TroubleRow(service=self._title(one.service), since=one.starts_at, until=one.ends_at)
            for one in outages
        ]

    def _title(self, service: str) -> str:
        known = self._policy.service(service)
        return known.title if known else service


async def _first_event(tx: Transaction) -> datetime | None:
    """Say when the desk began to keep records."""
    query = select(events.c.at).where(tx.here(events)).order_by(events.c.id).limit(1)
    row = await tx.first(query)
    return None if row is None else row["at"]
