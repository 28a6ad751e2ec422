"""Does maintenance stop the clock of its service's tickets, for as long as it lasted and no longer?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.keep_promises import KeepPromises
from desk.actions.maintain import AnnounceMaintenance
from desk.actions.stand_still import StandStill
from desk.policy import SlaPolicy
from desk.services import Service
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, MAYA, SAM, Room, room_on
from tests.nouns import DIRECT, POLICY

HOUR = timedelta(hours=1)
ERP, GATE = Service(key="erp", title="ERP"), Service(key="gate", title="Gate control")
PROMISED = SlaPolicy(
    calendar="always", first_response=HOUR, resolution=8 * HOUR, pauses_in_maintenance=True
)


async def _room(url, **promise):
    told = {"services": (ERP, GATE), "slas": (replace(PROMISED, **promise),)}
    policy = replace(POLICY, calendars=(ALWAYS,), timezone="UTC", **told)
    async with room_on(url) as before:
        store = Store.open(url, policy, clock=before.clock)
        yield Room(store, before.clock)
        await store.close()


@pytest.fixture
async def room(sqlite_url):
    async for one in _room(sqlite_url):
        yield one


@pytest.fixture
async def plain(sqlite_url):
    async for one in _room(sqlite_url, pauses_in_maintenance=False):
        yield one


async def _new(room, text):
    """Open another ticket beside the one that words would go to."""
    await room.does(MAYA, "new", text, channel=DIRECT)
    maya = await room.id_of(MAYA)
    async with room.store.begin() as work:
        newest = await work.tickets.open_of(maya)
    return newest[0].id


async def _plan(room, hours, service="ERP", length="2h"):
    start = room.clock() + timedelta(hours=hours)
    await room.does(SAM, "maintenance", f"{service} {start:%Y-%m-%d %H:%M} {length}")


async def _tick(room, **by):
    room.clock.move(**by)
    for verb in (AnnounceMaintenance, StandStill, KeepPromises):
        await verb()(room.store.begin, now=room.clock())


async def _due(room, number):
    return (await room.ticket(number)).resolution_due


async def _stops(room, number):
    kinds = await room.history(number)
    return [
        kind.partition(".")[2] for kind in kinds if kind.split(".")[1] in {"stood_still", "went_on"}
    ]


async def test_it_stands_still_while_it_is_worked_on_and_the_due_date_moves_by_that(room):
    number = await room.opens("The ERP is slow")
    other = await _new(room, "The gate control prints nothing")
    before, answer_by = await _due(room, number), (await room.ticket(number)).first_response_due
    await _plan(room, 1)
    await _tick(room)
    assert await _due(room, number) == before, "what is planned moves nothing"
    await _tick(room, hours=1)
    assert await _due(room, number) is None
    await _tick(room, hours=1)
    assert await _stops(room, number) == ["stood_still"]
    await _tick(room, hours=1.5)
    assert await _due(room, number) == before + 2 * HOUR
    assert (await room.ticket(number)).first_response_due == answer_by, "never pauses"
    assert await _stops(room, number) == ["stood_still", "went_on"]
    assert await _stops(room, other) == []


async def test_what_ends_early_or_passed_in_a_downtime_counts_as_it_was(room):
    number = await room.opens("The ERP is slow")
    before = await _due(room, number)
    await _plan(room, 1)
    await _tick(room, hours=1.5)
    await room.does(SAM, "maintenance", "end 1")
    await _tick(room, hours=1)
    assert await _due(room, number) == before + HOUR / 2
    await _plan(room, 1, length="1h")
    await _tick(room, hours=4)
    assert await _due(room, number) == before + 1.5 * HOUR
    assert await _stops(room, number) == ["stood_still", "went_on"] * 2


async def test_what_is_opened_or_tied_meanwhile_stands_still_from_then_and_goes_on_when_untied(
    room,
):
    await _plan(room, 1)
    await _tick(room, hours=1.5)
    number = await _new(room, "An invoice is missing in the ERP")
    due = room.clock() + 8 * HOUR
    other = await _new(room, "The gate control prints nothing")
    await _tick(room, seconds=5)
    assert await _due(room, number) is None
    await room.does(SAM, "change", str(other), values={"service": "erp"})
    await room.does(SAM, "change", str(number), values={"service": "gate"})
    assert await _due(room, number) == due + timedelta(seconds=5)
    await _tick(room)
    assert await _stops(room, other) == ["stood_still"]
    await _tick(room, hours=2)
    assert await _due(room, other) == due + 3 * HOUR / 2 - timedelta(seconds=5)
    assert await _stops(room, number) == ["stood_still"]


async def test_what_waits_for_its_requester_too_is_paused_once(room):
    number = await room.opens("The ERP is slow")
    before = await _due(room, number)
    await room.does(SAM, "ask", str(number), values={"text": "Which page?"})
    await _plan(room, 1)
    await _tick(room, hours=2)
    await room.says(MAYA, "All of them")
    assert await _due(room, number) is None
    await _tick(room, hours=1)
    assert await _due(room, number) == before + 3 * HOUR


async def test_where_nothing_is_said_of_maintenance_the_clock_goes_on(plain):
    number = await plain.opens("The ERP is slow")
    before = await _due(plain, number)
    await _plan(plain, 1)
    await _tick(plain, hours=2)
    assert await _due(plain, number) == before
    assert await _stops(plain, number) == []
