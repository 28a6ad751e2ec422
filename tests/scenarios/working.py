"""What engineers live through with a ticket."""

import asyncio

from desk.policy import Status
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.waiting import eventually

HANDING_UP = {
    "tier": "L2",
    "reason": "code defect",
    "symptom": "NullReference since 5.12",
    "tried": "restart, cache",
    "next_step": "check the VAT id",
    "environment": "-",
}
HANDING_BACK = {
    "tier": "L1",
    "reason": "no defect",
    "symptom": "wrong VAT id in the master data",
    "tried": "replayed the invoice",
    "next_step": "correct the customer",
    "environment": "-",
}


async def two_engineers_race_and_the_loser_is_told_who_has_it(stage):
    await stage.opens(UNKNOWN)
    await asyncio.gather(
        stage.engineer_presses("sam", "Claim"),
        stage.engineer_presses("lea", "Claim"),
        return_exceptions=True,
    )
    await stage.engineer_sees("sam", "In progress")
    both = {stage.working.called(who): who for who in ("sam", "lea")}
    loser = both[await _not_the_owner_of(stage, both)]
    await stage.is_shown(loser, "has it since")


async def _not_the_owner_of(stage, names):
    """Of two names the one that is not the owner's."""
    owner = (await stage.tickets())[0].owner
    assert owner in names
    return next(name for name in names if name != owner)


