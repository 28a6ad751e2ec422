"""What speaks for each article when a question comes in?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from knowledge.bags import letter_bag, word_bag
from knowledge.lexicon import Held, Lexicon, keys_of
from knowledge.ridge import LETTER_WEIGHT, WORD_WEIGHT, ExactRidge, LocalRidge, Ridge
from knowledge.text import Word
from knowledge.vectors import Floats, Ints, View

_BEST_WEIGHT: Final = 0.1
_LEXICON_WEIGHT: Final = 0.5
# The inverse of a Gram matrix of this size takes a second; twice the size takes eight.
_MOST_EXACT: Final = 2000
_SAMPLE: Final = 40

Signs = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask for an article, taken apart; a title is one, too."""

    article: int
    text: str
    words: tuple[Word, ...]
    is_title: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by its words: how much each tells, and how much of it any article knows."""

    words: Sequence[Word]
    weights: Mapping[str, float]
    total: float
    known: float
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the articles: the scores to rank by, and the views they come from."""

    asked: Asked
    likeness: Floats
    scores: Floats
    views: tuple[Floats, Floats, Floats]
    nearest: Floats

    @property
    def best(self) -> int:
        """Give the article that most speaks for."""
        return int(np.argmax(self.scores))

    def rival(self, article: int) -> float:
        """Give the best score of the others, 0 when there is nothing to fear."""
        if self.best != article:
            return float(self.scores[self.best])
        if self.scores.size == 1:
            return 0.0
        return max(0.0, float(np.partition(self.scores, -2)[-2]))

    def is_about(self, article: int) -> bool:
        """Tell whether anything at all of the question meets the article."""
        return float(self.nearest[article]) > 0 or float(self.views[-1][article]) > 0


