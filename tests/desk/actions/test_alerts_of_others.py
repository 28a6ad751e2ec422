"""Alerts of other programs: one ticket a group, one incident a service, however often they fire."""

from datetime import timedelta

import pytest

from desk.actions.alert import raise_held
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.inbound import Alerted
from desk.notice import NoticeKind
from desk.people import BOT, Identity
from tests.desk.actions.conftest import SAM
from tests.desk.actions.reports import alert
from tests.desk.actions.test_outages_of_services import REFUSED, room
from tests.nouns import L1_ROOM, L2_ROOM, NOON

__all__ = ["room"]

HOUR = timedelta(hours=1)


async def send(room, *alerts):
    await room.happens(Alerted(sender="prometheus", alerts=alerts))


async def tickets(room):
    said = await room.of(NoticeKind.TICKET_CARD)
    return [await room.ticket(number) for number in sorted({one.notice.ticket for one in said})]


async def test_an_alert_without_a_service_opens_one_ticket_however_often_it_fires(room):
    for _ in range(3):
        await send(room, alert(service=None))
    (ticket,) = await tickets(room)
    assert ticket.title == "DiskFull: Disk of db1 is full"
    assert (ticket.tier, ticket.service) == ("L1", None)
    assert ticket.origin == L1_ROOM
    async with room.store.begin() as work:
        accounts = await work.people.identities(ticket.requester)
        assert accounts == [Identity(platform="desk", id=f"{BOT}prometheus")]
    assert len(await room.events_of(ticket.id, EventKind.ALERT_FIRED)) == 1
    assert "alert_fired" not in await room.happenings()


async def test_what_belongs_to_a_group_goes_on_one_ticket(room):
    await send(room, alert(service=None), alert(fingerprint="cd34", service=None))
    await send(room, alert("CpuHigh", fingerprint="ef56", group="g2", service=None))
    first, second = await tickets(room)
    assert (first.title, second.title) == (
        "DiskFull: Disk of db1 is full",
        "CpuHigh: Disk of db1 is full",
    )
    assert await room.happenings() == ["alert_fired"]


async def test_when_all_of_a_ticket_are_over_it_is_offered_to_be_resolved(room):
    await send(room, alert(service=None), alert(fingerprint="cd34", service=None))
    over = {"is_firing": False, "service": None, "ends_at": NOON + HOUR}
    await send(room, alert(**over))
    assert await room.happenings() == ["alert_fired", "alert_over"]
    assert await room.of(NoticeKind.RECOVERED) == []
    await send(room, alert(**{**over, "fingerprint": "cd34"}))
    await send(room, alert(**{**over, "fingerprint": "cd34"}))
    (told,) = await room.of(NoticeKind.RECOVERED)
    assert (told.notice.facts["name"], told.notice.facts["seconds"]) == ("DiskFull", 3600)


async def test_one_that_was_over_and_fires_again_goes_on_its_ticket_while_that_is_open(room):
    await send(room, alert(service=None))
    await send(room, alert(is_firing=False, service=None))
    await send(room, alert(service=None))  # overtaken by its own end
    await send(room, alert(service=None, starts_at=NOON + HOUR))
    (ticket,) = await tickets(room)
    assert len(await room.events_of(ticket.id, EventKind.ALERT_FIRED)) == 2


async def test_one_that_fires_again_after_its_ticket_was_resolved_opens_another(room):
    await send(room, alert(service=None))
    (ticket,) = await tickets(room)
    done = {"text": "New disk", "category": "defect"}
    await room.does(SAM, "resolve", str(ticket.id), values=done)
    await send(room, alert(is_firing=False, service=None))
    await send(room, alert(service=None, starts_at=NOON + HOUR))
    assert len(await tickets(room)) == 2


async def test_one_that_is_over_and_never_fired_says_nothing(room):
    await send(room, alert(is_firing=False))
    assert await room.sayings() == []


