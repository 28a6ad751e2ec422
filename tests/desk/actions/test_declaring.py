"""A ticket is declared an incident, or one is opened for it, and its engineers see that."""

from dataclasses import replace

import pytest

from desk.actions.declare import declare
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.incidents import Source
from desk.notice import NoticeKind, Op
from desk.outcome import Done
from desk.policy import TicketType
from desk.services import Service
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, Room, room_on
from tests.nouns import L1_ROOM, L2_ROOM, POLICY

ERP = Service(key="erp", title="ERP", tier="L2")
GATE = Service(key="gate", title="Gate control")
SCALES = Service(key="scales", title="Scales", tier="L3")


@pytest.fixture
async def room(sqlite_url):
    policy = replace(POLICY, calendars=(ALWAYS,), services=(ERP, GATE, SCALES))
    async with room_on(sqlite_url) as before:
        store = Store.open(sqlite_url, policy, clock=before.clock)
        yield Room(store, before.clock)
        await store.close()


async def _declare(room, service, text="It does not answer", ticket=None):
    async with room.store.begin() as work:
        known = None if ticket is None else await work.tickets.get(ticket)
        incident = await declare(
            work, service, ticket=known, text=text, source=Source.PROBE, now=room.clock()
        )
        await work.commit(Done())
    return incident


async def test_without_a_ticket_one_is_opened_that_only_engineers_are_told_of(room):
    incident = await _declare(room, "erp")
    ticket = await room.ticket(incident.ticket)
    assert (ticket.tier, ticket.service, ticket.type) == ("L2", "erp", TicketType.INCIDENT)
    said = await room.sayings()
    assert {one.address.top for one in said} == {L2_ROOM}
    told = [one.notice.facts for one in said if one.notice.kind is NoticeKind.HAPPENED]
    assert [(one["what"], one["service"]) for one in told] == [("declared", "ERP")]
    assert (await _declare(room, "erp")) == incident
    assert len(await room.sayings()) == len(said)


async def test_a_ticket_takes_on_the_type_and_the_service(room):
    number = await room.opens("How do I open the thing?")
    incident = await _declare(room, "gate", ticket=number)
    assert incident.ticket == number
    ticket = await room.ticket(number)
    assert (ticket.service, ticket.type) == ("gate", TicketType.INCIDENT)
    async with room.store.begin() as work:
        kinds = [event.kind for event in await work.events.of_ticket(number)]
        assert await work.incidents.open_of("gate") == incident
    assert kinds == [EventKind.OPENED, EventKind.CHANGED, EventKind.DECLARED]
    edits = [one.address for one in await room.sayings() if one.op is Op.EDIT]
    assert L1_ROOM in edits


async def test_a_service_whose_engineers_have_no_channel_has_an_incident_too(room):
    incident = await _declare(room, "scales")
    assert (await room.ticket(incident.ticket)).origin.platform == "desk"


async def test_an_unknown_service_is_refused(room):
    with pytest.raises(NotFoundError):
        await _declare(room, "nothing")
