"""Does what was said get out once where that can be known, and honestly where it cannot?"""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery import PATIENCE, Delivery, Patience, Reconciler, as_stored
from bot.pacing import Pace, Pacer
from desk.notice import NoticeKind, Op, Weight
from desk.outcome import Done
from desk.people import Address
from handlers.notifier import NotSent, Refused, Sent, Unknown
from storage.states import State
from tests import nouns
from tests.bot.carrier import Carrier
from tests.nouns import NOON
from tests.patience import eventually


@pytest.fixture
def carrier(desk):
    desk.notifiers["slack"] = Carrier()
    return desk.notifiers["slack"]


@pytest.fixture
def delivery(desk, carrier):
    """Without pacing, for the clock of tests stands still."""
    return Delivery(desk.store, desk.notifiers, Pacer(lambda: 0.0, paces={}), desk.clocks, "me")


@pytest.fixture
def reconciler(desk, carrier):
    return Reconciler(desk.store, desk.notifiers, desk.clocks, "me-looks")


@pytest.fixture
def say(desk):
    async def say(cause="event:1", address=nouns.DIRECT, **more):
        async with desk.store.begin() as work:
            await work.say(nouns.saying(cause, address, **more))
            await work.commit(Done())

    return say


async def state(desk):
    """How the newest saying stands, as (state, error, looks)."""
    from sqlalchemy import text

    async with desk.store.database.read() as connection:
        rows = await connection.execute(
            text("SELECT state, error, looks FROM outbox ORDER BY id DESC LIMIT 1")
        )
        return tuple(rows.one())


async def test_what_arrived_is_sent(desk, delivery, carrier, say):
    await say()
    assert await delivery.step()
    assert await state(desk) == (State.SENT, None, 0)
    assert not await delivery.step()
    assert [parcel.op for parcel in carrier.carried] == [Op.POST]


async def test_what_the_platform_never_takes_is_given_up(desk, delivery, carrier, say):
    carrier.answers = [Refused(reason="channel_not_found")]
    await say()
    await delivery.step()
    assert await state(desk) == (State.REFUSED, "channel_not_found", 0)
    [job] = await desk.store.outbox.untold()
    assert job.error == "channel_not_found"


async def test_what_was_not_sent_waits_as_long_as_the_platform_asks(
    desk, delivery, carrier, say, clock
):
    carrier.answers = [NotSent(reason="ratelimited", retry_after=30.0)]
    await say()
    await delivery.step()
    assert await state(desk) == (State.PENDING, "ratelimited", 0)
    clock.move(seconds=29)
    assert not await delivery.step()
    delivery = Delivery(desk.store, desk.notifiers, Pacer(lambda: 0.0, paces={}), desk.clocks, "me")
    clock.move(seconds=2)
    assert await delivery.step()
    assert (await state(desk))[0] == State.SENT


async def test_a_card_that_cannot_be_drawn_does_not_stop_the_rest(desk, delivery, carrier, say):
    carrier.answers = [RuntimeError("broken card")]
    await say("event:1")
    await delivery.step()
    assert await state(desk) == (State.REFUSED, "broken", 0)
    await say("event:2")
    await delivery.step()
    assert (await state(desk))[0] == State.SENT


async def test_an_unknown_outcome_is_found_where_one_can_look(
    desk, delivery, reconciler, carrier, say, clock
):
    carrier.answers = [Unknown(reason="reset")]
    carrier.there = Sent(message="m7")
    await say()
    await delivery.step()
    assert await reconciler.step() == 0, "the quarantine is not over"
    assert not await delivery.step(), "it is never sent again blindly"
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    assert await reconciler.step() == 1
    assert (await state(desk))[0] == State.SENT
    assert len(carrier.carried) == 1
    [(key, since)] = carrier.looked_for
    assert "event:1" in key
    assert since < NOON


