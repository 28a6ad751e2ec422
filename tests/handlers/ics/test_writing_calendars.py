"""Is our calendar one that others can read, to the letter of RFC 5545?"""

from datetime import timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.intervals import Interval
from desk.people import Identity
from desk.views import DutyPlan, DutyShift, RotationPlan
from handlers.ics.read import read_calendar
from handlers.ics.write import write_calendar
from tests.nouns import NOON, POLICY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NASTY = 'Ödön; "the" N,ight\\\n' + "🧯" * 40


def span(start, end):
    return Interval(start=NOON + start * HOUR, end=NOON + end * HOUR)


def plan(*people, gaps=(), title="L1 support"):
    shifts = tuple(
        DutyShift(span=span(24 * n, 24 * n + 24), people=names) for n, names in enumerate(people)
    )
    other = RotationPlan(rotation="other", timezone="UTC", shifts=shifts[:1])
    first = RotationPlan(rotation="first", timezone="UTC", shifts=shifts)
    return DutyPlan(tier="L1", title=title, rotations=(first, other), gaps=gaps)


def written(*people, language="en", **more):
    return write_calendar(plan(*people, **more), "first", POLICY, NOON, language)


def events(body):
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def test_each_shift_of_the_rotation_and_each_gap_is_an_event():
    found = events(written(("Sam",), ("Lea", "Ivy"), gaps=(span(48, 50),)))
    assert [str(one["SUMMARY"]) for one in found] == [
        "On call for L1 support: Sam",
        "On call for L1 support: Lea and Ivy",
        "Nobody is on call for L1 support",
    ]
    assert [one["DTSTART"].dt for one in found] == [NOON, NOON + DAY, NOON + 2 * DAY]
    assert [one["DTEND"].dt for one in found] == [NOON + DAY, NOON + 2 * DAY, NOON + 50 * HOUR]
    assert len({str(one["UID"]) for one in found}) == 3


def test_an_event_keeps_its_name_when_somebody_covers():
    before, after = events(written(("Sam",))), events(written(("Lea",)))
    assert before[0]["UID"] == after[0]["UID"]
    assert before[0]["SUMMARY"] != after[0]["SUMMARY"]


def test_it_speaks_the_desks_language():
    [event] = events(written(("Sam",), language="de"))
    assert str(event["SUMMARY"]) == "Bereitschaft für L1 support: Sam"


@pytest.mark.parametrize("name", ["Sam", NASTY])
def test_what_must_stand_there_stands_there(name):
    body = written((name,), title=NASTY)
    calendar = icalendar.Calendar.from_ical(body)
    assert {"PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL"} <= set(calendar)
    assert calendar.errors == []
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
        assert event.errors == []
    assert body[:17] == b"BEGIN:VCALENDAR\r\n"


@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_lines_are_folded_at_75_bytes_and_words_come_back_whole(name):
    body = written((name,))
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    body.decode()
    assert str(events(body)[0]["SUMMARY"]) == " ".join(f"On call for L1 support: {name}".split())


def test_commas_semicolons_and_backslashes_are_escaped_and_no_line_is_broken():
    unfolded = written((NASTY,)).replace(b"\r\n ", b"").decode()
    [line] = [one for one in unfolded.split("\r\n") if one.startswith("SUMMARY")]
    assert r"Ödön\; " in line
    assert r"N\,ight\\ 🧯" in line


def test_what_we_write_we_read_back_as_the_same_turns():
    sam, lea = Identity(platform="web", id="sam"), Identity(platform="web", id="lea")
    body = written(("Sam",), ("Lea", "Sam"))
    found = read_calendar(body, {"Sam": sam, "Lea": lea}, "UTC", span(-100, 100))
    assert [(turn.span, turn.person) for turn in found.turns] == [
        (span(0, 24), sam),
        (span(24, 48), lea),
        (span(24, 48), sam),
    ]
