"""What holds in the end, and where does it come from?"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel

from bot.config import Config
from bot.config_faults import named
from bot.config_lines import KeyPath, Lines

BY_DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key with the value that holds; `source` is a line of the file, or the default."""

    key: str
    value: object
    source: str


def entries(config: Config, text: str, file: str) -> Iterator[Entry]:
    """List every key of every table in the order of the file's shape."""
    raw, lines = tomllib.loads(text), Lines(text)
    for path, default in _leaves((), config):
        given = _given(raw, path)
        value = _effective(config, path, default) if given is None else given
        source = BY_DEFAULT if given is None else f"{file}:{lines.of(path)}"
        if value is not None:
            shown = _masked(str(value)) if path[-1] == "ics" else _plain(value)
            yield Entry(key=named(path), value=shown, source=source)


def _masked(address: str) -> str:
    """Leave of a calendar's address only where it is: whoever has the rest may read it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/***" if parts.hostname else address


def _leaves(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, object]]:
    """Go down to what is no table of ours."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves((*path, name), getattr(value, name))
    elif isinstance(value, Mapping) and _are_tables(path, tuple(value.values())):
        for name, entry in value.items():
            yield from _leaves((*path, name), entry)
    elif isinstance(value, tuple) and _are_tables(path, value):
        for place, entry in enumerate(value):
            yield from _leaves((*path, place), entry)
    else:
        yield path, value


def _are_tables(path: KeyPath, values: Sequence[object]) -> bool:
    """Whether these have keys of their own; an empty list is one of tables at the top only."""
    return all(isinstance(value, BaseModel) for value in values) and bool(values or not path[1:])


def _given(raw: object, path: KeyPath) -> object:
    for part in path:
        if isinstance(raw, Mapping):
            raw = raw.get(part)
        elif isinstance(raw, list) and isinstance(part, int):
            raw = raw[part]
    return raw


def _effective(config: Config, path: KeyPath, default: object) -> object:
    """Fill in what a key that is left out stands for."""
    if path == ("desk", "first_tier"):
        return next(iter(config.tiers))
    if path == ("knowledge", "folder"):
        return str(config.articles)
    if path[0] == "calendars" and path[-1] == "timezone":
        return config.desk.timezone
    if path == ("desk", "max_attachment"):
        return f"{config.desk.max_attachment // 1_000_000}MB"
    return default


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    return value if isinstance(value, bool | int | float) else str(value)
