"""Does a ticket keep whose requester asked, and get the promises that were made to them?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.organisations import Organisation
from desk.policy import Priority, SlaPolicy
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, MAYA, SAM, Room, person, room_on
from tests.nouns import POLICY

HARBOUR = Organisation(name="Harbour", teams=frozenset({"T1"}))
MILL = Organisation(name="Mill", teams=frozenset({"T2"}))
HOUR = timedelta(hours=1)


@pytest.fixture
async def room(sqlite_url):
    async with room_on(sqlite_url) as room:
        policy = replace(
            POLICY,
            calendars=(ALWAYS,),
            organisations=(HARBOUR, MILL),
            slas=(
                SlaPolicy(calendar="always", first_response=4 * HOUR),
                SlaPolicy(calendar="always", organisation="Mill", first_response=HOUR),
                SlaPolicy(
                    calendar="always",
                    organisation="Mill",
                    priority=Priority.P2,
                    first_response=HOUR / 2,
                ),
            ),
        )
        room.store = Store.open(sqlite_url, policy, clock=room.clock)
        yield Room(room.store, room.clock)
        await room.store.close()


async def _asks(room, team):
    await room.says(MAYA, "The conveyor stands still", author=person(MAYA, team=team))
    async with room.store.begin() as work:
        maya = await work.people.meet(person(MAYA))
        return (await work.tickets.open_of(maya.id))[0]


async def test_a_ticket_keeps_whose_it_is_and_gets_the_promises_made_to_them(room):
    ticket = await _asks(room, "T2")
    assert ticket.organisation == "Mill"
    assert ticket.first_response_due == room.clock() + HOUR
    page = (await room.sayings())[-1].notice.facts["ticket"]
    assert page["organisation"] == "Mill"


async def test_the_houses_own_people_get_what_everybody_gets(room):
    ticket = await _asks(room, None)
    assert ticket.organisation is None
    assert ticket.first_response_due == room.clock() + 4 * HOUR


async def test_a_changed_ticket_is_still_theirs(room):
    ticket = await _asks(room, "T2")
    await room.does(SAM, "priority", f"{ticket.id} P2")
    assert (await room.ticket(ticket.id)).first_response_due == room.clock() + HOUR / 2
    await room.does(SAM, "priority", f"{ticket.id} P3")
    assert (await room.ticket(ticket.id)).first_response_due == room.clock() + HOUR


async def test_an_account_that_moved_belongs_to_its_new_workspace(room):
    await _asks(room, "T1")
    async with room.store.begin() as work:
        maya = await work.people.meet(person(MAYA, team="T2"))
        assert await work.people.teams(maya.id) == {"T2"}
        await work.people.meet(person(MAYA))
        assert await work.people.teams(maya.id) == {"T2"}
