"""Which of many short texts say much the same as another?

For titles of tickets, where a hint is enough: letters and words are compared, nothing is learned.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import token_sort_ratio

from knowledge.text import clean, words

LIKE: Final = 60
"""From this likeness of 100 on two titles are shown as alike."""

_FILLER: Final = 3
"""Words of so few letters say how, not what; a number says what."""


def alike(title: str, others: Mapping[int, str]) -> Sequence[int]:
    """Give the keys of those that are like the title, the likest first.

    They share a word at least: letters alone make strangers alike.
    """
    mine = _telling(title)
    found = []
    for key, other in others.items():
        theirs = _telling(other)
        if set(mine) & set(theirs):
            likeness = token_sort_ratio(" ".join(mine), " ".join(theirs))
            if likeness >= LIKE:
                found.append((-likeness, key))
    return [key for _, key in sorted(found)]


@lru_cache(maxsize=1024)
def _telling(title: str) -> tuple[str, ...]:
    """Take the words out that say what it is about; the same titles are compared again soon."""
    return tuple(
        word.key
        for word in words(clean(title))
        if len(word.surface) > _FILLER or word.surface.isdigit()
    )
