"""Does a calendar from elsewhere become the turns that its keeper means?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.intervals import Interval
from desk.people import Identity
from handlers.ics.read import LARGEST, MOST_EVENTS, CalendarError, read_calendar

SAM, LEA = Identity(platform="slack", id="U0SAM"), Identity(platform="slack", id="U0LEA")
NAMES = {"Sam Ode": SAM, "lea@harbour.example": LEA, "Lea H.": LEA}
WINDOW = Interval(start=datetime(2026, 11, 1, tzinfo=UTC), end=datetime(2026, 12, 20, tzinfo=UTC))
MY_ZONE = """\
BEGIN:VTIMEZONE
TZID:House Time
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events, head=""):
    parts = [f"BEGIN:VEVENT\nUID:{n}\n{one}\nEND:VEVENT\n" for n, one in enumerate(events)]
    body = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{head}{''.join(parts)}END:VCALENDAR\n"
    return body.replace("\n", "\r\n").encode()


def read(*events, head="", zone="Europe/Berlin", window=WINDOW):
    return read_calendar(calendar(*events, head=head), NAMES, zone, window)


def spans(found, zone="Europe/Berlin"):
    return [
        tuple(
            f"{at.astimezone(ZoneInfo(zone)):%d %b %H:%M}" for at in (one.span.start, one.span.end)
        )
        for one in found.turns
    ]


def people(found):
    return [turn.person for turn in found.turns]


def test_a_week_that_repeats_is_worked_out_in_its_zone():
    found = read(
        "DTSTART;TZID=House Time:20261109T090000\nDTEND;TZID=House Time:20261116T090000\n"
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3\nSUMMARY:On call: Sam Ode",
        head=MY_ZONE,
    )
    assert spans(found) == [
        ("09 Nov 09:00", "16 Nov 09:00"),
        ("23 Nov 09:00", "30 Nov 09:00"),
        ("07 Dec 09:00", "14 Dec 09:00"),
    ]
    assert people(found) == [SAM] * 3


def test_nine_on_the_wall_is_nine_after_clocks_have_changed():
    autumn = Interval(
        start=datetime(2026, 10, 20, tzinfo=UTC), end=datetime(2026, 10, 28, tzinfo=UTC)
    )
    found = read(
        "DTSTART;TZID=Europe/Berlin:20261020T090000\nDTEND;TZID=Europe/Berlin:20261020T170000\n"
        "RRULE:FREQ=DAILY\nSUMMARY:Sam Ode",
        window=autumn,
    )
    assert {span[0][-5:] for span in spans(found)} == {"09:00"}
    assert {turn.span.start.hour for turn in found.turns} == {7, 8}


def test_what_is_left_out_of_a_series_and_what_is_moved_in_it():
    found = read(
        "DTSTART:20261123T080000Z\nDTEND:20261124T080000Z\nRRULE:FREQ=DAILY;COUNT=3\n"
        "EXDATE:20261124T080000Z\nSUMMARY:Sam Ode",
    )
    assert [turn.span.start.day for turn in found.turns] == [23, 25]


def test_one_of_a_series_that_was_moved_and_given_to_somebody_else():
    series = (
        "DTSTART:20261123T080000Z\nDTEND:20261123T160000Z\nRRULE:FREQ=DAILY;COUNT=3\n"
        "SUMMARY:Sam Ode"
    )
    moved = (
        "RECURRENCE-ID:20261124T080000Z\nDTSTART:20261124T120000Z\nDTEND:20261124T160000Z\n"
        "SUMMARY:Lea H."
    )
    body = calendar(series, moved).replace(b"UID:1\r\n", b"UID:0\r\n")
    found = read_calendar(body, NAMES, "Europe/Berlin", WINDOW)
    assert spans(found) == [
        ("23 Nov 09:00", "23 Nov 17:00"),
        ("24 Nov 13:00", "24 Nov 17:00"),
        ("25 Nov 09:00", "25 Nov 17:00"),
    ]
    assert people(found) == [SAM, LEA, SAM]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "W. Europe Standard Time", "Nowhere/Land"])
def test_a_zone_is_known_by_either_name_and_one_that_is_none_is_the_rotations(zone):
    told = f"DTSTART;TZID={zone}:20261124T090000\nDTEND;TZID={zone}:20261124T170000\n"
    assert spans(read(f"{told}SUMMARY:Sam Ode")) == [("24 Nov 09:00", "24 Nov 17:00")]


def test_a_day_lasts_from_midnight_to_midnight_where_the_rotation_is():
    found = read("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126\nSUMMARY:Sam Ode")
    assert spans(found) == [("24 Nov 00:00", "26 Nov 00:00")]
    found = read("DTSTART;VALUE=DATE:20261124\nSUMMARY:Sam Ode", zone="Asia/Tokyo")
    assert spans(found, "Asia/Tokyo") == [("24 Nov 00:00", "25 Nov 00:00")]


def test_times_without_a_zone_are_the_calendars_else_the_rotations():
    told = "DTSTART:20261124T090000\nDURATION:PT8H\nSUMMARY:Sam Ode"
    assert spans(read(told)) == [("24 Nov 09:00", "24 Nov 17:00")]
    tokyo = read(told, head="X-WR-TIMEZONE:Asia/Tokyo\n")
    assert spans(tokyo, "Asia/Tokyo") == [("24 Nov 09:00", "24 Nov 17:00")]


