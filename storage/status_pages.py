"""What does the page for everybody read of how services are and were?"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from desk.incidents import Incident
from desk.maintenance import Window
from desk.outages import Outage
from desk.policy import DeskPolicy
from desk.service_state import troubles_of
from desk.status_page import Records, StatusPage, TroubleRow, first_instant, status_page
from storage.engine import Database
from storage.incidents import Incidents
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
        incidents = await Incidents(tx).between(start, now)
        windows = Windows(tx)
        past, coming = await windows.between(start, now), await windows.coming(now)
        return Records(
            since=await _first_event(tx),
            outages=outages,
            windows=tuple({one.id: one for one in (*past, *coming)}.values()),
            troubles=troubles_of(
                (one for one in outages if one.ends_at is None),
                (one for one in incidents if one.is_open),
            ),
            rows=tuple(self._rows(outages, incidents)),
        )

    def _rows(
        self, outages: Sequence[Outage], incidents: Sequence[Incident]
    ) -> Iterator[TroubleRow]:
        """Give each trouble once: what an incident is about began when it was first seen."""
        told: set[int] = set()
        for one in incidents:
            same = [outage for outage in outages if _is_same(outage, one)]
            told |= {outage.id for outage in same}
            since = min([one.declared_at, *(outage.starts_at for outage in same)])
            yield TroubleRow(service=self._title(one.service), since=since, until=one.over_at)
        for outage in outages:
            if outage.id not in told:
                title, until = self._title(outage.service), outage.ends_at
                yield TroubleRow(service=title, since=outage.starts_at, until=until)

    def _title(self, service: str) -> str:
        known = self._policy.service(service)
        return known.title if known else service


def _is_same(outage: Outage, incident: Incident) -> bool:
    """Whether they are one trouble: tied to each other, or both of one service and not over."""
    are_open = incident.is_open and outage.ends_at is None
    return outage.ticket == incident.ticket or (are_open and outage.service == incident.service)


async def _first_event(tx: Transaction) -> datetime | None:
    """Say when the desk began to keep records."""
    query = select(events.c.at).where(tx.here(events)).order_by(events.c.id).limit(1)
    row = await tx.first(query)
    return None if row is None else row["at"]
