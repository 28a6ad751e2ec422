"""Taps that come twice, words that are not for us, and refusals that say why."""

import pytest

from desk.actions.close import CloseResolved
from desk.inbound import Left
from desk.notice import NoticeKind
from desk.outcome import Ask, Done, FieldFaults
from desk.people import Identity
from desk.policy import Status
from desk.ticket import Verb
from tests.desk.actions.conftest import LEA, MAYA, OTTO, SAM
from tests.nouns import DIRECT, L1_ROOM


async def test_claiming_what_one_has_already_is_done_and_not_refused(room):
    number = await room.opens()
    await room.does(SAM, "claim", str(number))
    before = await room.ticket(number)
    assert await room.does(SAM, "claim", str(number)) == Done()
    assert await room.ticket(number) == before


async def test_taking_over_ones_own_ticket_changes_nothing_and_says_so(room, refused):
    number = await room.opens()
    await room.does(SAM, "claim", str(number))
    await room.presses(LEA, Verb.TAKE_OVER, channel=L1_ROOM)
    before = await room.ticket(number)
    assert before.assignee == await room.id_of(LEA)
    again = room.presses(LEA, Verb.TAKE_OVER, channel=L1_ROOM)
    await refused(again, "already_claimed", ticket=number, is_yours=True)
    assert await room.ticket(number) == before


async def test_only_its_owner_gives_a_ticket_back(room, refused):
    number = await room.opens()
    await room.does(SAM, "claim", str(number))
    lost = room.does(LEA, "release", str(number))
    await refused(lost, "not_allowed", verb="release", ticket=number, owner="Sam")
    await room.does(SAM, "release", str(number))
    assert await room.does(SAM, "release", str(number)) is not None
    assert (await room.ticket(number)).assignee is None


async def test_a_question_that_is_settled_stays_so(room):
    await room.says(MAYA, "vpn")
    await room.presses(MAYA, Verb.SOLVED)
    again = await room.presses(MAYA, Verb.PERSON)
    assert isinstance(again, Done)
    assert await room.heard(NoticeKind.TICKET_CARD) == []


async def test_when_all_that_came_near_was_not_it_a_person_takes_over(room):
    await room.says(MAYA, "vpn")
    await room.presses(MAYA, Verb.NOT_IT)
    assert [one.facts["choices"] for one in await room.heard(NoticeKind.SUGGESTIONS)] == [
        [{"article": "wifi", "title": "Wifi"}]
    ]
    await room.presses(MAYA, Verb.PICK)
    await room.presses(MAYA, Verb.NOT_IT)
    assert len(await room.heard(NoticeKind.TICKET_CARD)) == 1


async def test_an_article_that_is_gone_meanwhile_cannot_be_picked(room, refused):
    await room.says(MAYA, "network")
    room.shelf.forget("vpn")
    await refused(room.presses(MAYA, Verb.PICK), "not_found", noun="article", key="vpn")


async def test_somebody_elses_answer_is_not_ones_own_to_settle(room, refused):
    await room.says(MAYA, "vpn")
    await refused(room.presses(OTTO, Verb.SOLVED), "not_allowed", verb="solved")


async def test_a_button_is_refused_when_its_time_is_over_or_it_never_was(room, refused):
    await room.says(MAYA, "vpn")
    await refused(room.presses(MAYA, Verb.SOLVED, offer=9), "not_found", noun="button")
    room.clock.move(days=15)
    await refused(room.presses(MAYA, Verb.SOLVED), "not_found", noun="button")


async def test_a_ticket_that_somebody_just_changed_is_not_closed_by_the_clock(room, monkeypatch):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number), values={"text": "Fixed", "category": "defect"})
    room.clock.move(days=8)
    seen = await room.ticket(number)
    await room.presses(MAYA, Verb.RATE)

    async def older(*_):
        return [seen]

    with monkeypatch.context() as patched:
        patched.setattr("storage.tickets.Tickets.to_close", older)
        assert await CloseResolved()(room.store.begin, now=room.clock()) == 0
    assert (await room.ticket(number)).status is Status.RESOLVED
    assert await CloseResolved()(room.store.begin, now=room.clock()) == 1
    assert (await room.ticket(number)).status is Status.CLOSED


