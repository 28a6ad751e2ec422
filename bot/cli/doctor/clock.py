"""What time is it at the desk, and who is open?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.cli.doctor.line import Line, Part, fault, ok
from bot.clocks import OFFSET, machine_now
from bot.config import Config
from desk.business_hours import is_open, next_open
from desk.errors import NoBusinessHoursError
from desk.policy import DeskPolicy, Tier
from storage.store import Store

_APART: Final = timedelta(seconds=5)
"""Leases run on the server's clock; a machine that is further off confuses whoever reads logs."""

_SHOWN: Final = "%a %d %b %H:%M"


def look(config: Config, offset: timedelta = timedelta()) -> list[Line]:
    """Say the desk's time, and which tiers are open."""
    policy = config.policy(machine_now().date())
    now = machine_now() + offset
    local = now.astimezone(ZoneInfo(policy.timezone))
    moved = f", moved ahead of the machine's by {offset}" if offset else ""
    told = ok(Part.CLOCK, f"It is {local.strftime(_SHOWN)} in {policy.timezone}{moved}.")
    return [told, *(_tier(policy, tier, now, local) for tier in policy.tiers)]


async def compare(store: Store, config: Config) -> list[Line]:
    """Say the same with the desk's own offset, and hold the machine against the server."""
    kept = await store.marks.get(OFFSET)
    lines = look(config, timedelta(seconds=float(kept or 0)))
    return [*lines, *await _server(store)]


async def _server(store: Store) -> list[Line]:
    if store.database.is_sqlite:
        return []
    async with store.database.read() as connection:
        told: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    return list(judge(machine_now() - told))


def judge(apart: timedelta) -> Iterator[Line]:
    """Say how far the machine's clock is ahead of the server's."""
    if abs(apart) > _APART:
        seconds = round(apart.total_seconds())
        yield fault(
            Part.CLOCK,
            f"This machine's clock and the database server's are {abs(seconds)} seconds apart.",
            "Let both keep time: switch on NTP (timedatectl set-ntp true).",
        )


def _tier(policy: DeskPolicy, tier: Tier, now: datetime, local: datetime) -> Line:
    calendar = policy.calendar(tier.calendar)
    if is_open(calendar, now):
        return ok(Part.CLOCK, f"{tier.key} is open ({tier.calendar}).")
    try:
        opens = next_open(calendar, now).astimezone(local.tzinfo)
    except NoBusinessHoursError:
        mend = f"Write hours in [calendars.{tier.calendar}] of the file."
        return fault(Part.CLOCK, f"{tier.key} never opens: {tier.calendar} has no hours.", mend)
    return ok(Part.CLOCK, f"{tier.key} opens {opens.strftime(_SHOWN)} ({tier.calendar}).")
