"""What does a notice hold, when a stored one may be older than the program that draws it?

A fact that is missing or of another shape is read as nothing, never as an error: the card then
says less.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desk.notice import Json
from handlers.cards.card import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of a notice, or of something in it."""

    values: Mapping[str, Json] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the fact is there and is not None."""
        return self.values.get(name) is not None

    def words(self, name: str) -> str:
        """Read a string; a number is written out."""
        value = self.values.get(name)
        return str(value) if isinstance(value, str | int | float) else ""

    def count(self, name: str) -> int:
        """Read a whole number."""
        value = self.values.get(name)
        return value if isinstance(value, int) else 0

    def is_true(self, name: str) -> bool:
        """Read a yes or no."""
        return self.values.get(name) is True

    def moment(self, name: str) -> datetime | None:
        """Read an ISO 8601 moment; one without an offset is UTC."""
        try:
            at = datetime.fromisoformat(self.words(name))
        except ValueError:
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    def person(self, name: str, *, is_called: bool = False) -> Person | None:
        """Read a person; a mere name is one without accounts."""
        value = self.values.get(name)
        if isinstance(value, str) and value:
            return Person(name=value, is_called=is_called)
        told = self.part(name)
        if not told.words("name"):
            return None
        ids = {name: str(key) for name, key in told.part("ids").values.items() if key}
        return Person(name=told.words("name"), ids=ids, is_called=is_called)

    def part(self, name: str) -> "Facts":
        """Read facts within a fact."""
        value = self.values.get(name)
        return Facts(values=value if isinstance(value, dict) else {})

    def parts(self, name: str) -> tuple["Facts", ...]:
        """Read a list of facts."""
        return tuple(Facts(values=one) for one in self._list(name) if isinstance(one, dict))

    def listed(self, name: str) -> tuple[str, ...]:
        """Read a list of strings."""
        return tuple(one for one in self._list(name) if isinstance(one, str) and one)

    def _list(self, name: str) -> list[Json]:
        value = self.values.get(name)
        return value if isinstance(value, list) else []
