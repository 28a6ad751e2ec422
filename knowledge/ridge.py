"""Given how alike a question and the phrasings are, which article speaks loudest?

Kernel ridge regression with a column for each article: a phrasing that looks like those of many
articles counts for little, one that is alone counts in full.
"""

from typing import Final, Protocol

import numpy as np

from knowledge.vectors import Floats, Ints, View, summed

WORD_WEIGHT: Final = 1.0
LETTER_WEIGHT: Final = 0.75
_PENALTY: Final = 4.0
_NEIGHBOURS: Final = 150


class Ridge(Protocol):
    """Turns likeness to phrasings into scores of articles, also as if some were not there."""

    def scores(self, likeness: Floats) -> Floats:
        """Score every article."""

    def without_phrasing(self, phrasing: int, likeness: Floats) -> Floats:
        """Score a phrasing by all the others; its own likeness is 0 already."""

    def without_article(self, phrasing: int, likeness: Floats) -> Floats:
        """Score a phrasing as if its article did not exist; its likeness there is 0 already."""


class ExactRidge:
    """Weighs all phrasings at once; leaving one out costs nothing, by the closed form."""

    def __init__(self, gram: Floats, owners: Ints, articles: int) -> None:
        """Solve for the weights of all phrasings."""
        size = len(owners)
        goals = np.zeros((size, articles))
        goals[np.arange(size), owners] = 1.0
        inverse = np.linalg.inv(gram + _PENALTY * np.eye(size))
        self._weights = inverse @ goals
        self._phrasing_out = goals - self._weights / np.diag(inverse)[:, None]
        self._article_out = np.empty_like(goals)
        for article in range(articles):
            own = np.flatnonzero(owners == article)
            block = np.linalg.inv(inverse[np.ix_(own, own)])
            self._article_out[own] = goals[own] - block @ self._weights[own]

    def scores(self, likeness: Floats) -> Floats:
        """Score every article."""
        return np.asarray(likeness @ self._weights)

    def without_phrasing(self, phrasing: int, likeness: Floats) -> Floats:  # noqa: ARG002
        """Look up what the closed form gave."""
        return np.asarray(self._phrasing_out[phrasing])

    def without_article(self, phrasing: int, likeness: Floats) -> Floats:  # noqa: ARG002
        """Look up what the closed form gave."""
        return np.asarray(self._article_out[phrasing])


class LocalRidge:
    """Weighs only the nearest phrasings, anew for each question; for bases too large to invert."""

    def __init__(self, words: View, letters: View, owners: Ints, articles: int) -> None:
        """Keep what is needed to hold neighbours against one another."""
        self._words = words
        self._letters = letters
        self._owners = owners
        self._articles = articles

    def scores(self, likeness: Floats) -> Floats:
        """Score every article; one without a near phrasing gets 0."""
        near = np.argpartition(likeness, -_NEIGHBOURS)[-_NEIGHBOURS:]
        near = near[likeness[near] > 0]
        gram = WORD_WEIGHT * self._words.gram(near) + LETTER_WEIGHT * self._letters.gram(near)
        weights = np.linalg.solve(gram + _PENALTY * np.eye(len(near)), likeness[near])
        return summed(self._owners[near], np.asarray(weights, dtype=np.float64), self._articles)

    def without_phrasing(self, phrasing: int, likeness: Floats) -> Floats:  # noqa: ARG002
        """Score by the neighbours; what has no likeness is none."""
        return self.scores(likeness)

    def without_article(self, phrasing: int, likeness: Floats) -> Floats:  # noqa: ARG002
        """Score by the neighbours; what has no likeness is none."""
        return self.scores(likeness)
