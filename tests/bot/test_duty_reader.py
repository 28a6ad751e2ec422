"""Does the desk keep up with a schedule that is kept elsewhere, and say when it cannot?"""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.config import load
from bot.duty_reader import SILENCE
from bot.wiring import add_web, build
from desk.outcome import Done
from storage.duty_tables import duty_calendars
from tests.bot.conftest import CONFIG
from tests.nouns import NOON
from tests.patience import eventually

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ELSEWHERE = """
[oncall.outside]
tier = "L1"
ics = "{source}"
names = {{"Sam Okafor" = "web:sam"}}
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
BEGIN:VEVENT
UID:1
DTSTART:20260304T090000Z
DTEND:20260304T170000Z
RRULE:FREQ=DAILY
SUMMARY:On call: Sam Okafor
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260304T090000Z
DTEND:20260304T170000Z
SUMMARY:Team lunch
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


@pytest.fixture
async def desk_of(sqlite_url, clock, shelf, tmp_path):
    """Build a desk whose rotation is read from that source, beside its file."""
    built = []

    async def desk_of(source="on-call.ics"):
        file = tmp_path / "firstline.toml"
        file.write_text(CONFIG + ELSEWHERE.format(source=source))
        desk = await build(sqlite_url, load(file), machine=clock, librarian=shelf)
        add_web(desk, changed=lambda: None)
        built.append(desk)
        return desk

    yield desk_of
    for desk in built:
        await desk.close()


@pytest.fixture
async def desk(desk_of):
    return await desk_of()


@pytest.fixture
def calendar(tmp_path):
    def calendar(body=ICS):
        (tmp_path / "on-call.ics").write_text(body)

    calendar()
    return calendar


async def on_duty(desk, at):
    async with desk.store.begin() as work:
        found = await work.duty.on_duty("L1", at)
        await work.commit(Done())
        return [(await work.people.get(one)).name for one in found]


async def alarms(desk):
    """What waits for admins, by code and reason."""
    told = []
    while jobs := await desk.store.outbox.lease("test", now=desk.clocks.machine()):
        told += [job.saying.notice.facts for job in jobs]
        for job in jobs:
            await desk.store.outbox.sent(job, f"m{job.id}", "", desk.clocks.machine())
    return [(one["code"], one["facts"]["rotation"], one["facts"]["reason"]) for one in told]


async def test_a_file_beside_the_configuration_says_who_is_on_call(desk, meet, calendar):
    await meet("sam")
    await desk.duty_reader().look()
    assert await on_duty(desk, NOON) == ["Sam"]
    assert await on_duty(desk, NOON + 80 * DAY) == ["Sam"]
    assert await on_duty(desk, NOON + 6 * HOUR) == []
    [plan] = await desk.store.duty.plans(NOON, NOON + DAY)
    assert plan.rotations[0].unknown == ("Team lunch",)


async def test_a_change_is_read_by_the_next_look(desk, meet, calendar):
    await meet("sam")
    reader = desk.duty_reader()
    await reader.look()
    calendar(ICS.replace("T170000Z", "T110000Z"))
    await reader.look()
    assert await on_duty(desk, NOON) == []


async def test_the_last_good_copy_holds_and_does_not_run_out(desk, meet, calendar, clock):
    await meet("sam")
    reader = desk.duty_reader()
    await reader.look()
    calendar("<p>Please sign in</p>")
    clock.move(days=120)
    await reader.look()
    assert await on_duty(desk, clock()) == ["Sam"]
    kept = await desk.store.duty_calendars.get("outside")
    assert (kept.read_at, kept.failing_since) == (NOON, clock())


async def test_admins_are_told_once_after_a_day_and_again_when_it_fails_anew(
    desk, meet, calendar, clock
):
    await meet("ada")
    reader = desk.duty_reader()
    calendar("nothing")
    reason = "it is no iCalendar that can be read (ValueError)"
    await reader.look()
    clock.move(seconds=SILENCE.total_seconds() - 1)
    await reader.look()
    assert await alarms(desk) == []
    for _ in range(3):
        clock.move(hours=1)
        await reader.look()
    assert await alarms(desk) == [("oncall_unread", "outside", reason)]
    calendar()
    await reader.look()
    calendar("nothing")
    await reader.look()
    clock.move(days=2)
    await reader.look()
    assert await alarms(desk) == [("oncall_unread", "outside", reason)]


async def test_what_another_address_said_does_not_hold_and_that_is_said_at_once(
    desk, meet, calendar, clock
):
    await meet("ada")
    reader = desk.duty_reader()
    await reader.look()
    mark = "the mark of the address before"
    async with desk.store.database.write() as connection:
        await connection.execute(update(duty_calendars).values(source=mark))
        await connection.commit()
    calendar("nothing")
    for _ in range(2):
        clock.move(hours=1)
        await reader.look()
    assert await on_duty(desk, NOON) == []
    kept = await desk.store.duty_calendars.get("outside")
    assert (kept.body, kept.read_at, kept.source == mark) == (None, None, False)
    reason = "it is no iCalendar that can be read (ValueError)"
    assert await alarms(desk) == [("oncall_moved", "outside", reason)]


async def test_an_address_inside_the_house_is_not_asked(desk_of):
    desk = await desk_of("https://169.254.169.254/latest/meta-data")
    await desk.duty_reader().look()
    kept = await desk.store.duty_calendars.get("outside")
    assert "ics_private = true" in kept.fault
    assert "169.254" not in kept.source


async def test_a_file_that_is_not_there_is_said(desk):
    await desk.duty_reader().look()
    kept = await desk.store.duty_calendars.get("outside")
    assert kept.fault == "the file cannot be read: No such file or directory"


async def test_it_is_read_while_the_desk_runs(desk, calendar):
    stop = asyncio.Event()
    reading = asyncio.create_task(desk.duty_reader().run(stop))

    async def is_read():
        return await desk.store.duty_calendars.get("outside")

    assert await eventually(is_read, "nobody read the calendar")
    stop.set()
    await reading
