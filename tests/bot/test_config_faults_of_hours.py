"""Is every fault of a calendar named on its line, with what to write instead?"""

import pytest

from tests.bot.config_faults import GOOD, faults_of

ADDED = {
    "overlapping slots": (
        '[calendars.x]\nhours = {mon = ["11:00-13:00", "09:00-12:00"]}',
        "9: calendars.x.hours overlap: 09:00-12:00 and 11:00-13:00. Write slots that lie apart.",
    ),
    "a slot after midnight": (
        '[calendars.x]\nhours = {mon = ["09:00-24:00", "23:00-23:30"]}',
        "9: calendars.x.hours overlap: 09:00-24:00 and 23:00-23:30. Write slots that lie apart.",
    ),
    "a slot past midnight": (
        '[calendars.x]\nhours = {mon = ["22:00-06:00"]}',
        '9: calendars.x.hours hold "22:00-06:00", which ends before it begins. Write hours past '
        'midnight on both days: "22:00-24:00" and "00:00-06:00".',
    ),
    "a slot that is none": (
        '[calendars.x]\nhours = {mon = ["9-17"]}',
        '9: calendars.x.hours hold "9-17", which is no slot. Write two times, like "09:00-12:00".',
    ),
    "a time that no clock shows": (
        '[calendars.x]\nhours = {mon = ["09:00-25:00"]}',
        '9: calendars.x.hours hold "09:00-25:00", which is no slot. '
        'Write two times, like "09:00-12:00".',
    ),
    "a day that is none": (
        '[calendars.x]\nhours = {monday = ["09:00-17:00"]}',
        '9: calendars.x.hours hold "monday", which is no day. Write "mon" to "sun", or "mon-fri".',
    ),
    "days that run backwards": (
        '[calendars.x]\nhours = {fri-mon = ["09:00-17:00"]}',
        '9: calendars.x.hours hold "fri-mon", which runs backwards. Write the earlier day first.',
    ),
    "a day twice": (
        '[calendars.x]\nhours = {mon-fri = "09:00-17:00", fri = "09:00-12:00"}',
        '9: calendars.x.hours name "fri" twice. Write each day once.',
    ),
    "a day without hours": (
        "[calendars.x]\nhours = {mon = []}",
        "9: calendars.x.hours hold a day without hours. "
        'Write {mon-fri = ["09:00-17:00"]} or "24/7".',
    ),
    "hours in words": (
        '[calendars.x]\nhours = "always"',
        '9: calendars.x.hours are no opening hours. Write {mon-fri = ["09:00-17:00"]} or "24/7".',
    ),
    "a region that keeps no holidays": (
        '[calendars.x]\nhours = "24/7"\nholidays = "AT-X"',
        "10: calendars.x.holidays names a region of AT that has no list. "
        "Write one of 1, 2, 3, 4, 5, 6, 7, 8, 9.",
    ),
    "a country that is none": (
        '[calendars.x]\nhours = "24/7"\nholidays = "Berlin"',
        "10: calendars.x.holidays is no list of holidays. "
        'Write a country or one of its regions, like "DE-BE".',
    ),
    "a closed range that runs backwards": (
        '[calendars.x]\nhours = "24/7"\nclosed = ["2027-01-01..2026-12-24"]',
        "10: calendars.x.closed[1] runs backwards. Write the earlier day first.",
    ),
    "a closed moment": (
        '[calendars.x]\nhours = "24/7"\nclosed = [2026-12-24T09:00:00]',
        "10: calendars.x.closed[1] is no day or range of days. "
        'Write 2026-12-24 or "2026-12-24..2027-01-01".',
    ),
    "a zone that is none": (
        '[calendars.x]\nhours = "24/7"\ntimezone = "Europe/Berln"',
        "10: calendars.x.timezone is no time zone. "
        'Write a name of the IANA list, like "Europe/Berlin".',
    ),
}


@pytest.mark.parametrize(("added", "fault"), ADDED.values(), ids=ADDED)
def test_one_thing_added_is_one_fault(added, fault):
    assert faults_of(f"{GOOD}{added}\n") == [fault]
