"""Which parts of a text are secrets that nobody should have written into a chat?

`redact` covers them before anything is stored; `desk/secret_patterns.py` says what they look like.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.secret_patterns import PATTERNS, Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A text without its secrets, and the kinds that were found, in order, each once."""

    text: str
    found: tuple[str, ...] = ()


_KEPT = 255
_MARKED = re.compile(rb"[^\0\xff]+")
_MASK = re.compile(r"\[secret removed: [A-Za-z ]{1,40}\]")


def redact(text: str) -> Redacted:
    """Replace every secret by `[secret removed: <kind>]`; doing it again changes nothing.

    Whole words are covered: a letter or digit that touches a secret goes with it, so that what is
    left never looks like another secret. Earlier masks are left alone.
    """
    marks = _marks(text)
    parts: list[str] = []
    kinds: dict[str, None] = {}
    end = 0
    for run in _MARKED.finditer(marks):
        kind = PATTERNS[min(run[0]) - 1].kind
        kinds[kind] = None
        parts += (text[end : run.start()], f"[secret removed: {kind}]")
        end = run.end()
    return Redacted(text="".join((*parts, text[end:])), found=tuple(kinds))


def _marks(text: str) -> bytearray:
    """Mark each character with the number of the first pattern that wants it gone, or zero.

    What reaches into an earlier mask was judged when that mask was made, and is no candidate.
    """
    marks = bytearray(len(text))
    for mask in _MASK.finditer(text):
        marks[mask.start() : mask.end()] = bytes((_KEPT,)) * len(mask[0])
    lowered = text.lower()
    for number, pattern in reversed(tuple(enumerate(PATTERNS, start=1))):
        if any(needle in lowered for needle in pattern.needles):
            for start, end in _spans(pattern, text):
                if _KEPT not in marks[start:end]:
                    marks[start:end] = bytes((number,)) * (end - start)
    return marks


def _spans(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Yield what a pattern finds, as whole words; a false alarm is tried again a character on."""
    position = 0
    while candidate := pattern.find(text, position):
        position, start, end = candidate
        if start < end:
            start, position = _whole_words(text, start, end)
            yield start, position


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _is_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_word(text[end]):
        end += 1
    return start, end


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
