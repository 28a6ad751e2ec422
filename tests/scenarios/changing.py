"""What a ticket turns out to be: more urgent, or something else."""

from datetime import timedelta

from desk.policy import Priority
from tests.scenarios.asking import UNKNOWN
from tests.scenarios.waiting import eventually


async def an_engineer_changes_priority_and_category_and_the_thread_says_what(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Change…")
    await stage.fills(
        "sam", asked, priority="P2", type="incident", category="defect", service="gate"
    )
    await stage.engineer_sees("sam", "Priority from P3 · normal to P2 · high")
    await stage.engineer_sees("sam", "Category to Defect")
    await stage.engineer_sees("sam", "Service to Gate control")
    assert (await stage.tickets())[0].priority is Priority.P2


async def a_command_changes_the_priority_and_says_what_it_takes(stage):
    await stage.opens_and_claims(UNKNOWN)
    await stage.commands("sam", "priority 101 p1")
    await stage.engineer_sees("sam", "Priority from P3 · normal to P1 · urgent")


async def the_requester_says_why_it_is_urgent_and_it_is_raised_a_step(stage):
    await stage.opens(UNKNOWN)
    asked = await stage.requester_presses("It is urgent")
    await stage.requester_fills(asked, reason="Nobody can write invoices")
    await stage.requester_sees("P2 · high")
    await stage.engineer_sees("sam", "Nobody can write invoices")

    async def is_high():
        return (await stage.tickets())[0].priority is Priority.P2

    await eventually(is_high, "the ticket was never raised")


async def a_ticket_is_given_to_a_colleague_with_a_note(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Give to…")
    lea = await stage.number_of("lea")
    await stage.fills("sam", asked, to=lea, note="You know the invoices")
    await stage.owner_becomes("lea")
    await stage.engineer_sees("lea", "You know the invoices")


async def something_is_promised_for_one_ticket_alone_and_taken_back(stage):
    await stage.opens_and_claims(UNKNOWN)
    asked = await stage.engineer_presses("sam", "Promise…")
    await stage.fills(
        "sam", asked, resolution="4h", first_response="1h", next_reply="1h", reason="Auditors come"
    )
    await stage.engineer_sees("sam", "solved within 4h")
    asked_at = (await stage.tickets())[0].asked_at
    assert (await stage.tickets())[0].due_at == asked_at + timedelta(hours=1)
    asked = await stage.engineer_presses("sam", "Promise…")
    await stage.fills(
        "sam", asked, resolution="3d", first_response="2h", next_reply="1d", reason="They have gone"
    )
    await stage.engineer_sees("sam", "They have gone")
    assert (await stage.tickets())[0].due_at == asked_at + timedelta(hours=2)


async def a_command_that_needs_a_form_offers_it_where_nothing_could_show_it(stage):
    await stage.opens_and_claims(UNKNOWN)
    people, chat = stage.working, stage.working.direct("sam")
    await people.say("sam", chat, "promise 101 4h")
    asked = await people.press("sam", chat, "Open the form")
    values = {"resolution": "4h", "first_response": "1h", "reason": "Auditors come"}
    await people.fill("sam", chat, asked, values)
    await stage.engineer_sees("sam", "solved within 4h")


SCENARIOS = (
    a_command_that_needs_a_form_offers_it_where_nothing_could_show_it,
    something_is_promised_for_one_ticket_alone_and_taken_back,
    a_ticket_is_given_to_a_colleague_with_a_note,
    an_engineer_changes_priority_and_category_and_the_thread_says_what,
    a_command_changes_the_priority_and_says_what_it_takes,
    the_requester_says_why_it_is_urgent_and_it_is_raised_a_step,
)