async def test_a_mark_is_a_number_from_one_to_five(room, refused):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number), values={"text": "Fixed", "category": "defect"})
    assert await room.presses(MAYA, Verb.RATE) == Done(facts={"ticket": number, "rating": 1})
    assert (await room.ticket(number)).rating == 1


async def test_what_was_resolved_long_ago_is_not_reopened(room, refused):
    number = await room.opens()
    await room.does(SAM, "resolve", str(number), values={"text": "Fixed", "category": "defect"})
    room.clock.move(days=7)
    late = room.presses(MAYA, Verb.REOPEN)
    await refused(late, "wrong_status", ticket=number, verb="reopen", status="resolved")


async def test_who_leaves_a_tiers_channel_is_no_engineer_any_more(room, refused):
    number = await room.opens()
    gone = Left(channel=L1_ROOM, identity=Identity(platform="slack", id=LEA))
    assert await room.happens(gone) == Done()
    await refused(
        room.does(LEA, "claim", str(number)),
        "not_allowed",
        verb="claim",
        ticket=number,
        tier="First",
    )


async def test_a_hand_over_goes_to_a_tier_of_the_list_above(room, refused):
    number = await room.opens()
    note = {"reason": "x", "symptom": "x", "tried": "x", "next_step": "x"}
    up = room.does(SAM, "escalate", str(number), values={**note, "tier": "L9"})
    await refused(up, "bad_command", name="escalate", wanted="tier", fault="not_a_choice")


async def test_nobody_else_sees_how_a_ticket_stands(room, refused):
    number = await room.opens()
    await refused(
        room.does(OTTO, "status", str(number), channel=DIRECT),
        "not_allowed",
        verb="status",
        ticket=number,
    )
    assert await room.does(MAYA, "status", str(number), channel=DIRECT) is not None


@pytest.mark.parametrize("text", ["", "   "])
async def test_words_that_are_none_change_no_ticket(room, text):
    number = await room.opens()
    await room.arrives()
    before = await room.ticket(number)
    root = await room.root(L1_ROOM)
    assert await room.says(SAM, text, at=L1_ROOM, anchors=(root,)) == Done()
    assert await room.ticket(number) == before


async def test_strangers_in_an_engineers_thread_are_not_noted(room):
    number = await room.opens()
    await room.arrives()
    root = await room.root(L1_ROOM)
    assert await room.says(OTTO, "What is this?", at=L1_ROOM, anchors=(root,)) == Done()
    history = await room.history(number)
    assert "ticket.noted" not in history
    await room.says(SAM, "Looks like the belt", at=L1_ROOM, anchors=(root,))
    assert "ticket.noted" in await room.history(number)


async def test_strangers_words_under_a_requesters_card_go_nowhere(room):
    number = await room.opens()
    before = await room.history(number)
    said = await room.says(OTTO, "Me too", at=DIRECT, anchors=("m1",), is_direct=False)
    assert said == Done()
    assert await room.history(number) == before


async def test_a_form_that_was_answered_wrongly_asks_again_and_can_be_dropped(room):
    number = await room.opens()
    asked = await room.does(SAM, "resolve", f"{number} The belt was loose", is_direct=True)
    assert isinstance(asked, Ask)
    wrong = await room.says(SAM, "weather", at=L1_ROOM, is_direct=True)
    assert isinstance(wrong, FieldFaults)
    assert wrong.faults == {"category": "not_a_choice"}
    assert await room.does(SAM, "cancel", "") == Done()
    assert (await room.ticket(number)).status is not Status.RESOLVED
