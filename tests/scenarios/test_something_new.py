"""Words that went to a ticket by mistake are taken out of it again."""

from desk.actions.close import CLOCK
from desk.policy import Status
from tests.scenarios.rig import eventually

QUESTION = "The invoices page shows error 500 since this morning"


async def rows(stage):
    return {row.ticket: row for row in await stage.desk.store.tickets.rows(CLOCK)}


async def test_something_new_opens_a_ticket_and_the_old_one_goes_on_waiting(stage):
    await stage.ask(QUESTION)
    await stage.engineers_see("SUP-101")
    await stage.engineer_presses("sam", "Claim")
    asked = await stage.engineer_presses("sam", "Ask requester")
    await stage.fills("sam", asked, text="Which customer is it?")
    await stage.requester_sees("Which customer is it?")
    await stage.ask("The coffee machine on floor 3 flashes red lights")
    await stage.requester_presses("Something new")
    await stage.engineers_see("SUP-102")

    async def waits_again():
        now = await rows(stage)
        return now[101].status is Status.PENDING and now[102].status is Status.NEW

    await eventually(waits_again, "the first ticket no longer waits for its requester")
