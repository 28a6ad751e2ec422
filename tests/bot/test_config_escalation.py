"""Do the paths of `firstline.toml` become what rules read, and do faults say what to write?"""

from datetime import date, timedelta

import pytest

from bot.config import ConfigError, parse
from desk.people import Address, Identity
from desk.policy import EscalationPath, Level, Priority

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DESK = """[desk]
name = "Harbour"
[tiers.L1]
title = "First"
calendar = "always"
channels = ["slack:#l1", "web:l1"]
[tiers.L2]
title = "Second"
calendar = "office"
channels = ["slack:#l2"]
[tiers.L3]
title = "Third"
calendar = "office"
[calendars.always]
hours = "24/7"
[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
[oncall.second]
tier = "L2"
people = ["web:nora"]
starts = 2026-11-23
[[escalation]]
tier = "L1"
"""
LEVELS = 'levels = [{claim = "15m"}]'


def paths_of(added):
    config = parse(f"{DESK}{added}\n", "firstline.toml")
    return config.policy(date(2026, 11, 24), {"#l1": "C0L1", "#l2": "C0L2"}).paths


def test_a_path_of_one_level_is_enough():
    assert paths_of(LEVELS) == (
        EscalationPath(
            tier="L1",
            levels=(Level(tier="L1", calendar="always", claim=15 * MINUTE, on_call="L1"),),
            repeat=0,
            page=frozenset({Priority.P1}),
            remind=(HOUR, 3 * HOUR),
            release=None,
        ),
    )


def test_everything_that_can_be_said_is_read():
    [path] = paths_of(
        """
        priority = "P2"
        repeat = 5
        page = ["P1", "P2"]
        remind = ["30m"]
        release = "1d"
        levels = [
          {claim = "5m", mention = "nobody"},
          {claim = "10m", mention = "on-call:L2", channel = "slack:#l1"},
          {claim = "1d", tier = "L2", mention = ["slack:U0123ABCD"], calendar = "always"},
          {claim = "1d", tier = "L2"},
        ]
        """
    )
    assert (path.priority, path.repeat, path.page) == (
        Priority.P2,
        5,
        frozenset({Priority.P1, Priority.P2}),
    )
    assert (path.remind, path.release) == ((30 * MINUTE,), 24 * HOUR)
    nobody, other, third, last = path.levels
    assert (nobody.on_call, nobody.people) == (None, ())
    assert (other.on_call, other.channel) == ("L2", Address(platform="slack", channel="C0L1"))
    assert third.people == (Identity(platform="slack", id="U0123ABCD"),)
    assert (third.claim, last.claim) == (24 * HOUR, 8 * HOUR), "days are those of the calendar"


FAULTS = {
    "no levels": (
        "repeat = 1",
        '22: escalation[1] lacks "levels". Write levels = [{claim = "15m"}, {tier = "L2", claim = "30m"}].',
    ),
    "no level": (
        "levels = []",
        '24: escalation[1].levels is empty. Write levels = [{claim = "15m"}, {tier = "L2", claim = "30m"}].',
    ),
    "a level without a time": (
        'levels = [{tier = "L2"}]',
        '24: escalation[1].levels[1] lacks "claim". Write claim = "15m".',
    ),
    "too many repeats": (
        f"{LEVELS}\nrepeat = 6",
        "25: escalation[1].repeat is more than 5. Write repeat = 1.",
    ),
    "a tier that is not there": (
        'levels = [{claim = "1m", tier = "L9"}]',
        '24: escalation[1].levels[1].tier names the tier "L9", which is not there. Known are L1, L2, L3.',
    ),
    "a calendar that is not there": (
        'levels = [{claim = "1m", calendar = "offce"}]',
        '24: escalation[1].levels[1].calendar names the calendar "offce", which is not there. Did you mean "office"?',
    ),
    "a level that goes down": (
        'levels = [{claim = "1m", tier = "L2"}, {claim = "1m", tier = "L1"}]',
        '24: escalation[1].levels[2].tier goes down from L2. Write "L2" or a tier after it: a ticket never climbs down.',
    ),
    "an on-call that nobody is": (
        'levels = [{claim = "1m", mention = "on-call"}]',
        '24: escalation[1].levels[1].mention calls the on-call of L1, and there is none. Write a table like [oncall.first] with tier = "L1", or "nobody".',
    ),
    "an on-call of no tier": (
        'levels = [{claim = "1m", mention = "on-call:L7"}]',
        '24: escalation[1].levels[1].mention names the tier "L7", which is not there. Known are L1, L2, L3.',
    ),
    "somebody by name": (
        'levels = [{claim = "1m", mention = "sam"}]',
        '24: escalation[1].levels[1].mention calls nobody known. Write "on-call", "on-call:L2", "nobody" or accounts, like ["slack:U0123ABCD"].',
    ),
    "a channel of another tier": (
        'levels = [{claim = "1m", channel = "slack:#l2"}]',
        "24: escalation[1].levels[1].channel is no channel of the level's tier, where the ticket's card is. Known are slack:#l1, web:l1.",
    ),
    "a tier without channels": (
        'levels = [{claim = "1m", tier = "L3"}]',
        "24: escalation[1].levels[1] is of a tier without channels. Give the tier a channel, or leave the level out.",
    ),
    "a second path of the same tickets": (
        f'{LEVELS}\n[[escalation]]\ntier = "L1"\n{LEVELS}',
        "25: escalation[2] is of the same tickets as one before it, and would never be used. "
        "Write one of them, or give it a priority of its own.",
    ),
    "reminders out of order": (
        f'{LEVELS}\nremind = ["3h", "1h"]',
        '25: escalation[1].remind is out of order. Write the shorter first, like remind = ["1h", "3h"].',
    ),
    "a release before the last reminder": (
        f'{LEVELS}\nrelease = "3h"',
        '25: escalation[1].release leaves no time after the last reminder. Write more than the last of remind, or "never".',
    ),
}


@pytest.mark.parametrize(("added", "fault"), FAULTS.values(), ids=FAULTS)
def test_one_thing_wrong_is_one_fault(added, fault):
    with pytest.raises(ConfigError) as error:
        paths_of(added)
    assert [str(one).partition(":")[2] for one in error.value.faults] == [fault]
