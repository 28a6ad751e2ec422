"""What is an article?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A knowledge entry: the answer, and the ways in which people ask for it."""

    id: str
    title: str
    questions: tuple[str, ...]
    body: str
    lang: str = "en"
    tags: tuple[str, ...] = ()
    review_by: date | None = None
