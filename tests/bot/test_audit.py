"""Does somebody notice when what should have happened did not?"""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.audit import HEARTBEAT, Audit, Limits, waiting
from bot.replicas import GONE, SETTLED, Replicas
from desk.events import Event, EventKind
from desk.outcome import Done
from storage.audit import Backlog
from tests import nouns
from tests.nouns import NOON
from tests.patience import eventually

LATE = NOON - timedelta(minutes=6)


def codes(alarms):
    return [alarm.code for alarm in alarms]


async def told(desk):
    """The alarms that wait for admins, by their code."""
    codes = []
    while jobs := await desk.store.outbox.lease("test", now=NOON):
        codes += [job.saying.notice.facts["code"] for job in jobs]
        for job in jobs:
            await desk.store.outbox.sent(job, f"m{job.id}", "", NOON)
    return codes


@pytest.mark.parametrize(
    ("backlog", "found"),
    [
        (Backlog(), []),
        (Backlog(inbox=3, inbox_since=NOON), []),
        (Backlog(inbox=3, inbox_since=LATE), ["inbox_late"]),
        (Backlog(outbox=3, outbox_since=LATE), ["outbox_late"]),
        (Backlog(dead=1), ["row_dead"]),
        (Backlog(stuck=1), ["unknown_outcomes"]),
        (Backlog(untold=1), ["untold"]),
    ],
)
def test_what_is_too_old_is_an_alarm(backlog, found):
    assert codes(waiting(backlog, NOON)) == found


def test_an_alarm_says_how_many_and_for_how_long():
    [alarm] = waiting(Backlog(inbox=3, inbox_since=LATE), NOON)
    assert alarm.facts == {"rows": 3, "minutes": 6}


async def test_a_desk_in_order_beats(desk):
    assert await desk.audit().look() == []
    assert await desk.store.marks.get(HEARTBEAT) == NOON.isoformat()


async def test_work_that_is_not_done_alarms_admins_and_withholds_the_heartbeat(desk, clock, meet):
    await meet("ada")
    await desk.store.inbox.put(nouns.letter())
    clock.move(minutes=6)
    audit = desk.audit()
    assert codes(await audit.look()) == ["inbox_late"]
    assert await desk.store.marks.get(HEARTBEAT) is None
    assert await told(desk) == ["inbox_late"]
    assert not await desk.health.is_ready()
    await desk.store.inbox.bury("k1", "gone")
    assert codes(await audit.look()) == ["row_dead"]
    assert await desk.health.is_ready()


async def test_the_same_alarm_is_said_once_an_hour(desk, clock, meet):
    await meet("ada")
    for minutes in (0, 30, 29, 1):
        clock.move(minutes=minutes)
        await desk.alerts.raise_alert("inbox_late", rows=1)
    assert await told(desk) == ["inbox_late", "inbox_late"]


async def test_an_admin_whom_nobody_has_met_is_told_in_the_log_only(desk):
    await desk.alerts.raise_alert("inbox_late", rows=1)
    assert await told(desk) == []


async def test_a_reply_of_which_nothing_was_said_is_an_alarm(desk, meet):
    maya = await meet("maya")
    audit = desk.audit()
    assert await audit.look() == []
    async with desk.store.begin() as work:
        ticket = await work.tickets.add(nouns.ticket(maya.id, tier="L1"))
        await work.events.add(Event(kind=EventKind.REPLIED, at=NOON, ticket=ticket.id, stint=0))
        await work.commit(Done())
    [alarm] = await audit.look()
    assert (alarm.code, alarm.facts) == ("unsaid", {"tickets": f"SUP-{ticket.id}"})
    assert await audit.look() == []


async def test_a_clock_that_does_not_tick_is_an_alarm(desk, clock):
    desk.health.ticked()
    clock.move(minutes=2)
    assert codes(await desk.audit().look()) == ["tick_late"]


async def test_only_leases_of_platforms_that_run_here_are_missed(desk, clock):
    await desk.store.leases.hold("web:poll", "gone", 1.0)
    await desk.store.leases.hold("telegram:poll", "gone", 1.0)
    clock.move(minutes=6)
    [alarm] = await desk.audit().look()
    assert (alarm.code, alarm.facts) == ("lease_lost", {"leases": "web:poll"})


async def test_replicas_that_answer_from_different_articles_are_an_alarm(desk, clock):
    other = Replicas(desk.store.marks, "other", lambda: "old")
    audit = desk.audit()
    for seconds in (0, 60, 60):
        clock.move(seconds=seconds)
        await other.differing(clock.at)
        found = await audit.look()
        assert codes(found) == ([] if clock.at - NOON < SETTLED else ["articles_differ"])
    clock.move(seconds=GONE.total_seconds())
    assert await audit.look() == [], "the other one has ended"


async def test_an_edit_under_way_is_no_difference(desk, clock):
    versions = {"one": "a", "two": "a"}
    replicas = [
        Replicas(desk.store.marks, name, lambda name=name: versions[name]) for name in versions
    ]
    for version in ("a", "a", "a", "b", "b"):
        clock.move(seconds=60)
        versions["one"] = version
        assert [await replica.differing(clock.at) for replica in replicas] == [[], []]


async def test_an_audit_that_cannot_read_goes_on_trying(desk, clock):
    class Broken(Replicas):
        looks = 0

        async def differing(self, now):
            Broken.looks += 1
            raise OperationalError("SELECT", {}, Exception("database is locked"))

    broken = Broken(desk.store.marks, "me", str)
    audit = Audit(
        desk.store,
        desk.alerts,
        desk.health,
        broken,
        desk.clocks,
        desk.notifiers,
        limits=Limits(every=0),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(audit.run(stop))
    await eventually(lambda: Broken.looks >= 3, "it gave up")
    stop.set()
    await running


async def test_the_audit_stops_when_it_is_told(desk):
    stop = asyncio.Event()
    running = asyncio.create_task(desk.audit().run(stop))
    await eventually(lambda: desk.store.marks.get(HEARTBEAT), "it never looked")
    stop.set()
    async with asyncio.timeout(20):
        await running
