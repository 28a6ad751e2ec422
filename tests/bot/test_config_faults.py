"""Is every fault named at once, on its line, with what to write instead?"""

import pytest

from bot.config import ConfigError, parse

GOOD = """\
[desk]
name = "Harbour"
[tiers.L1]
title = "First"
calendar = "office"
[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
"""  # seven lines: what a case adds begins on line 8


def faults_of(text):
    with pytest.raises(ConfigError) as refused:
        parse(text, "f.toml")
    return [sentence.removeprefix("f.toml:") for sentence in refused.value.sentences]


_ON_CALL = '[oncall.first]\ntier = "{tier}"\npeople = ["web:sam"]\nstarts = 2026-11-23\n{more}'

ADDED = {
    "an unknown table": ("[rolls]", '8: rolls is unknown. Did you mean "roles"?'),
    "a table like no other": (
        "[zebra]",
        "8: zebra is unknown. Known are desk, tiers, calendars, sla, organisations, escalation, oncall, services, "
        "roles, knowledge, slack, telegram.",
    ),
    "an unknown key": (
        '[slack]\ncomand = "/x"',
        '9: slack.comand is unknown. Did you mean "command"?',
    ),
    "an unknown tier": (
        '[[sla]]\ncalendar = "office"\ntier = "L2"',
        '10: sla[1].tier names the tier "L2", which is not there. Known are L1.',
    ),
    "an unknown calendar": (
        '[[sla]]\ncalendar = "weekend"',
        '9: sla[1].calendar names the calendar "weekend", which is not there. Known are office.',
    ),
    "a missing calendar": (
        '[[sla]]\npriority = "P1"',
        '8: sla[1] lacks "calendar". Write calendar = "office".',
    ),
    "a promise to an organisation that is not there": (
        '[[sla]]\ncalendar = "office"\norganisation = "Harbor"',
        '10: sla[1].organisation names the organisation "Harbor", which is not there. '
        'Write a table [[organisations]] with name = "Harbor".',
    ),
    "a promise to an organisation that is called otherwise": (
        '[[organisations]]\nname = "Harbour"\n[[sla]]\ncalendar = "office"\n'
        'organisation = "Harbor"',
        '12: sla[1].organisation names the organisation "Harbor", which is not there. '
        'Did you mean "Harbour"?',
    ),
    "an organisation twice": (
        '[[organisations]]\nname = "Harbour"\n[[organisations]]\nname = "Harbour"',
        '11: organisations[2].name is "Harbour", which organisations[1].name is too. '
        "Give it to one organisation only.",
    ),
    "an organisation twice, in small letters": (
        '[[organisations]]\nname = "Harbour"\n[[organisations]]\nname = "harbour"',
        '11: organisations[2].name is "harbour", which organisations[1].name is too. '
        "Give it to one organisation only.",
    ),
    "one organisation, and no list": (
        '[organisations]\nname = "Harbour"',
        "8: organisations is no list. Write one table a customer: [[organisations]].",
    ),
    "a service in one word": (
        '[services]\nerp = "ERP"',
        "9: services.erp is no table. Write tables like [services.invoicing].",
    ),
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
    "a group of two organisations": (
        '[[organisations]]\nname = "A"\ntelegram_chats = ["-1001"]\n'
        '[[organisations]]\nname = "B"\nchannels = ["telegram:-1001"]',
        '13: organisations[2].channels[1] is "telegram:-1001", which '
        "organisations[1].telegram_chats[1] is too. Give it to one organisation only.",
    ),
    "a service at a tier that is not there": (
        '[services.erp]\ntitle = "ERP"\ntier = "L2"',
        '10: services.erp.tier names the tier "L2", which is not there. Known are L1.',
    ),
    "a name that nobody can say": (
        '[services.erp]\ntitle = "ERP"\nwords = ["..."]',
        "10: services.erp.words[1] holds no letter and no number. "
        'Write what people say, like "invoices".',
    ),
    "a name of two services": (
        '[services.erp]\ntitle = "ERP"\nwords = ["stock"]\n[services.store]\ntitle = "Stock"',
        '12: services.store.title is "Stock", which services.erp.words[1] is too. '
        "Give it to one service only.",
    ),
    "a priority of its own": (
        '[[sla]]\ncalendar = "office"\n\npriority = "P0"',
        "11: sla[1].priority is none of 'P1', 'P2', 'P3' or 'P4'. Write priority = \"P1\".",
    ),
    "a duration in words": (
        '[[sla]]\ncalendar = "office"\nclaim = "soon"',
        '10: sla[1].claim is no duration. Write a number and s, m, h or d, like "30s" or "4h".',
    ),
    "a duration of nothing": (
        '[[sla]]\ncalendar = "office"\nclaim = "0m"',
        '10: sla[1].claim is no duration. Write a number and s, m, h or d, like "30s" or "4h".',
    ),
    "a warning after the end": (
        '[[sla]]\ncalendar = "office"\nwarn_at = [0.5,\n 75]',
        "11: sla[1].warn_at[2] is no moment to warn. "
        'Write a share like 0.75, or a time before like "30m".',
    ),
    "a pause on a status that runs": (
        '[[sla]]\ncalendar = "office"\npauses = ["new"]',
        "10: sla[1].pauses[1] is no status that pauses a clock. "
        'Write "pending", "on_hold" or both.',
    ),
    "a tier without a title": (
        '[tiers.L2]\ncalendar = "office"',
        '8: tiers.L2 lacks "title". Write title = "L1 support".',
    ),
    "a band that runs backwards": (
        '[tiers.L2]\ntitle = "x"\ncalendar = "office"\nvolume = [3, 1]',
        "11: tiers.L2.volume is no band. Write the lower number first, like volume = [200, 300].",
    ),
    "a band with one end": (
        '[tiers.L2]\ntitle = "x"\ncalendar = "office"\nvolume = [3]',
        "11: tiers.L2.volume[2] is too short. Write volume = [200, 300].",
    ),
    "a price in words": (
        '[tiers.L2]\ntitle = "x"\ncalendar = "office"\nprice = "much"',
        "11: tiers.L2.price is no number. Write price = 14.",
    ),
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
    "a manager by name": (
        '[roles]\nmanagers = ["slack:@maya"]',
        '9: roles.managers[1] is no account. Write its unchanging id, like "slack:U0123ABCD" '
        '(profile, Copy member ID) or "telegram:123456789".',
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
    "a day of the week for shifts of a day": (
        _ON_CALL.format(tier="L1", more='rotation = "daily"\nhandover = "mon 09:00"'),
        "13: oncall.first.handover names a day of the week, and the rotation is not weekly. "
        'Write "09:00", or rotation = "weekly".',
    ),
    "bounds in the wrong order": (
        "[knowledge]\nsuggest_from = 0.9",
        "9: knowledge.suggest_from is above answer_from, which is 0.8. "
        "Write a smaller number than that of answer_from.",
    ),
    "a bound in words": (
        '[knowledge]\nanswer_from = "high"',
        "9: knowledge.answer_from is no number. Write answer_from = 0.8.",
    ),
    "a command without its slash": (
        '[slack]\ncommand = "support"',
        '9: slack.command is not of the right form. Write command = "/support".',
    ),
    "a bot by name": (
        '[slack]\nwatch = {"bot:nagios" = "everything"}',
        '9: slack.watch names no bot with "bot:nagios". '
        'Write the id of its bot, like "bot:B0123ABCD" = "everything".',
    ),
    "a bot that is heard in part": (
        '[slack]\nwatch = {"bot:B0123" = "questions"}',
        "9: slack.watch hears a bot in part: nobody is there to be answered. "
        'Write "bot:B0123ABCD" = "everything".',
    ),
    "watching something else": (
        '[slack]\nwatch = "all"',
        "9: slack.watch.* is none of 'mentioned', 'questions', 'everything' or 'sure'. "
        'Write watch = "mentioned", or {"*" = "mentioned", "#help" = "everything"}.',
    ),
    "an emoji with its colons": (
        '[slack]\nreactions = {claim = ":eyes:"}',
        "9: slack.reactions.claim is not of the right form. "
        'Write reactions = {ticket = "ticket", claim = "eyes"}.',
    ),
    "a reaction that does nothing": (
        '[slack]\nreactions = {smile = "tada"}',
        "9: slack.reactions.smile is none of 'ticket', 'urgent', 'claim' or 'resolve'. "
        'Write reactions = {ticket = "ticket", claim = "eyes"}.',
    ),
    "neither true nor false": (
        '[telegram]\ntopics = "often"',
        "9: telegram.topics is neither true nor false. Write topics = true.",
    ),
}


@pytest.mark.parametrize(("added", "fault"), ADDED.values(), ids=ADDED)
def test_one_thing_added_is_one_fault(added, fault):
    assert faults_of(f"{GOOD}{added}\n") == [fault]


IN_THE_DESK = {
    "no name": ("", '1: desk lacks "name". Write name = "Harbour Support".'),
    "an empty name": ('name = ""', '2: desk.name is empty. Write name = "Harbour Support".'),
    "a name that is a number": (
        "name = 3",
        '2: desk.name is no text in quotes. Write name = "Harbour Support".',
    ),
    "no time to answer": (
        'name = "x"\nresolve_after = "1d"',
        "3: desk.resolve_after leaves no time to answer: the warning comes a day before. "
        'Write "2d" or more, or "never".',
    ),
    "a reminder after the end": (
        'name = "x"\nresolve_after = "3d"',
        "1: desk.remind_after is no earlier than resolve_after. "
        'Write less than that of resolve_after, or "never".',
    ),
    "a patience in words": (
        'name = "x"\nremind_after = "soon"',
        '3: desk.remind_after is no duration. Write a number and m, h or d, like "3d", or "never".',
    ),
    "no language": (
        'name = "x"\nlanguages = []',
        '3: desk.languages is empty. Write languages = ["en", "de"].',
    ),
    "a small prefix": (
        'name = "x"\nprefix = "sup"',
        '3: desk.prefix is not of the right form. Write prefix = "SUP".',
    ),
    "a first tier that is not there": (
        'name = "x"\nfirst_tier = "L0"',
        '3: desk.first_tier names the tier "L0", which is not there. Known are L1.',
    ),
    "a size in words": (
        'name = "x"\nmax_attachment = "big"',
        '3: desk.max_attachment is no size. Write a number and KB, MB or GB, like "20MB".',
    ),
}


@pytest.mark.parametrize(("lines", "fault"), IN_THE_DESK.values(), ids=IN_THE_DESK)
def test_the_desk_itself_is_checked(lines, fault):
    assert faults_of(GOOD.replace('name = "Harbour"', lines)) == [fault]


@pytest.mark.parametrize(
    ("channel", "instead"),
    [
        ("#L1-Support", 'Write "slack:#l1-support".'),
        ("l1-support", 'Write "slack:#l1-support".'),
        ("slack:l1-support", 'Write "slack:#l1-support".'),
        (
            "telegram:100123",
            'Write the group\'s number, which begins with a minus, like "telegram:-1001234567890".',
        ),
        (
            "irc:#l1",
            'Write "slack:#name", "slack:C0123ABCD", "telegram:-1001234567890" or "web:name".',
        ),
    ],
)
def test_a_channel_says_how_it_is_written(channel, instead):
    added = f'[tiers.L2]\ntitle = "x"\ncalendar = "office"\nchannels = [\n"web:x",\n"{channel}"]'
    assert faults_of(GOOD + added) == [f"13: tiers.L2.channels[2] is no channel. {instead}"]


def test_a_channel_belongs_to_one_tier():
    tier = '[tiers.{0}]\ntitle = "x"\ncalendar = "office"\nchannels = ["web:x"]\n'
    assert faults_of(GOOD + tier.format("L2") + tier.format("L3")) == [
        '15: tiers.L3.channels[1] is "web:x", which tiers.L2.channels[1] is too. '
        "Give it to one tier only."
    ]


def test_an_empty_file_lacks_everything():
    assert faults_of("") == [
        '1: the file lacks "desk". Write [desk] and its keys.',
        "1: the file has no tier. Write a table like [tiers.L1].",
        "1: the file has no calendar. Write a table like [calendars.office].",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "a = 1\n[desk\n",
            "2: this is not TOML: expected ']' at the end of a table declaration. "
            'Write key = value; text stands in "quotes".',
        ),
        (
            "a = 1\n\na = 2\n",
            "3: this is not TOML: cannot overwrite a value. "
            'Write key = value; text stands in "quotes".',
        ),
        (
            "a = 1\nb = [1,",
            '2: this is not TOML: invalid value. Write key = value; text stands in "quotes".',
        ),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text, fault):
    assert faults_of(text) == [fault]


