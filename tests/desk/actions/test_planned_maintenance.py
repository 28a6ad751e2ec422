"""Maintenance is planned, told to whom it concerns, called off, ended, and comes again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.maintain import AnnounceMaintenance
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Show
from desk.people import Address
from desk.services import Service
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, MAYA, NORA, SAM, Room, person, room_on
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM, POLICY

USERS = Address(platform="slack", channel="C0USERS")
ERP = Service(key="erp", title="ERP", tier="L2", channels=(USERS,))
GATE = Service(key="gate", title="Gate control")


@pytest.fixture
async def room(sqlite_url):
    policy = replace(POLICY, calendars=(ALWAYS,), services=(ERP, GATE), timezone="UTC")
    async with room_on(sqlite_url) as before:
        store = Store.open(sqlite_url, policy, clock=before.clock)
        yield Room(store, before.clock)
        await store.close()


async def _plan(room, hours, service="ERP", more="", who=SAM):
    start = room.clock() + timedelta(hours=hours)
    return await room.does(who, "maintenance", f"{service} {start:%Y-%m-%d %H:%M} 2h{more}")


async def _tick(room, **by):
    room.clock.move(**by)
    return await AnnounceMaintenance()(room.store.begin, now=room.clock())


async def _told(room):
    """Each thing that was said about maintenance, with where."""
    said = [one for one in await room.sayings() if one.notice.kind is NoticeKind.MAINTENANCE]
    return [(str(one.notice.facts["state"]), one.address) for one in said]


async def test_it_is_told_at_each_moment_in_channels_and_to_who_has_a_ticket(room):
    await room.opens("The ERP is slow")
    shown = await _plan(room, 72, more=" New database")
    assert isinstance(shown, Show)
    assert await _told(room) == []
    assert await _tick(room, hours=23) == 0
    assert await _tick(room, hours=1) == 1
    assert await _told(room) == [("ahead", USERS), ("ahead", L2_ROOM), ("ahead", DIRECT)]
    for hours in (47, 1, 2):
        assert await _tick(room, hours=hours) == 1
        assert await _tick(room) == 0
    states = [state for state, place in await _told(room) if place == USERS]
    assert states == ["ahead", "soon", "begun", "over"]
    assert await _tick(room, hours=1000) == 0


async def test_a_service_of_no_tier_is_told_at_the_first_and_strangers_hear_nothing(room):
    await room.opens("The ERP is slow")
    await _plan(room, 1, service="gate control")
    assert await _told(room) == [("soon", L1_ROOM)]


async def test_after_a_downtime_only_the_last_thing_is_told(room):
    await _plan(room, 72)
    assert await _tick(room, hours=73) == 1
    assert {state for state, _ in await _told(room)} == {"begun"}


async def test_one_that_was_told_of_and_is_called_off_is_told_off(room, refused):
    await _plan(room, 72)
    await room.does(SAM, "maintenance", "cancel 1")
    assert await _told(room) == []
    await _plan(room, 40)
    await room.does(NORA, "maintenance", "absagen #2")
    assert [state for state, place in await _told(room) if place == USERS] == ["ahead", "cancelled"]
    await refused(room.does(SAM, "maintenance", "cancel 2"), "bad_window", why="over", given="2")
    assert await _tick(room, hours=100) == 0


async def test_only_what_is_under_way_is_ended_and_only_what_is_not_is_called_off(room, refused):
    await _plan(room, 1)
    early = room.does(SAM, "maintenance", "end 1")
    await refused(early, "bad_window", why="not_begun", given="1")
    await _tick(room, hours=1.5)
    late = room.does(SAM, "maintenance", "cancel 1")
    await refused(late, "bad_window", why="begun", given="1")
    await room.does(SAM, "maintenance", "end 1")
    assert await _tick(room, seconds=5) == 1
    assert (await _told(room))[-1][0] == "over"
    for given in ("x", "12345678901", ""):
        await refused(
            room.does(SAM, "maintenance", f"end {given}"), "bad_window", why="number", given=given
        )
    await refused(room.does(SAM, "maintenance", "end 9"), "not_found", noun="window", key="9")


async def test_a_series_goes_on_and_what_a_downtime_let_pass_is_left_out(room):
    await _plan(room, 1, more=" weekly")
    await _tick(room, hours=3)
    async with room.store.begin() as work:
        (second,) = await work.windows.coming(room.clock())
    assert second.starts_at - room.clock() == timedelta(days=7, hours=-2)
    await _tick(room, days=21)
    async with room.store.begin() as work:
        (later,) = await work.windows.coming(room.clock())
    assert later.starts_at - second.starts_at == timedelta(days=21)


async def test_one_of_a_series_that_ends_early_leaves_the_next_one_its_length(room):
    await _plan(room, 1, more=" weekly")
    first_at = room.clock() + timedelta(hours=1)
    await _tick(room, hours=1.25)
    await room.does(SAM, "maintenance", "end 1")
    assert await _tick(room, seconds=5) == 1
    async with room.store.begin() as work:
        (second,) = await work.windows.coming(room.clock())
    assert (second.starts_at, second.length) == (first_at + timedelta(days=7), timedelta(hours=2))
    assert second.every == 7


async def test_requesters_look_and_do_not_plan(room, refused):
    await refused(_plan(room, 5, who=MAYA), "not_allowed", verb="maintain")
    await _plan(room, 5)
    shown = await room.does(MAYA, "maintenance")
    (row,) = shown.notice.facts["rows"]
    assert (row["services"], row["phase"]) == (["ERP"], "planned")


async def test_who_planned_and_called_off_is_kept(room):
    await _plan(room, 72)
    await room.does(NORA, "maintenance", "cancel 1")
    async with room.store.begin() as work:
        events = [await work.events.get(number) for number in (1, 2)]
    assert [(one.kind, one.by) for one in events] == [
        (EventKind.MAINTENANCE_PLANNED, await room.id_of(SAM)),
        (EventKind.MAINTENANCE_CANCELLED, await room.id_of(NORA)),
    ]


async def test_a_service_that_the_file_does_not_name_any_more_is_told_of_by_its_key(
    room, sqlite_url
):
    await _plan(room, 72, service="erp, gate")
    policy = replace(POLICY, calendars=(ALWAYS,), services=(GATE,))
    later = Room(Store.open(sqlite_url, policy, clock=room.clock), room.clock)
    assert await _tick(later, hours=30) == 1
    notice = (await later.heard(NoticeKind.MAINTENANCE))[0]
    assert notice.facts["window"]["services"] == ["erp", "Gate control"]
    await later.store.close()


async def test_who_asks_whether_it_is_down_is_told_of_the_maintenance_and_may_talk_to_a_person(
    room,
):
    await _plan(room, 1)
    await room.says(MAYA, "When is maintenance of the ERP?")
    (told,) = await room.heard(NoticeKind.SERVICE_STATE)
    assert [row["phase"] for row in told.facts["rows"]] == ["planned"]
    room.clock.move(hours=2)
    await room.says(MAYA, "Is the ERP down?")
    told = (await room.heard(NoticeKind.SERVICE_STATE))[-1]
    assert [row["phase"] for row in told.facts["rows"]] == ["active"]
    async with room.store.begin() as work:
        maya = await work.people.meet(person(MAYA))
        assert await work.tickets.open_of(maya.id) == []
    await room.presses(MAYA, Verb.PERSON)
    assert (await room.heard(NoticeKind.SERVICE_STATE))[-1].facts["state"] == "person"
    async with room.store.begin() as work:
        (ticket,) = await work.tickets.open_of(maya.id)
    assert (ticket.service, ticket.text) == ("erp", "Is the ERP down?")


async def test_when_nothing_is_known_of_it_it_is_news(room):
    await room.opens("The ERP is down")
    assert await room.heard(NoticeKind.SERVICE_STATE) == []
