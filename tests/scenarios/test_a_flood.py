"""Somebody who opens many tickets at once does not bury the engineers."""

from desk.actions.ask import MANY

ODD = ("left", "right", "upper", "lower", "inner", "outer")


async def test_further_words_of_a_flood_join_the_last_ticket_and_nothing_is_lost(stage):
    for number, which in enumerate(ODD, start=101):
        await stage.ask(f"The {which} conveyor of hall {number} stands still")
        if number < 101 + MANY:
            await stage.engineers_see(f"SUP-{number}")
    await stage.requester_sees("You opened several tickets just now")
    await stage.engineers_see("The outer conveyor of hall 106")
    assert "SUP-106" not in await stage.engineers_read()
