"""The agreement says what the desk goes by, and nothing else."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from desk.organisations import Organisation
from desk.people import Address, Identity
from desk.policy import (
    Calendar,
    DeskPolicy,
    EscalationPath,
    Level,
    Priority,
    Rotation,
    SlaPolicy,
    Slot,
    TicketType,
    Tier,
    TierChannel,
)
from desk.services import Service
from handlers.agreement import agreement

TODAY = date(2026, 11, 24)
NINE_TO_FIVE = (Slot(start=time(9), end=time(17)),)
OFFICE = Calendar(
    key="office",
    timezone="Europe/Berlin",
    hours=(NINE_TO_FIVE,) * 5 + ((),) * 2,
    holidays=frozenset({date(2026, 11, 1), date(2026, 12, 25), date(2028, 1, 1)}),
    closed=((date(2026, 12, 27), date(2026, 12, 31)), (date(2026, 1, 2), date(2026, 1, 2))),
)
ALWAYS = Calendar(key="always", timezone="UTC", hours=((Slot(start=time(), end=time()),),) * 7)
ROOM = TierChannel(address=Address(platform="slack", channel="C01"))
POLICY = DeskPolicy(
    workspace="house",
    name="Maintenance | house",
    prefix="SUP",
    timezone="UTC",
    tiers=(
        Tier(
            key="L1",
            title="First line",
            calendar="always",
            channels=(ROOM,),
            price=Decimal(14),
            volume=(200, 300),
        ),
        Tier(key="L2", title="Second line", calendar="office", price=Decimal("38.50")),
        Tier(key="L3", title="Development", calendar="office"),
    ),
    first_tier="L1",
    calendars=(ALWAYS, OFFICE, replace(ALWAYS, key="unused")),
    slas=(
        SlaPolicy(calendar="always", priority=Priority.P1, resolution=timedelta(hours=4)),
        SlaPolicy(
            calendar="office",
            organisation="Harbour",
            type=TicketType.INCIDENT,
            tier="L2",
            claim=timedelta(minutes=20),
            first_response=timedelta(hours=12),
            resolution=timedelta(hours=24),
        ),
        SlaPolicy(calendar="office", resolution=timedelta(hours=8)),
    ),
)


@pytest.fixture
def written():
    return agreement(POLICY, TODAY, "en").splitlines()


@pytest.mark.parametrize(
    "line",
    [
        r"# Service agreement: Maintenance \| house",
        "As of 24 November 2026.",
        "| First line | always | slack:C01 | €14.00 a ticket, for 200 to 300 tickets a month |",
        "| Second line | office | nowhere yet | €38.50 a ticket |",
        "| Development | office | nowhere yet | as agreed separately |",
        "- **always**: around the clock (UTC)",
        "- **office**: Monday to Friday 09:00-17:00 (Europe/Berlin)",
        "    - Closed on public holidays: 25 December 2026.",
        "    - Closed: 27 December 2026 to 31 December 2026.",
    ],
)
def test_teams_prices_and_hours_are_those_of_the_file(written, line):
    assert line in written


def test_prices_can_be_left_out():
    written = agreement(POLICY, TODAY, "en", has_prices=False)
    assert "€" not in written
    assert "| team | open | reached at |\n| --- | --- | --- |\n" in written


def test_what_nobody_goes_by_or_is_past_is_left_out(written):
    told = "\n".join(written)
    assert "unused" not in told
    assert "January" not in told


def test_promises_are_counted_in_opening_time(written):
    rows = [line for line in written if line.endswith(("| always |", "| office |"))]
    none = "not promised"
    assert rows == [
        f"| P1 · urgent | {none} | {none} | {none} | 4 h | always |",
        f"| Harbour, Incident, Second line | 20 min | 12 h | {none} | 3 opening days | office |",
        f"| everything | {none} | {none} | {none} | 1 opening day | office |",
    ]


def test_it_says_what_makes_the_time_stand_still(written):
    assert any("stands still" in line and "Waiting for requester" in line for line in written)


WORKED = replace(
    POLICY,
    services=(Service(key="erp", title="ERP", tier="L2"), Service(key="mail", title="E-mail")),
    organisations=(Organisation(name="Harbour"), Organisation(name="Mill")),
    paths=(
        EscalationPath(
            tier="L1",
            priority=Priority.P1,
            repeat=2,
            release=timedelta(hours=6),
            levels=(
                Level(tier="L1", calendar="always", claim=timedelta(minutes=15), on_call="L1"),
                Level(
                    tier="L1",
                    calendar="always",
                    claim=timedelta(minutes=10),
                    people=(Identity(platform="slack", id="U0SAM"),),
                ),
                Level(tier="L2", calendar="office", claim=timedelta(hours=1)),
            ),
        ),
        EscalationPath(tier="L2", remind=(), levels=(), repeat=1),
    ),
    rotations=(
        Rotation(
            key="one",
            tier="L1",
            timezone="Europe/Berlin",
            people=(Identity(platform="slack", id="U0SAM"), Identity(platform="web", id="lea")),
        ),
        Rotation(
            key="two",
            tier="L2",
            timezone="UTC",
            hours="office",
            people=(Identity(platform="web", id="lea"),),
        ),
        Rotation(key="far", tier="gone", timezone="UTC", source="https://example.com/x.ics"),
    ),
    exclusions=("Repair of hardware",),
)


@pytest.mark.parametrize(
    "line",
    [
        "- **ERP**: Second line",
        "- **E-mail**: First line",
        "- **Harbour**: has promises of its own",
        "- **Mill**: has what everybody has",
        "- **First line, P1 · urgent**",
        "    1. First line: whoever is on call for First line is called and has 15 min (always).",
        "    2. First line: one person who is named is called and has 10 min (always).",
        "    3. Second line: the team is told and has 1 h (office).",
        "    - After the last level all of it is done again, 2 times at most.",
        "    - Who has taken a ticket up and is silent is reminded after 1 h and 3 h.",
        "    - After 6 h of silence the ticket goes back to the team.",
        "- **Second line**",
        "    - After the last level all of it is done once more.",
        "- **First line**: 2 people in turn, handed over every 7 d on Monday at 09:00 "
        "(Europe/Berlin); hours: always.",
        "- **Second line**: one person, always the same; hours: office.",
        "- **gone**: as a schedule says that is kept elsewhere.",
        "- Repair of hardware",
        "- Time outside the opening hours, public holidays and days off among it.",
    ],
)
def test_services_customers_calls_and_what_is_left_out_are_those_of_the_file(line):
    assert line in agreement(WORKED, TODAY, "en").splitlines()


def test_what_the_desk_has_not_is_no_part_of_it(written):
    heads = [line for line in written if line.startswith("## ")]
    assert heads == [
        "## Who helps",
        "## Opening hours",
        "## What is promised",
        "## How time is counted",
        "## What is left out",
    ]


def test_a_desk_that_promises_nothing_says_so():
    written = agreement(replace(POLICY, slas=()), TODAY, "en")
    assert "No times are promised yet." in written
    assert "stands still" not in written


def test_hours_that_differ_by_day_stand_apart_and_a_week_without_any_is_never():
    half = (Slot(start=time(9), end=time(12)), Slot(start=time(22), end=time()))
    hours = (*OFFICE.hours[:4], half, (), ())
    written = agreement(
        replace(POLICY, calendars=(ALWAYS, replace(OFFICE, hours=hours))), TODAY, "en"
    )
    assert "Monday to Thursday 09:00-17:00; Friday 09:00-12:00, 22:00-24:00 (Europe" in written


def test_it_speaks_the_readers_language():
    written = agreement(POLICY, TODAY, "de-AT")
    assert (
        "| First line | always | slack:C01 | 14,00\N{NO-BREAK SPACE}€ je Ticket, bei 200 bis 300 "
        in written
    )
    assert "Montag bis Freitag 09:00-17:00" in written
    assert "3 Öffnungstage" in written
