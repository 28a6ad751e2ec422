"""What has the desk been told, and is it in order? `firstline config show|check|schema`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.groups import group
from bot.cli.output import Json, complain, note, say, table, tell
from bot.errors import Exit, ProgramError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.config_show import Entry
    from bot.settings import Settings

_MASK: Final = "********"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = group(app, "config", "What the desk has been told.")
    commands.command("show")(show)
    commands.command("check")(check)
    commands.command("schema")(schema)


def show(*, as_json: Json = False) -> None:
    """Print every value that holds and where it comes from; secrets are masked."""
    from bot.cli.reading import read_both

    settings, config = read_both()
    entries = [*_settings(settings), *_tables(config)]
    if as_json:
        tell([asdict(entry) for entry in entries])
    else:
        rows = ([entry.key, _shown(entry.value), entry.source] for entry in entries)
        table(["key", "value", "source"], rows)


def check(
    file: Annotated[
        Path | None, typer.Argument(help="Else FIRSTLINE_CONFIG, else firstline.toml.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Name everything that is wrong with the environment and with the file."""
    errors = list(_errors(file))
    notes = [] if errors else _notes(file)
    if as_json:
        faults = [fault for error in errors for fault in _described(error)]
        tell({"faults": faults, "warnings": notes})
    else:
        complain(sentence for error in errors for sentence in error.sentences)
    if errors:
        raise typer.Exit(Exit.CONFIG)
    if not as_json:
        say("There are no faults, but something to look at." if notes else "All is in order.")
        _note_what_is_left()
        for one in notes:
            note(one)


def _notes(file: Path | None) -> list[str]:
    """Say what is allowed, and seldom meant."""
    from bot.cli.reading import read_config
    from bot.clocks import machine_now
    from bot.duty_notes import file_notes, gap_notes, hours_notes

    now = machine_now()
    config = read_config(file)
    policy = config.policy(now.date())
    files = file_notes(policy, config.folder)
    return [*files, *gap_notes(policy, now), *hours_notes(policy, now)]


def _note_what_is_left() -> None:
    from bot.settings import Settings

    settings = Settings()
    if not (settings.has_slack or settings.has_telegram):
        note("No chat platform is set up here yet; firstline doctor names what to set.")


def schema() -> None:
    """Print the JSON Schema of firstline.toml, for editors."""
    from bot.config import Config

    tell(Config.model_json_schema())


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _settings(settings: "Settings") -> Iterator["Entry"]:
    from bot.config_show import BY_DEFAULT, Entry
    from bot.settings import SECRETS, sources

    given = sources()
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        shown = _MASK if name in SECRETS else str(value)
        if value is not None:
            yield Entry(key=name.upper(), value=shown, source=given.get(name, BY_DEFAULT))


def _tables(config: "Config") -> Iterator["Entry"]:
    from bot.config import EXAMPLE_NAME, example_text
    from bot.config_show import entries

    if config.path is None:
        note("There is no firstline.toml here; the shipped example holds.")
        return entries(config, example_text(), EXAMPLE_NAME)
    return entries(config, config.path.read_text(encoding="utf-8-sig"), str(config.path))


def _errors(file: Path | None) -> Iterator[ProgramError]:
    from bot.cli.reading import read_config
    from bot.config import ConfigError
    from bot.settings import Settings, SettingsError

    try:
        Settings()
    except SettingsError as error:
        yield error
    try:
        config = read_config(file)
    except ConfigError as error:
        yield error
    else:
        if config.path is None:
            note("There is no firstline.toml here; the shipped example holds.")


def _described(error: ProgramError) -> list[dict[str, object]]:
    from bot.config import ConfigError

    if isinstance(error, ConfigError):
        return [{**asdict(fault), "message": str(fault)} for fault in error.faults]
    return [{"file": None, "line": None, "message": sentence} for sentence in error.sentences]
