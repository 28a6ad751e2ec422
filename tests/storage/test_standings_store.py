"""What probes and alerts say comes back as it was, on both databases."""

from dataclasses import fields, replace
from datetime import timedelta

from desk.alerts import Firing
from desk.standing import Fault, FaultCode, Look, Standing
from storage.store import Store
from tests.nouns import NOON

HOUR = timedelta(hours=1)
FAULT = Fault(code=FaultCode.STATUS, facts={"status": 503})
LOOK = Look(key="erp/web", at=NOON, took=timedelta(milliseconds=41), fault=FAULT)
STANDING = Standing(
    key="erp/web",
    service="erp",
    is_down=True,
    since=NOON,
    changed_at=NOON + HOUR,
    seen_at=NOON + 2 * HOUR,
    took=timedelta(milliseconds=7),
    fault=FAULT,
    due_at=NOON + 3 * HOUR,
)


def firing(ticket=None, **more) -> Firing:
    told = {
        "sender": "prometheus",
        "fingerprint": "ab12",
        "group": "disks",
        "name": "DiskFull",
        "text": "Disk of db1 is full",
        "is_down": True,
        "starts_at": NOON,
        "service": "erp",
        "ticket": ticket,
    }
    return Firing(**{**told, **more})


def is_whole(noun) -> bool:
    return all(getattr(noun, field.name) is not None for field in fields(noun))


async def test_looks_come_back_the_newest_in_their_order(store: Store):
    bare = Look(key="erp/web", at=NOON + HOUR)
    late = replace(LOOK, at=NOON + 2 * HOUR, fault=None)
    assert is_whole(LOOK)
    async with store.begin() as work:
        for look in (late, LOOK, bare, LOOK, replace(LOOK, key="erp/dns")):
            await work.standings.add_look(look)
        assert await work.standings.looks("erp/web", None, 5) == [LOOK, bare, late]
        assert await work.standings.looks("erp/web", NOON, 5) == [bare, late]
        assert await work.standings.looks("erp/web", None, 2) == [bare, late]
        await work._tx.connection.commit()
    took = timedelta(milliseconds=41)
    assert await store.looks.times("erp/web", NOON) == [took, took]
    await store.looks.prune(NOON + HOUR)
    assert await store.looks.times("erp/web", NOON) == [took]
    assert await store.looks.times("erp/dns", NOON) == []


async def test_standings_come_back_and_those_that_are_down_or_overdue_are_found(store: Store):
    well = replace(STANDING, key="beat:backup", is_down=False, fault=None, took=None)
    assert is_whole(STANDING)
    async with store.begin() as work:
        assert await work.standings.get("erp/web") is None
        await work.standings.save(replace(STANDING, is_down=False))
        for standing in (STANDING, well, replace(STANDING, key="mail/web", service="mail")):
            await work.standings.save(standing)
        assert await work.standings.get("erp/web") == STANDING
        assert [one.key for one in await work.standings.all()] == [
            "beat:backup",
            "erp/web",
            "mail/web",
        ]
        assert await work.standings.down("erp") == [STANDING]
        assert await work.standings.overdue(NOON + 2 * HOUR) == []
        await work.standings.save(replace(STANDING, due_at=None))
        assert await work.standings.overdue(NOON + 3 * HOUR) == ["beat:backup", "mail/web"]


async def test_alerts_come_back_and_are_found_by_what_they_went_on(store: Store, open_ticket):
    first, second = await open_ticket(), await open_ticket()
    whole = firing(first.id, ends_at=NOON + HOUR)
    assert is_whole(whole)
    async with store.begin() as work:
        assert await work.firings.get("prometheus", "ab12") is None
        await work.firings.save(whole)
        assert await work.firings.get("prometheus", "ab12") == whole
        assert await work.firings.of_ticket(first.id) == await work.firings.down("erp") == []
        fires, held = firing(second.id), firing(fingerprint="cd34", is_down=False)
        await work.firings.save(fires)
        await work.firings.save(held)
        assert await work.firings.of_ticket(second.id) == await work.firings.down("erp") == [fires]
        assert await work.firings.held() == [held]
        assert await work.firings.ticket_of("prometheus", "disks") == second.id
        assert await work.firings.ticket_of("prometheus", "cpus") is None
        assert await work.firings.ticket_of("other", "disks") is None


async def test_alerts_that_are_long_over_are_forgotten(store: Store):
    over, fires = firing(ends_at=NOON), firing(fingerprint="cd34")
    async with store.begin() as work:
        await work.firings.save(over)
        await work.firings.save(fires)
        await work._tx.connection.commit()
    await store.looks.prune(NOON + HOUR)
    async with store.begin() as work:
        assert await work.firings.get("prometheus", "ab12") is None
        assert await work.firings.get("prometheus", "cd34") == fires
