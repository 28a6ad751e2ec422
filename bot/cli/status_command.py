"""How are the services, and how were they in the last 90 days? `firstline status`."""

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.cli.output import Json, say, table, tell

if TYPE_CHECKING:
    from desk.availability import Availability
    from desk.status_page import ServiceRow, StatusPage

_STATES = {"up": "no trouble known"}
"""What the table says of a state: no more than the desk knows. JSON has the code."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(status)


def status(*, as_json: Json = False) -> None:
    """Say how each service is, and how it was in the last 90 days."""
    page = asyncio.run(_read())
    if as_json:
        tell([_told(row) for row in page.services])
        return
    if not page.services:
        say("No service is named in firstline.toml.")
        return
    heads = ["Service", "Now", "Since", "Available in 90 days", "Down"]
    table(heads, [_row(row) for row in page.services])


async def _read() -> "StatusPage":
    from bot.cli.place import on_place
    from bot.clocks import machine_now

    return await on_place(lambda place: place.store.status.status(machine_now()))


def _row(row: "ServiceRow") -> tuple[str, ...]:
    share = _share(row.kept)
    since = f"{row.since:%a %d %b %Y %H:%M %Z}" if row.since else "-"
    down = f"{row.kept.down.total_seconds() / 60:.0f} min" if row.kept else "-"
    return (
        row.title,
        _STATES.get(row.state.value, row.state.value),
        since,
        "-" if share is None else f"{int(share * 10_000) / 100:.2f} %",
        down,
    )


def _told(row: "ServiceRow") -> dict[str, object]:
    kept = row.kept
    return {
        "service": row.title,
        "state": row.state,
        "since": row.since,
        "availability": _share(kept),
        "down_seconds": kept.down.total_seconds() if kept else None,
        "planned_seconds": kept.planned.total_seconds() if kept else None,
    }


def _share(kept: "Availability | None") -> float | None:
    return kept.share if kept else None
