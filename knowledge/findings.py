"""What does a search bring back?"""

from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """What a confidence allows: to answer, to ask "did you mean", or neither."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"


class Met(StrEnum):
    """How a word of the question met the article."""

    EXACTLY = "exactly"
    BY_STEM = "by_stem"
    BY_SYNONYM = "by_synonym"
    BY_SPELLING = "by_spelling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A word of the question, and the word of the article that it met."""

    word: str
    found: str
    met: Met


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article that may answer; `confidence` is the chance that it is the right one."""

    article_id: str
    title: str
    score: float
    confidence: float
    nearest: str
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found for a text: at most ten matches, best first.

    `confidence` is that of the best match, 0 when there is none.
    """

    text: str
    band: Band
    confidence: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From which confidence on the bot answers, and from which it suggests."""

    answer: float = 0.8
    suggest: float = 0.4

    def band(self, confidence: float) -> Band:
        """Name the band of a confidence; the thresholds belong to the higher band."""
        if confidence >= self.answer:
            return Band.ANSWER
        return Band.SUGGEST if confidence >= self.suggest else Band.NONE
