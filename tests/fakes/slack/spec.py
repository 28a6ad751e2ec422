"""Which methods does Slack have for us, and what may be passed to them?

The facts are in `tests/specs/slack_methods.json`: arguments with their types, bot scopes and rate
tier, as the method pages of docs.slack.dev list them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.slack.errors import bad_arguments

_SPECS = Path(__file__).parents[2] / "specs"
_TRUE, _FALSE = {"true", "1", True}, {"false", "0", False}

# Arguments whose pages name no type, and which are JSON (an object or a list) on the wire.
JSON_ARGUMENTS = frozenset(
    {"attachments", "blocks", "metadata", "view", "files", "prompts", "unfurled_attachments"}
)

# On no page, but Bolt's client adds it to each of its calls (`default_params`), and Slack takes it.
_ALWAYS_TAKEN: Mapping[str, str] = {"team_id": "string"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method's page."""

    name: str
    tier: int | None
    bot_scopes: tuple[str, ...]
    required: tuple[str, ...]
    args: Mapping[str, str | None]

    def read(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments as typed values, or refuse with `invalid_arguments`.

        Strict where Slack is lax: it silently ignores an argument it does not know, which is
        exactly how a misspelt one would go unnoticed.
        """
        faults = [f"unknown argument: {name}" for name in raw if name not in self.args]
        faults += [f"missing required field: {name}" for name in self.required if name not in raw]
        if faults:
            raise bad_arguments(*faults)
        return {name: _typed(name, self.args[name], value) for name, value in raw.items()}


def _typed(name: str, kind: str | None, value: Any) -> Any:
    if name in JSON_ARGUMENTS:
        return value  # each handler reads these itself: what is wrong with them has its own code
    if kind == "boolean":
        return _boolean(name, value)
    if kind in {"number", "integer"}:
        return _number(name, value)
    if kind == "array":
        return value.split(",") if isinstance(value, str) else value
    if not isinstance(value, str):
        raise bad_arguments(f"must be a string: {name}")
    return value


def _boolean(name: str, value: Any) -> bool:
    plain = value.lower() if isinstance(value, str) else value
    if isinstance(plain, str | bool) and plain in _TRUE | _FALSE:
        return plain in _TRUE
    raise bad_arguments(f"must be a boolean: {name}")


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not str(value).lstrip("-").isdecimal():
        raise bad_arguments(f"must be an integer: {name}")
    return int(value)


def read_json(value: Any) -> Any:
    """Return what a JSON argument says; in forms and queries it arrives as a string.

    Raises:
        ValueError: it is a string and not JSON.
    """
    return json.loads(value) if isinstance(value, str) else value


def load_methods() -> dict[str, Method]:
    pages = json.loads((_SPECS / "slack_methods.json").read_text(encoding="utf-8"))
    return {
        name: Method(
            name=name,
            tier=page["tier"],
            bot_scopes=tuple(page["bot_scopes"]),
            required=tuple(page["required"]),
            args={**page["args"], **_ALWAYS_TAKEN},
        )
        for name, page in pages.items()
    }


def load_block_schemas() -> dict[str, Any]:
    """Return the schema of each block type, and of `plain_text`.

    References are written out, as following them takes two thirds of the time of a check.
    """
    text = (_SPECS / "slack_blocks.schema.json").read_text(encoding="utf-8")
    read = json.loads(text)
    names = {**read["blocks"], "plain_text": "PlainTextElement"}
    return {kind: _written_out(read["definitions"][name], read) for kind, name in names.items()}


def _written_out(part: Any, whole: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_written_out(one, whole) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/definitions/")
        return _written_out(whole["definitions"][name], whole)
    return {key: _written_out(value, whole) for key, value in part.items()}
