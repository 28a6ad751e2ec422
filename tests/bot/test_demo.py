"""Does the demo show a week of a desk's life, and can its clock be moved?"""

from datetime import timedelta
from time import monotonic

import pytest

from bot import demo
from bot.config import of_demo
from bot.demo_story import ENGINEERS, MANAGER, REQUESTERS, STORY
from bot.wiring import add_web, build
from desk.actions.by_clock import CLOCK
from desk.events import EventKind
from desk.people import Identity, Role
from desk.policy import Status
from handlers.web.live import Signal


@pytest.fixture
async def shown(sqlite_url, shelf):
    desk = await build(sqlite_url, of_demo(), librarian=shelf)
    add_web(desk, changed=lambda: None)
    await demo.prepare(desk)
    yield desk
    await desk.close()


async def test_the_demo_is_a_desk_with_a_week_behind_it(shown):
    rows = await shown.store.tickets.rows(CLOCK)
    assert {row.status for row in rows} >= {Status.NEW, Status.OPEN, Status.RESOLVED}
    assert {row.tier for row in rows} >= {"L1", "L2", "L3"}
    oldest = min(row.asked_at for row in rows)
    assert shown.clocks.desk() - oldest > timedelta(days=5)
    assert shown.clocks.offset == timedelta(), "the clock was put back"
    kinds = {
        event.kind
        async for _, history in shown.store.histories.tickets_with_history()
        for event in history
    }
    assert kinds >= {EventKind.REPLIED, EventKind.ESCALATED, EventKind.RATED}
    assert len(rows) <= len(STORY)
    assert not await shown.processor().step()

    await shown.tick.climb()
    called = [
        event
        async for _, history in shown.store.histories.tickets_with_history()
        for event in history
        if event.kind is EventKind.PAGED
    ]
    assert called, "what nobody has claimed for hours is called for"

    count = len(rows)
    await demo.prepare(shown)
    assert len(await shown.store.tickets.rows(CLOCK)) == count, "it is made once"

    controls = demo.Controls(shown, Signal())
    people = await controls.people()
    staff = sum(len(team) for team in ENGINEERS.values())
    assert len(people) == len(REQUESTERS) + staff + len(MANAGER)
    ruth = await shown.store.people.actor(Identity(platform="web", id=next(iter(MANAGER))))
    assert Role.MANAGER in ruth.roles
    before = shown.clocks.desk()
    await let_promises_run_out(shown, controls)
    passed = await controls.move(timedelta(days=30))
    assert shown.clocks.desk() - before >= timedelta(days=30)
    assert passed.left == 0
    assert EventKind.CLOSED in {kind for _, kind in passed.happened}
    rows = await shown.store.tickets.rows(CLOCK)
    assert Status.RESOLVED not in {row.status for row in rows}, "time closed them"


async def let_promises_run_out(shown, controls):
    began = monotonic()
    passed = await controls.move(timedelta(days=4))
    assert monotonic() - began < 10
    assert {kind for _, kind in passed.happened} >= {EventKind.WARNED, EventKind.BREACHED}
    rooms = [tier.channels[0].address.channel for tier in shown.policy.tiers]
    cards = [
        message.card or ""
        for room in rooms
        for message in await shown.store.chat_pages.messages(room, viewer="ruth")
    ]
    assert any("\\u23f0" in card for card in cards), "the warning is on the page"
