"""Does a request say what the Bot API documents, and nothing else?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FILE = Path(__file__).parents[2] / "specs" / "telegram_bot_api.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with the request."""

    filename: str
    content: bytes
    content_type: str


class MismatchError(Exception):
    """A value is not of the documented type; says where."""


class Spec:
    """The documented methods and types, cut to what the desk uses."""

    def __init__(self) -> None:
        document = json.loads(_FILE.read_text("utf-8"))
        self.methods: dict[str, Any] = document["methods"]
        self.types: dict[str, Any] = document["types"]

    def arguments(
        self,
        method: str,
        raw: Mapping[str, object],
        uploads: Mapping[str, Upload],
        *,
        is_strict: bool,
    ) -> dict[str, Any]:
        """Read every argument as its type; refuse a missing, an ill-typed or an unknown one."""
        fields = {field["name"]: field for field in self.methods[method].get("fields", [])}
        given = dict(raw)
        for name in uploads.keys() & fields.keys():
            given[name] = f"attach://{name}"
        if is_strict and (unknown := _unknown(given, fields)):
            raise bad_request(f'strict: {method} has no argument "{unknown}"')
        arguments = {}
        for name, field in fields.items():
            if name in given:
                arguments[name] = self._argument(method, field, given[name], uploads)
            elif field["required"]:
                raise _missing(method, name)
        return arguments

    def _argument(
        self, method: str, field: dict[str, Any], raw: object, uploads: Mapping[str, Upload]
    ) -> object:
        faults = []
        for kind in field["types"]:
            try:
                return self._read(kind, raw, uploads, allowed=field.get("values"))
            except MismatchError as fault:
                faults.append(str(fault))
        text = max(faults, key=len)
        raise bad_request(f"strict: {method}.{field['name']}: {text}")

    def _read(
        self, kind: str, raw: object, uploads: Mapping[str, Upload], *, allowed: list[Any] | None
    ) -> object:
        if kind == "InputFile":
            return _uploaded(raw, uploads)
        value = _from_form(kind, raw) if isinstance(raw, str) else raw
        self.check(kind, value, "")
        if allowed and value not in allowed:
            raise MismatchError(f"{value!r} is none of {allowed}")
        return value

    def check(self, kind: str, value: object, path: str) -> None:
        """Raise unless the value has the documented shape, down to the last nested field."""
        if kind.startswith("Array of "):
            _demand(isinstance(value, list), path, "an array", value)
            assert isinstance(value, list)
            for index, item in enumerate(value):
                self.check(kind.removeprefix("Array of "), item, f"{path}[{index}]")
        elif kind in _PRIMITIVE:
            _demand(_PRIMITIVE[kind](value), path, kind, value)
        else:
            _demand(isinstance(value, dict), path, kind, value)
            assert isinstance(value, dict)
            self._check_object(kind, value, path)

    def _check_object(self, kind: str, value: dict[str, Any], path: str) -> None:
        definition = self.types[kind]
        if "subtypes" in definition:
            self._check_one_of(definition["subtypes"], value, path)
            return
        fields = {field["name"]: field for field in definition.get("fields", [])}
        for name in value:
            if name not in fields:
                raise MismatchError(f'{path}: {kind} has no field "{name}"')
        for name, field in fields.items():
            if name in value:
                self._check_field(field, value[name], f"{path}.{name}")
            elif field["required"]:
                raise MismatchError(f'{path}: {kind} needs "{name}"')

    def _check_field(self, field: dict[str, Any], value: object, path: str) -> None:
        self._check_one_of(field["types"], value, path)
        if field.get("values") and value not in field["values"]:
            raise MismatchError(f"{path}: {value!r} is none of {field['values']}")

    def _check_one_of(self, kinds: list[str], value: object, path: str) -> None:
        faults = []
        for kind in kinds:
            try:
                self.check(kind, value, path)
            except MismatchError as fault:
                faults.append(str(fault))
            else:
                return
        raise MismatchError(max(faults, key=len))


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_PRIMITIVE: dict[str, Callable[[object], bool]] = {
    "Integer": _is_integer,
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
}


def _from_form(kind: str, raw: str) -> object:
    """Read a form's string as the type: everything but a string travels as JSON in it."""
    if kind == "String":
        return raw
    if kind == "Integer" and not re.fullmatch(r"-?\d+", raw.strip()):
        raise MismatchError(f"{raw!r} is no Integer")
    try:
        return json.loads(raw)
    except ValueError:
        raise MismatchError(f"can't parse {kind} JSON object") from None


def _uploaded(raw: object, uploads: Mapping[str, Upload]) -> Upload:
    name = raw.removeprefix("attach://") if isinstance(raw, str) else ""
    if not isinstance(raw, str) or not raw.startswith("attach://") or name not in uploads:
        raise MismatchError("no such file in the request")
    return uploads[name]


def _unknown(given: Mapping[str, object], fields: Mapping[str, object]) -> str | None:
    return next((name for name in given if name not in fields), None)


def _missing(method: str, name: str) -> ApiError:
    vendor = {"chat_id": "chat_id is empty", "text": "message text is empty"}
    return bad_request(vendor.get(name, f"strict: {method} needs {name}"))


def _demand(holds: bool, path: str, kind: str, value: object) -> None:
    if not holds:
        raise MismatchError(f"{path}: {value!r} is no {kind}".lstrip(": "))
