"""The loop from question to rating, as people live it, on every platform."""

import asyncio

from desk.actions.close import CLOCK
from desk.policy import Status
from tests.scenarios.rig import eventually

QUESTION = "The invoices page shows error 500 since this morning"


async def test_a_known_question_is_answered_and_solved(stage):
    await stage.ask("cant conect to vpn since update")
    await stage.requester_sees("The VPN does not connect")
    await stage.requester_presses("This solved it")
    await stage.requester_sees("Solved")
    assert "SUP-" not in await stage.engineers_read()


async def test_an_unknown_question_becomes_a_ticket_with_a_promise_and_a_card(stage):
    await stage.ask(QUESTION)
    await stage.requester_sees("SUP-101")
    await stage.engineers_see("SUP-101")
    await stage.engineers_see("invoices page shows error 500")


async def test_hi_and_thanks_open_nothing(stage):
    await stage.ask("Hi!")
    await stage.requester_sees("This is the support desk")
    await stage.ask("thanks")
    assert "SUP-" not in await stage.engineers_read()


async def test_two_engineers_race_and_the_loser_is_told_who_has_it(stage):
    await stage.ask(QUESTION)
    await stage.engineers_see("SUP-101")
    await asyncio.gather(
        stage.engineer_presses("sam", "Claim"),
        stage.engineer_presses("lea", "Claim"),
        return_exceptions=True,
    )
    await stage.engineers_see("In progress")
    first = (await stage.desk.store.tickets.rows(CLOCK))[0].owner.split()[0].lower()
    assert first in {"sam", "lea"}


async def test_words_to_the_bot_reach_the_requester_and_talk_among_engineers_stays(stage):
    await stage.ask(QUESTION)
    await stage.engineers_see("SUP-101")
    await stage.talk("sam", "this customer always breaks it, lol")
    await stage.talk("sam", stage.mention("Which browser do you use?"))
    await stage.requester_sees("Which browser do you use?")
    assert "always breaks" not in await stage.requester_reads()


async def test_what_the_requester_adds_reaches_the_engineers(stage):
    await stage.ask(QUESTION)
    await stage.requester_sees("SUP-101")
    await stage.answer_in_thread("It is only customer 4711")
    await stage.engineers_see("only customer 4711")


async def test_a_secret_is_masked_before_it_goes_anywhere(stage):
    await stage.ask("The invoices page is broken, my password is hunter2secret")
    await stage.engineers_see("SUP-101")
    assert "hunter2secret" not in await stage.engineers_read()
    await stage.requester_sees("password")


async def test_an_engineer_resolves_with_words_and_the_requester_rates(stage):
    await open_and_claim(stage)
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="Fixed in release 5.12.2", category="defect")
    await stage.requester_sees("SUP-101 is resolved")
    await stage.requester_sees("Fixed in release 5.12.2")
    await stage.requester_presses("5 😀")
    await stage.requester_sees("5 of 5")
    await stage.engineers_see("5 of 5")


async def test_a_hand_over_needs_a_note_and_moves_the_card_to_the_next_tier(stage):
    await open_and_claim(stage)
    asked = await stage.engineer_presses("sam", "Escalate to L2")
    await stage.fills(
        "sam",
        asked,
        tier="L2",
        reason="code defect",
        symptom="NullReference since 5.12",
        tried="restart, cache",
        next_step="check the VAT id",
        environment="-",
    )
    await stage.engineers_see("NullReference since 5.12", tier=1)
    await stage.engineers_see("restart, cache", tier=1)
    row = (await stage.desk.store.tickets.rows(CLOCK))[0]
    assert (row.tier, row.owner) == ("L2", None)
    await stage.requester_sees("L2 support")


async def test_asking_waits_for_the_requester_and_their_answer_ends_the_waiting(stage):
    await open_and_claim(stage)
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.requester_sees("Which customer is it?")
    await eventually_status(stage, Status.PENDING)
    await stage.ask("Customer 4711")
    await stage.engineers_see("Customer 4711")
    await eventually_status(stage, Status.OPEN)


async def test_not_solved_reopens_within_a_week(stage):
    await open_and_claim(stage)
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="Should work now", category="defect")
    await stage.requester_sees("SUP-101 is resolved")
    await stage.requester_presses("Not solved: reopen")
    await eventually_status(stage, Status.OPEN)


async def test_the_requester_cancels_and_the_engineers_see_it(stage):
    await stage.ask(QUESTION)
    await stage.requester_sees("SUP-101")
    await stage.requester_presses("Cancel ticket")
    await eventually_status(stage, Status.CLOSED)
    await stage.engineers_see("cancelled")


async def test_fifty_internal_remarks_never_reach_the_requester(stage):
    await open_and_claim(stage)
    for n in range(50):
        await stage.talk("sam", f"internal remark number {n}")
    await stage.talk("sam", stage.mention("We are on it"))
    await stage.requester_sees("We are on it")
    assert "internal remark" not in await stage.requester_reads()


async def open_and_claim(stage):
    await stage.ask(QUESTION)
    await stage.engineers_see("SUP-101")
    await stage.engineer_presses("sam", "Claim")
    await stage.engineers_see("In progress")


async def status(stage):
    return (await stage.desk.store.tickets.rows(CLOCK))[0].status


async def eventually_status(stage, wanted):
    async def look():
        return await status(stage) is wanted

    await eventually(look, f"the ticket never became {wanted}")
