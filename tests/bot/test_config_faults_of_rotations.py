"""Is every fault of who is on call named on its line, with what to write instead?"""

import pytest

from tests.bot.config_faults import GOOD, faults_of

_ON_CALL = '[oncall.first]\ntier = "{tier}"\npeople = ["web:sam"]\nstarts = 2026-11-23\n{more}'

ADDED = {
    "a rotation without a name": (
        '[oncall]\ntier = "L1"',
        "9: oncall.tier is no table. Write tables like [oncall.first].",
    ),
    "a rotation from some day on": (
        '[oncall.first]\ntier = "L1"\npeople = ["web:sam"]\nstarts = "soon"',
        "11: oncall.first.starts is no date. Write starts = 2026-11-23.",
    ),
    "people of a rotation who are no accounts": (
        '[oncall.first]\ntier = "L1"\npeople = ["Sam"]\nstarts = 2026-11-23',
        "10: oncall.first.people[1] is no account. Write its unchanging id, like "
        '"slack:U0123ABCD" (profile, Copy member ID) or "telegram:123456789".',
    ),
    "a rotation of a tier that is not there": (
        _ON_CALL.format(tier="L2", more=""),
        '9: oncall.first.tier names the tier "L2", which is not there. Known are L1.',
    ),
    "a rotation in hours that are not there": (
        _ON_CALL.format(tier="L1", more='hours = "night"'),
        '12: oncall.first.hours names the calendar "night", which is not there. Known are office.',
    ),
    "a rotation of nobody": (
        '[oncall.first]\ntier = "L1"\nstarts = 2026-11-23\npeople = []',
        '11: oncall.first.people is empty. Write people = ["slack:U0123ABCD"].',
    ),
    "a rotation that never starts": (
        '[oncall.first]\ntier = "L1"\npeople = ["web:sam"]',
        '8: oncall.first lacks "starts". Write starts = 2026-11-23.',
    ),
    "a rotation in words": (
        _ON_CALL.format(tier="L1", more='rotation = "monthly"'),
        '12: oncall.first.rotation is no rotation. Write "daily", "weekly" or {every = "3d"}.',
    ),
    "a shift of minutes": (
        _ON_CALL.format(tier="L1", more='rotation = {every = "30m"}'),
        "12: oncall.first.rotation is too short a shift. "
        'Write whole hours or days, like {every = "12h"}.',
    ),
    "turns beside a calendar": (
        '[oncall.first]\ntier = "L1"\nics = "a.ics"\nnames = {Sam = "web:sam"}\nstarts = 2026-11-23',
        "12: oncall.first.starts means nothing beside ics, which says who is on call. "
        "Take one of them out.",
    ),
    "a calendar of nobody we know": (
        '[oncall.first]\ntier = "L1"\nics = "a.ics"',
        '8: oncall.first lacks "names". Write names = {"Sam Okafor" = "slack:U0123ABCD"}.',
    ),
    "names without a calendar": (
        _ON_CALL.format(tier="L1", more='names = {Sam = "web:sam"}'),
        "12: oncall.first.names means nothing without ics. "
        'Write ics = "https://...", or take it out.',
    ),
    "a calendar that anybody could change": (
        '[oncall.first]\ntier = "L1"\nics = "http://x.example/a.ics"\nnames = {Sam = "web:sam"}',
        "10: oncall.first.ics is not https, so that anybody on the way could say who is on call. "
        'Write "https://...", or ics_private = true for a server in your own network.',
    ),
    "a calendar of another kind": (
        '[oncall.first]\ntier = "L1"\nics = "ftp://x.example/a.ics"\nnames = {Sam = "web:sam"}',
        '10: oncall.first.ics is no calendar. Write "https://..." or the name of a file beside '
        "this one.",
    ),
    "a rotation whose name fits no address": (
        '[oncall."My Duty"]\ntier = "L1"\npeople = ["web:sam"]\nstarts = 2026-11-23',
        "8: oncall.My Duty is not of the right form. Write tables like [oncall.first].",
    ),
    "a hand-over in words": (
        _ON_CALL.format(tier="L1", more='handover = "monday 9"'),
        "12: oncall.first.handover is no time of hand-over. "
        'Write "09:00", or "mon 09:00" when it is weekly.',
    ),
    "no day of the week for shifts of a week": (
        _ON_CALL.format(tier="L1", more='handover = "08:30"'),
        "12: oncall.first.handover names no day of the week, and the rotation is weekly. "
        'Write "mon 09:00".',
    ),
    "a day of the week for shifts of a day": (
        _ON_CALL.format(tier="L1", more='rotation = "daily"\nhandover = "mon 09:00"'),
        "13: oncall.first.handover names a day of the week, and the rotation is not weekly. "
        'Write "09:00", or rotation = "weekly".',
    ),
}


@pytest.mark.parametrize(("added", "fault"), ADDED.values(), ids=ADDED)
def test_one_thing_added_is_one_fault(added, fault):
    assert faults_of(f"{GOOD}{added}\n") == [fault]