class Matcher:
    """Holds a question against all phrasings and articles; built once, then only read."""

    def __init__(self, phrasings: Sequence[Phrasing], read: Sequence[Iterable[str]]) -> None:
        """Take the phrasings in the order of their articles, and the words of each body."""
        self.phrasings = phrasings
        self.articles = len(read)
        owners = np.array([phrasing.article for phrasing in phrasings], dtype=np.intp)
        self._starts: Ints = np.searchsorted(owners, np.arange(self.articles))
        self._ends = np.searchsorted(owners, np.arange(self.articles), side="right")
        self._words = View([word_bag(phrasing.words) for phrasing in phrasings])
        self._letters = View([letter_bag(phrasing.words) for phrasing in phrasings])
        self._plain = [" ".join(word.surface for word in one.words) for one in phrasings]
        self._keys = [keys_of(phrasing.words) for phrasing in phrasings]
        said = [Counter[str]() for _ in read]
        for phrasing, keys in zip(phrasings, self._keys, strict=True):
            said[phrasing.article].update(keys)
        self.lexicon = Lexicon(said, read)
        self._ridge = self._solve(owners)
        self._unit = self._typical_score()

    def look(self, words: Sequence[Word]) -> Evidence:
        """Gather what speaks for each article."""
        by_words = self._words.likeness(self._words.row(word_bag(words)))
        by_letters = self._letters.likeness(self._letters.row(letter_bag(words)))
        likeness = WORD_WEIGHT * by_words + LETTER_WEIGHT * by_letters
        by_lexicon = self.lexicon.scores(word.key for word in words)
        views = (self._best(by_words), self._best(by_letters), by_lexicon)
        nearest = self._best(likeness)
        scores = self._sum(self._ridge.scores(likeness), nearest, by_lexicon)
        return Evidence(self._asked(words), likeness, scores, views, nearest)

    def look_without_phrasing(self, number: int) -> Evidence:
        """Ask with a phrasing as if it did not stand there: its article should be found."""
        return self._look_held(number, slice(number, number + 1), is_article_held=False)

    def look_without_article(self, number: int) -> Evidence:
        """Ask with a phrasing as if its article did not exist: nothing should be found."""
        article = self.phrasings[number].article
        own = slice(self._starts[article], self._ends[article])
        return self._look_held(number, own, is_article_held=True)

    def signs(self, evidence: Evidence, article: int) -> Signs:
        """Measure what makes one article more or less likely to be right, each from 0 to about 1.

        All of them speak for the article: more of any never makes it less likely.
        """
        asked = evidence.asked
        score = float(evidence.scores[article])
        views = sum(view[article] > 0 and view[article] >= view.max() for view in evidence.views)
        near = self.nearest(evidence, article)
        typed = " ".join(word.surface for word in asked.words)
        return (
            score / self._unit,
            (score - evidence.rival(article)) / self._unit,
            self._coverage(asked, article),
            asked.known,
            views / len(evidence.views),
            token_sort_ratio(typed, self._plain[near]) / 100,
            float(evidence.nearest[article]) / (WORD_WEIGHT + LETTER_WEIGHT),
            self._coverage_of(near, asked),
        )

    def nearest(self, evidence: Evidence, article: int) -> int:
        """Find the phrasing of an article that the question is most like."""
        start, end = int(self._starts[article]), int(self._ends[article])
        return start + int(np.argmax(evidence.likeness[start:end]))

    def _solve(self, owners: Ints) -> Ridge:
        if len(owners) > _MOST_EXACT:
            return LocalRidge(self._words, self._letters, owners, self.articles)
        gram = WORD_WEIGHT * self._words.gram() + LETTER_WEIGHT * self._letters.gram()
        return ExactRidge(gram, owners, self.articles)

    def _typical_score(self) -> float:
        # Scores shrink with fewer phrasings an article; in units of what a phrasing gives its own
        # article they mean the same in every base.
        sample = self.phrasings[:: len(self.phrasings) // _SAMPLE + 1]
        scores = [float(self.look(one.words).scores[one.article]) for one in sample]
        return float(np.median(scores or [1.0])) or 1.0

    def _best(self, likeness: Floats) -> Floats:
        return np.asarray(np.maximum.reduceat(likeness, self._starts))

    @staticmethod
    def _sum(ridge: Floats, nearest: Floats, by_lexicon: Floats) -> Floats:
        return ridge + _BEST_WEIGHT * nearest + _LEXICON_WEIGHT * by_lexicon

    def _look_held(self, number: int, own: slice, *, is_article_held: bool) -> Evidence:
        phrasing, keys = self.phrasings[number], self._keys[number]
        by_words = self._words.likeness_of(number)
        by_letters = self._letters.likeness_of(number)
        by_words[own] = by_letters[own] = 0.0
        likeness = WORD_WEIGHT * by_words + LETTER_WEIGHT * by_letters
        held = Held(phrasing.article, keys)
        by_lexicon = self.lexicon.scores(keys, held)
        out = self._ridge.without_article if is_article_held else self._ridge.without_phrasing
        scores = self._sum(out(number, likeness), self._best(likeness), by_lexicon)
        if is_article_held:
            scores[phrasing.article] = -np.inf
            by_lexicon[phrasing.article] = 0.0
        views = (self._best(by_words), self._best(by_letters), by_lexicon)
        nearest = self._best(likeness)
        asked = self._asked(phrasing.words, held, is_article_held=is_article_held)
        return Evidence(asked, likeness, scores, views, nearest)

    def _asked(
        self, words: Sequence[Word], held: Held | None = None, *, is_article_held: bool = False
    ) -> Asked:
        weights = {word.key: self.lexicon.weight(word.key) for word in words}
        known = sum(
            weight
            for key, weight in weights.items()
            if self.lexicon.is_said(key, held, is_all_held=is_article_held)
        )
        total = sum(weights.values()) or 1.0
        return Asked(words, weights, total, known / total, held)

    def _coverage(self, asked: Asked, article: int) -> float:
        met = sum(
            weight * self.lexicon.meeting(article, key, asked.held)
            for key, weight in asked.weights.items()
        )
        return met / asked.total

    def _coverage_of(self, near: int, asked: Asked) -> float:
        weights = {key: self.lexicon.weight(key) for key in self._keys[near]}
        met = sum(weight for key, weight in weights.items() if key in asked.weights)
        return met / (sum(weights.values()) or 1.0)