async def test_an_alert_that_means_down_is_an_outage_of_the_service_that_it_names(room):
    await send(room, alert("InstanceDown", service="ERP"))
    (outage,) = await room.outages()
    assert (outage.source, outage.starts_at) == ("alert", NOON)
    ticket = await room.ticket(outage.ticket)
    assert ticket.title == "ERP: InstanceDown"
    assert "Disk of db1 is full" in ticket.text
    await room.looks(REFUSED, REFUSED, REFUSED)
    await send(room, alert("InstanceDown", is_firing=False))
    assert (await room.outages())[0].ends_at is None
    assert "alert_over" in await room.happenings()
    await room.looks(None, None)
    assert (await room.outages())[0].ends_at is not None
    assert len(await room.of(NoticeKind.RECOVERED)) == 1


async def test_an_outage_of_an_alert_alone_ends_with_it(room):
    await send(room, alert("InstanceDown"))
    room.clock.move(hours=1)
    await send(room, alert("InstanceDown", is_firing=False, ends_at=NOON + HOUR / 2))
    (outage,) = await room.outages()
    assert outage.ends_at == NOON + HOUR / 2
    assert len(await room.of(NoticeKind.RECOVERED)) == 1


async def test_other_alerts_of_a_service_go_to_its_tier_or_on_its_incident(room):
    await send(room, alert())
    (ticket,) = await tickets(room)
    assert (ticket.tier, ticket.service, ticket.origin) == ("L2", "erp", L2_ROOM)
    assert await room.outages() == []
    await room.looks(REFUSED, REFUSED, REFUSED)
    (outage,) = await room.outages()
    await send(room, alert("CpuHigh", fingerprint="ef56", group="g2"))
    (told,) = [one for one in await room.heard(NoticeKind.HAPPENED) if one.facts.get("name")]
    assert told.ticket == outage.ticket
    await send(room, alert("CpuHigh", fingerprint="ef56", is_firing=False))
    assert await room.of(NoticeKind.RECOVERED) == []  # the service itself is down still


async def test_in_maintenance_alerts_are_held_and_told_when_they_still_fire_at_its_end(room):
    await room.maintains(hours=2)
    await send(room, alert(), alert("InstanceDown", fingerprint="ef56", group="g2"))
    await send(room, alert("Gone", fingerprint="gh78", group="g3"))
    await send(room, alert("Gone", fingerprint="gh78", is_firing=False))
    await room.ticks(hours=1)
    assert await room.sayings() == []
    await room.ticks(hours=1)
    await room.ticks()
    (outage,) = await room.outages()
    assert outage.starts_at == NOON
    (incident,) = await tickets(room)
    assert (incident.id, incident.title) == (outage.ticket, "ERP: InstanceDown")
    assert (await room.happenings()).count("alert_fired") == 1  # the disk, on the incident
    async with room.store.begin() as work:
        assert await work.firings.held() == []
        down = await work.firings.get("prometheus", "ef56")
    assert down.ticket == outage.ticket


async def test_an_alert_that_ended_while_its_alarm_was_to_be_raised_is_let_be(room):
    await room.maintains(hours=1)
    await send(room, alert())
    async with room.store.begin() as work:
        held = await work.firings.held()
    await send(room, alert(is_firing=False))
    async with room.store.begin() as work:
        await raise_held(work, held[0], room.clock())
    assert await room.sayings() == []


async def test_a_flood_of_alerts_is_folded(room):
    for number in range(8):
        await send(room, alert(fingerprint=f"{number}", group=f"g{number}", service=None))
    assert len(await tickets(room)) == 5
    assert (await room.happenings()).count("alert_fired") == 3


async def test_secrets_in_alerts_are_masked(room):
    text = "DiskFull: password=hunter2 in the log"
    await send(room, alert(service=None, text=text))
    (ticket,) = await tickets(room)
    assert "hunter2" not in ticket.text


async def test_a_sender_that_is_not_named_any_more_is_refused(room):
    with pytest.raises(NotFoundError):
        await room.happens(Alerted(sender="zabbix", alerts=(alert(),)))
