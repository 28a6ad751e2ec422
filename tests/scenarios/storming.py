"""Many meet the same trouble: they follow one incident, and are told once when it is over."""

from desk.policy import Status

DOWN = "The gate control is down"
LATER = "The turnstile does not work since this morning"


async def _storm(stage, answer):
    """Maya's ticket is declared the incident, and Nora, who says the same, is asked and answers."""
    await stage.opens(DOWN)
    await stage.commands("sam", "incident 101 gate control")
    await stage.engineer_sees("sam", "SUP-101 is the incident of Gate control now")
    people, chat = stage.working, stage.working.direct("nora")
    await people.say("nora", chat, LATER)
    await people.wait_for(chat, "nora", "a problem has been known since")
    assert DOWN not in await people.read_of_bot(chat, "nora")
    await people.press("nora", chat, answer)
    await people.wait_for(chat, "nora", "SUP-102")
    return people, chat


async def _end(stage, people, chat):
    await stage.commands("sam", "claim 101")
    await stage.owner_becomes("sam")
    asked = await stage.engineer_presses("sam", "Resolve")
    await stage.fills("sam", asked, text="The gate has new firmware", category="defect")
    await stage.passes(seconds=20)
    await people.wait_for(chat, "nora", "SUP-101 is over")


async def who_meets_what_is_known_follows_it_and_is_told_when_it_is_over(stage):
    people, chat = await _storm(stage, "Follow it")
    assert [row.status for row in await stage.tickets()] == [Status.NEW, Status.CLOSED]
    await stage.passes(seconds=20)
    await stage.engineer_sees("sam", "1 person")
    await _end(stage, people, chat)
    await people.press("nora", chat, "It works")
    await people.wait_for(chat, "nora", "It works for you")


async def what_is_still_broken_after_an_incident_is_a_ticket_again(stage):
    people, chat = await _storm(stage, "It is something else")
    await stage.engineer_sees("sam", LATER)
    await stage.commands("sam", "same 102")
    await people.wait_for(chat, "nora", "SUP-102 is the same as SUP-101")
    await _end(stage, people, chat)
    await people.press("nora", chat, "Still broken")
    await people.wait_for(chat, "nora", "SUP-102 is open again")
    await stage.engineer_sees("sam", "still does not work, though SUP-101 is over")
    await stage.becomes(Status.OPEN, 1)


SCENARIOS = (
    who_meets_what_is_known_follows_it_and_is_told_when_it_is_over,
    what_is_still_broken_after_an_incident_is_a_ticket_again,
)
