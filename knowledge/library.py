"""Which articles does a folder hold, and is the folder in order?"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from knowledge import cross_check
from knowledge.article import Article
from knowledge.faults import Fault
from knowledge.files import markdown_in, read_text
from knowledge.front_matter import Page, take_apart
from knowledge.macros import Macro, check_macros, macro_files, read_macros
from knowledge.runbook import Runbook, is_runbook, runbook_faults, runbook_of

_MOST_QUESTIONS: Final = 12
_GOOD_ID: Final = re.compile(r"\w[\w.-]{0,99}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The articles of a folder, by id, its macros, and what it holds for engineers alone.

    `articles` are those that everybody may read: whatever answers people takes nothing else, so
    that no runbook gets to a requester. `version` changes with the content of the articles, and
    only with it. A file that cannot be read as one is left out and named in `faults`.
    """

    articles: tuple[Article, ...]
    version: str
    faults: tuple[Fault, ...] = ()
    macros: tuple[Macro, ...] = ()
    runbooks: tuple[Runbook, ...] = ()


def read_folder(folder: Path) -> Library:
    """Read what can be read; one broken file never hides the others."""
    pages, faults = _read_pages(folder)
    whole = sorted(
        (page for page in pages if not page.faults), key=lambda page: str(page.fields["id"].value)
    )
    articles = [_article(page) for page in whole if not is_runbook(page)]
    return Library(
        articles=tuple(articles),
        version=version_of(articles),
        faults=tuple(_in_order(faults)),
        macros=read_macros(folder),
        runbooks=tuple(runbook_of(page) for page in whole if is_runbook(page)),
    )


def check_folder(folder: Path) -> list[Fault]:
    """Name everything that is wrong in the folder at once, by file and line."""
    pages, faults = _read_pages(folder)
    stems = {path.stem for path in markdown_in(folder)}
    return _in_order([*faults, *cross_check.faults_of(pages, stems), *check_macros(folder)])


def folder_stamp(folder: Path) -> str:
    """Tell cheaply whether the folder may have changed, without opening a file."""
    digest = hashlib.sha256()
    for path in (*markdown_in(folder), *macro_files(folder)):
        try:
            entry = path.stat()
        except OSError:
            continue  # gone since it was listed; the next stamp will tell
        digest.update(
            f"{path.name!r} {entry.st_mtime_ns} {entry.st_size} {entry.st_ino}\n".encode()
        )
    return digest.hexdigest()


def version_of(articles: Sequence[Article]) -> str:
    """Hash the content of articles, so that equal content has an equal version anywhere."""
    digest = hashlib.sha256()
    for article in articles:
        review_by = article.review_by and article.review_by.isoformat()
        content = (article.id, article.title, article.questions, article.body)
        line = json.dumps((*content, article.lang, article.tags, review_by))
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.file, fault.line, fault.code))


def _read_pages(folder: Path) -> tuple[list[Page], list[Fault]]:
    pages: list[Page] = []
    faults: list[Fault] = []
    for path in markdown_in(folder):
        page = _read_page(path)
        if isinstance(page, Page):
            pages.append(page)
            faults += page.faults
        else:
            faults.append(page)
    return pages, faults


def _read_page(path: Path) -> Page | Fault:
    text = read_text(path, path.name)
    if isinstance(text, Fault):
        return text
    page = take_apart(path.name, text)
    if isinstance(page, Fault):
        return page
    more = (*_id_faults(page, path.stem), *_count_faults(page), *runbook_faults(page))
    return replace(page, faults=page.faults + more)


def _id_faults(page: Page, stem: str) -> Iterator[Fault]:
    if "id" not in page.fields:
        return
    id_, line = page.fields["id"].value, page.fields["id"].line
    if not _GOOD_ID.fullmatch(id_):
        yield Fault(file=page.file, line=line, code="bad_id")
    if id_ != stem:
        facts = {"id": id_, "stem": stem}
        yield Fault(file=page.file, line=line, code="id_is_not_stem", facts=facts)


def _count_faults(page: Page) -> Iterator[Fault]:
    if "questions" not in page.fields:
        return
    count, line = len(page.questions()), page.fields["questions"].line
    if not count:
        yield Fault(file=page.file, line=line, code="no_questions")
    if count > _MOST_QUESTIONS:
        facts = {"count": str(count), "limit": str(_MOST_QUESTIONS)}
        yield Fault(file=page.file, line=line, code="too_many_questions", facts=facts)


def _article(page: Page) -> Article:
    return Article(
        id=page.fields["id"].value,
        title=page.fields["title"].value,
        questions=tuple(page.fields["questions"].value),
        body=page.body.strip(),
        lang=page.value("lang", "en"),
        tags=tuple(page.value("tags", ())),
        review_by=page.value("review_by", None),
    )
