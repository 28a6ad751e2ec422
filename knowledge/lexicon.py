"""Which articles use a word, and how much does the word tell?"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.common_words import FUNCTION_WORDS
from knowledge.text import Word, key_of
from knowledge.vectors import Floats

_SATURATION: Final = 1.2
_LENGTH_WEIGHT: Final = 0.75
_BODY_SHARE: Final = 0.25
_BODY_MEETS: Final = 0.5
_FUNCTION_SHARE: Final = 0.3
_NUMBER_SHARE: Final = 0.5
_FUNCTION_KEYS: Final = FUNCTION_WORDS | {key_of(word) for word in FUNCTION_WORDS}
_NOTHING: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Held:
    """What is to be overlooked: a phrasing of an article, as if nobody had written it down."""

    article: int
    said: Mapping[str, int]


class Lexicon:
    """Words by article: BM25 over whole articles, and who says which word at all."""

    def __init__(self, said: Sequence[Mapping[str, int]], read: Sequence[Iterable[str]]) -> None:
        """Take the words of each article's phrasings, counted, and those of its body."""
        self._said = said
        self._read = [Counter(keys) for keys in read]
        totals = [_joined(one, two) for one, two in zip(said, self._read, strict=True)]
        self._lengths = [sum(total.values()) for total in totals]
        self._mean = sum(self._lengths) / max(1, len(totals)) or 1.0
        uses = Counter(key for total in totals for key in total)
        self._sayers = Counter(key for keys in said for key in keys)
        self._weights = {key: self._weigh(key) for key in self._sayers}
        self._rarity = {key: _rarity(len(totals), count) for key, count in uses.items()}
        self._unknown_rarity = _rarity(len(totals), 0)
        self._totals = totals
        self._fill_postings(totals)

    def scores(self, keys: Iterable[str], held: Held | None = None) -> Floats:
        """Score every article from 0 to about 1 by the rare words that it shares."""
        scores = np.zeros(len(self._totals))
        most = 0.0
        for key in dict.fromkeys(keys):
            most += self._rarity.get(key, self._unknown_rarity)
            if key in self._where:
                scores[self._where[key]] += self._values[key]
                if held is not None and key in held.said:
                    scores[held.article] -= self._loss(key, held)
        return scores / (most * (1 + _SATURATION) or 1.0)

    def weight(self, key: str) -> float:
        """Tell how much a word says: rare ones most, those that hold a sentence together least."""
        weight = self._weights.get(key)
        return self._weigh(key) if weight is None else weight

    def meeting(self, article: int, key: str, held: Held | None = None) -> float:
        """Tell how well an article knows a word: 1 from a phrasing, less from its body."""
        count = self._said[article].get(key, 0)
        if held is not None and held.article == article:
            count -= held.said.get(key, 0)
        if count > 0:
            return 1.0
        return _BODY_MEETS if key in self._read[article] else 0.0

    def sayers(self, key: str) -> int:
        """Count the articles that have the word in a phrasing."""
        return self._sayers[key]

    def is_said(self, key: str, held: Held | None = None, *, is_all_held: bool = False) -> bool:
        """Tell whether any article says the word, but for what is held out."""
        sayers = self._sayers[key]
        if held is None or not held.said.get(key):
            return sayers > 0
        rest = self._said[held.article].get(key, 0) - held.said[key]
        return sayers > 1 or (rest > 0 and not is_all_held)

    def _weigh(self, key: str) -> float:
        rarity = math.log((1 + len(self._said)) / (1 + self._sayers[key])) + 1
        if key in _FUNCTION_KEYS:
            return rarity * _FUNCTION_SHARE
        return rarity if key.isalpha() else rarity * _NUMBER_SHARE

    def _loss(self, key: str, held: Held) -> float:
        count = self._totals[held.article][key]
        less = count - held.said[key]
        return self._strength(held.article, key, count) - self._strength(held.article, key, less)

    def _strength(self, article: int, key: str, count: float) -> float:
        length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * self._lengths[article] / self._mean
        return self._rarity[key] * count * (1 + _SATURATION) / (count + _SATURATION * length)

    def _fill_postings(self, totals: Sequence[Mapping[str, float]]) -> None:
        where: dict[str, list[int]] = {}
        values: dict[str, list[float]] = {}
        for article, total in enumerate(totals):
            for key, count in total.items():
                where.setdefault(key, []).append(article)
                values.setdefault(key, []).append(self._strength(article, key, count))
        self._where = {key: np.array(articles, dtype=np.intp) for key, articles in where.items()}
        self._values = {key: np.array(strengths) for key, strengths in values.items()}


def _joined(said: Mapping[str, int], read: Mapping[str, int]) -> dict[str, float]:
    joined = {key: float(count) for key, count in said.items()}
    for key, count in read.items():
        joined[key] = joined.get(key, 0.0) + _BODY_SHARE * count
    return joined


def _rarity(size: int, count: int) -> float:
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


def is_telling(word: Word) -> bool:
    """Tell whether a word says something, rather than holding a sentence together."""
    return word.key not in _FUNCTION_KEYS


def keys_of(words: Iterable[Word]) -> Counter[str]:
    """Count words by their keys."""
    return Counter(word.key for word in words)
