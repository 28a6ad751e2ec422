"""Into which small pieces is a text taken apart to be compared?"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from knowledge.text import Word

_SHORTEST_GRAM: Final = 2
_LONGEST_GRAM: Final = 5


def word_bag(words: Sequence[Word]) -> Counter[str]:
    """Count words, and pairs of words that stand next to each other or one apart, in any order."""
    keys = [word.key for word in words]
    bag = Counter(keys)
    for step in (1, 2):
        bag.update(
            f"{one} {two}" if one < two else f"{two} {one}"
            for one, two in zip(keys, keys[step:], strict=False)
        )
    return bag


def letter_bag(words: Sequence[Word]) -> Counter[str]:
    """Count runs of two to five letters within words, the edges of a word counted as letters."""
    bag: Counter[str] = Counter()
    for surface, count in Counter(word.surface for word in words).items():
        edged = f" {surface} "
        for length in range(_SHORTEST_GRAM, min(_LONGEST_GRAM, len(edged)) + 1):
            for start in range(len(edged) - length + 1):
                bag[edged[start : start + length]] += count
    return bag