SPAN = "DTSTART:20261124T080000Z\nDTEND:20261124T160000Z\n"


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ("SUMMARY:On call - Sam Ode - primary", [SAM]),
        ("SUMMARY:SAM ODE (L2)", [SAM]),
        ("SUMMARY:Sam Odell", []),
        ("SUMMARY:Sam Ode\\, Lea H.", [LEA, SAM]),
        ("SUMMARY:Shift\nATTENDEE;CN=Lea:mailto:LEA@harbour.example", [LEA]),
        ("SUMMARY:Shift\nATTENDEE;CN=Sam Ode:mailto:sam@other.example", [SAM]),
        (
            "SUMMARY:Sam Ode swaps\nATTENDEE;CN=Lea H.:mailto:x@y.example\n"
            "ATTENDEE;PARTSTAT=DECLINED;CN=Sam Ode:mailto:s@y.example",
            [LEA],
        ),
        ("SUMMARY:Shift\nATTENDEE:lea@harbour.example", [LEA]),
        ("SUMMARY:lea@harbour.example is on call", [LEA]),
        ("SUMMARY:Team lunch", []),
        ("LOCATION:Sam Ode", []),
    ],
)
def test_who_is_meant_is_found_by_attendee_else_by_title(event, found):
    assert sorted(people(read(SPAN + event))) == sorted(found)


def test_events_that_name_nobody_are_told_once_by_title():
    found = read(
        f"{SPAN}SUMMARY:Team lunch", f"{SPAN}SUMMARY:Team  lunch", f"{SPAN}SUMMARY:Otto Nobody"
    )
    assert found.unknown == ("Team lunch", "Otto Nobody")


def test_what_is_cancelled_or_lasts_no_time_is_nobodys_turn():
    found = read(
        f"{SPAN}STATUS:CANCELLED\nSUMMARY:Sam Ode", "DTSTART:20261124T080000Z\nSUMMARY:Sam Ode"
    )
    assert (found.turns, found.unknown) == ((), ())


def test_only_what_touches_the_window_is_read():
    far = "DTSTART:20270124T080000Z\nDTEND:20270124T160000Z\nSUMMARY:Sam Ode"
    assert read(far).turns == ()


@pytest.mark.parametrize(
    ("body", "said"),
    {
        b"": "no iCalendar",
        b"<!doctype html><p>Sign in</p>": "no iCalendar",
        b"\xff\xfe\x00": "no iCalendar",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n": "no iCalendar",
        b"x" * (LARGEST + 1): "larger than 2 MB",
        calendar(f"{SPAN}RRULE:FREQ=SECONDLY\nSUMMARY:x"): "more often than hourly",
        calendar(f"{SPAN}RRULE:FREQ=MINUTELY\nSUMMARY:x"): "more often than hourly",
        calendar(f"{SPAN}RRULE:FREQ=YEARLY;BYMINUTE=1,2\nSUMMARY:x"): "more often than hourly",
        calendar(f"{SPAN}RRULE:FREQ=DAILY;BYSECOND=1,2,3\nSUMMARY:x"): "more often than hourly",
        calendar(f"{SPAN}RRULE:FREQ=HOURLY;BYMONTH=2\nSUMMARY:x"): "let it repeat daily",
        calendar(f"{SPAN}RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:x"): "repeat monthly",
        calendar("DTSTART:20261399T080000Z\nSUMMARY:Sam Ode"): "no iCalendar",
        calendar("SUMMARY:Sam Ode"): "no iCalendar",
        calendar(*[f"{SPAN}SUMMARY:x"] * (MOST_EVENTS + 1)): "more than 5000 events",
    }.items(),
    ids=[
        "empty",
        "page",
        "bytes",
        "event",
        "large",
        "seconds",
        "minutes",
        "of an hour",
        "of a minute",
        "hours",
        "days",
        "date",
        "when",
        "many",
    ],
)
def test_what_is_no_calendar_is_refused(body, said):
    with pytest.raises(CalendarError, match=said):
        read_calendar(body, NAMES, "UTC", WINDOW)


def test_too_many_turns_are_refused():
    long = Interval(start=WINDOW.start, end=WINDOW.end + timedelta(days=365))
    with pytest.raises(CalendarError, match="more than 5000 turns"):
        read(
            "DTSTART:20261101T080000Z\nDTEND:20261101T090000Z\nRRULE:FREQ=HOURLY\nSUMMARY:Sam Ode",
            window=long,
        )


def test_a_zone_whose_clocks_change_every_hour_is_refused():
    body = calendar(f"{SPAN}SUMMARY:x").replace(
        b"BEGIN:VEVENT",
        b"BEGIN:VTIMEZONE\r\n"
        b"TZID:Nowhere\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=HOURLY\r\n"
        b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        b"BEGIN:VEVENT",
        1,
    )
    with pytest.raises(CalendarError, match="clocks of a zone"):
        read_calendar(body, NAMES, "UTC", WINDOW)
