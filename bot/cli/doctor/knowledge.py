"""Can the articles be read, and are they in order?"""

from collections.abc import Iterator
from datetime import date

from bot.cli.doctor.line import Line, Part, fault, ok, warning
from bot.cli.doctor.scene import Scene
from bot.wiring import machine_now
from knowledge.errors import KnowledgeError
from knowledge.library import check_folder, read_folder

_NAMED = 3
"""So many articles are named; the rest is a number."""


def look(scene: Scene) -> list[Line]:
    """Look at the folder that the file names, as `firstline kb check` does."""
    if scene.config is None:
        return []
    folder = scene.config.articles
    try:
        faults = check_folder(folder)
        articles = read_folder(folder).articles
    except KnowledgeError as error:
        mend = "Name the folder in [knowledge], or copy one here: firstline init --articles."
        return [fault(Part.ARTICLES, str(error), mend)]
    mend = f"Mend it in {folder}; firstline kb check says this again."
    found = [fault(Part.ARTICLES, each.message, mend) for each in faults]
    today = machine_now().date()
    stale = [article.id for article in articles if _is_stale(article.review_by, today)]
    return [*found, *_stale(stale), ok(Part.ARTICLES, f"{len(articles)} articles can be read.")]


def _is_stale(review_by: date | None, today: date) -> bool:
    return review_by is not None and review_by < today


def _stale(names: list[str]) -> Iterator[Line]:
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield warning(
            Part.ARTICLES,
            f"Nobody reviewed in time: {', '.join(names[:_NAMED])}{more}.",
            "Read them again, and set review_by to a later day.",
        )
