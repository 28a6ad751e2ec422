"""Whose requester is it, and which promises follow from that?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.organisations import Organisation, organisation_of
from desk.people import Address, Identity
from desk.policy import Priority, SlaPolicy
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, MAYA, SAM, Room, person, room_on
from tests.nouns import DIRECT, POLICY

MAYA_ACCOUNT = Identity(platform="slack", id=MAYA)
HARBOUR_HELP = Address(platform="slack", channel="C0HARBOUR")
HARBOUR = Organisation(name="Harbour", channels=frozenset({HARBOUR_HELP}), teams=frozenset({"T1"}))
MILL = Organisation(name="Mill", people=frozenset({MAYA_ACCOUNT}), teams=frozenset({"T2"}))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("account", "origin", "teams", "expected"),
    [
        (MAYA_ACCOUNT, HARBOUR_HELP, {"T1"}, "Mill"),
        (MAYA_ACCOUNT, DIRECT, set(), "Mill"),
        (Identity(platform="slack", id="U0TOM"), HARBOUR_HELP, {"T2"}, "Harbour"),
        (
            Identity(platform="slack", id="U0TOM"),
            replace(HARBOUR_HELP, thread="1.1"),
            (),
            "Harbour",
        ),
        (Identity(platform="slack", id="U0TOM"), DIRECT, {"T2"}, "Mill"),
        (Identity(platform="slack", id="U0TOM"), DIRECT, {"T3"}, None),
    ],
)
def test_a_named_person_counts_before_the_channel_and_that_before_the_workspace(
    account, origin, teams, expected
):
    found = organisation_of((HARBOUR, MILL), accounts=[account], origin=origin, teams=teams)
    assert found == expected


@pytest.fixture
async def room(sqlite_url):
    async with room_on(sqlite_url) as room:
        policy = replace(
            POLICY,
            calendars=(ALWAYS,),
            organisations=(HARBOUR, replace(MILL, people=frozenset())),
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