SECRETS = {
    "by its name": ('[slack]\nSLACK_BOT_TOKEN = "hush-hush"', "slack.SLACK_BOT_TOKEN"),
    "by how it looks": ('[slack]\ncommand = "xoxb-hush-hush"', "slack.command"),
}


@pytest.mark.parametrize(("added", "key"), SECRETS.values(), ids=SECRETS)
def test_a_token_is_refused_and_not_repeated(added, key):
    assert faults_of(GOOD + added) == [
        f"9: {key} is a secret, and this file is no place for one. "
        "Remove it and set SLACK_BOT_TOKEN in the environment or in .env."
    ]


@pytest.mark.parametrize(
    ("secret", "name"),
    [
        ("xapp-1-hush", "SLACK_APP_TOKEN"),
        ("123456789:hush-hush-hush-hush-hush-hush-hush", "TELEGRAM_BOT_TOKEN"),
        ("postgresql://desk:hush@db/desk", "DATABASE_URL"),
    ],
)
def test_every_kind_of_secret_is_known_wherever_it_stands(secret, name):
    tier = f'[tiers.L2]\ntitle = "{secret}"\ncalendar = "{secret}"\nchannels = ["{secret}"]\n'
    hours = f'[calendars.x]\nhours = {{mon = "{secret}"}}\n'
    told = faults_of(GOOD + tier + hours)
    assert [fault.partition(":")[0] for fault in told] == ["9", "10", "11", "13"]
    assert all(name in fault for fault in told)
    assert not any("hush" in fault for fault in told)


def test_a_secret_hides_no_other_fault():
    added = '[slack]\ntoken = "hush-hush"\ncomand = "/x"'
    assert [fault.partition(" ")[2] for fault in faults_of(GOOD + added)] == [
        "slack.token is a secret, and this file is no place for one. "
        "Remove it and set TOKEN in the environment or in .env.",
        'slack.comand is unknown. Did you mean "command"?',
    ]


def test_all_faults_come_at_once_in_the_order_of_lines():
    text = """\
[desk]
name = 3
timezon = "UTC"
[tiers.L1]
calendar = "offce"
[calendars.office]
hours = "later"
[[sla]]
calendar = "office"
claim = 5
"""
    assert [fault.partition(" ")[0] for fault in faults_of(text)] == [
        "2:",
        "3:",
        "4:",
        "5:",
        "7:",
        "10:",
    ]
