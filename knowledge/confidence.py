"""How likely is the best match to be the right one?

A logistic model over signs that all speak for the match, so no coefficient but the first may be
negative. A base teaches it by itself: a phrasing held out should find its article, a phrasing whose
article is held out should find nothing. What a base teaches is pulled towards what many taught.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.matcher import Matcher, Signs
from knowledge.vectors import Floats

# In the order of `Matcher.signs`, after the constant.
_SHIPPED: Final = (-3.9, 0.0, 6.3, 1.4, 0.5, 0.8, 0.7, 0.0, 1.7)
_SURE: Final = 30.0  # as log odds: beyond, nothing changes but the risk of an overflow
_PULL: Final = 3.0
_ROUNDS: Final = 50
_FEWEST_RIGHT: Final = 20
_MOST_PHRASINGS: Final = 300
# How many questions without an article a desk is taken to get for each with one.
_STRANGERS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question whose answer is known: its signs, whether they led right, what it counts."""

    signs: Signs
    is_right: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """Turns signs into a chance."""

    coefficients: Signs = _SHIPPED

    def of(self, signs: Signs) -> float:
        """Give the chance, from 0 to 1, that these signs lead right."""
        constant, *slopes = self.coefficients
        total = constant + sum(slope * sign for slope, sign in zip(slopes, signs, strict=True))
        return 1 / (1 + math.exp(-max(-_SURE, min(_SURE, total))))


def lessons_of(matcher: Matcher) -> list[Lesson]:
    """Let a base question itself, with phrasings that people might have used."""
    asked = [n for n, phrasing in enumerate(matcher.phrasings) if not phrasing.is_title]
    lessons = []
    for number in asked[:: len(asked) // _MOST_PHRASINGS + 1]:
        own = matcher.phrasings[number].article
        evidence = matcher.look_without_phrasing(number)
        best = evidence.best
        lessons.append(Lesson(matcher.signs(evidence, best), best == own, 1.0))
        if matcher.articles > 1:
            evidence = matcher.look_without_article(number)
            best = evidence.best
            lessons.append(Lesson(matcher.signs(evidence, best), best == own, _STRANGERS))
    return lessons


def learn(lessons: Sequence[Lesson]) -> Confidence:
    """Fit the model to lessons; too few right ones teach nothing, and the shipped model stays."""
    if sum(lesson.is_right for lesson in lessons) < _FEWEST_RIGHT:
        return Confidence()
    signs = np.array([(1.0, *lesson.signs) for lesson in lessons])
    goals = np.array([float(lesson.is_right) for lesson in lessons])
    weights = np.array([lesson.weight for lesson in lessons])
    weights *= len(weights) / weights.sum()
    fitted = _descend(signs, goals, weights)
    return Confidence(tuple(float(value) for value in fitted))


def _descend(signs: Floats, goals: Floats, weights: Floats) -> Floats:
    """Take Newton's steps, and put what would become negative on the edge."""
    start = np.array(_SHIPPED)
    now = start.copy()
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(signs @ now, -_SURE, _SURE)))
        slope = signs.T @ (weights * (chances - goals)) + _PULL * (now - start)
        bend = (signs.T * (weights * chances * (1 - chances))) @ signs + _PULL * np.eye(len(now))
        is_free = (now > 0) | (slope < 0)
        is_free[0] = True
        step = np.zeros_like(now)
        step[is_free] = np.linalg.solve(bend[np.ix_(is_free, is_free)], slope[is_free])
        now = now - step
        now[1:] = np.maximum(now[1:], 0.0)
    return now
