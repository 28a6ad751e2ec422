"""Is every fault named at once, on its line, with what to write instead?"""

import pytest

from tests.bot.config_faults import GOOD, faults_of

ADDED = {
    "an unknown table": ("[rolls]", '8: rolls is unknown. Did you mean "roles"?'),
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
        'Write "pending", "on_hold", "maintenance" or several of them.',
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
    "a manager by name": (
        '[roles]\nmanagers = ["slack:@maya"]',
        '9: roles.managers[1] is no account. Write its unchanging id, like "slack:U0123ABCD" '
        '(profile, Copy member ID) or "telegram:123456789".',
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


def test_a_table_like_no_other_is_told_with_all_that_there_are():
    [fault] = faults_of(f"{GOOD}[zebra]\n")
    said, _, known = fault.partition("Known are ")
    assert said == "8: zebra is unknown. "
    assert {"desk", "tiers", "sla", "services", "telegram"} <= set(
        known.removesuffix(".").split(", ")
    )


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
