"""Is everything that falls due on the way played in order, each at its own moment?"""

import asyncio
from datetime import timedelta

import pytest

from bot.demo import Controls
from bot.passing import Limits
from desk.events import EventKind
from desk.outcome import Done
from desk.policy import Status
from handlers.web.live import Signal
from tests import nouns
from tests.nouns import NOON

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
ASKED = {"tier": "L1", "type": "incident", "priority": "P3", "status": "new"}


@pytest.fixture
def resolve(desk, meet):
    """Open tickets that were resolved so long ago."""

    async def resolve(*ago):
        maya = await meet("maya")
        made = []
        async with desk.store.begin() as work:
            for one in ago:
                more = {"status": Status.RESOLVED, "resolved_at": NOON - one}
                made.append(await work.tickets.add(nouns.ticket(maya.id, **more)))
                for kind in (EventKind.OPENED, EventKind.REPLIED, EventKind.RESOLVED):
                    more = {"ticket": made[-1].id, "at": NOON - one, "by": maya.id, "stint": 1}
                    await work.events.add(nouns.event(kind, data=ASKED, **more))
            await work.commit(Done())
        return [ticket.id for ticket in made]

    return resolve


async def closings(desk):
    return [
        (event.ticket, event.at)
        async for _, history in desk.store.histories.tickets_with_history()
        for event in history
        if event.kind is EventKind.CLOSED
    ]


def controls(desk, **limits):
    return Controls(desk, Signal(), limits=Limits(**limits))


async def test_each_thing_happens_at_its_own_moment_and_in_order(desk, resolve):
    late, soon, never = await resolve(6 * DAY, 7 * DAY - HOUR, HOUR)
    passed = await controls(desk).move(2 * DAY)
    assert passed.happened == [(soon, EventKind.CLOSED), (late, EventKind.CLOSED)]
    assert sorted(await closings(desk)) == sorted([(soon, NOON + HOUR), (late, NOON + DAY)])
    assert desk.clocks.desk() == NOON + 2 * DAY
    async with desk.store.begin() as work:
        assert (await work.tickets.get(never)).status is Status.RESOLVED


async def test_what_is_due_already_is_done_before_the_clock_moves(desk, resolve):
    [overdue] = await resolve(8 * DAY)
    await controls(desk).move(HOUR)
    assert await closings(desk) == [(overdue, NOON)]


async def test_what_was_said_is_sent_before_the_clock_moves_on(desk, resolve):
    await resolve(7 * DAY - HOUR)
    await controls(desk).move(DAY)
    assert (await desk.store.outbox.live())[0] == 0


async def test_the_clock_moves_to_what_falls_due_next(desk, resolve):
    soon, late = await resolve(7 * DAY - HOUR, 6 * DAY)
    hand = controls(desk)
    assert (await hand.move_to_next()).happened == [(soon, EventKind.CLOSED)]
    assert desk.clocks.desk() == NOON + HOUR
    assert (await hand.move_to_next()).happened == [(late, EventKind.CLOSED)]
    assert (await hand.move_to_next()).happened == []
    assert desk.clocks.desk() == NOON + DAY, "nothing falls due any more"


async def test_moves_that_are_asked_for_meanwhile_count_too_each_from_where_the_last_ended(
    desk, resolve
):
    [closed] = await resolve(5 * DAY - HOUR)
    hand = controls(desk)
    moves = (hand.move(DAY), hand.move(DAY), hand.move_to_next())
    one, two, following = await asyncio.gather(*moves)
    assert (one.happened, two.happened) == ([], [])
    assert following.happened == [(closed, EventKind.CLOSED)]
    assert desk.clocks.desk() == NOON + 2 * DAY + HOUR


@pytest.mark.parametrize(("limits", "before"), [({"moments": 2}, 4), ({"seconds": -1.0}, 3)])
async def test_a_move_through_too_much_stops_and_says_what_is_left(desk, resolve, limits, before):
    tickets = await resolve(*(7 * DAY - HOUR * hours for hours in range(1, 6)))
    hand, done = controls(desk, **limits), []
    while (passed := await hand.move(6 * HOUR)).left:
        done += passed.happened
        assert passed.left == len(tickets) - len(done)
        assert desk.clocks.desk() == NOON + HOUR * len(done), "it waits where it stopped"
        hand = controls(desk, moments=2)
    assert len(done) == before
    assert len(await closings(desk)) == len(tickets)


async def test_how_far_the_clock_came_is_kept(desk, resolve):
    await resolve(7 * DAY - HOUR)
    await controls(desk).move(DAY)
    assert float(await desk.store.marks.get("clock.offset")) == DAY.total_seconds()
