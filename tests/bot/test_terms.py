"""An edited file counts for what is open; what was decided stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import terms
from desk.actions.keep_promises import KeepPromises, TimeAnew
from desk.policy import SlaPolicy, Status
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, SAM, room_on
from tests.nouns import POLICY

HOUR = timedelta(hours=1)
PROMISE = SlaPolicy(calendar="always", first_response=2 * HOUR, resolution=20 * HOUR)
SHORTER = replace(PROMISE, first_response=HOUR, resolution=10 * HOUR)


@pytest.fixture
async def room(sqlite_url):
    async with room_on(sqlite_url, slas=(PROMISE,)) as room:
        yield room


async def begun_again(room, url, *slas):
    """Start the desk anew with a file that promises this."""
    policy = replace(room.store.policy, slas=slas, since=None)
    held, is_new = await terms.hold(room.store, policy, room.clock())
    store = Store.open(url, held, clock=room.clock)
    if is_new:
        await TimeAnew()(store.begin, now=room.clock())
    return store


async def test_the_first_start_of_all_decides_nothing_anew(room):
    held, is_new = await terms.hold(room.store, room.store.policy, room.clock())
    assert (held.since, is_new) == (None, False)
    again, is_new = await terms.hold(room.store, room.store.policy, room.clock())
    assert (again.since, is_new) == (None, False)


async def test_open_tickets_follow_an_edit_and_what_was_kept_stays_kept(room, sqlite_url):
    await terms.hold(room.store, room.store.policy, room.clock())
    number = await room.opens()
    room.clock.move(hours=1.5)
    await room.does(SAM, "reply", f"{number} We are on it")
    before = await room.ticket(number)
    assert await KeepPromises()(room.store.begin, now=room.clock()) == 0
    store = await begun_again(room, sqlite_url, SHORTER)
    try:
        assert store.policy.since == room.clock()
        assert await KeepPromises()(store.begin, now=room.clock()) == 0
        after = await room.ticket(number)
        assert after.resolution_due == before.resolution_due - 10 * HOUR
        room.clock.move(hours=9)
        assert await KeepPromises()(store.begin, now=room.clock()) == 1
    finally:
        await store.close()
    assert [one for one in await room.history(number) if one.startswith("ticket.br")] == [
        "ticket.breached"
    ], "the resolution; the answer was in time when it was given"


async def test_a_closed_ticket_is_not_looked_at(room, sqlite_url):
    number = await room.opens()
    async with room.store.begin() as work:
        ticket = await work.tickets.get(number)
        await work.tickets.save(replace(ticket, status=Status.CLOSED, timer_at=None))
        await work.commit(None)
    store = await begun_again(room, sqlite_url, SHORTER)
    await store.close()
    assert (await room.ticket(number)).timer_at is None


async def test_the_moment_of_the_last_edit_is_kept(room, sqlite_url):
    await room.opens()
    store = await begun_again(room, sqlite_url, SHORTER)
    await store.close()
    edited = room.clock()
    room.clock.move(hours=5)
    store = await begun_again(room, sqlite_url, SHORTER)
    await store.close()
    assert store.policy.since == edited


def test_the_hash_is_of_what_is_said_and_not_of_how_it_lies_in_memory():
    days = [date(2026, 12, day) for day in (24, 25, 26, 31)]
    calendars = [replace(ALWAYS, holidays=frozenset(order)) for order in (days, reversed(days))]
    hashes = {terms.hash_of(replace(POLICY, calendars=(one,))) for one in calendars}
    assert len(hashes) == 1
    assert terms.hash_of(replace(POLICY, slas=(PROMISE,))) not in hashes
