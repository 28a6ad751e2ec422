"""Who gets an engineer's seat in a tier's channel, and when is it gone?"""

from desk.errors import NotAllowedError
from desk.inbound import Joined, Left
from desk.people import Identity
from tests.desk.actions.conftest import LEA, SAM, person
from tests.nouns import L1_ROOM

GUEST = "U0GUEST"


async def tiers_of(room, who):
    async with room.store.begin() as work:
        return (await work.people.actor(await work.people.meet(person(who)))).tiers


async def test_a_guest_who_is_let_in_gets_no_seat(room):
    guest = person(GUEST, is_trusted=False)
    await room.happens(Joined(channel=L1_ROOM, people=(guest,)))
    assert await tiers_of(room, GUEST) == frozenset()


async def test_a_guest_among_a_whole_roster_gets_none_either(room):
    people = (person(SAM), person(GUEST, is_trusted=False))
    await room.happens(Joined(channel=L1_ROOM, people=people, is_whole=True))
    assert [await tiers_of(room, who) for who in (SAM, GUEST, LEA)] == [{"L1"}, set(), set()]


async def test_who_is_taken_out_of_the_channel_may_claim_no_more(room, refused):
    number = await room.opens()
    await room.happens(Left(channel=L1_ROOM, identity=Identity(platform="slack", id=SAM)))
    claimed = room.does(SAM, "claim", str(number))
    await refused(claimed, NotAllowedError.code, verb="claim", ticket=number, tier="First")
