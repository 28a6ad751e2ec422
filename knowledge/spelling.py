"""Which word of the knowledge base did a mistyped word mean?"""

from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.common_words import EVERYDAY_WORDS
from knowledge.text import Word, key_of, stem

_SHORTEST: Final = 4  # below, everything is one letter from everything
_TWO_SLIPS_FROM: Final = 8
_LONGEST: Final = 40
_MOST_CORRECTED: Final = 12
_EVERYDAY_STEMS: Final = EVERYDAY_WORDS | {stem(word) for word in EVERYDAY_WORDS}


class Speller:
    """Reads mistyped words as words of the knowledge base; real words are left alone."""

    def __init__(self, counts: Mapping[str, float]) -> None:
        """Take the words that articles use, as written, and how often each is used."""
        self._counts = counts
        self._keys = {key_of(word) for word in counts}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(counts):
            if len(word) + 1 >= _SHORTEST and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)

    def is_known(self, word: Word) -> bool:
        """Tell whether an article uses the word or a relative of it."""
        return word.key in self._keys

    def correct(self, words: Sequence[Word]) -> list[Word]:
        """Put the meant words in place of mistyped ones.

        When most of the words stay strange the text is in another language, and is left alone.
        """
        strange = dict.fromkeys(word for word in words if self._is_strange(word))
        tried = list(strange)[:_MOST_CORRECTED]
        meant = {word: found for word in tried if (found := self._nearest(word)) is not None}
        unread = sum(word in strange and word not in meant for word in words)
        if 2 * unread > len(words):
            return list(words)
        return [meant.get(word, word) for word in words]

    def _is_strange(self, word: Word) -> bool:
        return (
            _SHORTEST <= len(word.surface) <= _LONGEST
            and word.surface.isalpha()
            and not self.is_known(word)
            and word.surface not in EVERYDAY_WORDS
            and word.key not in _EVERYDAY_STEMS
        )

    def _nearest(self, word: Word) -> Word | None:
        typed = word.surface
        slips = 2 if len(typed) >= _TWO_SLIPS_FROM else 1
        lengths = range(len(typed) - slips, len(typed) + slips + 1)
        near = [
            (distance, typed[0] != found[0], -self._counts[found], found)
            for length in lengths
            for found, distance, _ in process.extract(
                typed, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips
            )
        ]
        return Word(found := min(near)[-1], key_of(found)) if near else None
