"""Outages come back as they were, on both databases, and a service has one open at most."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from desk.errors import StaleError
from desk.outages import Outage, OutageSource, ended
from storage.store import Store
from tests.nouns import NOON

HOUR = timedelta(hours=1)


def outage(**more) -> Outage:
    told = {"id": 0, "service": "erp", "starts_at": NOON, "source": OutageSource.ALERT}
    return Outage(**{**told, **more})


async def test_every_field_of_an_outage_comes_back(store: Store, open_ticket):
    incident = await open_ticket()
    whole = outage(ends_at=NOON + HOUR, ticket=incident.id)
    assert [field.name for field in fields(whole) if getattr(whole, field.name) is None] == []
    async with store.begin() as work:
        kept = await work.outages.add(whole)
        assert kept == replace(whole, id=kept.id)
        changed = replace(kept, ends_at=NOON + 2 * HOUR, ticket=None)
        await work.outages.save(changed)
        assert await work.outages.between("erp", NOON, NOON + HOUR) == [changed]


async def test_a_service_has_one_open_outage_at_most(store: Store):
    async with store.begin() as work:
        assert await work.outages.open_of("erp") is None
        mail = await work.outages.add(outage(service="mail", starts_at=NOON + HOUR))
        first = await work.outages.add(outage())
        with pytest.raises(StaleError):
            await work.outages.add(outage(starts_at=NOON + HOUR))
        assert await work.outages.open() == [first, mail]
        await work.outages.save(ended(first, NOON + HOUR))
        second = await work.outages.add(outage(starts_at=NOON + 3 * HOUR))
        assert await work.outages.open_of("erp") == second


async def test_those_that_touch_a_span_are_found(store: Store):
    async with store.begin() as work:
        first = await work.outages.add(outage(ends_at=NOON + HOUR))
        last = await work.outages.add(outage(starts_at=NOON + 2 * HOUR))
        await work.outages.add(outage(service="mail"))
        assert await work.outages.between("erp", NOON - HOUR, NOON) == []
        assert await work.outages.between("erp", NOON, NOON + 2 * HOUR) == [first]
        assert await work.outages.between("erp", NOON + HOUR, NOON + 3 * HOUR) == [last]
        assert await work.outages.between("erp", NOON, NOON + 3 * HOUR) == [first, last]
