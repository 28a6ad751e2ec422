"""How does everything get out, for a spreadsheet or another program? `firstline export`."""

import asyncio
import csv
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from bot.cli.output import Json, note, progress, say, tell
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.place import Place
    from storage.export import Part

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TOLD_EVERY = 500
_PRIVATE = 0o600


class Format(StrEnum):
    """How it is written: CSV for spreadsheets, JSON Lines for programs."""

    CSV = "csv"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    *,
    kind: Annotated[Format, typer.Option("--format", help="csv or jsonl.")] = Format.CSV,
    since: Annotated[str | None, typer.Option(help="What happened on that day or later.")] = None,
    out: Annotated[Path, typer.Option(help="The folder for its files.")] = Path("export"),
    by: Annotated[
        str | None, typer.Option("--as", help="Act as this person: a manager or an admin.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write all that is known of tickets and people into files."""
    from bot.cli.place import on_place
    from bot.orders import refusal
    from desk.errors import DeskError

    with progress("Writing") as tell_progress:

        async def work(place: "Place") -> dict[str, int]:
            try:
                return await _export(place, kind, since, out, by, tell_progress)
            except DeskError as error:
                raise refusal(error.code, error.facts, place.policy) from error

        counts = asyncio.run(on_place(work))
    if as_json:
        tell({"folder": str(out), "format": kind.value, "rows": counts})
        return
    for name, count in counts.items():
        say(f"{out / name}.{kind.value}: {count}")
    note("These files hold what people wrote. Keep them as safe as the database.")


async def _export(  # noqa: PLR0917 - an option each
    place: "Place",
    kind: Format,
    since: str | None,
    out: Path,
    by: str | None,
    tell_progress: Callable[[str], None],
) -> dict[str, int]:
    from desk.search import wanted_by
    from storage.export import Part

    begin = wanted_by((), {"since": since}, place.policy).since
    await _check(place, by)
    files = {part: out / f"{part.value}.{kind.value}" for part in Part}
    _refuse_what_is_there(files.values())
    counts = {}
    for part, file in files.items():

        def told(count: int, name: str = part.value) -> None:
            tell_progress(f"Writing {name}: {count}")

        counts[part.value] = await _write(place, part, file, begin, told)
    return counts


async def _check(place: "Place", by: str | None) -> None:
    """Let only managers and admins take everything; without `--as` it is the operator."""
    if by is None:
        return
    from bot.orders import who
    from desk.people import Role

    identity, name = await who(place.store, by)
    actor = await place.store.people.actor(identity)
    if actor is None or not actor.roles & {Role.MANAGER, Role.ADMIN}:
        raise UsageError([f"{name} is no manager and no admin; only they may take everything."])


def _refuse_what_is_there(files: Iterable[Path]) -> None:
    there = [str(file) for file in files if file.exists()]
    if there:
        raise UsageError([f"{', '.join(there)}: there already. Name another folder with --out."])


async def _write(
    place: "Place", part: "Part", file: Path, since: datetime | None, told: Callable[[int], None]
) -> int:
    """Write one file; it gets its name once it is whole, so that nobody reads half of one."""
    from storage.export import columns

    unfinished = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=_PRIVATE)
        with unfinished.open("w", encoding=_encoding(file), newline="") as target:
            write = _writer(target, file, columns(part))
            count = 0
            async for row in place.store.exports.rows(part, since=since):
                write(row)
                count += 1
                if count % _TOLD_EVERY == 0:
                    told(count)
        unfinished.rename(file)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise UsageError([f"{file} cannot be written: {error.strerror}."]) from error
    return count


def _encoding(file: Path) -> str:
    """Mark CSV as UTF-8: spreadsheets take it for something else otherwise."""
    return "utf-8-sig" if file.suffix == ".csv" else "utf-8"


def _writer(
    target: TextIO, file: Path, names: tuple[str, ...]
) -> Callable[[Mapping[str, Any]], object]:
    if file.suffix == ".jsonl":
        return lambda row: target.write(
            json.dumps(dict(row), ensure_ascii=False, default=_plain) + "\n"
        )
    rows = csv.writer(target)
    rows.writerow(names)
    return lambda row: rows.writerow([cell(row[name]) for name in names])


def cell(value: object) -> object:
    """Give what stands in a cell; words that a spreadsheet would compute begin with a quote."""
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, default=_plain)
    else:
        plain = _plain(value)
        if not isinstance(plain, str):
            return plain
        text = plain
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def _plain(value: object) -> object:
    """Give a single value as JSON and cells have it: moments as ISO 8601, lengths in seconds."""
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case StrEnum():
            return value.value
    return value
