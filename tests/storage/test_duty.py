"""Who is on call is read from the policy and from covers, on both engines alike."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.errors import NotFoundError
from desk.intervals import Interval
from desk.oncall import Cover
from desk.outcome import Done
from desk.people import Identity
from desk.policy import Rotation
from storage.store import Store
from tests import nouns
from tests.nouns import NOON, TOM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAM = Identity(platform="slack", id="U0SAM")
FIRST = Rotation(
    key="first", tier="L1", timezone="UTC", people=(TOM, SAM), every=DAY, starts=date(2026, 3, 4)
)


@pytest.fixture
async def store(database_url, clock):
    policy = replace(nouns.POLICY, rotations=(FIRST,))
    opened = Store.open(database_url, policy, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def on_duty(store):
    async def on_duty(at, tier="L1"):
        async with store.begin() as work:
            people = await work.duty.on_duty(tier, at)
            await work.commit(Done())
        return people

    return on_duty


@pytest.fixture
def covering(store):
    async def covering(person, start, end, *, made_at=NOON):
        span = Interval(start=start, end=end)
        told = Cover(id=0, rotation="first", person=person, span=span, by=person, made_at=made_at)
        async with store.begin() as work:
            cover = await work.duty.add_cover(told)
            await work.commit(Done())
        assert cover == replace(told, id=cover.id)
        return cover

    return covering


async def test_the_people_of_a_rotation_take_turns(on_duty, meet):
    tom, sam = (await meet(TOM, "Tom")).id, (await meet(SAM, "Sam")).id
    assert [await on_duty(NOON + day * DAY) for day in range(3)] == [(tom,), (sam,), (tom,)]


async def test_a_tier_without_rotation_has_nobody_to_ask_for(on_duty):
    assert await on_duty(NOON, "L2") is None


async def test_before_the_first_hand_over_is_a_gap(on_duty):
    assert await on_duty(NOON - DAY) == ()


async def test_who_was_never_met_is_on_call_all_the_same(on_duty, meet):
    people = await on_duty(NOON)
    assert people == ((await meet(TOM, "Tom")).id,)


async def test_a_cover_holds_from_its_start_up_to_its_end_and_the_newer_one_wins(
    on_duty, meet, covering
):
    tom, maya, sam = [(await meet(one, "x")).id for one in (TOM, nouns.MAYA, SAM)]
    await covering(maya, NOON + HOUR, NOON + 3 * HOUR)
    await covering(sam, NOON + 2 * HOUR, NOON + 4 * HOUR, made_at=NOON + timedelta(minutes=1))
    found = [await on_duty(NOON + hour * HOUR) for hour in range(5)]
    assert found == [(tom,), (maya,), (sam,), (sam,), (tom,)]


async def test_covers_are_read_back_by_window(store, meet, covering):
    maya = (await meet()).id
    cover = await covering(maya, NOON + HOUR, NOON + 2 * HOUR)
    async with store.begin() as work:
        assert await work.duty.covers("first", NOON, NOON + HOUR) == []
        assert await work.duty.covers("other", NOON, NOON + DAY) == []
        assert await work.duty.covers("first", NOON, NOON + 2 * HOUR) == [cover]
        assert await work.duty.covers("first", NOON + 2 * HOUR, NOON + DAY) == []


@pytest.mark.parametrize(("after", "left"), [(-1, None), (1, 1), (3, 2)])
async def test_a_cover_that_is_taken_back_ends_then(store, meet, covering, after, left):
    cover = await covering((await meet()).id, NOON, NOON + 2 * HOUR)
    async with store.begin() as work:
        await work.duty.take_back(cover.id, NOON + after * HOUR)
        kept = await work.duty.covers("first", NOON, NOON + DAY)
    span = Interval(start=NOON, end=NOON + (left or 0) * HOUR)
    assert kept == ([] if left is None else [replace(cover, span=span)])


async def test_the_plan_names_who_covers_whom_nobody_else_is(store, meet, covering):
    await meet(TOM, "Tom")
    cover = await covering((await meet()).id, NOON, NOON + HOUR)
    [plan] = await store.duty.plans(NOON, NOON + DAY)
    shifts = [(shift.people, shift.cover) for shift in plan.rotations[0].shifts]
    named = (("Maya Lopez",), ("Tom",), ("slack:U0SAM",))
    assert shifts == list(zip(named, (cover.id, None, None), strict=True))
    assert plan.rotations[0].strangers == ("Tom (slack:U0TOM)", "slack:U0SAM")
    assert plan.gaps == ()


async def test_of_two_accounts_that_become_one_person_the_covers_go_along(
    store, on_duty, meet, covering
):
    tom, maya = (await meet(TOM, "Tom")).id, (await meet()).id
    await covering(maya, NOON, NOON + HOUR)
    async with store.begin() as work:
        await work.accounts.join(tom, maya)
        await work.commit(Done())
    assert await on_duty(NOON) == (tom,)


async def test_a_cover_that_is_not_there_cannot_be_taken_back(store):
    async with store.begin() as work:
        with pytest.raises(NotFoundError):
            await work.duty.take_back(99, NOON)
