"""Who is on call, and who takes it over from whom."""


def is_named(people, who, told):
    """Whether somebody is named, by name or as a mention."""
    return people.called(who) in told or people.identity(who).id in told


async def a_colleague_takes_the_duty_and_gives_it_back(stage):
    people, room = stage.working, stage.working.rooms[0]
    told = await people.told_by("lea", people.direct("lea"), "oncall")
    assert is_named(people, "sam", told)
    await people.told_by("lea", people.direct("lea"), "cover L1 for 3h")
    told = await people.wait_for(room, "sam", "is on call for L1 support until")
    assert is_named(people, "lea", told.text)
    assert "instead of" in told.text
    told = await people.told_by("sam", people.direct("sam"), "oncall")
    assert is_named(people, "lea", told)
    refused = await people.told_by("sam", people.direct("sam"), "cover back 1")
    assert "Only who is on call then" in refused
    await people.told_by("lea", people.direct("lea"), "cover back")
    await people.wait_for(room, "sam", "does not cover for L1 support any more")
    told = await people.told_by("lea", people.direct("lea"), "oncall")
    assert not is_named(people, "lea", told)


async def who_only_asks_is_not_told_who_is_on_call(stage):
    told = await stage.requester_commands("oncall")
    assert "for the desk’s own people" in told


SCENARIOS = (
    a_colleague_takes_the_duty_and_gives_it_back,
    who_only_asks_is_not_told_who_is_on_call,
)
