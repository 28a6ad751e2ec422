"""Does the command line say who is on call, name gaps, and let somebody cover?"""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from bot.config import example_text, load, of_demo
from bot.wiring import machine_now
from desk.inbound import Author
from desk.outcome import Done
from desk.people import Address, Identity
from storage.store import Store

PEOPLE = {"sam": ("Sam Okafor", "l1-support"), "lea": ("Lea Hoffmann", "l1-support")}


@pytest.fixture(autouse=True)
def indexed_once(monkeypatch, shelf):
    """No order here asks for an article, so each command need not index them anew."""

    async def give(*_):
        return shelf

    monkeypatch.setattr("bot.wiring.Librarian.open", give)


@pytest.fixture
def seated(empty_folder, sqlite_template):
    """The demo's database, with the two engineers of L1 in their channel."""
    shutil.copy(sqlite_template, empty_folder / "demo.db")
    url = f"sqlite:///{empty_folder}/demo.db"

    async def seat():
        store = Store.open(url, of_demo().policy(machine_now().date()), clock=machine_now)
        async with store.begin() as work:
            for key, (name, room) in PEOPLE.items():
                account = Identity(platform="web", id=key)
                person = await work.people.meet(Author(identity=account, name=name))
                await work.people.join(Address(platform="web", channel=room), person.id)
            await work.commit(Done())
        await store.close()

    asyncio.run(seat())
    return url


def told(result):
    assert result.exit_code == 0, result.output
    return {row["rotation"]: row for row in json.loads(result.stdout)}


def test_now_and_next_name_the_two_of_the_first_tier_in_turn(firstline, seated):
    here = told(firstline("oncall", "now", "--json"))["first"]
    later = told(firstline("oncall", "next", "--json"))["first"]
    assert {*here["people"], *later["people"]} == {"Sam Okafor", "Lea Hoffmann"}
    assert here["end"] == later["start"]
    assert here["cover"] is None


def test_it_reads_well(firstline, seated):
    lines = firstline("oncall", "now").stdout.splitlines()
    assert lines[0].split() == ["tier", "rotation", "on", "call", "from", "until"]
    assert lines[1].split()[:2] == ["L1", "first"]


