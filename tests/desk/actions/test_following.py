"""Who follows a ticket hears of it directly, once a change of state, and never of themselves."""

import pytest

from desk.errors import NotAllowedError
from desk.notice import NoticeKind
from desk.outcome import Show
from desk.people import Address
from desk.ticket import Verb
from tests.desk.actions.conftest import LEA, MAYA, NORA, SAM
from tests.nouns import L2_ROOM

NORAS = Address(platform="slack", channel="D0NORA")


async def follows(room, who, number):
    await room.says(who, "hi", at=NORAS, is_direct=True)
    return await room.does(who, "follow", str(number), channel=NORAS)


async def told(room):
    return [
        (one.address, one.notice.facts["what"])
        for one in await room.sayings()
        if one.notice.kind is NoticeKind.FOLLOWED
    ]


async def test_an_engineer_of_another_tier_follows_and_is_told_of_states_not_of_words(room):
    number = await room.opens()
    shown = await follows(room, NORA, number)
    assert isinstance(shown, Show)
    assert shown.notice.facts["is_following"] is True
    await room.does(SAM, "claim", str(number))
    await room.does(SAM, "reply", f"{number} I am on it")
    await room.does(SAM, "note", f"{number} odd")
    await room.does(SAM, "resolve", str(number), values={"text": "Done", "category": "defect"})
    await room.presses(MAYA, Verb.REOPEN)
    assert await told(room) == [(NORAS, "claimed"), (NORAS, "resolved"), (NORAS, "reopened")]


async def test_to_follow_twice_is_to_be_told_once(room):
    number = await room.opens()
    await follows(room, NORA, number)
    await follows(room, NORA, number)
    await room.does(SAM, "claim", str(number))
    assert await told(room) == [(NORAS, "claimed")]
    assert (await room.history(number)).count("ticket.followed") == 1


async def test_nobody_is_told_of_what_they_did(room):
    number = await room.opens()
    await follows(room, SAM, number)
    await room.does(SAM, "claim", str(number))
    assert await told(room) == []
    await room.presses(LEA, Verb.TAKE_OVER)
    assert await told(room) == [(NORAS, "taken_over")]


async def test_who_unfollows_hears_no_more(room):
    number = await room.opens()
    await follows(room, NORA, number)
    await room.does(SAM, "claim", str(number))
    shown = await room.presses(NORA, Verb.UNFOLLOW)
    assert isinstance(shown, Show)
    assert shown.notice.facts["is_following"] is False
    await room.does(SAM, "release", str(number))
    assert await told(room) == [(NORAS, "claimed")]
    assert isinstance(await room.does(NORA, "unfollow", str(number)), Show)


async def test_who_cannot_be_told_directly_is_told_what_to_do(room, refused):
    number = await room.opens()
    await refused(room.does(NORA, "follow", str(number)), "not_found", noun="direct_chat")


async def test_a_requester_follows_nothing(room):
    number = await room.opens()
    with pytest.raises(NotAllowedError):
        await room.does(MAYA, "follow", str(number))


async def test_who_followed_a_merged_ticket_follows_the_living_one(room):
    first = await room.opens()
    await room.says(NORA, "The belt does not move", at=NORAS, is_direct=True, message="b")
    await follows(room, NORA, first + 1)
    await room.does(SAM, "merge", f"{first + 1} {first}")
    assert (await room.ticket(first)).followers == (await room.id_of(NORA),)
    assert await told(room) == [(NORAS, "merged_in")]
    await room.does(SAM, "claim", str(first))
    assert await told(room) == [(NORAS, "merged_in"), (NORAS, "claimed")]


async def test_whoever_had_it_follows_when_it_is_handed_over(room):
    number = await room.opens()
    await room.says(SAM, "hi", at=NORAS, is_direct=True)
    await room.does(SAM, "claim", str(number))
    note = {"tier": "L2", "reason": "r", "symptom": "s", "tried": "t", "next_step": "n"}
    await room.does(SAM, "escalate", str(number), values={**note, "environment": ""})
    assert await told(room) == []
    await room.does(NORA, "claim", str(number), channel=L2_ROOM)
    assert await told(room) == [(NORAS, "claimed")]


async def test_linked_tickets_name_each_other_once(room, refused):
    first = await room.opens()
    await room.says(NORA, "The belt does not move", at=NORAS, is_direct=True, message="b")
    second = first + 1
    await room.does(SAM, "link", f"{second} {first}")
    assert (await room.ticket(first)).related == (second,)
    assert (await room.ticket(second)).related == (first,)
    assert (await room.happenings())[-2:] == ["linked", "linked"]
    again = room.does(SAM, "link", f"{first} SUP-{second}")
    await refused(again, "wrong_other", why="is_linked", other=f"SUP-{second}")
