"""At which moments can the program die, and what are they called?

A moment is a statement, a commit or a send, named by its kind and counted within it: `insert
events 3`, `commit work after 2`, `send chat.postMessage before 1`.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_TABLE = re.compile(r"\b(?:INTO|UPDATE|FROM) (\w+)")

_OUTBOX = (("tries=", "lease"), ("message=", "record"), ("looks=", "look"))
"""What an UPDATE of the outbox is about, told by what it sets."""

_PURPOSES = (
    ("update inbox", "work"),
    ("insert inbox", "inbox"),
    ("record outbox", "record"),
    ("look outbox", "look"),
    ("lease outbox", "lease"),
    ("insert marks", "mark"),
    ("insert leases", "poll"),
    ("insert outbox", "saying"),
    ("insert file_parts", "file"),
)
"""What a transaction is for, told by the first of these that it holds."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The n-th moment of a kind."""

    kind: str
    nth: int

    @property
    def is_send(self) -> bool:
        """Whether the fake at the other end sees it, and not the program itself."""
        return self.kind.startswith("send ")

    def __str__(self) -> str:
        return f"{self.kind} {self.nth}"

    @classmethod
    def parse(cls, text: str) -> "Spot":
        kind, _, nth = text.rpartition(" ")
        return cls(kind, int(nth))


class Tally:
    """Counts moments by kind, writes them down if asked to, and acts at one of them."""

    def __init__(
        self, death: Spot | None, deed: Callable[[], object], diary: Path | None = None
    ) -> None:
        self.death = death
        self.seen: Counter[str] = Counter()
        self._deed = deed
        self._diary = diary

    def pass_by(self, kind: str) -> object:
        """Count one; gives what the deed gives when this was the one."""
        self.seen[kind] += 1
        if self._diary is not None:
            with self._diary.open("a") as page:
                page.write(f"{kind} {self.seen[kind]}\n")
        if self.death == Spot(kind, self.seen[kind]):
            return self._deed()
        return None


def kind_of(statement: str) -> str:
    """Name a statement by its verb and table; an UPDATE of the outbox by what it is about."""
    words = " ".join(statement.split())
    verb = words.partition(" ")[0].lower()
    found = _TABLE.search(words)
    table = found[1] if found else ""
    if verb == "update" and table == "outbox":
        verb = next((name for sign, name in _OUTBOX if sign in words), verb)
    if verb == "select" and " FOR UPDATE" in words:
        verb = "lock"
    return f"{verb} {table}".strip()


def purpose_of(statements: Sequence[str]) -> str:
    """Say what a transaction was for, by the kinds of its statements."""
    return next((purpose for kind, purpose in _PURPOSES if kind in statements), "other")
