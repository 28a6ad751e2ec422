"""Which field does a body lack that cannot be read?

Platforms change what they send. A body that lacks what its meaning hangs on is no fault of a
person's: it is set aside with their words, under the name of the field.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from typing_extensions import override

Read = TypeVar("Read")

FAULTS = (LookupError, TypeError, ValueError, AttributeError)
"""What reading raises where something is missing, or is not what it should be."""


class UnreadableError(Exception):
    """A body cannot be read; `field` is the path of what it lacks, or says what is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read(reader: Callable[[Any], Read], body: Mapping[str, Any]) -> Read:
    """Read a body, which has come as JSON; raises UnreadableError.

    Paths are kept only when it is read a second time, for what can be read should cost nothing.
    """
    try:
        return reader(body)
    except FAULTS as error:
        raise UnreadableError(_path(reader, body) or _said(error)) from error


def _path(reader: Callable[[Any], object], body: Mapping[str, Any]) -> str | None:
    try:
        reader(_traced(body, ""))
    except _MissingError as missing:
        return str(missing)
    except FAULTS:
        pass
    return None


def _said(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"


class _MissingError(KeyError):
    @override
    def __str__(self) -> str:
        return str(self.args[0])


class _Traced(dict[str, Any]):
    """An object that knows its path, to say of what is not there where it is not."""

    def __init__(self, value: Mapping[str, Any], path: str) -> None:
        super().__init__((key, _traced(one, f"{path}{key}.")) for key, one in value.items())
        self._path = path

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - it never gives anything
        raise _MissingError(f"{self._path}{key}")


def _traced(value: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        return _Traced(value, path)
    if isinstance(value, list):
        return [_traced(one, f"{path}{place}.") for place, one in enumerate(value)]
    return value
