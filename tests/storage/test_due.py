"""What does time do next?"""

from datetime import timedelta

import pytest

from desk.events import EventKind
from desk.outcome import Done
from desk.policy import Status
from storage.store import Store
from tests import nouns
from tests.nouns import NOON

HOUR = timedelta(hours=1)
REOPEN = nouns.POLICY.reopen


async def test_nothing_is_due_on_a_quiet_desk(store: Store, open_ticket):
    await open_ticket()
    assert await store.due.next_at(NOON) is None
    assert await store.due.count(NOON, NOON + 999 * HOUR) == 0


async def test_the_first_of_all_kinds_of_moments_comes_first(store: Store, open_ticket):
    await open_ticket(status=Status.PENDING, nudge_at=NOON + 2 * HOUR)
    await open_ticket(status=Status.PENDING, nudge_at=NOON + 5 * HOUR)
    await open_ticket(status=Status.RESOLVED, resolved_at=NOON - REOPEN + 3 * HOUR)
    await open_ticket(timer_at=NOON + 7 * HOUR)
    await open_ticket(path_at=NOON + 4 * HOUR)
    await open_ticket(status=Status.CLOSED, resolved_at=NOON - REOPEN + HOUR)
    moments, at = [], NOON
    while at := await store.due.next_at(at):
        moments.append((at - NOON) / HOUR)
    assert moments == [2, 3, 4, 5, 7]


@pytest.mark.parametrize(("until", "things"), [(1, 0), (2, 1), (3, 2), (9, 4)])
async def test_what_falls_due_is_counted(store: Store, open_ticket, until, things):
    await open_ticket(nudge_at=NOON)
    await open_ticket(nudge_at=NOON + 2 * HOUR)
    await open_ticket(status=Status.RESOLVED, resolved_at=NOON - REOPEN + 3 * HOUR)
    both = {"nudge_at": NOON + 4 * HOUR, "resolved_at": NOON - REOPEN + 4 * HOUR}
    await open_ticket(status=Status.RESOLVED, **both)
    assert await store.due.count(NOON, NOON + until * HOUR) == things


async def test_only_what_time_did_is_told(store: Store, open_ticket):
    ticket = await open_ticket()
    after = (await store.audits.end()).event
    async with store.begin() as work:
        for kind, cause in ((EventKind.REMINDED, "remind:1"), (EventKind.WROTE, None)):
            await work.events.add(nouns.event(kind, ticket=ticket.id, cause=cause))
        await work.commit(Done())
    assert await store.due.happened(after) == [(ticket.id, EventKind.REMINDED)]
    assert await store.due.happened((await store.audits.end()).event) == []