async def test_only_what_was_missed_twice_is_said_again(
    desk, delivery, reconciler, carrier, say, clock
):
    carrier.answers = [Unknown(reason="reset")]
    await say()
    await delivery.step()
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    for _ in range(2):
        assert (await state(desk))[0] == State.SENDING
        assert await reconciler.step() == 1
        clock.move(seconds=PATIENCE.second_look.total_seconds())
    assert len(carrier.looked_for) == 2
    await delivery.step()
    assert (await state(desk))[0] == State.SENT
    assert carrier.carried[-1].is_repeat


async def test_a_platform_that_cannot_be_asked_is_asked_later(
    desk, delivery, reconciler, carrier, say, clock
):
    carrier.answers, carrier.is_deaf = [Unknown(reason="reset")], True
    await say()
    await delivery.step()
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    await reconciler.step()
    assert (await state(desk))[:2] == (State.SENDING, "away")


@pytest.mark.parametrize(
    ("weight", "then"),
    [(Weight.CRITICAL, State.SENT), (Weight.NORMAL, State.SENT), (Weight.FYI, State.REFUSED)],
)
async def test_where_nobody_can_look_the_weight_decides(
    desk, delivery, reconciler, carrier, say, clock, weight, then
):
    carrier.can_find, carrier.answers = False, [Unknown(reason="reset")]
    await say(weight=weight)
    await delivery.step()
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    await reconciler.step()
    await delivery.step()
    assert (await state(desk))[0] == then


async def test_what_one_person_alone_sees_cannot_be_looked_for(
    desk, delivery, reconciler, carrier, say, clock
):
    carrier.answers = [Unknown(reason="reset")]
    await say(weight=Weight.FYI, only=nouns.MAYA)
    await delivery.step()
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    await reconciler.step()
    assert (await state(desk))[:2] == (State.REFUSED, "unknown")
    assert carrier.looked_for == []


async def test_an_edit_may_be_done_again_at_once(desk, delivery, reconciler, carrier, say):
    await say("event:1", card="ticket:101")
    await delivery.step()
    carrier.answers = [Unknown(reason="reset")]
    await say("event:2", op=Op.EDIT, card="ticket:101")
    await delivery.step()
    assert await reconciler.step() == 1, "no quarantine"
    await delivery.step()
    assert (await state(desk))[0] == State.SENT
    assert [parcel.op for parcel in carrier.carried] == [Op.POST, Op.EDIT, Op.EDIT]


async def test_a_newer_edit_takes_the_place_of_the_waiting_one(desk, delivery, carrier, say):
    await say("event:1", card="ticket:101")
    await delivery.step()
    for number in (2, 3):
        notice = nouns.notice(NoticeKind.REPLY, facts={"text": f"edit {number}"})
        await say(f"event:{number}", op=Op.EDIT, card="ticket:101", notice=notice)
    while await delivery.step():
        pass
    assert len(carrier.carried) == 2
    assert "edit 3" in repr(carrier.carried[-1].card)


async def test_a_message_is_deleted_without_a_card(desk, delivery, carrier, say):
    await say("event:1", card="words:1")
    await delivery.step()
    await say("event:2", op=Op.DELETE, card="words:1")
    await delivery.step()
    assert (carrier.carried[-1].card, carrier.carried[-1].message) == (None, "m1")


async def test_a_room_gets_the_title_of_its_card(desk, delivery, carrier, say):
    await say("event:1", op=Op.ROOM, card="room:1")
    await delivery.step()
    assert carrier.carried[-1].title


async def test_what_is_too_late_is_not_said(desk, delivery, carrier, say, clock):
    await say(weight=Weight.FYI, expires_at=NOON + timedelta(seconds=60))
    clock.move(seconds=61)
    await delivery.step()
    assert carrier.carried == []
    assert (await state(desk))[0] == State.EXPIRED


async def test_a_channel_that_was_talked_to_enough_waits_its_turn(desk, carrier, say):
    slow = Pacer(lambda: 0.0, paces={"slack": Pace(channel=(0.1, 1), group=(1, 1), all=(9, 9))})
    delivery = Delivery(desk.store, desk.notifiers, slow, desk.clocks, "me")
    await say("event:1")
    await say("event:2")
    while await delivery.step():
        pass
    assert len(carrier.carried) == 1
    assert (await state(desk))[:2] == (State.PENDING, "pace")


