"""What does the auditor read: how much waits where, and what was never said?"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from desk.events import Event, EventKind
from desk.outcome import Done
from storage.audit import Page
from storage.store import Store
from storage.tables import outbox
from tests import nouns

HOUR = timedelta(hours=1)
SPEAKING = frozenset({EventKind.REPLIED})


async def look(store, *, at=nouns.NOON):
    return await store.audits.backlog(dead_since=at - HOUR, before=at)


async def change(store: Store, statement):
    async with store.database.write() as connection:
        await connection.execute(statement)
        await connection.commit()


async def happen(store: Store, ticket, *, is_said):
    """Let somebody reply, with or without saying so."""
    async with store.begin() as work:
        event = await work.events.add(
            Event(kind=EventKind.REPLIED, at=nouns.NOON, ticket=ticket.id, stint=0)
        )
        if is_said:
            await work.say(nouns.saying(f"event:{event.id}"))
        await work.commit(Done())
    return event.id


async def test_an_empty_desk_has_no_backlog(store: Store):
    backlog = await look(store)
    assert (backlog.inbox, backlog.outbox, backlog.dead) == (0, 0, 0)
    assert backlog.inbox_since is None
    assert backlog.lost == {}


async def test_what_waits_is_counted_with_the_age_of_the_oldest(store: Store, clock):
    await store.inbox.put(nouns.letter("first"))
    clock.move(minutes=3)
    await store.inbox.put(nouns.letter("second"))
    async with store.begin() as work:
        await work.say(nouns.saying("event:1"))
        await work.commit(Done())
    backlog = await look(store)
    assert (backlog.inbox, backlog.inbox_since) == (2, nouns.NOON)
    assert (backlog.outbox, backlog.outbox_since) == (1, clock.at)


async def test_rows_that_were_given_up_are_counted_while_that_is_news(store: Store, clock):
    await store.inbox.put(nouns.letter("bad"))
    await store.inbox.bury("bad", "broken")
    assert (await look(store)).dead == 1
    clock.move(hours=2)
    assert (await look(store, at=clock.at)).dead == 0
    assert (await look(store)).inbox == 0


async def test_leases_that_ended_are_stuck_or_lost(store: Store):
    async with store.begin() as work:
        await work.say(nouns.saying("event:1"))
        await work.commit(Done())
    await store.outbox.lease("me", now=nouns.NOON)
    assert (await look(store)).stuck == 0
    await change(store, update(outbox).values(lease_until=nouns.NOON - HOUR))
    await store.leases.hold("telegram:poll", "me", -3600.0)
    backlog = await store.audits.backlog(
        dead_since=nouns.NOON, before=nouns.NOON + timedelta(days=3650)
    )
    assert backlog.stuck == 1
    assert list(backlog.lost) == ["telegram:poll"]


async def test_what_was_given_up_and_told_to_nobody_is_counted(store: Store):
    async with store.begin() as work:
        await work.say(nouns.saying("event:1"))
        await work.commit(Done())
    [job] = await store.outbox.lease("me", now=nouns.NOON)
    await store.outbox.refused(job, "gone")
    assert (await look(store)).untold == 1
    await store.outbox.told(await store.outbox.untold())
    assert (await look(store)).untold == 0


async def test_an_event_of_which_nothing_was_said_is_found_once(store: Store, open_ticket):
    ticket = await open_ticket()
    start = await store.audits.end()
    assert start == Page(event=0, saying=0)
    await happen(store, ticket, is_said=True)
    silent = await happen(store, ticket, is_said=False)
    found, page = await store.audits.unsaid(SPEAKING, start)
    assert found == [ticket.id]
    assert await store.audits.unsaid(SPEAKING, page) == ([], page)
    assert (await store.audits.end()).event == silent


async def test_what_may_be_silent_is_not_missed(store: Store, open_ticket):
    await happen(store, await open_ticket(), is_said=False)
    found, _ = await store.audits.unsaid(frozenset({EventKind.CLAIMED}), Page(event=0, saying=0))
    assert found == []


async def test_another_desk_in_the_same_database_is_named(store: Store, open_ticket):
    await open_ticket()
    assert await store.audits.other_desks() == []
    other = Store(
        store.database, replace(nouns.POLICY, workspace="other"), clock=lambda: nouns.NOON
    )
    assert await other.audits.other_desks() == ["acme"]
    assert (await look(other)).inbox == 0
