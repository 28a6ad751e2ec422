"""An approval comes back as it was, waits once a ticket, and is decided once."""

from dataclasses import fields
from datetime import timedelta

import pytest

from desk.approval import REMINDED, Approval, approve, decline, remind
from desk.errors import NotFoundError, StaleError
from desk.outcome import Done
from storage.store import Store
from tests.nouns import NOON

DAY = timedelta(days=1)


def asking(ticket: int, by: int, **more) -> Approval:
    told = {"what": "Access to the ERP", "deciders": ("manager", "L2"), "asked_at": NOON}
    return Approval(id=0, ticket=ticket, asked_by=by, **{**told, **more})


async def test_every_field_comes_back(store: Store, open_ticket, meet):
    maya, opened = await meet(), await open_ticket()
    async with store.begin() as work:
        asked = asking(opened.id, maya.id, is_own_fine=True, reminded=1)
        stored = await work.approvals.add(asked)
        said = decline(stored, maya.id, "not now", NOON + DAY)
        await work.approvals.save(said)
        assert await work.approvals.get(stored.id) == said
        assert [one.name for one in fields(said) if getattr(said, one.name) is None] == []
        with pytest.raises(NotFoundError):
            await work.approvals.get(stored.id + 1)


async def test_a_ticket_waits_for_one_at_a_time(store: Store, open_ticket, meet):
    maya, first, other = await meet(), await open_ticket(), await open_ticket()
    async with store.begin() as work:
        one = await work.approvals.add(asking(first.id, maya.id, is_own_fine=True))
        two = await work.approvals.add(asking(other.id, maya.id))
        with pytest.raises(StaleError):
            await work.approvals.add(asking(first.id, maya.id))
        assert await work.approvals.waiting() == [one, two]
        yes = approve(one, maya.id, "", NOON)
        await work.approvals.save(yes)
        assert await work.approvals.waiting_of(first.id) is None
        assert await work.approvals.waiting_of(other.id) == two
        again = await work.approvals.add(asking(first.id, maya.id))
        assert await work.approvals.of_ticket(first.id) == [yes, again]


async def test_two_desks_of_one_database_decide_once(
    store: Store, replica: Store, open_ticket, meet
):
    maya, opened = await meet(), await open_ticket()
    async with store.begin() as work:
        asked = await work.approvals.add(asking(opened.id, maya.id, is_own_fine=True))
        await work.commit(Done())
    async with replica.begin() as work:
        await work.approvals.save(approve(asked, maya.id, "", NOON))
        await work.commit(Done())
    async with store.begin() as work:
        with pytest.raises(StaleError):
            await work.approvals.save(decline(asked, maya.id, "late", NOON))


async def test_reminders_are_found_when_they_are_due(store: Store, open_ticket, meet):
    maya, first, second = await meet(), await open_ticket(), await open_ticket()
    async with store.begin() as work:
        late = await work.approvals.add(asking(first.id, maya.id, asked_at=NOON + DAY))
        early = await work.approvals.add(asking(second.id, maya.id))
        assert await work.approvals.to_remind(NOON + REMINDED[0] - timedelta(seconds=1)) == []
        assert await work.approvals.to_remind(NOON + REMINDED[0] + DAY) == [early.id, late.id]
        await work.approvals.save(remind(early, NOON + REMINDED[0] + DAY))
        assert await work.approvals.to_remind(NOON + REMINDED[0] + DAY) == [late.id]
