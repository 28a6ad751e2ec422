"""Is what a path decided to say left unsaid, when it is not so any more?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.delivery import Delivery
from bot.pacing import Pacer
from desk.actions.climb import ClimbPaths
from desk.notice import NoticeKind
from storage.states import State
from storage.tables import outbox
from tests.bot.carrier import Carrier
from tests.desk.actions.conftest import SAM, room_on
from tests.desk.actions.test_climbing import DESK, PATH


class Clocks:
    """The room's clock for both."""

    def __init__(self, clock):
        self.desk = self.machine = clock


@pytest.fixture
async def room(sqlite_url):
    async with room_on(
        sqlite_url, **{**DESK, "paths": (replace(PATH, remind=(timedelta(hours=1),)),)}
    ) as room:
        yield room


@pytest.fixture
def carrier():
    return Carrier()


@pytest.fixture
def deliver(room, carrier):
    notifiers = {"slack": carrier, "telegram": Carrier()}
    pacer = Pacer(lambda: 0.0, paces={})
    delivery = Delivery(room.store, notifiers, pacer, Clocks(room.clock), "me")

    async def deliver():
        while await delivery.step():
            pass

    return deliver


async def states(room, kind):
    query = select(outbox.c.state, outbox.c.is_untold).where(outbox.c.kind == kind.value)
    async with room.store.database.read() as connection:
        return [tuple(row) for row in await connection.execute(query.order_by(outbox.c.id))]


def said(carrier, words):
    return [text for text in carrier.texts if words in text]


async def test_a_call_goes_out_while_nobody_has_the_ticket(room, deliver, carrier):
    await room.opens()
    await ClimbPaths()(room.store.begin, now=room.clock())
    await deliver()
    assert len(said(carrier, "waits for somebody")) == 1


async def test_a_call_for_a_ticket_that_was_claimed_meanwhile_does_not(room, deliver, carrier):
    number = await room.opens()
    await ClimbPaths()(room.store.begin, now=room.clock())
    await room.does(SAM, "claim", str(number))
    await deliver()
    assert said(carrier, "waits for somebody") == []
    assert await states(room, NoticeKind.PAGED) == [(State.REPLACED, False)], "nobody is told"


async def test_an_owner_who_has_spoken_meanwhile_is_not_reminded(room, deliver, carrier):
    number = await room.opens()
    await room.does(SAM, "claim", str(number))
    room.clock.move(hours=1)
    await ClimbPaths()(room.store.begin, now=room.clock())
    await room.does(SAM, "reply", f"{number} On it")
    await deliver()
    assert said(carrier, "waited for a word") == []
    assert await states(room, NoticeKind.OWNER_REMINDED) == [(State.REPLACED, False)]


async def test_a_database_that_is_away_leaves_nothing_unsaid(room, deliver, carrier, monkeypatch):
    await room.opens()
    await deliver()
    await ClimbPaths()(room.store.begin, now=room.clock())

    async def away(*_):
        raise OperationalError("SELECT", {}, Exception("the server restarts"))

    with monkeypatch.context() as patched:
        patched.setattr("bot.delivery.was_overtaken", away)
        with pytest.raises(OperationalError):
            await deliver()
    assert await states(room, NoticeKind.PAGED) == [(State.SENDING, False)], "looked into later"
