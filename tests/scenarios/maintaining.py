"""Maintenance: planned in chat, and told to whom it concerns, each thing once."""

from datetime import timedelta

from tests.scenarios.waiting import eventually

ABOUT_THE_GATE = "The turnstile at the north hall blinks purple"


async def planned_maintenance_is_told_to_whom_it_concerns(stage):
    await stage.ask(ABOUT_THE_GATE)
    await stage.requester_sees("SUP-101")
    start = stage.desk.clocks.desk() + timedelta(minutes=90)
    people = stage.working
    words = f"maintenance Gate control {start:%Y-%m-%d %H:%M} 1h New firmware"
    told = await people.told_by("sam", people.direct("sam"), words)
    assert "Gate control" in told
    await stage.engineer_sees("sam", "Maintenance of Gate control")
    await stage.requester_sees("New firmware")
    for step, sentence in ((45, "begins soon"), (50, "has begun"), (60, "is over")):
        await stage.passes(minutes=step)
        await stage.requester_sees(sentence)
    await stage.engineer_sees("sam", "is over")
    said = "SELECT key FROM outbox WHERE key LIKE 'maintenance:1:begun%'"
    assert len(stage.rows(said)) == 2  # the tier's channel, and who asked
    assert "No maintenance is planned" in await stage.requester_commands("maintenance")


async def who_only_asks_sees_what_is_planned_and_plans_nothing(stage):
    refused = await stage.requester_commands("maintenance Gate control 2030-01-01 10:00 1h")
    assert "Maintenance is planned by engineers" in refused
    assert "No maintenance is planned" in await stage.requester_commands("maintenance")
    assert stage.rows("SELECT id FROM maintenance_windows") == []


async def maintenance_that_is_called_off_is_not_announced_any_more(stage):
    people = stage.working
    start = stage.desk.clocks.desk() + timedelta(hours=2)
    words = f"maintenance gate {start:%Y-%m-%d %H:%M} 1h"
    await people.told_by("sam", people.direct("sam"), words)
    await stage.engineer_sees("sam", "Maintenance of Gate control")
    await people.told_by("sam", people.direct("sam"), "maintenance cancel 1")
    await stage.engineer_sees("sam", "does not take place")
    await stage.passes(hours=4)

    async def is_quiet():
        return stage.rows("SELECT id FROM outbox WHERE settled_at IS NULL") == []

    await eventually(is_quiet, "something is still to be said")
    assert "has begun" not in await people.read_of_bot(people.rooms[0], "sam")


async def who_asks_whether_it_is_down_is_told_what_is_known_and_reaches_a_person(stage):
    people = stage.working
    start = stage.desk.clocks.desk() + timedelta(minutes=2)
    words = f"maintenance gate {start:%Y-%m-%d %H:%M} 1h New firmware"
    await people.told_by("sam", people.direct("sam"), words)
    await stage.passes(minutes=6)
    await stage.ask("Is the gate control down?")
    await stage.requester_sees("has begun; it lasts until")
    assert await stage.tickets() == []
    await stage.requester_presses("Talk to a person")
    await stage.requester_sees("SUP-101")
    await stage.requester_sees("A person takes over")


async def who_subscribed_hears_of_a_service_until_they_stop(stage):
    assert "You will be told" in await stage.requester_commands("subscribe gate control")
    people = stage.working
    start = stage.desk.clocks.desk() + timedelta(hours=2)
    words = f"maintenance gate {start:%Y-%m-%d %H:%M} 1h New firmware"
    await people.told_by("sam", people.direct("sam"), words)
    await stage.requester_sees("New firmware")
    await stage.requester_presses("Unsubscribe")

    async def is_off():
        return stage.rows("SELECT service FROM subscriptions") == []

    await eventually(is_off, "still subscribed")


SCENARIOS = (
    who_subscribed_hears_of_a_service_until_they_stop,
    who_asks_whether_it_is_down_is_told_what_is_known_and_reaches_a_person,
    planned_maintenance_is_told_to_whom_it_concerns,
    who_only_asks_sees_what_is_planned_and_plans_nothing,
    maintenance_that_is_called_off_is_not_announced_any_more,
)
