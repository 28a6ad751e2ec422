"""What must hold from end to end, wherever the requester and the engineers are."""

from desk.policy import Status
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.hostile import CARRIED
from tests.scenarios.remarks import REMARKS, make
from tests.scenarios.waiting import eventually
from tests.scenarios.working import HANDING_UP


async def a_ticket_is_carried_from_the_question_to_the_mark(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.tell("sam", "Which browser do you use?")
    await stage.requester_sees("Which browser do you use?")
    await stage.answer_in_thread("Firefox, the newest")
    await stage.engineer_sees("sam", "Firefox, the newest")
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.requester_sees("Which customer is it?")
    await stage.becomes(Status.PENDING)
    await stage.answer_in_thread("Customer 4711")
    await stage.engineer_sees("sam", "Customer 4711")
    await stage.becomes(Status.OPEN)
    asked = await stage.engineer_presses("sam", "Add a note")
    await stage.fills("sam", asked, text="looks like the VAT defect")
    await stage.engineer_finds("sam", "looks like the VAT defect")
    await stage.fills("sam", await stage.engineer_presses("sam", "Escalate to L2"), **HANDING_UP)
    await stage.requester_sees("L2 support")
    await stage.engineer_sees("nora", "check the VAT id")
    await stage.engineer_presses("nora", "Claim")
    await stage.owner_becomes("nora")
    await stage.tell("nora", "We have found it")
    await stage.requester_sees("We have found it")
    await stage.answer_in_thread("Wonderful")
    await stage.engineer_sees("nora", "Wonderful")
    await stage.resolves("nora", "Fixed in release 5.12.2")
    await stage.requester_sees("Fixed in release 5.12.2")
    await stage.requester_presses("5 😀")
    await stage.engineer_sees("nora", "5 of 5")
    assert "VAT defect" not in await stage.all_the_requester_could_read()


async def what_the_requester_edits_follows_to_the_engineers(stage):
    await stage.opens(UNKNOWN)
    said = await stage.answer_in_thread("It is customer 4711")
    await stage.engineer_sees("sam", "customer 4711")
    await stage.asking.edit("maya", stage.chat, said, "It is customer 4712")
    await stage.engineer_sees("sam", "customer 4712")
    await eventually(
        lambda: stage.is_unread_by("sam", "customer 4711"), "the engineers still see the old words"
    )


async def what_the_requester_takes_back_goes_from_the_engineers(stage):
    await stage.opens(UNKNOWN)
    said = await stage.answer_in_thread("It is customer 4711")
    await stage.engineer_sees("sam", "customer 4711")
    await stage.asking.take_back("maya", stage.chat, said)
    await stage.engineer_sees("sam", "took a message back")
    await eventually(
        lambda: stage.is_unread_by("sam", "customer 4711"), "the engineers still see the words"
    )


async def what_an_engineer_edits_follows_to_the_requester(stage):
    await stage.opens_and_claims(UNKNOWN)
    said = await stage.tell("sam", "Please restart hall 3")
    await stage.requester_sees("restart hall 3")
    room, words = stage.room_of("sam"), stage.working.mention("Please restart hall 4")
    await stage.working.edit("sam", room, said, words)
    await stage.requester_sees("restart hall 4")
    await eventually(
        lambda: stage.is_unread("restart hall 3"), "the requester still sees the old words"
    )


async def fifty_internal_remarks_never_reach_the_requester(stage):
    await stage.opens_and_claims(UNKNOWN)
    for remark in REMARKS:
        await make(stage, remark)
    await stage.tell("sam", "We are on it")
    await stage.requester_sees("We are on it")
    await stage.settle()
    readable = await stage.all_the_requester_could_read()
    assert "We are on it" in readable
    assert [remark.token for remark in REMARKS if remark.token in readable] == []


async def hostile_words_are_carried_both_ways(stage):
    await stage.opens_and_claims(UNKNOWN)
    for text in CARRIED:
        await stage.answer_in_thread(f"{text} end")
        await stage.tell("sam", f"I read: {text} end")
    await stage.tell("sam", "That was all")
    await stage.requester_sees("That was all")
    await stage.settle()
    assert stage.unsaid() == []
    assert len(await stage.tickets()) == 1


SCENARIOS = (
    a_ticket_is_carried_from_the_question_to_the_mark,
    what_the_requester_edits_follows_to_the_engineers,
    what_the_requester_takes_back_goes_from_the_engineers,
    what_an_engineer_edits_follows_to_the_requester,
    fifty_internal_remarks_never_reach_the_requester,
    hostile_words_are_carried_both_ways,
)
