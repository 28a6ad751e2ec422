"""Which changes are still to be made, and how many were? `firstline change list|figures`."""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.groups import group
from bot.cli.output import Json, say, table, tell
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.cli.place import Place
    from desk.change_record import ChangeRecord
    from desk.changes import ChangeFigures
    from desk.policy import DeskPolicy

_DAYS = timedelta(days=30)
"""What is counted where nobody says since when."""

_AGES = ("under 1 d", "1 to 3 d", "3 to 7 d", "over 7 d")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "change", "Changes: what is to be made, and what was.")
    commands.command("list")(listed)
    commands.command("figures")(figures)


def listed(*, as_json: Json = False) -> None:
    """List the changes that are still to be made, the oldest request first."""
    found, titles, policy, now = asyncio.run(_pending())
    if as_json:
        tell([_told(change, policy) for change in found])
        return
    if not found:
        say("No change is to be made.")
        return
    heads = ["Number", "Title", "State", "Risk", "Kind", "Age"]
    table(heads, [_row(change, titles, policy, now) for change in found])


def figures(
    *,
    since: Annotated[
        str | None, typer.Option("--from", help="First day, 2026-11-01; else 30 days back.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="Last day, 2026-11-30; else up to now.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Count changes: made, pending by age, urgent, and how soon urgent ones were worked on."""
    start, end, told = asyncio.run(_figures(since, until))
    if as_json:
        tell({"from": start, "to": end, **_figures_told(told)})
        return
    say(f"Changes from {start:%a %d %b %Y %H:%M %Z} to {end:%a %d %b %Y %H:%M %Z}:")
    say()
    ages = zip(_AGES, told.pending_by_age, strict=True)
    response = "-" if told.response is None else f"{told.response.total_seconds() / 60:.0f} min"
    rows = (
        ("implemented", str(told.implemented)),
        ("of these urgent", str(told.implemented_urgent)),
        ("pending at the end", str(told.pending)),
        ("of these urgent", str(told.pending_urgent)),
        *((f"pending, {age}", str(number)) for age, number in ages),
        ("urgent: median until worked on", f"{response} (n = {told.responses})"),
    )
    table(["figure", "value"], rows)


async def _pending() -> "tuple[Sequence[ChangeRecord], Mapping[int, str], DeskPolicy, datetime]":
    from bot.cli.place import on_place
    from bot.clocks import machine_now

    now = machine_now()

    async def read(
        place: "Place",
    ) -> "tuple[Sequence[ChangeRecord], Mapping[int, str], DeskPolicy, datetime]":
        async with place.store.begin() as work:
            found = await work.changes.pending()
            tickets = await work.tickets.some([change.ticket for change in found])
        return found, {one.id: one.title for one in tickets}, place.policy, now

    return await on_place(read)


async def _figures(
    since: str | None, until: str | None
) -> "tuple[datetime, datetime, ChangeFigures]":
    from bot.cli.place import on_place
    from bot.clocks import machine_now
    from desk.changes import change_figures

    async def read(place: "Place") -> "tuple[datetime, datetime, ChangeFigures]":
        zone = ZoneInfo(place.policy.timezone)
        now = machine_now().astimezone(zone)
        end = now if until is None else _day("--to", until, zone, days=1)
        start = end - _DAYS if since is None else _day("--from", since, zone)
        if start >= end:
            raise UsageError([f"--from {since}: write a day before the end"])
        facts = await place.store.figures.all(start, end)
        pending = await place.store.changes.pending_at(end)
        return start, end, change_figures(pending, facts, start, end)

    return await on_place(read)


def _day(option: str, given: str, zone: ZoneInfo, days: int = 0) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(given) + timedelta(days=days), time(), zone)
    except (ValueError, OverflowError):
        raise UsageError([f"{option} {given}: write a day like 2026-11-30"]) from None


def _row(
    change: "ChangeRecord", titles: "Mapping[int, str]", policy: "DeskPolicy", now: datetime
) -> tuple[str, ...]:
    from handlers.texts import Texts

    texts = Texts()
    kind = "urgent" if change.is_urgent else "standard" if change.standard else "-"
    state = change.state.value if change.is_planned else "unplanned"
    return (
        policy.number(change.ticket),
        titles.get(change.ticket, ""),
        texts.code("change_state", state),
        change.risk.value if change.is_planned else "-",
        kind,
        texts.duration(now - change.requested_at),
    )


def _told(change: "ChangeRecord", policy: "DeskPolicy") -> dict[str, object]:
    return {
        "number": policy.number(change.ticket),
        "state": change.state,
        "risk": change.risk,
        "is_planned": change.is_planned,
        "is_urgent": change.is_urgent,
        "standard": change.standard,
        "services": list(change.services),
        "requested_at": change.requested_at,
        "window": change.window,
    }


def _figures_told(told: "ChangeFigures") -> dict[str, object]:
    return {
        "implemented": told.implemented,
        "implemented_urgent": told.implemented_urgent,
        "pending": told.pending,
        "pending_urgent": told.pending_urgent,
        "pending_by_age": dict(zip(_AGES, told.pending_by_age, strict=True)),
        "urgent_response_median_seconds": (
            None if told.response is None else round(told.response.total_seconds())
        ),
        "urgent_responses": told.responses,
    }
