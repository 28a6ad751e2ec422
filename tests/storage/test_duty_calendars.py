"""Schedules kept elsewhere, and the keys of our feeds, come back as they went in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.intervals import Interval
from desk.oncall import Turn
from desk.outcome import Done
from desk.people import Identity
from desk.policy import Rotation
from storage.store import Store
from tests import nouns
from tests.nouns import NOON, TOM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAM = Identity(platform="slack", id="U0SAM")
OTHER = Rotation(
    key="other", tier="L1", timezone="UTC", source="https://x.example", names={"Tom": TOM}
)


@pytest.fixture
async def store(database_url, clock):
    opened = Store.open(database_url, replace(nouns.POLICY, rotations=(OTHER,)), clock=clock)
    yield opened
    await opened.close()


def turn(start, end, person=TOM):
    return Turn(span=Interval(start=NOON + start * HOUR, end=NOON + end * HOUR), person=person)


async def keep(store, *turns, unknown=(), now=NOON, rotation="other"):
    calendars = store.duty_calendars
    await calendars.keep(rotation, "hash", b"\0ics", turns=turns, unknown=unknown, now=now)


async def on_duty(store, at):
    async with store.begin() as work:
        found = await work.duty.on_duty("L1", at)
        names = [(await work.people.get(one)).name for one in found]
        await work.commit(Done())
    return names


async def test_who_is_on_call_is_read_from_the_turns_that_are_kept(store):
    assert await on_duty(store, NOON) == []
    await keep(store, turn(0, 2), turn(1, 3, SAM), unknown=("Lunch",))
    assert await on_duty(store, NOON) == ["U0TOM"]
    assert await on_duty(store, NOON + HOUR) == ["U0TOM", "U0SAM"]
    assert await on_duty(store, NOON + 3 * HOUR) == []
    await keep(store, turn(3, 4))
    assert await on_duty(store, NOON) == []
    assert await on_duty(store, NOON + 3 * HOUR) == ["U0TOM"]


async def test_turns_of_one_rotation_do_not_touch_those_of_another(store):
    await keep(store, turn(0, 2))
    await keep(store, turn(0, 2, SAM), rotation="second")
    assert await on_duty(store, NOON) == ["U0TOM"]


async def test_the_last_good_copy_stays_while_it_cannot_be_read(store):
    await keep(store, turn(0, 2), unknown=("Lunch",))
    calendars = store.duty_calendars
    assert await calendars.fail("other", "hash", "status 500", NOON + HOUR) == NOON + HOUR
    assert await calendars.fail("other", "hash", "status 404", NOON + DAY) == NOON + HOUR
    kept = await calendars.get("other")
    assert (kept.body, kept.read_at, kept.unknown) == (b"\0ics", NOON, ("Lunch",))
    assert (kept.fault, kept.failing_since) == ("status 404", NOON + HOUR)
    await calendars.keep("other", "hash", b"\0ics", turns=[turn(0, 9)], unknown=(), now=None)
    assert (await calendars.get("other")).fault == "status 404"
    assert await on_duty(store, NOON + 8 * HOUR) == ["U0TOM"]
    await keep(store, now=NOON + DAY)
    kept = await calendars.get("other")
    assert (kept.fault, kept.failing_since, kept.read_at) == (None, None, NOON + DAY)


async def test_what_was_never_read_leaves_no_gap_and_what_was_read_does(store):
    async def plan():
        [plan] = await store.duty.plans(NOON, NOON + DAY)
        return plan

    assert (await plan()).gaps == ()
    await store.duty_calendars.fail("other", "hash", "status 500", NOON)
    unread = await plan()
    assert (unread.gaps, unread.rotations[0].fault) == ((), "status 500")
    await keep(store, turn(-1, 2), unknown=("Lunch",))
    read = await plan()
    assert [(gap.start, gap.end) for gap in read.gaps] == [(NOON + 2 * HOUR, NOON + DAY)]
    assert (read.rotations[0].unknown, read.rotations[0].fault) == (("Lunch",), None)
    assert read.rotations[0].strangers == ("slack:U0TOM",)
    assert [shift.people for shift in read.rotations[0].shifts] == [("slack:U0TOM",)]


async def test_of_a_feed_the_hash_of_its_newest_key_is_kept(store):
    feeds = store.duty_feeds
    assert await feeds.key_hash("other") is None
    await feeds.keep("other", "one", NOON)
    await feeds.keep("other", "two", NOON)
    assert await feeds.key_hash("other") == "two"
    assert await feeds.remove("other")
    assert not await feeds.remove("other")
    assert await feeds.key_hash("other") is None
