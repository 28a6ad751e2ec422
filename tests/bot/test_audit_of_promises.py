"""Is it noticed when a warning gets lost, or the ticker stands still?"""

from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import delete, update

from bot.heartbeat import Heartbeat
from desk.events import EventKind
from desk.notice import NoticeKind
from desk.outcome import Done
from desk.people import Address
from storage.tables import events, outbox, tickets
from tests import nouns
from tests.nouns import NOON

HOUR = timedelta(hours=1)
CHAT = Address(platform="web", channel="dm:maya")
ASKED = {"tier": "L1", "type": "incident", "priority": "P3", "status": "new"}


def found(alarms):
    return {alarm.code: alarm.facts.get("tickets") for alarm in alarms}


async def change(desk, statement):
    async with desk.store.database.write() as connection:
        await connection.execute(statement)
        await connection.commit()


@pytest.fixture
def deliver(desk):
    """Send what was said."""
    delivery = desk.delivery()

    async def deliver():
        while await delivery.step():
            pass

    return deliver


@pytest.fixture
def ask(desk, meet, deliver):
    """Open tickets as asked at noon: the first answer is promised within two hours."""

    async def ask(count=1):
        maya, made = await meet("maya"), []
        async with desk.store.begin() as work:
            for _ in range(count):
                more = {"first_response_due": NOON + 2 * HOUR, "timer_at": NOON + HOUR}
                more["origin"] = CHAT
                made.append(await work.tickets.add(nouns.ticket(maya.id, **more)))
                opened = {"ticket": made[-1].id, "by": maya.id, "stint": 1, "data": ASKED}
                event = await work.events.add(nouns.event(EventKind.OPENED, **opened))
                await work.say(nouns.saying(f"event:{event.id}", address=CHAT))
            await work.commit(Done())
        await deliver()
        return [ticket.id for ticket in made]

    return ask


@pytest.fixture
def minute(desk, clock, deliver):
    """Let a minute pass, with a tick or without, and look into the books."""
    audit = desk.audit()

    async def minute(*, ticks=True):
        clock.move(seconds=60)
        if ticks:
            await desk.tick.sweep()
        await deliver()
        return found(await audit.look())

    return minute


@pytest.mark.parametrize("count", [1, 7], ids=["alone", "in one list"])
async def test_a_desk_that_says_what_is_due_is_in_order(desk, clock, ask, minute, count):
    await ask(count)
    assert await minute() == {}
    for _ in range(3):
        clock.move(minutes=50)
        assert await minute() == {}, "warned, and later broken, both in time"
        assert await minute() == {}
    history = [kind for _, kind in await desk.store.due.happened(0)]
    assert history.count(EventKind.WARNED) == history.count(EventKind.BREACHED) == count


@pytest.mark.parametrize("count", [1, 7], ids=["alone", "in one list"])
async def test_a_warning_that_was_deleted_is_found_at_the_next_look(
    desk, clock, ask, minute, count
):
    made = await ask(count)
    assert await minute() == {}
    clock.move(minutes=89)
    await desk.tick.sweep()
    is_said = outbox.c.kind.in_([NoticeKind.SLA_WARNING, NoticeKind.PROMISES_GROUPED])
    await change(desk, delete(outbox).where(is_said))
    assert await minute() == {"unsaid": ", ".join(f"SUP-{number}" for number in made)}
    assert await minute() == {}, "each is told of once"


async def test_a_broken_promise_of_which_the_requester_was_not_told_is_found(
    desk, clock, ask, minute
):
    [number] = await ask()
    assert await minute() == {}
    clock.move(minutes=119)
    await desk.tick.sweep()
    await change(desk, delete(outbox).where(outbox.c.kind == NoticeKind.PROMISE_MISSED))
    assert await minute() == {"unsaid": f"SUP-{number}"}


async def test_a_ticker_that_stands_still_is_found_within_two_minutes(desk, clock, ask, minute):
    [number] = await ask()
    assert await minute() == {}
    clock.move(minutes=87, seconds=50)
    assert await minute() == {}, "ten seconds before the warning the ticker dies"
    assert await minute(ticks=False) == {"tick_late": None}
    assert await minute(ticks=False) == {"tick_late": None, "due_late": f"SUP-{number}"}
    assert await minute() == {}, "what was late is done, and the heartbeat goes on"


async def test_a_ticket_that_the_ticker_forgets_is_found_though_it_ticks(
    desk, clock, ask, minute, monkeypatch
):
    [number] = await ask()

    async def forget(self):
        pass

    monkeypatch.setattr(type(desk.tick), "keep_promises", forget)
    assert await minute() == {}
    clock.move(minutes=59)
    assert await minute() == {}
    assert await minute() == {"due_late": f"SUP-{number}"}


async def test_a_breach_that_the_log_lacks_is_found_though_no_mark_is_left(
    desk, clock, ask, minute
):
    [number] = await ask()
    await change(desk, update(tickets).values(timer_at=None))
    assert await minute() == {}
    clock.move(minutes=119)
    assert await minute() == {}
    assert await minute() == {"breach_missed": f"SUP-{number}"}
    answered = update(tickets).values(first_response_at=NOON + HOUR)
    await change(desk, answered)
    assert await minute() == {}


async def test_a_desk_that_was_down_is_not_late_before_it_could_tick(desk, clock, ask, minute):
    await ask()
    clock.move(minutes=300)
    assert await minute(ticks=False) == {}
    assert await minute() == {}


async def test_a_breach_that_only_the_log_should_have_is_not_missed(desk, clock, ask, minute):
    await ask()
    assert await minute() == {}
    clock.move(minutes=119)
    await desk.tick.sweep()
    await change(desk, delete(outbox).where(outbox.c.op == "post"))
    late = {**ASKED, "metric": "first_response", "is_over": True}
    await change(desk, update(events).where(events.c.cause.is_not(None)).values(data=late))
    assert await minute() == {}


class Listening:
    """Somebody outside who counts what is heard."""

    def __init__(self):
        self.heard, self.status = 0, 200

    async def answer(self, _):
        self.heard += 1
        return web.Response(status=self.status)


@pytest.fixture
async def outside():
    listening = Listening()
    app = web.Application()
    app.router.add_get("/ping/desk", listening.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [(_, port)] = [address[:2] for address in runner.addresses]
    listening.address = f"http://127.0.0.1:{port}/ping/desk"
    yield listening
    await runner.cleanup()


async def test_somebody_outside_hears_the_desk_while_all_is_in_order(
    desk, clock, ask, deliver, outside
):
    table = desk.config.desk.model_copy(update={"heartbeat": outside.address})
    desk.config = desk.config.model_copy(update={"desk": table})
    await ask()
    audit = desk.audit()
    for minutes in (1, 1, 120):
        clock.move(minutes=minutes)
        assert await audit.look() == []
    assert outside.heard == 3
    clock.move(minutes=1)
    assert found(await audit.look()).keys() == {"due_late", "breach_missed"}
    assert outside.heard == 3, "it falls silent"
    await desk.tick.sweep()
    await deliver()
    clock.move(seconds=5)
    assert await audit.look() == []
    assert outside.heard == 4


async def test_an_address_that_does_not_hear_is_logged_and_disturbs_nobody(outside, caplog):
    assert await Heartbeat(outside.address).beat()
    outside.status = 503
    assert not await Heartbeat(outside.address).beat()
    assert not await Heartbeat("http://127.0.0.1:9/ping").beat()
    assert not await Heartbeat("http://[nowhere/ping").beat()


async def test_a_desk_without_an_address_asks_nobody(desk):
    assert desk.config.desk.heartbeat is None
    assert await desk.audit().look() == []
