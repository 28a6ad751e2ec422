"""How are the figures of an evaluation counted?"""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

_BINS: Final = 10


def mean(values: Sequence[float]) -> float | None:
    """Average the values; None when there are none."""
    return sum(values) / len(values) if values else None


def share(hits: Iterable[bool]) -> float | None:
    """Give the share of hits among all; None when there are none."""
    return mean([float(hit) for hit in hits])


def percentile(values: Sequence[float], percent: int) -> float | None:
    """Take the smallest value that at least so many percent of the values do not exceed."""
    if not values:
        return None
    return sorted(values)[max(1, math.ceil(len(values) * percent / 100)) - 1]


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """Give the chance that a value from inside is above one from outside; a tie is half."""
    if not inside or not outside:
        return None
    ranked = sorted([(value, 1) for value in inside] + [(value, 0) for value in outside])
    below, wins = 0, 0.0
    for _, ties in groupby(ranked, key=lambda pair: pair[0]):
        group = [is_inside for _, is_inside in ties]
        insiders = sum(group)
        outsiders = len(group) - insiders
        wins += insiders * (below + outsiders / 2)
        below += outsiders
    return wins / (len(inside) * len(outside))


def refused_keeping(kept: float, right: Sequence[float], outside: Sequence[float]) -> float | None:
    """Give the share of outside below the highest threshold that keeps that share of right."""
    if not right or not outside:
        return None
    threshold = sorted(right, reverse=True)[math.ceil(kept * len(right)) - 1]
    return share(value < threshold for value in outside)


def coverage(precision: float, answers: Iterable[tuple[float, bool, bool]]) -> float | None:
    """Give the largest share of inside answered while enough of all answers are right.

    An answer is its confidence, whether it is right, and whether it is from inside.
    """
    ranked = sorted(answers, key=lambda answer: -answer[0])
    given = right = covered = best = 0
    for _, ties in groupby(ranked, key=lambda answer: answer[0]):
        for _, is_right, is_inside in ties:
            given, right, covered = given + 1, right + is_right, covered + is_inside
        if right >= precision * given:
            best = covered
    return best / covered if covered else None


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float | None:
    """Hold confidence against truth in ten bins of equal width, each weighted by its size."""
    if not judged:
        return None
    gaps = [0.0] * _BINS
    for confidence, is_right in judged:
        gaps[min(_BINS - 1, int(confidence * _BINS))] += confidence - is_right
    return sum(map(abs, gaps)) / len(judged)
