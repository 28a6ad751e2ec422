"""Maintenance windows come back as they were, on both databases, and are found when they are due."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from desk.errors import NotFoundError
from desk.maintenance import Announcement, Window, cancel
from desk.outcome import Done
from storage.store import Store
from tests.nouns import NOON, ticket

HOUR = timedelta(hours=1)


def window(person: int, **more) -> Window:
    told = {
        "id": 0,
        "services": ("erp", "mail"),
        "starts_at": NOON + 72 * HOUR,
        "ends_at": NOON + 74 * HOUR,
        "text": "New database",
        "timezone": "Europe/Berlin",
        "planned_by": person,
        "planned_at": NOON,
        "every": 7,
        "told": Announcement.AHEAD,
        "cancelled_at": NOON + HOUR,
    }
    return Window(**{**told, **more})


async def test_every_field_of_a_window_comes_back(store: Store, meet):
    maya = await meet()
    whole = window(maya.id)
    assert [field.name for field in fields(whole) if getattr(whole, field.name) is None] == []
    async with store.begin() as work:
        kept = await work.windows.add(whole)
        assert kept == replace(whole, id=kept.id)
        changed = replace(kept, told=Announcement.SOON, every=None, text="")
        await work.windows.save(changed)
        assert await work.windows.get(kept.id) == changed
        with pytest.raises(NotFoundError):
            await work.windows.get(kept.id + 1)


async def test_what_is_to_be_told_and_what_is_coming(store: Store, meet):
    maya = await meet()
    plain = {"told": None, "cancelled_at": None, "every": None}
    async with store.begin() as work:
        late = await work.windows.add(window(maya.id, **plain))
        soon = await work.windows.add(
            window(maya.id, **{**plain, "starts_at": NOON + HOUR, "ends_at": NOON + 2 * HOUR})
        )
        off = await work.windows.add(window(maya.id, **plain))
        await work.windows.save(cancel(off, NOON))
        await work.commit(Done())
    async with store.begin() as work:
        assert await work.windows.to_tell(NOON) == [soon.id]
        assert await work.windows.to_tell(NOON + 24 * HOUR) == [soon.id, late.id]
        assert await work.windows.coming(NOON) == [soon, late]
        assert await work.windows.coming(NOON + 2 * HOUR) == [late]


async def test_open_tickets_about_a_service_are_found(store: Store, meet):
    maya = await meet()
    async with store.begin() as work:
        for service in ("erp", "mail", None):
            await work.tickets.add(ticket(maya.id, service=service))
        found = await work.tickets.open_about(("erp", "crm"))
        assert [one.service for one in found] == ["erp"]
        assert await work.tickets.open_about(()) == []
