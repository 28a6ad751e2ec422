"""The page of how services are is read from what is kept, and names nobody."""

from dataclasses import replace
from datetime import timedelta

from desk.incidents import Incident, Source
from desk.outages import Outage, OutageSource
from desk.outcome import Done
from desk.service_state import State
from desk.services import Service
from desk.status_page import DayMark
from storage.status_pages import StatusPages
from storage.store import Store
from tests.nouns import NOON, event, ticket
from tests.storage.test_maintenance_store import window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ERP, MAIL = Service(key="erp", title="ERP"), Service(key="mail", title="E-mail")


def pages(store: Store) -> StatusPages:
    return StatusPages(store.database, replace(store.policy, services=(ERP, MAIL), timezone="UTC"))


async def test_what_is_wrong_was_wrong_and_is_planned_is_read(store: Store, meet):
    maya = await meet()
    plain = {"told": None, "cancelled_at": None, "every": None, "services": ("mail",)}
    async with store.begin() as work:
        kept = await work.tickets.add(ticket(maya.id))
        await work.events.add(event(ticket=kept.id, at=NOON - 3 * DAY))
        for starts_at, ends_at in ((NOON - 2 * DAY, NOON - 2 * DAY + HOUR), (NOON - HOUR, None)):
            source = OutageSource.PROBE
            await work.outages.add(
                Outage(id=0, service="erp", starts_at=starts_at, ends_at=ends_at, source=source)
            )
        for starts_at in (NOON - DAY, NOON + DAY):
            times = {"starts_at": starts_at, "ends_at": starts_at + HOUR}
            times["planned_at"] = NOON - 2 * DAY
            await work.windows.add(window(maya.id, **plain, **times))
        given = {"ticket": kept.id, "source": Source.ENGINEER}
        await work.incidents.add(Incident(service="erp", declared_at=NOON - HOUR / 2, **given))
        await work.commit(Done())
    found = await pages(store).status(NOON)
    erp, mail = found.services
    assert (found.state, erp.state, erp.since) == (State.PROBLEM, State.PROBLEM, NOON - HOUR)
    assert [row.since for row in found.open] == [NOON - HOUR]
    assert [row.service for row in found.past] == ["ERP"]
    assert [day.mark for day in mail.days[-3:]] == [DayMark.GOOD, DayMark.PLANNED, DayMark.GOOD]
    assert [plan.services for plan in found.plans] == [("E-mail",)]
    assert [one.starts_at for one in await pages(store).windows(NOON)] == [NOON + DAY]


async def test_a_fresh_desk_has_a_page(store: Store):
    found = await pages(store).status(NOON)
    assert (found.state, found.open, found.past, found.plans) == (State.UP, (), (), ())
