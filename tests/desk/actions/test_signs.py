"""Which signs on which messages do something, and for whom?"""

import pytest

from desk.inbound import Reacted
from desk.notice import NoticeKind
from desk.outcome import Done
from desk.people import Address
from desk.policy import Status
from desk.ticket import Verb
from tests.desk.actions.conftest import LEA, MAYA, NORA, OTTO, SAM, person
from tests.desk.actions.test_tickets_from_messages import LOBBY, pointed
from tests.nouns import DIRECT, L1_ROOM


def signs(room, who, verb, message, at=L1_ROOM):
    sign = Reacted(
        author=person(who),
        channel=at,
        message=message,
        verb=verb,
        reacted_at=room.clock(),
        answer_in=message,
    )
    return room.happens(sign)


async def card(room):
    """Open a ticket and let its card arrive; gives its number and the card."""
    number = await room.opens()
    await room.arrives()
    return number, await room.root(L1_ROOM)


async def hints(room):
    """What was offered to those who gave a sign that needs words: to whom, and which verb."""
    told = [one for one in await room.sayings() if one.only is not None]
    return [
        (one.only.id, one.notice.offers[0].verb)
        for one in told
        if one.notice.facts["code"] == "needs_words"
    ]


async def test_eyes_on_the_card_claim_it(room):
    number, root = await card(room)
    await signs(room, SAM, Verb.CLAIM, root)
    assert (await room.ticket(number)).assignee == await room.id_of(SAM)


async def test_the_loser_is_told_as_after_a_tap(room):
    number, root = await card(room)
    await signs(room, SAM, Verb.CLAIM, root)
    await signs(room, LEA, Verb.CLAIM, root)
    assert (await room.ticket(number)).assignee == await room.id_of(SAM)
    assert [one.facts["code"] for one in await room.heard(NoticeKind.REFUSED)] == [
        "already_claimed"
    ]


@pytest.mark.parametrize("who", [OTTO, NORA, MAYA])
@pytest.mark.parametrize("verb", [Verb.CLAIM, Verb.RESOLVE])
async def test_a_sign_of_somebody_who_may_not_is_a_mere_sign(room, who, verb):
    number, root = await card(room)
    before = await room.ticket(number)
    assert await signs(room, who, verb, root) == Done()
    assert await room.ticket(number) == before
    assert await room.heard(NoticeKind.REFUSED) == []


async def test_signs_on_anything_but_the_card_claim_and_resolve_nothing(room):
    number, root = await card(room)
    await room.says(MAYA, "More of it", message="m7", anchors=("m1",))
    await room.arrives()
    relayed = await room.root(L1_ROOM)
    assert relayed != root
    for message in (relayed, "m1", "m7", "never"):
        await signs(room, SAM, Verb.CLAIM, message)
        await signs(room, SAM, Verb.RESOLVE, message)
    assert (await room.ticket(number)).assignee is None
    assert await hints(room) == []


async def test_what_needs_words_offers_its_button_to_who_gave_the_sign(room):
    number, root = await card(room)
    await signs(room, SAM, Verb.RESOLVE, root)
    assert await hints(room) == [(SAM, Verb.RESOLVE)]
    assert (await room.ticket(number)).status is Status.NEW


async def test_the_requester_asks_for_urgency_on_their_own_words_and_nobody_else_does(room):
    await pointed(room, MAYA)
    for who in (SAM, OTTO, MAYA):
        await signs(room, who, Verb.URGENT, "100.1", at=LOBBY)
    assert await hints(room) == [(MAYA, Verb.URGENT)]


async def test_a_ticket_that_is_over_takes_no_sign(room):
    number, root = await card(room)
    await room.presses(MAYA, Verb.CANCEL, channel=DIRECT)
    assert (await room.ticket(number)).status is Status.CLOSED
    for verb in (Verb.CLAIM, Verb.RESOLVE):
        assert await signs(room, SAM, verb, root) == Done()
    assert await hints(room) == []


async def test_a_sign_that_wants_a_ticket_of_anothers_words_is_a_mere_sign(room):
    assert await pointed(room, OTTO, is_quiet=True) == Done()
    assert await room.heard(NoticeKind.TICKET_CARD) == []


async def test_a_second_sign_says_nothing(room):
    await pointed(room, SAM, is_quiet=True)
    assert await pointed(room, SAM, is_quiet=True) == Done()
    assert len(await room.heard(NoticeKind.TICKET_CARD)) == 1


async def test_words_that_belong_to_nothing_are_left_alone(room):
    nowhere = Address(platform="slack", channel="C0LOBBY")
    assert await signs(room, SAM, Verb.CLAIM, "1.2", at=nowhere) == Done()


async def test_a_question_that_became_a_ticket_can_be_hastened_where_it_was_asked(room):
    await room.says(MAYA, "vpn", message="question")
    await signs(room, MAYA, Verb.URGENT, "question", at=DIRECT)
    assert await hints(room) == [], "it has no ticket yet"
    await room.presses(MAYA, Verb.PERSON)
    await signs(room, MAYA, Verb.URGENT, "question", at=DIRECT)
    assert await hints(room) == [(MAYA, Verb.URGENT)]
