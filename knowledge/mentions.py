"""Which of the things that people have names for does a text mention?

Names are words or phrases, found whole, in any case and form, one slip of the hand forgiven in a
longer word. Nothing is learned: who writes the names decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from knowledge.common_words import EVERYDAY_WORDS
from knowledge.text import Word, clean, stem, words

_SLIP_FROM: Final = 5
"""Letters from which a word may be mistyped; shorter ones are too near to one another."""

Phrase = tuple[Word, ...]


def mentioned(text: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """Give the key of the thing that the text names, None when it names none.

    The longest phrase wins, a well-typed one before a mistyped one, then what stands first.
    """
    said = words(clean(text))
    best: tuple[int, bool, int] | None = None
    found: str | None = None
    for key, phrases in names.items():
        for phrase in phrases:
            for place, is_exact in _places(said, _phrase(phrase)):
                weight = (len(_phrase(phrase)), is_exact, -place)
                if best is None or weight > best:
                    best, found = weight, key
    return found


def is_name(phrase: str) -> bool:
    """Whether a phrase can be found at all: it holds a letter or a number."""
    return bool(_phrase(phrase))


def _places(said: Sequence[Word], phrase: Phrase) -> Iterator[tuple[int, bool]]:
    """Yield where the phrase stands, and whether it stands there without a slip."""
    if not phrase:
        return
    for place in range(len(said) - len(phrase) + 1):
        pairs = list(zip(said[place : place + len(phrase)], phrase, strict=True))
        if all(_is_same(one, other) for one, other in pairs):
            yield place, True
        elif all(_is_same(one, other) or _is_slip(one, other) for one, other in pairs):
            yield place, False


def _is_same(said: Word, meant: Word) -> bool:
    return meant.key == said.key or stem(meant.surface) == stem(said.surface)


def _is_slip(said: Word, meant: Word) -> bool:
    if len(meant.surface) < _SLIP_FROM or said.surface in EVERYDAY_WORDS:
        return False
    return OSA.distance(said.surface, meant.surface, score_cutoff=1) <= 1


@lru_cache(maxsize=4096)
def _phrase(name: str) -> Phrase:
    return tuple(words(clean(name)))
