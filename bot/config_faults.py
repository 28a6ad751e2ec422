"""What is wrong with `firstline.toml`, on which line, and what should stand there instead?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import override

from bot.config_lines import KeyPath, Lines
from bot.errors import Exit, ProgramError

_KINDS: Final = {
    "string": "text in quotes",
    "int": "whole number",
    "float": "number",
    "decimal": "number",
    "list": "list",
    "tuple": "list",
    "dict": "table",
    "model": "table",
    "date": "date",
}
_PROBLEMS: Final = {
    "string_pattern_mismatch": "is not of the right form",
    "string_too_short": "is empty",
    "string_too_long": "is too long",
    "too_short": "is empty",
    "missing": "is too short",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "too_long": "is too long",
}
_BOUNDS: Final = {
    "less_than_equal": "is more than {le}",
    "less_than": "is not less than {lt}",
    "greater_than_equal": "is less than {ge}",
    "greater_than": "is not more than {gt}",
}
_UNREAD: Final = {"type", "parsing", "from_float", "from_datetime_parsing", "from_datetime_inexact"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing to mend. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    key: str
    problem: str
    instead: str

    @override
    def __str__(self) -> str:
        """Say it in one line that editors can jump from."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = f"{self.key} {self.problem}".strip()
        return f"{place}: {said}. {self.instead}".rstrip(".?") + self._stop

    @property
    def _stop(self) -> str:
        return "?" if self.instead.endswith("?") else "."


class ConfigError(ProgramError):
    """The file does not say what a desk needs; `faults` holds all of it at once."""

    exit = Exit.CONFIG

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(fault) for fault in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fault that does not know its line yet."""

    path: KeyPath
    problem: str
    instead: str

    def at(self, file: str, lines: Lines) -> Fault:
        """Give it the line on which its key stands."""
        return Fault(
            file=file,
            line=lines.of(self.path),
            key=named(self.path) or "the file",
            problem=self.problem,
            instead=self.instead,
        )


def named(path: KeyPath) -> str:
    """Write a path as people do: `sla[2].tier` is the tier of the second entry."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")


def from_validation(error: ValidationError, shape: type[BaseModel]) -> Iterator[Found]:
    """Turn what pydantic found into faults that say what to write."""
    all_details = error.errors(include_url=False)
    for details in all_details:
        if not _is_echo(details, all_details):
            yield _found(details, shape)


def _is_echo(details: ErrorDetails, others: Iterable[ErrorDetails]) -> bool:
    """Whether a list is called too short only because its entries are at fault, which are told."""
    loc = details["loc"]
    return details["type"] == "too_short" and any(
        len(one["loc"]) > len(loc) and one["loc"][: len(loc)] == loc for one in others
    )


def _found(details: ErrorDetails, shape: type[BaseModel]) -> Found:
    # A bad key of a table without fixed keys is told as key, then "[key]".
    path = tuple(part for part in details["loc"] if part != "[key]")
    around, key = _shape_at(shape, path[:-1]), path[-1]
    context = details.get("ctx", {})
    if details["type"] == "extra_forbidden":
        return _unknown(path, list(around.model_fields) if around else [])
    if details["type"] == "wrong":
        return Found(path=path, problem=context["problem"], instead=context["instead"])
    if details["type"] == "missing" and isinstance(key, str):
        instead = f"Write {_example(around, key)}"
        return Found(path=path[:-1], problem=f'lacks "{key}"', instead=instead)
    return _mistyped(path, _problem(details), shape)


def _unknown(path: KeyPath, known: list[str]) -> Found:
    near = get_close_matches(str(path[-1]), known, n=1)
    asked = f'Did you mean "{near[0]}"?' if near else f"Known are {', '.join(known)}"
    return Found(path=path, problem="is unknown", instead=asked)


def _problem(details: ErrorDetails) -> str:
    kind, _, what = details["type"].partition("_")
    if details["type"] in _PROBLEMS:
        return _PROBLEMS[details["type"]]
    if what in _UNREAD and kind in _KINDS:
        return f"is no {_KINDS[kind]}"
    if details["type"] in _BOUNDS:
        return _BOUNDS[details["type"]].format(**details.get("ctx", {}))
    if "expected" in details.get("ctx", {}):
        return f"is none of {details['ctx']['expected']}"
    return f"is refused: {details['msg'][:1].lower()}{details['msg'][1:]}"


def _mistyped(path: KeyPath, problem: str, shape: type[BaseModel]) -> Found:
    for place in range(len(path) - 1, -1, -1):
        around = _shape_at(shape, path[:place])
        if around is None or path[place] not in around.model_fields:
            continue
        # `[oncall]` without a name: its keys stand where tables with names of their own belong.
        if problem != "is no table" or _holds_tables(around, str(path[place])):
            instead = f"Write {_example(around, path[place])}"
            return Found(path=path, problem=problem, instead=instead)
    return Found(path=path, problem=problem, instead="Write a table with keys of its own")


def _example(shape: type[BaseModel] | None, key: str | int) -> str:
    field = None if shape is None else shape.model_fields.get(str(key))
    if field is None or not field.examples:
        return f"[{key}] and its keys"
    example = str(field.examples[0])
    # What stands in a table of its own is described, not written behind a key.
    return example if example.endswith("]") and example[0].isalpha() else f"{key} = {example}"


def _holds_tables(shape: type[BaseModel], key: str) -> bool:
    annotation = shape.model_fields[key].annotation
    return get_origin(annotation) is dict or _is_shape(_inner(annotation))


def _shape_at(shape: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """Follow the path from table to table; names and places in between are anybody's."""
    now: Any = shape
    for part in path:
        if _is_shape(now) and part in now.model_fields:
            now = _inner(now.model_fields[str(part)].annotation)
    return now if _is_shape(now) else None


def _inner(annotation: object) -> object:
    """Look through dict, list and optional for the table inside."""
    if get_origin(annotation) in {dict, tuple, list, Union, UnionType}:
        inner = [_inner(part) for part in get_args(annotation)]
        return next((part for part in inner if _is_shape(part)), None)
    return annotation


def _is_shape(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)
