"""Somebody who opens many tickets at once does not bury the engineers."""

from desk.actions.ask import MANY

ODD = ("left", "right", "upper", "lower", "inner", "outer")


def trouble(number):
    return f"The {ODD[number]} conveyor of hall {number} stands still"


async def test_further_words_of_a_flood_join_the_last_ticket_and_nothing_is_lost(stage):
    await stage.ask(trouble(0))
    await stage.engineers_see("SUP-101")
    await stage.ask(trouble(1))
    await stage.requester_presses("Something new")
    for number in range(2, MANY):
        await stage.engineers_see(f"SUP-{100 + number}")
        await stage.ask(trouble(number))
    await stage.engineers_see(f"SUP-{100 + MANY}")
    await stage.ask(trouble(MANY))
    await stage.requester_sees("You opened several tickets just now")
    await stage.engineers_see(trouble(MANY))
    assert f"SUP-{101 + MANY}" not in await stage.engineers_read()
