"""Which words of a ticket can be found, and how are they compared?

They stand folded beside what they come from: without case and forms of one letter, in one line, so
that one LIKE finds them on every database.
"""

import unicodedata
from collections.abc import Mapping

from desk.errors import Fact

SAID = ("text", "note", "reason", "symptom", "tried", "next_step", "environment", "comment")
"""The facts of an event that are words of people."""


def folded(text: str) -> str:
    """Give the text as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def said_in(data: Mapping[str, Fact]) -> str | None:
    """Give the words of people in an event, folded; None when there are none."""
    found = (folded(value) for name in SAID if isinstance(value := data.get(name), str))
    return "\n".join(filter(None, found)) or None