def test_somebody_covers_and_it_is_taken_back(firstline, seated):
    before = told(firstline("oncall", "now", "--json"))["first"]["people"]
    other = next(name for name, _ in PEOPLE.values() if [name] != before)
    covering = ("oncall", "override", "first", "--person", other, "--to", "tomorrow 23:00")
    result = firstline(*covering)
    assert (result.exit_code, result.stdout.split(".")[0]) == (0, "first: covered (cover 1)")
    here = told(firstline("oncall", "now", "--json"))["first"]
    assert (here["people"], here["cover"]) == ([other], 1)
    assert "(cover 1)" in firstline("oncall", "now").stdout
    result = firstline("oncall", "override", "first", "--back", "1", "--json")
    assert json.loads(result.stdout) == {
        "rotation": "first",
        "done": "taken back",
        "cover": 1,
    }
    assert told(firstline("oncall", "now", "--json"))["first"]["people"] == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("first", "--person", "Sam Okafor"), "Until when?"),
        (("first", "--person", "Sam Okafor", "--to", "later"), "later is no moment."),
        (("first", "--person", "Otto", "--to", "tomorrow"), "They are: Lea Hoffmann, Sam Okafor"),
        (("first", "--to", "tomorrow"), "Name one with --person: Lea Hoffmann, Sam Okafor"),
        (("fifth", "--person", "Sam", "--to", "tomorrow"), "first, second, third, vendor"),
        (("first", "--back", "9"), "There is no such cover. See them with: firstline oncall now"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(firstline, seated, words, sentence):
    result = firstline("oncall", "override", *words)
    assert result.exit_code == 1
    assert sentence in " ".join(result.stderr.split())


def test_who_is_on_call_and_not_of_the_team_is_a_fault(firstline, seated):
    result = firstline("oncall", "check")
    assert result.exit_code == 1
    assert "L2: web:nora of second does not sit in the tier's channels." in result.stdout
    assert "L1" not in result.stdout


GAP = """
[oncall.late]
tier = "L1"
people = ["web:sam"]
starts = 2999-01-01
"""


def configure(folder, rotations):
    (folder / "firstline.toml").write_text(f"{example_text()}\n{rotations}")


def test_a_gap_is_named_from_when_until_when(firstline, seated, empty_folder):
    configure(empty_folder, GAP)
    (empty_folder / "demo.db").rename(empty_folder / "firstline.db")
    result = firstline("oncall", "check", "--days", "2", "--json")
    assert result.exit_code == 1
    plan = json.loads(result.stdout)[0]
    assert (plan["tier"], len(plan["gaps"]), plan["strangers"]) == ("L1", 1, [])
    assert "L1: nobody is on call from" in firstline("oncall", "check").stdout
    assert firstline("oncall", "now").stdout.splitlines()[1].split() == ["L1", "late", "nobody"]


def test_without_gaps_all_is_well(firstline, seated, empty_folder):
    configure(empty_folder, GAP.replace("2999", "2024"))
    (empty_folder / "demo.db").rename(empty_folder / "firstline.db")
    result = firstline("oncall", "check")
    assert (result.exit_code, result.stdout.strip()) == (
        0,
        "Somebody is on call whenever it is wanted, for 30 days.",
    )


def test_without_rotations_it_says_where_to_write_one(firstline, seated, empty_folder):
    configure(empty_folder, "")
    (empty_folder / "demo.db").rename(empty_folder / "firstline.db")
    for words in ("now", "check"):
        result = firstline("oncall", words)
        assert (result.exit_code, "[oncall.NAME]" in result.stderr) == (0, True)


OUTSIDE = """
[oncall.outside]
tier = "L1"
ics = "on-call.ics"
names = {"Sam" = "web:sam"}
"""


def test_a_calendar_that_cannot_be_read_and_titles_of_nobody_are_faults(
    firstline, seated, empty_folder
):
    configure(empty_folder, OUTSIDE)
    (empty_folder / "demo.db").rename(empty_folder / "firstline.db")

    async def read():
        policy = load(empty_folder / "firstline.toml").policy(machine_now().date())
        store = Store.open("sqlite:///firstline.db", policy, clock=machine_now)
        kept = {"turns": (), "unknown": ("Lunch",), "now": machine_now()}
        await store.duty_calendars.keep("outside", "hash", b"", **kept)
        await store.duty_calendars.fail("outside", "hash", "the server answered 404", machine_now())
        await store.close()

    asyncio.run(read())
    result = firstline("oncall", "check")
    assert result.exit_code == 1
    assert "the calendar of outside cannot be read: the server answered 404." in result.stdout
    assert '"Lunch" in the calendar of outside names nobody' in result.stdout
    [plan] = json.loads(firstline("oncall", "check", "--json").stdout)
    assert (plan["unknown"], plan["faults"]) == (["Lunch"], {"outside": "the server answered 404"})


def test_the_address_of_a_feed_is_shown_once_and_its_key_is_kept_as_a_hash(firstline, seated):
    result = firstline("oncall", "feed", "first")
    address = result.stdout.strip()
    assert address.startswith("http://127.0.0.1:8080/oncall/first.ics?key=")
    assert "keep it as you keep a password" in result.stderr
    assert address.partition("key=")[2].encode() not in Path("demo.db").read_bytes()
    other = json.loads(firstline("oncall", "feed", "first", "--json").stdout)["address"]
    assert other != address
    result = firstline("oncall", "feed", "first", "--off")
    assert result.stdout == "first: the address opens nothing any more.\n"
    result = firstline("oncall", "feed", "fifth")
    assert (result.exit_code, "There is first, second" in result.stderr) == (2, True)


LUNCH = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
BEGIN:VEVENT
UID:1
DTSTART:20240101T090000Z
DTEND:20240101T170000Z
RRULE:FREQ=DAILY
SUMMARY:On call: Sam
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20240101T110000Z
DTEND:20240101T120000Z
RRULE:FREQ=DAILY
SUMMARY:Lunch
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_tried_out_before_the_desk_reads_it(firstline, seated, empty_folder):
    configure(empty_folder, OUTSIDE)
    (empty_folder / "demo.db").rename(empty_folder / "firstline.db")
    result = firstline("oncall", "read", "outside")
    assert result.exit_code == 1
    assert "It cannot be read: the file cannot be read: No such file" in result.stderr
    (empty_folder / "on-call.ics").write_text(LUNCH)
    result = firstline("oncall", "read", "outside")
    assert result.stdout.splitlines()[0].endswith("web:sam")
    assert '"Lunch" names nobody' in result.stderr
    told = json.loads(firstline("oncall", "read", "outside", "--json").stdout)
    assert (told["turns"][0]["person"], told["unknown"]) == ("web:sam", ["Lunch"])
    assert firstline("oncall", "read", "inside").exit_code == 2


def test_turns_are_not_read_from_a_calendar(firstline, seated):
    result = firstline("oncall", "read", "first")
    assert (result.exit_code, "its people take turns" in result.stderr) == (2, True)
