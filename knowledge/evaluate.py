"""How well does an index answer questions whose articles are known?"""

import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from knowledge import measures
from knowledge.article import Article
from knowledge.findings import Band, Findings, Thresholds
from knowledge.index import Index
from knowledge.question_sets import Query, load_articles, load_queries

__all__ = ["Evaluation", "Query", "evaluate", "load_articles", "load_queries"]

_SUGGESTED: Final = 3
# The kernel counts the peak in KiB, but macOS counts bytes.
_PEAK_UNITS_A_MB: Final = {"darwin": 1 << 20}.get(sys.platform, 1 << 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures of one run; shares from 0 to 1, and None where nothing was there to be counted."""

    n_in: int
    n_out: int
    top1: float | None
    recall3: float | None
    mrr: float | None
    auroc: float | None
    refused_at_95: float | None
    coverage_at_95: float | None
    coverage_at_90: float | None
    ece: float | None
    answered: float | None
    precision: float | None
    suggested: float | None
    suggested_right: float | None
    refused: float | None
    n_seen: int
    build_seconds: float
    p50_ms: float | None
    p99_ms: float | None
    peak_mb: float

    def as_dict(self) -> dict[str, Any]:
        """Give the figures by name, as the command prints them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Asked:
    query: Query
    found: Findings

    @property
    def rank(self) -> int:
        """Count the place of the right article from 1; 0 when it is not there."""
        ids = [match.article_id for match in self.found.matches]
        return ids.index(self.query.article) + 1 if self.query.article in ids else 0


def evaluate(
    articles: Sequence[Article],
    queries: Sequence[Query],
    *,
    thresholds: Thresholds | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> Evaluation:
    """Build an index and ask it every query, one at a time, as users would."""
    started = timer()
    index = Index.build(articles, thresholds=thresholds)
    build_seconds = timer() - started
    asked: list[_Asked] = []
    times: list[float] = []
    for query in queries:
        started = timer()
        found = index.search(query.text)
        times.append(1000 * (timer() - started))
        asked.append(_Asked(query, found))
    return Evaluation(
        **_matching(asked),
        **_refusing(asked),
        **_bands(asked),
        n_seen=_seen(articles, queries),
        build_seconds=build_seconds,
        p50_ms=measures.percentile(times, 50),
        p99_ms=measures.percentile(times, 99),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PEAK_UNITS_A_MB,
    )


def _matching(asked: Iterable[_Asked]) -> dict[str, Any]:
    ranks = [one.rank for one in asked if one.query.article is not None]
    return {
        "n_in": len(ranks),
        "top1": measures.share(rank == 1 for rank in ranks),
        "recall3": measures.share(0 < rank <= _SUGGESTED for rank in ranks),
        "mrr": measures.mean([1 / rank if rank else 0.0 for rank in ranks]),
    }


def _refusing(asked: Sequence[_Asked]) -> dict[str, Any]:
    inside = [one.found.confidence for one in asked if one.query.article is not None]
    outside = [one.found.confidence for one in asked if one.query.article is None]
    right = [one.found.confidence for one in asked if one.rank == 1]
    judged = [(one.found.confidence, one.rank == 1) for one in asked]
    answers = [
        (one.found.confidence, one.rank == 1, one.query.article is not None) for one in asked
    ]
    return {
        "n_out": len(outside),
        "auroc": measures.auroc(inside, outside),
        "refused_at_95": measures.refused_keeping(0.95, right, outside),
        "coverage_at_95": measures.coverage(0.95, answers),
        "coverage_at_90": measures.coverage(0.90, answers),
        "ece": measures.calibration_error(judged),
    }


def _bands(asked: Sequence[_Asked]) -> dict[str, Any]:
    answered = [one for one in asked if one.found.band is Band.ANSWER]
    suggested = [one for one in asked if one.found.band is Band.SUGGEST]
    return {
        "answered": measures.share(one.found.band is Band.ANSWER for one in asked),
        "precision": measures.share(one.rank == 1 for one in answered),
        "suggested": measures.share(one.found.band is Band.SUGGEST for one in asked),
        "suggested_right": measures.share(0 < one.rank <= _SUGGESTED for one in suggested),
        "refused": measures.share(one.found.band is Band.NONE for one in asked),
    }


def _seen(articles: Iterable[Article], queries: Iterable[Query]) -> int:
    known = {text.strip().casefold() for article in articles for text in article.questions}
    return sum(query.text.strip().casefold() in known for query in queries)
