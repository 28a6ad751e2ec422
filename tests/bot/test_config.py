"""Does `firstline.toml` become the policy that its reader would expect?"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.config import ConfigError, example, example_text, load, parse
from bot.config_values import Span
from desk import business_hours
from desk.people import Address, Identity
from desk.policy import Patience, Priority, Slot, Status, TicketType, Watch

TODAY = date(2026, 11, 24)
SMALL = """
[desk]
name = "Harbour"
[tiers.first]
title = "First"
calendar = "office"
[calendars.office]
hours = {mon-fri = ["09:00-17:00"]}
"""


def policy_of(text, **more):
    return parse(text, "firstline.toml").policy(TODAY, **more)


def sla_of(lines, calendar="office", more=""):
    return policy_of(f'{SMALL}{more}[[sla]]\ncalendar = "{calendar}"\n{lines}\n').slas[0]


def test_the_example_is_a_maintenance_house():
    policy = example().policy(TODAY)
    assert [(tier.key, tier.title, tier.price) for tier in policy.tiers] == [
        ("L1", "L1 support", Decimal(14)),
        ("L2", "L2 support", Decimal(38)),
        ("L3", "L3 development", None),
        ("L4", "L4 vendor", None),
    ]
    assert policy.tier("L1").volume == (200, 300)
    assert policy.tier("L2").volume == (40, 160)
    assert policy.first_tier == "L1"
    assert policy.number(106) == "SUP-106"
    assert policy.reopen == timedelta(days=7)
    assert policy.patience == Patience(remind=timedelta(days=3), resolve=timedelta(days=7))
    assert policy.max_attachment == 20_000_000
    assert policy.timezone == "Europe/Berlin"


@pytest.mark.parametrize("never", ['"never"', '"0"', "0"])
def test_waiting_without_end_is_written_never_or_nothing(never):
    lines = f'name = "Harbour"\nremind_after = {never}\nresolve_after = {never}'
    policy = policy_of(SMALL.replace('name = "Harbour"', lines))
    assert policy.patience == Patience(remind=None, resolve=None)


def test_the_example_lives_in_the_web_chat():
    config = example()
    homes = [tier.channels[0].address for tier in config.policy(TODAY).tiers]
    assert homes == [
        Address(platform="web", channel=name)
        for name in ("l1-support", "l2-support", "l3-dev", "l4-vendor")
    ]
    assert config.manager_channels() == (Address(platform="web", channel="managers"),)
    assert config.channel_names == frozenset()


def test_the_example_promises_by_priority_and_tier():
    found = {
        (sla.tier, sla.priority): (sla.first_response, sla.resolution)
        for sla in example().policy(TODAY).slas
    }
    hours, minutes = timedelta(hours=1), timedelta(minutes=1)
    assert found == {
        (None, Priority.P1): (15 * minutes, 4 * hours),
        (None, Priority.P2): (30 * minutes, 8 * hours),
        (None, Priority.P3): (2 * hours, 24 * hours),  # three days of eight hours
        (None, Priority.P4): (8 * hours, 40 * hours),
        ("L2", Priority.P1): (15 * minutes, 4 * hours),
        ("L2", Priority.P2): (30 * minutes, 8 * hours),
    }


def test_the_example_is_open_always_or_in_the_office():
    policy = example().policy(TODAY)
    christmas = datetime(2026, 12, 25, 11, tzinfo=UTC)
    tuesday = datetime(2026, 11, 24, 11, tzinfo=UTC)
    always, office = policy.calendar("always"), policy.calendar("office")
    assert business_hours.is_open(always, christmas)
    assert not business_hours.is_open(office, christmas)
    assert business_hours.is_open(office, tuesday)


def test_a_small_file_is_enough():
    policy = policy_of(SMALL)
    assert policy.workspace == "desk"
    assert policy.first_tier == "first"
    assert policy.prefix == "SUP"
    assert policy.languages == ("en",)
    assert policy.calendar("office").timezone == "UTC"
    assert policy.slas == ()


def test_hours_become_slots_from_monday_on():
    text = SMALL.replace(
        '{mon-fri = ["09:00-17:00"]}',
        '{mon-thu = ["13:00-17:00", "09:00-12:00"], fri = "22:00-24:00"}',
    )
    hours = policy_of(text).calendar("office").hours
    assert (
        hours[0]
        == hours[3]
        == (
            Slot(start=time(9), end=time(12)),
            Slot(start=time(13), end=time(17)),
        )
    )
    assert hours[4] == (Slot(start=time(22), end=time(0)),)
    assert hours[5] == hours[6] == ()


def test_days_off_are_holidays_of_the_years_around_and_closed_ranges():
    text = f'{SMALL}holidays = "DE-BE"\nclosed = [2026-12-24, "2026-12-27..2027-01-01"]\n'
    calendar = policy_of(text).calendar("office")
    assert date(2026, 3, 8) in calendar.holidays  # Women's Day, in Berlin only
    assert {day.year for day in calendar.holidays} == {2025, 2026, 2027, 2028}
    assert calendar.closed == (
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 12, 27), date(2027, 1, 1)),
    )


def test_holidays_of_a_whole_country_are_enough():
    calendar = policy_of(f'{SMALL}holidays = "DE"\n').calendar("office")
    assert date(2026, 12, 25) in calendar.holidays
    assert date(2026, 3, 8) not in calendar.holidays


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("4 h", timedelta(hours=4)),
        ("3d", timedelta(hours=24)),
    ],
)
def test_promises_count_open_hours_so_a_day_is_the_calendars(written, meant):
    assert sla_of(f'resolution = "{written}"').resolution == meant


def test_a_day_of_a_calendar_that_is_always_open_has_24_hours():
    more = '[calendars.always]\nhours = "24/7"\n'
    assert sla_of('claim = "1d"', "always", more).claim == timedelta(hours=24)


def test_a_day_is_the_average_where_days_differ():
    more = '[calendars.odd]\nhours = {mon-thu = "09:00-17:00", fri = "09:00-12:00"}\n'
    assert sla_of('claim = "5d"', "odd", more).claim == timedelta(hours=35)


def test_promises_keep_what_they_match_and_how_they_warn_and_pause():
    sla = sla_of(
        'tier = "first"\npriority = "P1"\ntype = "incident"\norganisation = "Harbour"\n'
        'warn_at = [0.9, 0.5, 0.9]\npauses = ["pending", "on_hold"]',
        more='[[organisations]]\nname = "Harbour"\n',
    )
    assert (sla.tier, sla.priority, sla.type) == ("first", Priority.P1, TicketType.INCIDENT)
    assert sla.organisation == "Harbour"
    assert sla.warn_at == (0.5, 0.9)
    assert sla.pauses == {Status.PENDING, Status.ON_HOLD}


def test_a_warning_may_come_so_much_open_time_before_it_is_due():
    sla = sla_of('warn_at = ["30m", 0.75, "1d", "1h", "30m"]')
    hours = [timedelta(hours=hours) for hours in (8, 1, 0.5)]
    assert sla.warn_at == (0.75, *hours)


def test_an_organisation_is_known_by_people_places_and_workspaces():
    policy = policy_of(
        SMALL + '[[organisations]]\nname = "Harbour"\nslack_teams = ["T0HARBOUR"]\n'
        'telegram_chats = ["-1001"]\nchannels = ["slack:#harbour", "web:harbour"]\n'
        'people = ["telegram:7"]\n',
        resolve={"#harbour": "C0H"},
    )
    (harbour,) = policy.organisations
    assert harbour.teams == {"T0HARBOUR"}
    assert {str(place) for place in harbour.channels} == {
        "telegram:-1001",
        "slack:C0H",
        "web:harbour",
    }
    assert {str(account) for account in harbour.people} == {"telegram:7"}


def test_an_empty_list_of_pauses_means_never():
    assert sla_of("pauses = []").pauses == frozenset()
    assert sla_of("").pauses == {Status.PENDING}


CHANNELS = """
channels = ["slack:#l1-support", "slack:C0123ABCD", "telegram:-1001", "telegram:-42", "web:l1"]
"""


def with_channels(more=""):
    return SMALL.replace('title = "First"\n', f'title = "First"{CHANNELS}') + more


def test_names_of_slack_channels_are_replaced_by_their_ids():
    config = parse(
        with_channels(
            '[roles]\nmanager_channels = ["slack:#managers"]\n[slack.watch]\n"#help" = "questions"'
        ),
        "firstline.toml",
    )
    assert config.channel_names == {"#l1-support", "#managers", "#help"}
    known = {"#l1-support": "C1", "#managers": "C2"}
    channels = config.policy(TODAY, resolve=known).tiers[0].channels
    assert [str(channel.address) for channel in channels] == [
        "slack:C1",
        "slack:C0123ABCD",
        "telegram:-1001",
        "telegram:-42",
        "web:l1",
    ]
    assert str(config.manager_channels(known)[0]) == "slack:C2"
    assert str(config.policy(TODAY).tiers[0].channels[0].address) == "slack:#l1-support"


def test_supergroups_have_a_topic_a_ticket_unless_told_otherwise():
    def rooms(more=""):
        return [channel.rooms for channel in policy_of(with_channels(more)).tiers[0].channels]

    assert rooms() == [False, False, True, False, False]
    assert rooms("[telegram]\ntopics = false\n") == [False] * 5


def test_roles_are_accounts():
    roles = policy_of(
        f'{SMALL}[roles]\nmanagers = ["slack:U0MAYA0001"]\nadmins = ["telegram:7", "web:sam"]\n'
    ).roles
    assert roles.managers == {Identity(platform="slack", id="U0MAYA0001")}
    assert roles.admins == {
        Identity(platform="telegram", id="7"),
        Identity(platform="web", id="sam"),
    }


def test_watching_is_set_for_all_channels_or_for_each():
    def watch(lines):
        config = parse(f"{SMALL}[slack]\n{lines}\n", "firstline.toml")
        policy = config.policy(TODAY, resolve={"#help": "C1"})
        return lambda channel: policy.watch_at(Address(platform="slack", channel=channel))

    assert watch("")("C1") is Watch.MENTIONED
    assert watch('watch = "questions"')("C1") is Watch.QUESTIONS
    each = watch('watch = {"*" = "sure", "#help" = "everything", C2 = "mentioned"}')
    assert each("C1") is Watch.EVERYTHING
    assert each("C2") is Watch.MENTIONED
    assert each("C3") is Watch.SURE
    assert watch('watch = {"#help" = "everything"}')("C3") is Watch.MENTIONED


def test_only_the_reactions_that_are_named_hold():
    def reactions(lines):
        return parse(f"{SMALL}[slack]\n{lines}\n", "firstline.toml").slack.reactions

    assert reactions("").keys() == {"ticket", "urgent", "claim", "resolve"}
    assert reactions('reactions = {claim = "raised_hand"}') == {"claim": "raised_hand"}
    assert reactions("reactions = {}") == {}


def test_other_programs_are_heard_where_they_are_named():
    config = parse(
        f'{SMALL}[slack.watch]\nC2 = "questions"\n"bot:B0123" = "everything"\n'
        '"bot:U0124" = "everything"\n',
        "x.toml",
    )
    assert config.slack.bots == {"B0123", "U0124"}
    assert list(config.policy(TODAY).watched) == [Address(platform="slack", channel="C2")]
    assert parse(SMALL, "x.toml").slack.bots == frozenset()


def test_a_channel_is_watched_where_it_is_named():
    config = parse(f'{SMALL}[slack]\nwatch = {{"*" = "sure", C2 = "mentioned"}}\n', "x.toml")
    policy = config.policy(TODAY)
    watched = [policy.is_watched(Address(platform="slack", channel=one)) for one in ("C1", "C2")]
    assert watched == [False, True]


def test_the_articles_are_the_shipped_ones_or_beside_the_file(tmp_path):
    file = tmp_path / "desk.toml"
    file.write_text(f'{SMALL}[knowledge]\nfolder = "texts"\n')
    assert load(file).articles == tmp_path / "texts"
    assert load(file).path == file
    assert (example().articles / "add-printer.md").is_file()


def test_the_bounds_of_answering_are_read():
    text = f"{SMALL}[knowledge]\nanswer_from = 0.9\nsuggest_from = 0.5\n"
    bounds = parse(text, "firstline.toml").knowledge.thresholds()
    assert (bounds.answer, bounds.suggest) == (0.9, 0.5)


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    file = tmp_path / "firstline.toml"
    file.write_text(example_text(), encoding="utf-8-sig")
    assert load(file).desk.name == "Maintenance house"


def test_a_file_that_is_not_there_says_how_to_get_one(tmp_path):
    with pytest.raises(ConfigError, match=r'cannot be read: No such file.*"firstline init"'):
        load(tmp_path / "firstline.toml")


def test_a_file_that_is_not_text_says_so(tmp_path):
    file = tmp_path / "firstline.toml"
    file.write_bytes(b"\xff\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(file)


def test_a_span_is_written_as_it_was_read():
    assert str(Span(7, "d")) == "7d"


ON_CALL = '[oncall.one]\ntier = "first"\npeople = ["web:sam", "web:lea"]\nstarts = 2026-11-25\n'


def test_a_rotation_begins_at_the_first_hand_over_from_its_start_on():
    weekly = policy_of(f'{SMALL}{ON_CALL}handover = "mon 08:30"\n').rotation("one")
    assert (weekly.starts, weekly.handover) == (date(2026, 11, 30), time(8, 30))
    assert (weekly.every, weekly.timezone, weekly.hours) == (timedelta(days=7), "UTC", None)
    assert weekly.people == tuple(Identity(platform="web", id=one) for one in ("sam", "lea"))


def test_a_rotation_that_is_kept_elsewhere_has_a_source_and_names():
    lines = '[oncall.one]\ntier = "first"\nics = "webcal://x.example/a.ics?k=1"\n'
    rotation = policy_of(f'{SMALL}{lines}names = {{"Sam" = "web:sam"}}\n').rotation("one")
    assert rotation.source == "https://x.example/a.ics?k=1"
    assert rotation.names == {"Sam": Identity(platform="web", id="sam")}
    assert rotation.people == ()


@pytest.mark.parametrize(
    ("written", "every"),
    [
        ('"daily"', timedelta(days=1)),
        ('"weekly"', timedelta(days=7)),
        ('{every = "3d"}', timedelta(days=3)),
        ('{every = "12h"}', timedelta(hours=12)),
    ],
)
def test_a_shift_is_as_long_as_written(written, every):
    lines = f'{ON_CALL}rotation = {written}\ntimezone = "Asia/Tokyo"\nhours = "office"\n'
    policy = policy_of(SMALL + lines)
    rotation = policy.rotations_of("first")[0]
    assert (rotation.every, rotation.starts) == (every, date(2026, 11, 25))
    assert (rotation.timezone, rotation.hours) == ("Asia/Tokyo", "office")
    assert policy.rotations_of("other") == ()


def test_a_platform_that_gives_less_than_may_be_kept_is_known_by_what_it_gives():
    policy = policy_of(SMALL.replace("[desk]", '[desk]\nmax_attachment = "50MB"'))
    assert policy.largest_from("telegram") == 20_000_000
    assert policy.largest_from("slack") == policy.largest_from("web") == 50_000_000
    policy = policy_of(SMALL.replace("[desk]", '[desk]\nmax_attachment = "5MB"'))
    assert policy.largest_from("telegram") == 5_000_000
