"""A service goes down and works again: one incident, held back in maintenance, never twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions.look import TakeBeat, TakeLook, WatchServices, miss
from desk.alerts import Firing
from desk.errors import NotFoundError
from desk.events import EventKind
from desk.inbound import Alerted, Beaten
from desk.maintenance import Window
from desk.monitors import Heartbeat, Probe, ProbeKind, Sender
from desk.notice import NoticeKind
from desk.outages import Outage, OutageSource
from desk.outcome import Done
from desk.policy import Status, TicketType
from desk.services import Service
from desk.standing import Fault, FaultCode, Look
from desk.ticket import Verb
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, NORA, Room, room_on
from tests.desk.actions.reports import alert
from tests.nouns import L2_ROOM, NOON, POLICY

MINUTE = timedelta(minutes=1)
WEB = Probe(service="erp", name="web", kind=ProbeKind.HTTP, target="https://erp.example.com/up")
CERT = Probe(service="erp", name="cert", kind=ProbeKind.TLS, target="erp.example.com:443")
BACKUP = Heartbeat(
    service="erp", name="backup", every=timedelta(hours=24), grace=timedelta(hours=1)
)
ERP = Service(key="erp", title="ERP", tier="L2", probes=(WEB, CERT), heartbeats=(BACKUP,))
REFUSED = Fault(code=FaultCode.REFUSED)
EXPIRING = Fault(code=FaultCode.EXPIRING, facts={"days": 9, "ends_at": "2026-03-13T09:00:00Z"})
PROMETHEUS = Sender(name="prometheus", down=frozenset({"InstanceDown"}))


class Watched(Room):
    """A room beside which services are watched."""

    async def looks(self, *faults, probe=WEB, every=MINUTE):
        for fault in faults:
            look = Look(key=probe.key, at=self.clock(), fault=fault)
            await TakeLook()(look, self.store.begin, now=self.clock())
            self.clock.at += every

    async def beats(self):
        beat = Beaten(name="backup", beaten_at=self.clock())
        return await TakeBeat()(beat, self.store.begin, now=self.clock())

    async def ticks(self, **by):
        self.clock.move(**by)
        await WatchServices()(self.store.begin, now=self.clock())

    async def maintains(self, **lasts):
        """Plan maintenance that has begun a minute ago."""
        start = self.clock() - MINUTE
        async with self.store.begin() as work:
            await work.windows.add(
                Window(
                    id=0,
                    services=("erp",),
                    starts_at=start,
                    ends_at=start + timedelta(**lasts),
                    text="",
                    timezone="UTC",
                    planned_by=None,
                    planned_at=start - MINUTE,
                )
            )
            await work.commit(Done())

    async def outages(self):
        async with self.store.begin() as work:
            return await work.outages.between("erp", NOON - MINUTE, self.clock() + MINUTE)

    async def of(self, *kinds):
        return [one for one in await self.sayings() if one.notice.kind in kinds]

    async def events_of(self, number, *kinds):
        async with self.store.begin() as work:
            return [one for one in await work.events.of_ticket(number) if one.kind in kinds]


@pytest.fixture
async def room(sqlite_url):
    policy = replace(POLICY, calendars=(ALWAYS,), services=(ERP,), senders=(PROMETHEUS,))
    async with room_on(sqlite_url) as before:
        store = Store.open(sqlite_url, policy, clock=before.clock)
        yield Watched(store, before.clock)
        await store.close()


async def test_a_service_that_goes_down_has_one_incident_that_says_what_fails(room):
    began = room.clock()
    await room.looks(None, REFUSED, REFUSED)
    assert await room.outages() == []
    await room.looks(REFUSED, REFUSED)
    (outage,) = await room.outages()
    assert (outage.starts_at, outage.ends_at) == (began + MINUTE, None)
    ticket = await room.ticket(outage.ticket)
    assert (ticket.title, ticket.tier) == ("ERP: https://erp.example.com/up", "L2")
    assert (ticket.type, ticket.service) == (TicketType.INCIDENT, "erp")
    (told,) = await room.of(NoticeKind.SERVICE_DOWN)
    assert told.address == L2_ROOM
    assert (told.notice.facts["service"], told.notice.facts["since"]) == (
        "ERP",
        outage.starts_at.isoformat(),
    )
    assert told.notice.facts["rows"][0]["fault"] == "refused"
    (event,) = await room.events_of(ticket.id, EventKind.SERVICE_DOWN)
    assert (event.data["what"], event.data["fault"]) == ("erp/web", "refused")


async def test_what_fails_besides_goes_on_the_same_incident(room):
    await room.looks(REFUSED, REFUSED, REFUSED)
    await room.looks(REFUSED, REFUSED, REFUSED, probe=CERT)
    (outage,) = await room.outages()
    first, second = await room.of(NoticeKind.SERVICE_DOWN)
    assert first.notice.ticket == second.notice.ticket == outage.ticket
    assert [row["name"] for row in second.notice.facts["rows"]] == ["erp/cert"]
    await room.looks(None, None)
    assert (await room.outages())[0].ends_at is None
    back = room.clock()
    await room.looks(None, None, probe=CERT)
    (outage,) = await room.outages()
    assert outage.ends_at == back


async def test_when_it_works_again_its_owner_may_resolve_the_incident(room):
    await room.looks(REFUSED, REFUSED, REFUSED)
    (outage,) = await room.outages()
    await room.looks(None, None, None)
    (told,) = await room.of(NoticeKind.RECOVERED)
    assert [offer.verb for offer in told.notice.offers] == [Verb.RESOLVE]
    assert (told.notice.facts["service"], told.notice.facts["seconds"]) == ("ERP", 180)
    (event,) = await room.events_of(outage.ticket, EventKind.SERVICE_UP)
    assert event.data["seconds"] == 180
    assert (await room.ticket(outage.ticket)).status is Status.NEW


async def test_a_ticket_that_was_resolved_meanwhile_is_not_offered_again(room):
    await room.looks(REFUSED, REFUSED, REFUSED)
    (outage,) = await room.outages()
    done = {"text": "New disk", "category": "defect"}
    await room.does(NORA, "resolve", str(outage.ticket), channel=L2_ROOM, values=done)
    await room.looks(None, None)
    (told,) = await room.of(NoticeKind.RECOVERED)
    assert told.notice.offers == ()


async def test_a_second_outage_while_the_incident_goes_on_is_told_there(room):
    await room.looks(REFUSED, REFUSED, REFUSED, None, None, None)
    await room.looks(REFUSED, REFUSED, REFUSED)
    first, second = await room.outages()
    assert first.ticket == second.ticket
    assert len(await room.of(NoticeKind.SERVICE_DOWN)) == 2


async def test_in_maintenance_nobody_is_alarmed_and_what_is_down_at_its_end_is_alarmed_then(room):
    await room.maintains(hours=2)
    await room.looks(REFUSED, REFUSED, REFUSED)
    await room.looks(REFUSED, REFUSED, REFUSED, probe=CERT)
    await room.ticks(hours=1)
    (outage,) = await room.outages()
    assert outage.ticket is None
    assert await room.of(NoticeKind.SERVICE_DOWN, NoticeKind.TICKET_CARD) == []
    await room.ticks(hours=1)
    await room.ticks()
    (outage,) = await room.outages()
    (told,) = await room.of(NoticeKind.SERVICE_DOWN)
    assert told.notice.ticket == outage.ticket
    assert told.notice.facts["rows"][0]["fault"] == "refused"


async def test_what_works_again_within_its_maintenance_was_never_told(room):
    await room.maintains(hours=2)
    await room.looks(REFUSED, REFUSED, REFUSED, None, None)
    await room.ticks(hours=3)
    assert await room.sayings() == []
    (outage,) = await room.outages()
    assert outage.ends_at is not None


async def test_what_was_down_before_maintenance_stays_known(room):
    await room.looks(REFUSED, REFUSED, REFUSED)
    (outage,) = await room.outages()
    await room.maintains(hours=2)
    await room.ticks(hours=3)
    assert await room.outages() == [outage]
    assert len(await room.of(NoticeKind.SERVICE_DOWN)) == 1


async def test_a_report_that_does_not_come_is_an_outage_until_it_comes(room):
    await room.ticks(hours=48)
    assert await room.outages() == []  # nothing is expected of what never came
    await room.beats()
    due = room.clock() + timedelta(hours=25)
    await room.ticks(hours=24, minutes=59)
    assert await room.outages() == []
    await room.ticks(minutes=2)
    await room.ticks(minutes=2)
    (outage,) = await room.outages()
    assert (outage.starts_at, outage.source) == (due, "heartbeat")
    (told,) = await room.of(NoticeKind.SERVICE_DOWN)
    assert told.notice.facts["rows"][0]["name"] == "backup"
    assert (await room.ticket(outage.ticket)).title == "ERP: backup"
    await room.beats()
    assert (await room.outages())[0].ends_at == room.clock()
    await room.beats()
    assert len(await room.of(NoticeKind.RECOVERED)) == 1


async def test_a_report_that_nobody_expects_is_refused(room):
    with pytest.raises(NotFoundError):
        await TakeBeat()(
            Beaten(name="other", beaten_at=room.clock()), room.store.begin, now=room.clock()
        )
    gone = Look(key="erp/gone", at=room.clock(), fault=REFUSED)
    assert await TakeLook()(gone, room.store.begin, now=room.clock()) is None


async def test_what_is_not_watched_any_more_ends_its_outage(room, sqlite_url):
    await room.beats()
    await room.looks(REFUSED, REFUSED, REFUSED)
    bare = replace(room.store.policy, services=(replace(ERP, probes=(), heartbeats=()),))
    room.store = Store.open(sqlite_url, bare, clock=room.clock)
    await room.ticks(hours=30)
    (outage,) = await room.outages()
    assert outage.ends_at == room.clock()
    assert len(await room.of(NoticeKind.RECOVERED)) == 1
    await room.store.close()


async def test_a_service_that_is_gone_from_the_file_is_not_alarmed(room, sqlite_url):
    await room.maintains(hours=1)
    await room.happens(Alerted(sender="prometheus", alerts=(alert("InstanceDown"),)))
    bare = replace(room.store.policy, services=())
    room.store = Store.open(sqlite_url, bare, clock=room.clock)
    await room.ticks(hours=2)
    assert (await room.outages())[0].ticket is None
    await room.store.close()


async def test_a_certificate_that_runs_out_opens_a_ticket_and_is_no_outage(room):
    await room.looks(EXPIRING, EXPIRING, EXPIRING, EXPIRING, probe=CERT)
    assert await room.outages() == []
    (card,) = {one.notice.ticket for one in await room.of(NoticeKind.TICKET_CARD)}
    ticket = await room.ticket(card)
    assert ticket.title == "ERP: TLS erp.example.com:443, 2026-03-13"
    assert (ticket.tier, ticket.service) == ("L2", "erp")
    await room.looks(None, None, probe=CERT)
    (told,) = await room.of(NoticeKind.RECOVERED)
    assert told.notice.facts["name"] == "TLS erp.example.com:443"


async def test_a_look_from_before_the_last_change_says_nothing(room):
    await room.looks(REFUSED, REFUSED, REFUSED)
    room.clock.move(hours=-1)
    await room.looks(None, None, None)
    room.clock.move(hours=1)
    assert (await room.outages())[0].ends_at is None


async def test_a_report_that_comes_while_it_is_missed_is_not_missed(room):
    await room.beats()
    async with room.store.begin() as work:
        await miss(work, "beat:backup", room.clock())
        await miss(work, "beat:never", room.clock())
        await work.commit(Done())
    assert await room.outages() == []


async def test_one_that_fails_holds_up_no_other(room, sqlite_url):
    mail = Service(key="mail", title="Mail", tier="L9")  # a tier that the file has lost
    broken = replace(room.store.policy, services=(mail, ERP), senders=(PROMETHEUS,))
    room.store = Store.open(sqlite_url, broken, clock=room.clock)
    async with room.store.begin() as work:
        for key in ("mail", "erp"):
            down = Firing(
                sender="prometheus",
                fingerprint=key,
                group=key,
                name="InstanceDown",
                text="",
                is_down=True,
                starts_at=NOON,
                service=key,
            )
            await work.firings.save(down)
            await work.outages.add(
                Outage(id=0, service=key, starts_at=NOON, source=OutageSource.ALERT)
            )
        await work.commit(Done())
    await room.ticks(minutes=1)
    (outage,) = await room.outages()
    assert outage.ticket is not None
    await room.store.close()
