"""What maintenance is planned, and how is more of it planned? `firstline maintenance`."""

import asyncio
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.groups import group
from bot.cli.output import Json, progress, say, table, tell
from bot.cli.ticket_commands import As

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.cli.place import Place
    from desk.maintenance import Window
    from desk.policy import DeskPolicy

Number = Annotated[str, typer.Argument(help="As the list shows it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "maintenance", "Planned maintenance of services.")
    commands.command("list")(listed)
    commands.command("plan")(plan)
    commands.command("cancel")(cancel)
    commands.command("end")(end)


def listed(*, as_json: Json = False) -> None:
    """List what is planned and under way, the next one first."""
    _report(asyncio.run(_coming()), as_json=as_json)


def plan(
    service: Annotated[str, typer.Argument(help="Its title or key; several with commas.")],
    start: Annotated[str, typer.Argument(help='In the desk\'s zone: "2026-11-28 22:00".')],
    length: Annotated[str, typer.Argument(help="30m, 2h or 1d.")],
    *,
    text: Annotated[str, typer.Option(help="What people read about it.")] = "",
    every: Annotated[str, typer.Option(help="For a series: daily, weekly or 14d.")] = "",
    by: As = None,
    as_json: Json = False,
) -> None:
    """Plan maintenance; people are told two days and an hour before, at its start and its end."""
    step = f"every {every}" if every[:1].isdecimal() else every
    _order(" ".join(filter(None, [service, start, length, step, text])), by, as_json=as_json)


def cancel(number: Number, *, by: As = None, as_json: Json = False) -> None:
    """Call one off that has not begun; who was told of it is told so."""
    _order(f"cancel {number}", by, as_json=as_json)


def end(number: Number, *, by: As = None, as_json: Json = False) -> None:
    """Let one that is under way be over now."""
    _order(f"end {number}", by, as_json=as_json)


def _order(words: str, by: str | None, *, as_json: bool) -> None:
    from bot.cli.place import on_place
    from bot.inner import Order
    from bot.orders import give, who

    async def act(place: "Place") -> None:
        identity, called = await who(place.store, by)
        await give(place, Order(identity=identity, by=called, name="maintenance", words=words))

    async def act_and_look() -> "tuple[Sequence[Window], DeskPolicy]":
        await on_place(act)
        return await _coming()

    with progress("Waiting for the desk"):
        found = asyncio.run(act_and_look())
    _report(found, as_json=as_json)


async def _coming() -> "tuple[Sequence[Window], DeskPolicy]":
    from bot.cli.place import on_place
    from bot.clocks import machine_now

    async def read(place: "Place") -> "tuple[Sequence[Window], DeskPolicy]":
        async with place.store.begin() as work:
            return await work.windows.coming(machine_now()), place.policy

    return await on_place(read)


def _report(found: "tuple[Sequence[Window], DeskPolicy]", *, as_json: bool) -> None:
    windows, policy = found
    if as_json:
        tell([_told(window) for window in windows])
        return
    if not windows:
        say("No maintenance is planned.")
        return
    heads = ["Number", "Services", "Begins", "Ends", "Again", "What"]
    table(heads, [_row(window, policy) for window in windows])


def _row(window: "Window", policy: "DeskPolicy") -> tuple[str, ...]:
    named = ((key, policy.service(key)) for key in window.services)
    return (
        str(window.id),
        ", ".join(service.title if service else key for key, service in named),
        _when(window.starts_at, window.timezone),
        _when(window.ends_at, window.timezone),
        f"every {window.every} d" if window.every else "-",
        window.text or "-",
    )


def _when(at: "datetime", zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M %Z}"


def _told(window: "Window") -> dict[str, object]:
    return {
        "id": window.id,
        "services": list(window.services),
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
        "every_days": window.every,
        "text": window.text,
        "told": window.told,
    }
