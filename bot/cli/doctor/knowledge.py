"""Can the articles be read, and are they in order?"""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.cli.doctor.line import Line, Part, fault, ok, warning
from bot.cli.doctor.scene import Scene
from bot.config import Config
from bot.wiring import machine_now
from knowledge.errors import KnowledgeError
from knowledge.library import check_folder, read_folder
from knowledge.runbook import Runbook

_NAMED = 3
"""So many articles are named; the rest is a number."""


def look(scene: Scene) -> list[Line]:
    """Look at the folder that the file names, as `firstline kb check` does."""
    if scene.config is None:
        return []
    folder = scene.config.articles
    try:
        faults = check_folder(folder)
        library = read_folder(folder)
    except KnowledgeError as error:
        mend = "Name the folder in [knowledge], or copy one here: firstline init --articles."
        return [fault(Part.ARTICLES, str(error), mend)]
    mend = f"Mend it in {folder}; firstline kb check says this again."
    found = [fault(Part.ARTICLES, each.message, mend) for each in faults]
    today = machine_now().date()
    stale = [one.id for one in library.articles if _is_stale(one.review_by, today)]
    stale += [one.id for one in library.runbooks if _is_stale(one.review_by, today)]
    inside = f" and {len(library.runbooks)} runbooks" if library.runbooks else ""
    read = ok(Part.ARTICLES, f"{len(library.articles)} articles{inside} can be read.")
    return [*found, *_stale(stale), *_runbooks(scene.config, library.runbooks), read]


def _runbooks(config: Config, runbooks: Sequence[Runbook]) -> Iterator[Line]:
    """Find runbooks that a service names and nobody wrote, and those for tiers that are not."""
    known = {one.id for one in runbooks}
    for key, service in config.services.items():
        for name in service.runbooks:
            if name not in known:
                mend = f"Write {name}.md with 'audience: engineers', or take the name out."
                said = f"The service {key} names the runbook {name}, and there is none."
                yield warning(Part.ARTICLES, said, mend)
    for one in runbooks:
        for tier in one.tiers:
            if tier not in config.tiers:
                mend = f"Name a tier of firstline.toml: {', '.join(config.tiers)}."
                said = f"The runbook {one.id} is for the tier {tier}, which there is not."
                yield warning(Part.ARTICLES, said, mend)


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