async def another_takes_over_and_the_former_owner_reads_it(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.engineer_presses("lea", "Take over")
    await stage.engineer_sees("sam", "took SUP-101 over from")
    await stage.owner_becomes("lea")


async def a_released_ticket_is_free_to_claim_again(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.engineer_presses("sam", "Release ticket")
    await stage.owner_becomes(None)
    await stage.engineer_presses("lea", "Claim")
    await stage.owner_becomes("lea")


async def words_to_the_bot_reach_the_requester_and_talk_among_engineers_stays(stage):
    await stage.opens(UNKNOWN)
    await stage.talk("sam", "this customer always breaks it, lol")
    await stage.tell("sam", "Which browser do you use?")
    await stage.requester_sees("Which browser do you use?")
    assert "always breaks" not in await stage.requester_reads()


async def an_engineer_speaks_publicly_in_the_requesters_own_thread(stage):
    lobby, people = stage.asking.lobby, stage.asking
    await people.say("maya", lobby, people.mention(UNKNOWN))
    card = await people.wait_for(lobby, "maya", "SUP-101")
    await people.reply("sam", lobby, "I look into it right now", card)
    await stage.engineer_sees("sam", "I look into it right now")
    await stage.owner_becomes("sam")
    assert (await stage.tickets())[0].due_metric == "resolution"


async def a_reply_is_taken_back_and_the_requester_does_not_see_it_any_more(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Reply to requester")
    await stage.fills("sam", asked, text="Please reinstall everything")
    await stage.requester_sees("Please reinstall everything")
    await stage.takes_back("sam")
    await stage.engineer_sees("sam", "took back what had been sent")
    await eventually(
        lambda: stage.is_unread("Please reinstall everything"), "the words can still be read"
    )


async def what_an_engineer_deletes_goes_from_the_requester(stage):
    await stage.opens_and_claims(UNKNOWN)
    said = await stage.tell("sam", "Please reinstall everything")
    await stage.requester_sees("Please reinstall everything")
    await stage.working.take_back("sam", stage.room_of("sam"), said)
    await stage.engineer_sees("sam", "took back what had been sent")
    await eventually(
        lambda: stage.is_unread("Please reinstall everything"), "the words can still be read"
    )


async def words_that_look_like_a_command_are_sent_when_meant_so(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.tell("sam", "resolve the name first, then reload")
    await stage.engineer_sees("sam", "Send them to")
    await stage.engineer_presses("sam", f"Send to {stage.asking.called('maya')}")
    await stage.requester_sees("resolve the name first")
    assert (await stage.tickets())[0].status is Status.OPEN


async def words_that_look_like_a_command_are_done_when_meant_so(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.tell("sam", "release")
    await stage.engineer_sees("sam", "Send them to")
    await stage.engineer_presses("sam", "Do it")
    await stage.owner_becomes(None)
    await stage.settle()
    assert "release" not in await stage.requester_reads()


async def asking_waits_for_the_requester_and_their_answer_ends_the_waiting(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.requester_sees("Which customer is it?")
    await stage.becomes(Status.PENDING)
    await stage.ask("Customer 4711")
    await stage.engineer_sees("sam", "Customer 4711")
    await stage.becomes(Status.OPEN)


async def who_does_not_answer_is_reminded_warned_and_not_waited_for_any_more(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.becomes(Status.PENDING)
    await stage.passes(days=3)
    reminder = await stage.requester_sees("kind reminder")
    assert "Which customer is it?" in reminder.text
    await stage.engineer_sees("sam", "was reminded")
    await stage.passes(days=3)
    await stage.requester_sees("we take it for solved")
    assert (await stage.tickets())[0].status is Status.PENDING
    await stage.passes(days=1)
    await stage.becomes(Status.RESOLVED)
    await stage.requester_sees("We have not heard from you")
    await stage.engineer_sees("sam", "did not answer")
    await stage.answer_in_thread("Sorry, I was away. Customer 4711")
    await stage.engineer_sees("sam", "Customer 4711")
    await stage.becomes(Status.OPEN)


async def after_days_of_downtime_a_requester_gets_one_message_and_can_still_answer(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.becomes(Status.PENDING)
    await stage.passes(days=30)
    await stage.requester_sees("we take it for solved")
    assert await stage.is_unread("kind reminder")
    await stage.answer_in_thread("Customer 4711")
    await stage.engineer_sees("sam", "Customer 4711")
    await stage.becomes(Status.OPEN)
    await stage.passes(days=30)
    await stage.settle()
    assert (await stage.tickets())[0].status is Status.OPEN


async def a_prepared_text_is_sent_as_a_reply_and_taken_back(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.commands("sam", "macro 101 ask-screenshot")
    sent = await stage.requester_sees("could you send us a screenshot")
    assert "SUP-101" in sent.text
    assert "{" not in sent.text
    await stage.takes_back("sam")
    await eventually(lambda: stage.is_unread("could you send us"), "it was never taken back")


async def a_prepared_text_is_chosen_in_the_form_of_a_reply(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Reply to requester")
    await stage.fills("sam", asked, text=stage.working.nothing, prepared="working-on-it")
    sent = await stage.requester_sees("are working on it")
    assert "SUP-101" in sent.text


async def a_note_is_shown_to_engineers_and_to_nobody_else(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Add a note")
    await stage.fills("sam", asked, text="they pay late")
    await stage.engineer_finds("sam", "they pay late")
    await stage.settle()
    assert "they pay late" not in await stage.all_the_requester_could_read()


async def a_hand_over_needs_a_note_and_moves_the_card_to_the_next_tier(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Escalate to L2")
    await stage.fills("sam", asked, **HANDING_UP)
    await stage.engineer_sees("nora", "NullReference since 5.12")
    await stage.engineer_sees("nora", "restart, cache")
    row = (await stage.tickets())[0]
    assert (row.tier, row.owner) == ("L2", None)
    await stage.requester_sees("L2 support")


async def a_returned_ticket_comes_back_with_its_note(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.fills("sam", await stage.engineer_presses("sam", "Escalate to L2"), **HANDING_UP)
    await stage.engineer_sees("nora", "NullReference since 5.12")
    await stage.engineer_presses("nora", "Claim")
    await stage.owner_becomes("nora")
    await stage.fills("nora", await stage.engineer_presses("nora", "Return to L1"), **HANDING_BACK)
    await stage.engineer_sees("sam", "wrong VAT id in the master data")
    await stage.requester_sees("is back with L1 support")
    row = (await stage.tickets())[0]
    assert (row.tier, row.owner) == ("L1", None)


async def an_engineer_resolves_with_words_and_the_requester_rates(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.resolves("sam", "Fixed in release 5.12.2")
    await stage.requester_sees("Fixed in release 5.12.2")
    await stage.requester_presses("5 😀")
    await stage.requester_sees("5 of 5")
    await stage.engineer_sees("sam", "5 of 5")


async def a_low_mark_is_asked_for_a_word_of_why(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.resolves("sam", "Should work now")
    await stage.requester_presses("2")
    await stage.requester_sees("What should have been better?")
    asked = await stage.requester_presses("Add a comment")
    await stage.requester_fills(asked, text="It took a week")
    await stage.engineer_sees("sam", "It took a week")


async def not_solved_reopens_within_a_week(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.resolves("sam", "Should work now")
    await stage.requester_presses("Not solved: reopen")
    await stage.becomes(Status.OPEN)
    await stage.requester_sees("is open again")


async def thanks_after_resolve_do_nothing_and_other_words_reopen(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.resolves("sam", "Should work now")
    await stage.answer_in_thread("thanks!")
    await stage.settle()
    assert (await stage.tickets())[0].status is Status.RESOLVED
    await stage.answer_in_thread("It is back, the same error")
    await stage.engineer_sees("sam", "It is back, the same error")
    await stage.becomes(Status.OPEN)


async def a_reply_after_the_time_to_reopen_opens_a_ticket_that_names_the_old_one(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.resolves("sam", "Should work now")
    await stage.passes(days=9)
    await stage.answer_in_thread("It is back after a week")
    await stage.engineer_sees("sam", "SUP-102")
    follower = await stage.requester_sees("SUP-102")
    assert "SUP-101" in follower.text
    assert [row.ticket for row in await stage.tickets()] == [101, 102]


async def a_field_that_will_not_do_is_said_at_the_field(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Resolve")
    fault = await stage.refused_field("sam", asked, text=stage.working.faulty, category="defect")
    assert "Please" in fault
    assert (await stage.tickets())[0].status is Status.OPEN


async def a_form_that_is_given_up_changes_nothing(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.gives_up("sam", asked)
    await stage.talk("sam", "not yet, the customer has to look first")
    await stage.settle()
    assert (await stage.tickets())[0].status is Status.OPEN
    assert "the customer has to look" not in await stage.requester_reads()


async def a_resolved_ticket_closes_by_itself_after_the_time_to_reopen(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.resolves("sam", "Should work now")
    await stage.passes(days=9)
    await stage.becomes(Status.CLOSED)


async def a_commands_bare_word_is_done_where_nothing_else_can_be_meant(stage):
    people, chat = stage.working, stage.working.direct("sam")
    await stage.opens(UNKNOWN)
    await people.say("sam", chat, "claim 101")
    await stage.owner_becomes("sam")
    await people.say("sam", chat, "maintenance")
    await people.wait_for(chat, "sam", "No maintenance is planned")
    await people.say("sam", chat, "page is slow since noon")
    await people.wait_for(chat, "sam", "SUP-102")


async def commands_of_an_engineer_do_what_buttons_do(stage):
    await stage.opens(UNKNOWN)
    await stage.commands("sam", "claim 101")
    await stage.owner_becomes("sam")
    await stage.commands("sam", "note 101 they pay late")
    await stage.engineer_finds("sam", "they pay late")
    await stage.commands("sam", "reply 101 We look into it")
    await stage.requester_sees("We look into it")
    await stage.commands("sam", "release 101")
    await stage.owner_becomes(None)
    assert "they pay late" not in await stage.requester_reads()


async def who_is_no_engineer_of_the_tier_is_refused_with_a_reason(stage):
    await stage.opens(UNKNOWN)
    assert "L1 support" in await stage.is_told("nora", "claim 101")
    assert (await stage.tickets())[0].owner is None


async def an_engineer_finds_a_ticket_by_its_note_and_only_they_see_it(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.commands("sam", "note 101 It is the VAT defect")
    await stage.engineer_sees("sam", "It is the VAT defect")
    await stage.settle()
    told = await stage.working.told_by("sam", stage.working.direct("sam"), "search vat from:maya")
    assert "SUP-101" in told
    assert "SUP-101" not in await stage.requester_commands("search vat")


SCENARIOS = (
    a_prepared_text_is_chosen_in_the_form_of_a_reply,
    an_engineer_finds_a_ticket_by_its_note_and_only_they_see_it,
    two_engineers_race_and_the_loser_is_told_who_has_it,
    another_takes_over_and_the_former_owner_reads_it,
    a_released_ticket_is_free_to_claim_again,
    words_to_the_bot_reach_the_requester_and_talk_among_engineers_stays,
    an_engineer_speaks_publicly_in_the_requesters_own_thread,
    a_reply_is_taken_back_and_the_requester_does_not_see_it_any_more,
    what_an_engineer_deletes_goes_from_the_requester,
    words_that_look_like_a_command_are_sent_when_meant_so,
    words_that_look_like_a_command_are_done_when_meant_so,
    asking_waits_for_the_requester_and_their_answer_ends_the_waiting,
    who_does_not_answer_is_reminded_warned_and_not_waited_for_any_more,
    after_days_of_downtime_a_requester_gets_one_message_and_can_still_answer,
    a_prepared_text_is_sent_as_a_reply_and_taken_back,
    a_note_is_shown_to_engineers_and_to_nobody_else,
    a_hand_over_needs_a_note_and_moves_the_card_to_the_next_tier,
    a_returned_ticket_comes_back_with_its_note,
    an_engineer_resolves_with_words_and_the_requester_rates,
    a_low_mark_is_asked_for_a_word_of_why,
    not_solved_reopens_within_a_week,
    thanks_after_resolve_do_nothing_and_other_words_reopen,
    a_reply_after_the_time_to_reopen_opens_a_ticket_that_names_the_old_one,
    a_field_that_will_not_do_is_said_at_the_field,
    a_form_that_is_given_up_changes_nothing,
    a_resolved_ticket_closes_by_itself_after_the_time_to_reopen,
    a_commands_bare_word_is_done_where_nothing_else_can_be_meant,
    commands_of_an_engineer_do_what_buttons_do,
    who_is_no_engineer_of_the_tier_is_refused_with_a_reason,
)
