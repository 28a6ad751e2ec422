"""Which article answers a question, and how sure is that?"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, Self

import numpy as np

from knowledge.article import Article
from knowledge.confidence import Confidence, learn, lessons_of
from knowledge.findings import Band, Findings, Match, Thresholds
from knowledge.lexicon import is_telling
from knowledge.library import version_of
from knowledge.matcher import Evidence, Matcher, Phrasing
from knowledge.reasons import Explainer
from knowledge.smalltalk import without_pleasantries
from knowledge.spelling import Speller
from knowledge.text import Word, clean, shortened, words

_REVISION: Final = 1  # of the matcher: the same articles may be found differently
_MOST_MATCHES: Final = 10
_BODY_SHARE: Final = 0.25
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_STORY_FROM: Final = 16  # words; shorter texts are one question
_MOST_SENTENCES: Final = 6
_FEWEST_TELLING: Final = 2  # words; "can you help me?" is a sentence and asks nothing
# The best of several looks is surer than it should be: enough to suggest, never to answer.
_SENTENCE_DOUBT: Final = 0.75
_VAGUE_DOUBT: Final = 0.8
_NO_PHRASINGS: Final[Mapping[str, Sequence[str]]] = {}


class Index:
    """All articles, ready to be asked; never changes, so any number of threads may ask at once."""

    def __init__(
        self,
        articles: Sequence[Article],
        matcher: Matcher,
        *,
        speller: Speller,
        confidence: Confidence,
        thresholds: Thresholds,
        version: str,
    ) -> None:
        """Take the built parts; `build` makes them."""
        self.version = version
        self._articles = articles
        self._matcher = matcher
        self._speller = speller
        self._confidence = confidence
        self._thresholds = thresholds
        self._explainer = Explainer(articles, matcher.phrasings)

    @classmethod
    def build(
        cls,
        articles: Sequence[Article],
        *,
        phrasings: Mapping[str, Sequence[str]] = _NO_PHRASINGS,
        thresholds: Thresholds | None = None,
    ) -> Self:
        """Build from articles, and from phrasings that people approved, by article id.

        Phrasings of articles that are not there are left out.
        """
        taken = [_taken_apart(n, article, phrasings) for n, article in enumerate(articles)]
        flat = [phrasing for group in taken for phrasing in group]
        bodies = [words(clean(article.body)) for article in articles]
        matcher = Matcher(flat, [[word.key for word in body] for body in bodies])
        return cls(
            tuple(articles),
            matcher,
            speller=Speller(_counts(flat, bodies)),
            confidence=learn(lessons_of(matcher)),
            thresholds=thresholds or Thresholds(),
            version=_version(articles, phrasings),
        )

    def search(self, text: str) -> Findings:
        """Find what may answer a text; any text at all gets findings, empty ones if need be."""
        spoken = without_pleasantries(words(clean(text)))
        found = self._findings(text, self._match(spoken, 1.0))
        if found.band is not Band.NONE or len(spoken) < _STORY_FROM:
            return found
        sentences = [
            self._findings(text, self._match(one, _SENTENCE_DOUBT)) for one in _sentences(text)
        ]
        return max((found, *sentences), key=_by_band)

    def _findings(self, text: str, matches: tuple[Match, ...]) -> Findings:
        confidence = matches[0].confidence if matches else 0.0
        band = self._thresholds.band(confidence)
        return Findings(text=text, band=band, confidence=confidence, matches=matches)

    def _match(self, typed: Sequence[Word], doubt: float) -> tuple[Match, ...]:
        if not typed or not self._articles:
            return ()
        meant = self._speller.correct(typed)
        doubt *= self._vagueness(meant)
        evidence = self._matcher.look(meant)
        order = np.argsort(-evidence.scores, kind="stable")[:_MOST_MATCHES]
        matches: list[Match] = []
        ceiling = 1.0
        for article in order.tolist():
            if evidence.is_about(article):
                match = self._weigh(article, evidence, typed, doubt, ceiling)
                ceiling = match.confidence
                matches.append(match)
        return tuple(matches)

    def _vagueness(self, meant: Sequence[Word]) -> float:
        # One word that several articles say cannot choose between them, however well it fits.
        telling = {word.key for word in meant if is_telling(word)}
        is_vague = len(telling) == 1 and self._matcher.lexicon.sayers(*telling) > 1
        return _VAGUE_DOUBT if is_vague else 1.0

    def _weigh(
        self, number: int, evidence: Evidence, typed: Sequence[Word], doubt: float, ceiling: float
    ) -> Match:
        article = self._articles[number]
        chance = doubt * self._confidence.of(self._matcher.signs(evidence, number))
        return Match(
            article_id=article.id,
            title=article.title,
            score=float(evidence.scores[number]),
            confidence=min(ceiling, chance),
            nearest=self._matcher.phrasings[self._matcher.nearest(evidence, number)].text,
            why=self._explainer.reasons(number, typed, evidence.asked.words),
        )


def _by_band(found: Findings) -> float:
    # A sentence takes over only when it says enough to be shown; below, the whole text ranks best.
    return found.confidence if found.band is not Band.NONE else 0.0


def _sentences(text: str) -> Iterator[list[Word]]:
    """Give the sentences that say something: people tell a story around their question."""
    for sentence in _SENTENCE_END.split(shortened(text))[:_MOST_SENTENCES]:
        spoken = without_pleasantries(words(clean(sentence)))
        if sum(map(is_telling, spoken)) >= _FEWEST_TELLING:
            yield spoken


def _taken_apart(
    number: int, article: Article, more: Mapping[str, Sequence[str]]
) -> list[Phrasing]:
    asked = dict.fromkeys((*article.questions, *more.get(article.id, ())))
    texts = dict.fromkeys((article.title, *asked))
    return [
        Phrasing(number, text, tuple(words(clean(text))), is_title=text not in asked)
        for text in texts
    ]


def _counts(phrasings: Sequence[Phrasing], bodies: Sequence[Sequence[Word]]) -> dict[str, float]:
    counts: dict[str, float] = {}
    for phrasing in phrasings:
        for word in phrasing.words:
            counts[word.surface] = counts.get(word.surface, 0.0) + 1
    for word in chain.from_iterable(bodies):
        counts[word.surface] = counts.get(word.surface, 0.0) + _BODY_SHARE
    return counts


def _version(articles: Sequence[Article], phrasings: Mapping[str, Sequence[str]]) -> str:
    extra = json.dumps([[key, *phrasings[key]] for key in sorted(phrasings)])
    content = f"{_REVISION} {version_of(articles)} {extra}"
    return hashlib.sha256(content.encode()).hexdigest()
