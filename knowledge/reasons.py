"""Why does an article match a question: which words met, and how?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from knowledge.article import Article
from knowledge.findings import Met, Reason
from knowledge.lexicon import is_telling
from knowledge.matcher import Phrasing
from knowledge.text import Word, clean, stem, words

_MOST_REMEMBERED: Final = 512


class Explainer:
    """Finds the article's own words behind the words of a question."""

    def __init__(self, articles: Sequence[Article], phrasings: Sequence[Phrasing]) -> None:
        """Keep the texts; an article is only taken apart when it is first explained."""
        self._bodies = [article.body for article in articles]
        self._phrasings: list[list[Phrasing]] = [[] for _ in articles]
        for phrasing in phrasings:
            self._phrasings[phrasing.article].append(phrasing)
        self._used = lru_cache(maxsize=_MOST_REMEMBERED)(self._take_apart)

    def reasons(
        self, article: int, typed: Sequence[Word], meant: Sequence[Word]
    ) -> tuple[Reason, ...]:
        """Pair the telling words of a question with the article's, each once, in their order."""
        used = self._used(article)
        found = dict.fromkeys(zip(typed, meant, strict=True))
        return tuple(
            _reason(one, other, used[other.key])
            for one, other in found
            if other.key in used and is_telling(other)
        )

    def _take_apart(self, article: int) -> Mapping[str, tuple[str, ...]]:
        surfaces: dict[str, dict[str, None]] = {}
        for phrasing in self._phrasings[article]:
            for word in phrasing.words:
                surfaces.setdefault(word.key, {})[word.surface] = None
        for word in words(clean(self._bodies[article])):
            surfaces.setdefault(word.key, {})[word.surface] = None
        return {key: tuple(found) for key, found in surfaces.items()}


def _reason(typed: Word, meant: Word, used: tuple[str, ...]) -> Reason:
    if typed != meant:
        found = meant.surface if meant.surface in used else used[0]
        return Reason(word=typed.surface, found=found, met=Met.BY_SPELLING)
    if typed.surface in used:
        return Reason(word=typed.surface, found=typed.surface, met=Met.EXACTLY)
    root = stem(typed.surface)
    relative = next((word for word in used if stem(word) == root), None)
    if relative is not None:
        return Reason(word=typed.surface, found=relative, met=Met.BY_STEM)
    return Reason(word=typed.surface, found=used[0], met=Met.BY_SYNONYM)
