"""Who is on call is shown to the desk's own people, taken, given away and taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.errors import CoverError, NotAllowedError
from desk.inbound import Joined
from desk.notice import NoticeKind
from desk.outcome import Done, Show
from desk.people import Identity
from desk.policy import Roles, Rotation
from storage.store import Store
from tests.desk.actions.conftest import ALWAYS, LEA, MAYA, NORA, OTTO, SAM, Room, person, room_on
from tests.nouns import DIRECT, L1_ROOM, L2_ROOM, NOON, POLICY, MovableClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def slack(who):
    return Identity(platform="slack", id=who)


FIRST = Rotation(
    key="first",
    tier="L1",
    timezone="UTC",
    people=(slack(SAM), slack(LEA)),
    every=DAY,
    starts=date(2026, 3, 4),
)
SECOND = replace(FIRST, key="second", tier="L2", people=(slack(NORA),), starts=date(2026, 3, 5))


@pytest.fixture
async def room(sqlite_url):
    clock = MovableClock()
    policy = replace(
        POLICY,
        calendars=(ALWAYS,),
        rotations=(FIRST, SECOND),
        roles=Roles(admins=frozenset({slack(OTTO)})),
    )
    store = Store.open(sqlite_url, policy, clock=clock)
    room = Room(store, clock)
    for channel, people in ((L1_ROOM, (SAM, LEA)), (L2_ROOM, (NORA,))):
        await room.happens(Joined(channel=channel, people=tuple(map(person, people))))
    yield room
    await store.close()


@pytest.fixture
def on_duty(room):
    async def on_duty(at=NOON, tier="L1"):
        async with room.store.begin() as work:
            found = await work.duty.on_duty(tier, at)
            return [(await work.people.get(one)).name for one in found]

    return on_duty


async def covers(room, who, words, **more):
    return await room.does(who, "cover", words, channel=DIRECT, **more)


async def test_who_is_on_call_is_shown_with_who_comes_next_and_where_nobody_is(room):
    shown = await room.does(SAM, "oncall")
    first, second = shown.notice.facts["rows"]
    assert [one["name"] for one in first["now"]] == ["Sam"]
    assert first["until"] == first["next_at"] == "2026-03-05T09:00:00+00:00"
    assert [one["name"] for one in first["next"]] == ["Lea"]
    assert (second["now"], second["is_gap"]) == ([], True)
    assert second["next_at"] == "2026-03-05T09:00:00+00:00"
    assert shown.notice.facts["covers"] == []


async def test_who_only_asks_is_not_told(room, refused):
    await refused(room.does(MAYA, "oncall", channel=DIRECT), "not_allowed", verb="oncall")


async def test_an_engineer_of_the_tier_takes_the_duty_and_its_channels_are_told(room, on_duty):
    shown = await covers(room, LEA, "L1 for 2h")
    assert isinstance(shown, Show)
    assert await on_duty() == ["Lea"]
    assert await on_duty(NOON + 2 * HOUR) == ["Sam"]
    told = (await room.heard(NoticeKind.COVERED))[0].facts
    assert (told["person"]["name"], told["instead"][0]["name"]) == ("Lea", "Sam")
    assert (told["is_now"], told["is_back"]) == (True, False)
    said = [one for one in await room.sayings() if one.notice.kind is NoticeKind.COVERED]
    assert [one.address for one in said] == [L1_ROOM]
    listed = (await room.does(SAM, "oncall")).notice.facts["covers"]
    assert [(one["person"]["name"], one["rotation"]) for one in listed] == [("Lea", "first")]


async def test_one_tiers_engineer_need_not_name_the_rotation(room, on_duty):
    assert isinstance(await room.does(LEA, "cover", "for 2h"), Done)
    assert await on_duty() == ["Lea"]


async def test_who_has_the_duty_gives_it_to_a_colleague_by_first_name(room, on_duty):
    await covers(room, SAM, "lea from 18:00 until 20:00")
    assert await on_duty() == ["Sam"]
    assert await on_duty(NOON + 6 * HOUR) == ["Lea"]


@pytest.mark.parametrize("words", ["Sam's duty for 2h", "for Sam until 13:00", "L1 Sam’s for 1h"])
async def test_somebodys_duty_is_taken_by_their_name(room, on_duty, words):
    await covers(room, LEA, words)
    assert await on_duty() == ["Lea"]


async def test_a_duty_that_somebody_does_not_have_cannot_be_taken_from_them(room, refused):
    await refused(covers(room, LEA, "Otto's duty for 2h"), "cover", why="not_theirs", given="Otto")
    await refused(covers(room, SAM, "Lea's duty for 2h"), "cover", why="not_theirs", given="Lea")
    assert isinstance(await covers(room, OTTO, "Sam's duty lea for 2h"), Show)


async def test_what_somebody_else_has_in_part_is_not_given_away(room, refused):
    long = "lea from 18:00 until 2026-03-06 10:00"
    await refused(covers(room, SAM, long), "not_allowed", verb="cover")


@pytest.mark.parametrize("name", ["Lea", "@lea", "slack:U0LEA", "<@U0LEA>"])
async def test_a_colleague_is_named_as_one_likes(room, on_duty, name):
    await covers(room, SAM, f"{name} for 1h")
    assert await on_duty() == ["Lea"]


async def test_who_does_not_have_the_duty_gives_it_to_nobody(room, refused, on_duty):
    await covers(room, LEA, "L1 for 1h")
    tomorrow = "L1 sam from tomorrow 10:00 until tomorrow 12:00"
    await covers(room, LEA, tomorrow)
    assert await on_duty(NOON + 23 * HOUR) == ["Sam"]
    await refused(
        covers(room, LEA, "L1 sam from 2026-03-06 10:00 until 2026-03-06 12:00"),
        "not_allowed",
        verb="cover",
    )


async def test_an_admin_gives_anybodys_duty_to_an_engineer_of_the_tier(room, refused, on_duty):
    await covers(room, OTTO, "first lea for 1h")
    assert await on_duty() == ["Lea"]
    await refused(
        covers(room, OTTO, "first nora for 1h"),
        "cover",
        why="person",
        given="nora",
        known="Lea, Sam",
    )
    await refused(
        covers(room, OTTO, "first for 1h"), "cover", why="nobody", given="", known="Lea, Sam"
    )
    await refused(covers(room, OTTO, "for 1h"), "cover", why="which", known="first, second")


async def test_an_engineer_of_another_tier_takes_no_duty(room, refused):
    await refused(covers(room, NORA, "L1 for 1h"), "not_allowed", verb="cover", tier="First")


async def test_who_only_asks_takes_no_duty(room):
    with pytest.raises(NotAllowedError):
        await covers(room, MAYA, "L1 for 1h")
    with pytest.raises(CoverError):
        await covers(room, MAYA, "for 1h")


async def test_a_cover_is_taken_back_by_who_has_it(room, on_duty, refused):
    await covers(room, LEA, "for 2h")
    await refused(covers(room, NORA, "back 1"), "not_allowed", verb="cover", tier="First")
    await refused(covers(room, SAM, "back 1"), "not_allowed", verb="cover")
    await refused(covers(room, SAM, "back"), "cover", why="no_cover", given="")
    await covers(room, LEA, "back")
    assert await on_duty() == ["Sam"]
    told = (await room.heard(NoticeKind.COVERED))[-1].facts
    assert (told["is_back"], told["instead"][0]["name"]) == (True, "Sam")


async def test_of_ones_own_covers_the_first_is_taken_back(room, on_duty):
    await covers(room, LEA, "from 20:00 until 21:00")
    await covers(room, LEA, "from 18:00 until 19:00")
    await covers(room, LEA, "zurück")
    assert await on_duty(NOON + 6 * HOUR + HOUR / 2) == ["Sam"]
    assert await on_duty(NOON + 8 * HOUR + HOUR / 2) == ["Lea"]


async def test_what_happened_to_duties_is_kept(room):
    await covers(room, LEA, "for 2h")
    await covers(room, LEA, "back")
    async with room.store.begin() as work:
        kept = [await work.events.get(number) for number in (1, 2)]
    assert [(one.kind.value, one.data["rotation"]) for one in kept] == [
        ("duty.covered", "first"),
        ("duty.taken_back", "first"),
    ]


async def test_without_rotations_there_is_nothing_to_take(sqlite_url, refused):
    async with room_on(sqlite_url) as bare:
        await refused(covers(bare, SAM, "for 1h"), "cover", why="none", known="")
        assert (await bare.does(SAM, "oncall")).notice.facts["rows"] == []
