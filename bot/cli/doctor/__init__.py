"""What would keep this desk from working, and how is it mended? `firstline doctor`.

Everything is looked at, so that all faults are told at once; the platforms themselves are asked,
not only the configuration.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import Json, progress, say, tell
from bot.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.cli.doctor.line import Line
    from bot.cli.doctor.scene import Scene
    from desk.people import Address

    Part = Callable[[Scene], list[Line]]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    *,
    live: Annotated[
        str | None,
        typer.Option(
            metavar="CHANNEL",
            help="Also post, change and delete a message there: slack:#name, telegram:-100...",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Name every fault of this desk, and its mend.

    Looks at configuration, tokens, database, clock, articles, services, Slack and Telegram. Leaves
    with 0 when nothing is at fault, 3 for the configuration, 4 for a platform, 1 for the rest.
    """
    from bot.cli.doctor.live import place_of

    place = None if live is None else place_of(live)
    found: list[Line] = []
    for lines in _looks(place):
        found += lines
        if not as_json:
            _print(lines)
    if as_json:
        tell({"findings": [asdict(line) for line in found], **_counts(found)})
    else:
        _sum_up(found)
    raise typer.Exit(_exit_of(found))


def _looks(place: "Address | None") -> "Iterator[list[Line]]":
    from bot.cli.doctor import files, knowledge, platforms, rows, scene, services
    from bot.cli.doctor.live import try_out

    lines, here = scene.set_up()
    yield lines
    parts: list[tuple[str, Part]] = [
        ("configuration", files.look),
        ("database", rows.look),
        ("articles", knowledge.look),
        ("services", services.look),
        ("Slack", platforms.look_at_slack),
        ("Telegram", platforms.look_at_telegram),
    ]
    for name, look in parts:
        with progress(f"Looking at: {name}"):
            lines = look(here)
        yield lines
    if place is not None:
        with progress(f"Trying out: {place}"):
            lines = try_out(here, place)
        yield lines


def _print(lines: "list[Line]") -> None:
    from rich.console import Console
    from rich.text import Text

    from bot.cli.doctor.line import Level

    console = Console(highlight=False)  # leaves colours away where NO_COLOR is set
    colours = {Level.OK: "green", Level.WARNING: "yellow", Level.FAULT: "red"}
    for line in lines:
        level = (f"{line.level.value:<8}", colours[line.level])
        console.print(Text.assemble(f"{line.part.value:<14}", level, line.text), soft_wrap=True)
        if line.mend:
            console.print(Text(f"{'':<22}-> {line.mend}"), soft_wrap=True)


def _counts(found: "list[Line]") -> dict[str, int]:
    from bot.cli.doctor.line import Level

    levels = [line.level for line in found]
    return {"faults": levels.count(Level.FAULT), "warnings": levels.count(Level.WARNING)}


def _sum_up(found: "list[Line]") -> None:
    counts = _counts(found)
    say()
    if not any(counts.values()):
        say("All is in order.")
        return
    say(f"{_number(counts['faults'], 'fault')}, {_number(counts['warnings'], 'warning')}.")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _exit_of(found: "list[Line]") -> Exit:
    """The gravest first: without a configuration nothing runs, without a platform nobody asks."""
    from bot.cli.doctor.line import EXIT_OF, Level

    exits = {EXIT_OF[line.part] for line in found if line.level is Level.FAULT}
    order = (Exit.CONFIG, Exit.PLATFORM, Exit.CHECK_FAILED)
    return next((code for code in order if code in exits), Exit.OK)