async def test_a_short_wait_is_waited_out(desk, carrier, say):
    seconds = iter([0.0, 0.0, 0.0, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    pacer = Pacer(
        lambda: next(seconds, 9.0),
        paces={"slack": Pace(channel=(10, 1), group=(1, 1), all=(9, 9))},
    )
    delivery = Delivery(desk.store, desk.notifiers, pacer, desk.clocks, "me")
    await say("event:1")
    await say("event:2")
    while await delivery.step():
        pass
    assert len(carrier.carried) == 2


async def test_a_lease_that_is_nearly_over_is_given_back(desk, carrier, say):
    patience = Patience(lease=timedelta(seconds=5), least_lease=timedelta(seconds=15))
    pacer = Pacer(lambda: 0.0, paces={})
    delivery = Delivery(desk.store, desk.notifiers, pacer, desk.clocks, "me", patience)
    await say()
    await delivery.step()
    assert carrier.carried == []
    assert (await state(desk))[0] == State.PENDING


async def test_a_platform_that_is_no_more_is_asked_later(
    desk, delivery, reconciler, carrier, say, clock
):
    carrier.answers = [Unknown(reason="reset")]
    await say()
    await delivery.step()
    del desk.notifiers["slack"]
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    await reconciler.step()
    assert (await state(desk))[:2] == (State.SENDING, "no notifier")


async def test_with_looking_switched_off_it_is_said_twice(desk, delivery, carrier, say, clock):
    """Only for the test that shows what that costs."""
    blind = Reconciler(desk.store, desk.notifiers, desk.clocks, "me", is_off=True)
    carrier.answers, carrier.there = [Unknown(reason="reset")], Sent(message="m1")
    await say()
    await delivery.step()
    clock.move(seconds=PATIENCE.quarantine.total_seconds())
    await blind.step()
    await delivery.step()
    assert len(carrier.carried) == 2


async def test_a_paused_platform_is_left_alone(desk, delivery, carrier, say):
    carrier.answers = [NotSent(reason="ratelimited", retry_after=30.0, is_for_all=True)]
    await say("event:1")
    await delivery.step()
    await say("event:2", Address(platform="slack", channel="D0OTHER"))
    assert not await delivery.step()
    assert len(carrier.carried) == 1


async def test_both_work_while_they_run_and_stop_when_they_are_told(desk, carrier, say):
    patience = Patience(poll=0.05)
    pacer = Pacer(lambda: 0.0, paces={})
    delivery = Delivery(desk.store, desk.notifiers, pacer, desk.clocks, "me", patience)
    reconciler = Reconciler(desk.store, desk.notifiers, desk.clocks, "me-looks", patience)
    stop = asyncio.Event()
    running = [asyncio.create_task(one.run(stop)) for one in (delivery, reconciler)]
    for number in range(20):
        await say(f"event:{number}", Address(platform="slack", channel=f"D{number}"))
    await eventually(lambda: len(carrier.carried) == 20, "not all went out")
    stop.set()
    async with asyncio.timeout(2):
        await asyncio.gather(*running)


async def test_a_send_under_way_is_given_time_to_end(desk, carrier, say):
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(parcel):
        begun.set()
        await may_end.wait()
        return Sent(message="m1")

    carrier.carry = slowly
    pacer = Pacer(lambda: 0.0, paces={})
    delivery = Delivery(desk.store, desk.notifiers, pacer, desk.clocks, "me")
    stop = asyncio.Event()
    await say()
    running = asyncio.create_task(delivery.run(stop))
    async with asyncio.timeout(20):
        await begun.wait()
        stop.set()
        await asyncio.sleep(0.05)
        may_end.set()
        await running
    assert (await state(desk))[0] == State.SENT


async def test_unless_told_otherwise_sayings_go_out_as_they_are_stored():
    saying = nouns.saying()
    assert await as_stored(saying) is saying
