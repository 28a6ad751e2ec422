"""On which line of a TOML text does a key stand?

`tomllib` has read the text before, so it is known to be valid: this reader only has to follow the
shape, not to judge it.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

KeyPath = tuple[str | int, ...]
"""Where a value stands: names of tables and keys, and places in lists, from the top down."""

_TOKEN: Final = re.compile(
    r"""
      (?P<gap>[ \t\r]+|\#[^\n]*)
    | (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    | (?P<newline>\n)
    | (?P<sign>[\[\]{}=,.])
    | (?P<bare>[^\s\[\]{}=,.\#"']+)
    """,
    re.DOTALL | re.VERBOSE,
)
_ENDS_VALUE: Final = frozenset({",", "]", "}", "\n", ""})


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: int


_END: Final = _Token("", 0)


class Lines:
    """The lines of every key, table and list entry of a text."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), _END]
        self._at = 0
        self._lines: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}
        self._read()

    def of(self, path: KeyPath) -> int:
        """Find the line of the path, or of the nearest thing around it; 1 when there is none."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def _read(self) -> None:
        table: KeyPath = ()
        while self._next.text:
            if self._next.text == "\n":
                self._take()
            elif self._next.text == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> KeyPath:
        line = self._take().line
        is_list = self._skip("[")
        names = self._names()
        self._take()
        if is_list:
            self._take()
        return self._note(self._entered(names, is_list=is_list), line)

    def _entered(self, names: list[str], *, is_list: bool) -> KeyPath:
        # A list of tables stands for its last entry wherever it is named on the way.
        path: KeyPath = ()
        for place, name in enumerate(names, start=1):
            path = (*path, name)
            if is_list and place == len(names):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, table: KeyPath) -> None:
        line = self._next.line
        path = self._note((*table, *self._names()), line)
        self._take()
        self._value(path)

    def _names(self) -> list[str]:
        names = [_plain(self._take().text)]
        while self._skip("."):
            names.append(_plain(self._take().text))
        return names

    def _value(self, path: KeyPath) -> None:
        if self._skip("["):
            self._entries(path)
        elif self._skip("{"):
            self._inline_table(path)
        else:
            while self._next.text not in _ENDS_VALUE:
                self._take()

    def _entries(self, path: KeyPath) -> None:
        count = 0
        while self._past_commas() != "]":
            self._value(self._note((*path, count), self._next.line))
            count += 1
        self._take()

    def _inline_table(self, path: KeyPath) -> None:
        while self._past_commas() != "}":
            self._pair(path)
        self._take()

    def _past_commas(self) -> str:
        while self._next.text in {",", "\n"}:
            self._take()
        return self._next.text

    def _note(self, path: KeyPath, line: int) -> KeyPath:
        self._lines.setdefault(path, line)
        return path

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _skip(self, sign: str) -> bool:
        if self._next.text != sign:
            return False
        self._at += 1
        return True


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "gap":
            yield _Token(found.group(), line)
        line += found.group().count("\n")


def _plain(name: str) -> str:
    if name[:1] not in {"'", '"'}:
        return name
    return str(tomllib.loads(f"name = {name}")["name"])
