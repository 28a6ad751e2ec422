"""Is a command's stretch of time the one that its writer means?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.covering import LONGEST, read_wish, span_of, spoken_moment
from desk.errors import CoverError
from desk.policy import Rotation

ZONE = ZoneInfo("Europe/Berlin")
SECOND = Rotation(
    key="second", tier="L2", timezone="Europe/Berlin", starts=date(2026, 1, 5), handover=time(8, 30)
)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=ZONE)  # a Tuesday


def meant(words, now=NOW):
    span = span_of(read_wish(words), SECOND, now)
    shape = "%a %d %b %H:%M"
    return f"{span.start.astimezone(ZONE):{shape}} - {span.end.astimezone(ZONE):{shape}}"


@pytest.mark.parametrize(
    ("words", "span"),
    {
        "L2 until tomorrow 09:00": "Tue 24 Nov 14:00 - Wed 25 Nov 09:00",
        "until 17:00": "Tue 24 Nov 14:00 - Tue 24 Nov 17:00",
        "until 13:00": "Tue 24 Nov 14:00 - Wed 25 Nov 13:00",
        "until tomorrow": "Tue 24 Nov 14:00 - Wed 25 Nov 08:30",
        "bis morgen 9:00 Uhr": "Tue 24 Nov 14:00 - Wed 25 Nov 09:00",
        "von mo 09:00 bis di 09:00": "Mon 30 Nov 09:00 - Tue 01 Dec 09:00",
        "from mon to mon": "Mon 30 Nov 08:30 - Mon 07 Dec 08:30",
        "until tue 13:00": "Tue 24 Nov 14:00 - Tue 01 Dec 13:00",
        "from 18:00 until 06:00": "Tue 24 Nov 18:00 - Wed 25 Nov 06:00",
        "from today 16:00 for 2h": "Tue 24 Nov 16:00 - Tue 24 Nov 18:00",
        "for 1w": "Tue 24 Nov 14:00 - Tue 01 Dec 14:00",
        "für 90m": "Tue 24 Nov 14:00 - Tue 24 Nov 15:30",
        "from 2026-12-24 until 2026-12-27 10:00": "Thu 24 Dec 08:30 - Sun 27 Dec 10:00",
        "until 2026-11-25T12:00:00+00:00": "Tue 24 Nov 14:00 - Wed 25 Nov 13:00",
        "from now until 15:00": "Tue 24 Nov 14:00 - Tue 24 Nov 15:00",
        "from 2026-11-01 until fri": "Tue 24 Nov 14:00 - Fri 27 Nov 08:30",
    }.items(),
)
def test_it_is_read_as_people_mean_it(words, span):
    assert meant(words) == span


@pytest.mark.parametrize(
    ("words", "why"),
    {
        "L2": "until",
        "until": "until",
        "until later": "moment",
        "until 25:00": "moment",
        "until 9": "moment",
        "until tomorrow 09:00 10:00": "moment",
        "until tomorrow mon": "moment",
        "from sometime until tomorrow": "moment",
        "for sam": "until",
        "for 3 sams": "length",
        "for 0h": "length",
        "until today 13:00": "past",
        "until 2026-11-23": "past",
        "from thu until wed 2026-11-25": "moment",
        "from 2026-12-02 until 2026-12-01": "backwards",
        "from 9990-01-01 for 9999w": "moment",
        "from 9999-12-31 until 09:00": "moment",
        "until 0001-01-01T00:00+14:00": "moment",
        "until 2027-11-25": "long",
        "for 14w": "long",
    }.items(),
)
def test_what_cannot_be_meant_is_said(words, why):
    with pytest.raises(CoverError) as refused:
        meant(words)
    assert refused.value.facts["why"] == why


def test_names_are_kept_apart_from_moments():
    wish = read_wish("L2, Lea Hoffmann from mon until tue")
    assert wish.names == ("L2", "Lea", "Hoffmann")
    assert read_wish("me L2 for 2h").names == ("L2",)
    assert read_wish("I take the duty L2 until 17:00").names == ("L2",)


@pytest.mark.parametrize(
    ("words", "whose", "names"),
    [
        ("Sam's duty until tomorrow 09:00", "Sam", ()),
        ("Sam’s shift for 2h", "Sam", ()),
        ("L2 Niklas' duty for 2h", "L2 Niklas", ()),
        ("Sam Okafor's duty lea for 2h", "Sam Okafor", ("lea",)),
        ("L2 for Sam Okafor until 17:00", "Sam Okafor", ("L2",)),
        ("für Sam bis 17:00", "Sam", ()),
        ("Lukas for 2h", "", ("Lukas",)),
    ],
)
def test_the_owner_of_a_duty_is_told_from_who_takes_it(words, whose, names):
    wish = read_wish(words)
    assert (wish.whose, wish.names) == (whose, names)


def test_nine_on_the_wall_is_meant_when_clocks_change():
    before = datetime(2026, 10, 24, 20, 0, tzinfo=ZONE)
    span = span_of(read_wish("until tomorrow 09:00"), SECOND, before)
    assert span.end == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    assert span.end - span.start == timedelta(hours=14)


def test_a_quarter_of_a_year_is_the_longest():
    assert span_of(read_wish("for 13w"), SECOND, NOW).end - NOW <= LONGEST


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "now": "Tue 24 Nov 14:00",
        "tomorrow 08:00": "Wed 25 Nov 08:00",
        "tomorrow": "Wed 25 Nov 14:00",
        "13:00": "Wed 25 Nov 13:00",
        "2026-12-01": "Tue 01 Dec 14:00",
        "2026-12-01 09:00": "Tue 01 Dec 09:00",
    }.items(),
)
def test_a_moment_is_read_without_any_duty(said, meant):
    assert f"{spoken_moment(said, ZONE, NOW).astimezone(ZONE):%a %d %b %H:%M}" == meant


@pytest.mark.parametrize(
    ("said", "now"),
    [("soon", NOW), ("25:00", NOW), ("tomorrow", datetime(9999, 12, 31, 12, tzinfo=UTC))],
)
def test_words_that_name_no_moment_are_refused(said, now):
    with pytest.raises(CoverError):
        spoken_moment(said, ZONE, now)
