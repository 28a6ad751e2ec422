"""Who wants to hear of a service is told directly, once, and only as long as they want."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.declare import declare
from desk.actions.maintain import AnnounceMaintenance
from desk.actions.subscribe import tell_subscribers
from desk.inbound import Author
from desk.incidents import Source
from desk.notice import NoticeKind
from desk.outages import Outage, OutageSource
from desk.outcome import Done
from desk.people import BOT, Address, Identity
from desk.services import Service
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, LEA, MAYA, SAM, Room, person, room_on
from tests.nouns import DIRECT, L1_ROOM, POLICY

ERP = Service(key="erp", title="ERP", words=("invoices",))
GATE = Service(key="gate", title="Gate control")
LEAS = Address(platform="slack", channel="D0LEA")
SAMS = Address(platform="slack", channel="D0SAM")


@pytest.fixture
async def room(sqlite_url):
    policy = replace(POLICY, calendars=(ALWAYS,), services=(ERP, GATE), timezone="UTC")
    async with room_on(sqlite_url) as before:
        store = Store.open(sqlite_url, policy, clock=before.clock)
        yield Room(store, before.clock)
        await store.close()


async def _wants(room, words, name="subscribe", who=MAYA, at=DIRECT):
    shown = await room.does(who, name, words, channel=at, is_direct=at != L1_ROOM)
    return shown.notice.facts


async def _tell(room, cause="erp:down", **more):
    async with room.store.begin() as work:
        facts = {"state": "down"}
        await tell_subscribers(work, ["erp"], NoticeKind.SERVICE_NEWS, facts, cause=cause, **more)
        await work.commit(Done())


async def _told(room):
    said = await room.sayings()
    return [one.address for one in said if one.notice.kind is NoticeKind.SERVICE_NEWS]


async def test_who_subscribed_is_told_once_until_they_stop(room):
    assert await _wants(room, "erp") == {"state": "on", "service": "ERP"}
    assert (await _wants(room, "my invoices"))["state"] == "known"
    assert (await _wants(room, ""))["services"] == ["ERP"]
    await _tell(room)
    await _tell(room)
    assert await _told(room) == [DIRECT]
    await room.presses(MAYA, Verb.UNSUBSCRIBE)
    assert (await _wants(room, "", "unsubscribe"))["services"] == []
    assert (await _wants(room, "ERP", "unsubscribe"))["state"] == "not"
    await _tell(room, "erp:again")
    assert await _told(room) == [DIRECT]


async def test_who_reads_it_elsewhere_and_programs_are_not_told(room):
    await _wants(room, "erp")
    await _wants(room, "erp", who=LEA, at=LEAS)
    async with room.store.begin() as work:
        author = Author(identity=Identity(platform="slack", id=f"{BOT}B0"), name="Bot")
        program = await work.people.meet(author)
        await work.people.spoke_directly(program.id, L1_ROOM)
        await work.subscriptions.add("erp", program.id, room.clock())
        await work.commit(Done())
    await _tell(room, but_not=[await room.id_of(MAYA)])
    assert await _told(room) == [LEAS]


async def test_what_is_no_service_and_whoever_cannot_be_told_is_refused(room, refused):
    unknown = room.does(MAYA, "subscribe", "coffee", channel=DIRECT, is_direct=True)
    await refused(
        unknown, "not_found", noun="service_to_hear_of", key="coffee", known="ERP, Gate control"
    )
    await refused(room.does(SAM, "subscribe", "ERP"), "not_found", noun="direct_chat_for_news")


async def test_a_service_that_the_file_lost_can_be_left(room):
    async with room.store.begin() as work:
        maya = await work.people.meet(person(MAYA))
        await work.subscriptions.add("old", maya.id, room.clock())
        await work.commit(Done())
    assert (await _wants(room, ""))["services"] == ["old"]
    assert await _wants(room, "old", "unsubscribe") == {"state": "off", "service": "old"}
    assert (await _wants(room, "gate", "unsubscribe"))["state"] == "not"


async def test_bare_words_are_the_command_only_with_a_service_behind_them(room):
    meant = {"command": "subscribe", "at": DIRECT}
    await room.says(MAYA, "subscribe ERP", **meant)
    asked = await room.says(MAYA, "subscribe me to the canteen list", **meant)
    assert "question" in asked.facts
    await room.says(MAYA, "unsubscribe erp", command="unsubscribe", at=DIRECT)
    assert (await _wants(room, ""))["services"] == []


async def test_maintenance_is_told_to_who_subscribed_but_once_to_who_waits_anyway(room):
    await room.opens("The ERP is slow")
    await _wants(room, "erp")
    await _wants(room, "erp", who=LEA, at=LEAS)
    start = room.clock() + timedelta(hours=72)
    await room.does(SAM, "maintenance", f"ERP {start:%Y-%m-%d %H:%M} 2h")
    room.clock.move(hours=24)
    assert await AnnounceMaintenance()(room.store.begin, now=room.clock()) == 1
    said = [one for one in await room.sayings() if one.notice.kind is NoticeKind.MAINTENANCE]
    assert [one.address for one in said] == [L1_ROOM, DIRECT, LEAS]


async def test_who_asks_whether_it_is_down_may_hear_when_it_works(room):
    async with room.store.begin() as work:
        probe = OutageSource.PROBE
        since = room.clock() - timedelta(minutes=5)
        await work.outages.add(Outage(id=0, service="erp", starts_at=since, source=probe))
        await work.commit(Done())
    await room.says(MAYA, "Is the ERP down?")
    (told,) = await room.heard(NoticeKind.SERVICE_STATE)
    assert told.facts["broken"] == [
        {"service": "erp", "title": "ERP", "since": since.isoformat(), "number": None}
    ]
    shown = await room.presses(MAYA, Verb.SUBSCRIBE)
    assert shown.notice.facts["state"] == "on"
    await room.presses(MAYA, Verb.PERSON)
    assert (await room.heard(NoticeKind.SERVICE_STATE))[-1].facts["state"] == "person"


async def test_trouble_is_told_when_it_begins_and_when_it_is_over_and_to_nobody_twice(room):
    number = await room.opens("The ERP is slow")
    for who, at in ((MAYA, DIRECT), (LEA, LEAS), (SAM, SAMS)):
        await _wants(room, "erp", who=who, at=at)
    async with room.store.begin() as work:
        ticket = await work.tickets.get(number)
        given = {"ticket": ticket, "text": "", "source": Source.ENGINEER}
        await declare(work, "erp", now=room.clock(), **given)
        await work.commit(Done())
    assert sorted(map(str, await _told(room))) == sorted(map(str, (LEAS, SAMS)))
    await room.says(LEA, "Is the ERP down?", at=LEAS, is_direct=True)
    (known,) = await room.heard(NoticeKind.SERVICE_STATE)
    assert known.facts["broken"][0]["number"] == f"SUP-{number}"
    await room.does(SAM, "claim", str(number))
    await room.does(SAM, "resolve", str(number), values={"text": "Done.", "category": "defect"})
    news = await room.heard(NoticeKind.SERVICE_NEWS)
    assert [one.facts["state"] for one in news] == ["down", "down", "works"]
    assert news[-1].facts["until"] is not None


async def test_trouble_that_goes_on_after_all_is_told_anew(room):
    number = await room.opens("The ERP is slow")
    await _wants(room, "erp", who=LEA, at=LEAS)
    async with room.store.begin() as work:
        ticket = await work.tickets.get(number)
        given = {"ticket": ticket, "text": "", "source": Source.ENGINEER}
        await declare(work, "erp", now=room.clock(), **given)
        await work.commit(Done())
    await room.does(SAM, "claim", str(number))
    await room.does(SAM, "resolve", str(number), values={"text": "Done.", "category": "defect"})
    await room.does(SAM, "reopen", str(number))
    news = await room.heard(NoticeKind.SERVICE_NEWS)
    assert [one.facts["state"] for one in news] == ["down", "works", "down"]
    assert news[-1].facts["until"] is None
