"""Do the articles of a folder fit together: no twins, no dead links, nothing empty?"""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import combinations
from typing import Final

from rapidfuzz.fuzz import token_sort_ratio

from knowledge.faults import Fault
from knowledge.front_matter import Page
from knowledge.runbook import is_runbook

_TWINS_FROM: Final = 92
# No nested repetition and no way to overlap, so that a line of brackets stays cheap.
_LINK: Final = re.compile(r"\[[^\[\]]{0,400}\]\(\s*<?([^()\s<>]{1,400})")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CODE_SPAN: Final = re.compile(r"`[^`]*`")
_HEADING: Final = re.compile(r"#{1,6}\s+(.*)")


def faults_of(pages: Sequence[Page], stems: Set[str]) -> Iterator[Fault]:
    """Find what only shows when the articles are held against one another.

    `stems` are those of all files, so that a link to an article with a fault is not called dead.
    """
    plain = [page for page in pages if not is_runbook(page)]
    kept = [page for page in pages if is_runbook(page)]
    inside = {page.file.removesuffix(".md") for page in kept}
    yield from _repeated_ids(pages)
    for group in (plain, kept):  # what engineers search is another index
        yield from _shared_questions(group)
    for page in pages:
        yield from _twin_questions(page)
        yield from _body_faults(page, stems, frozenset() if page in kept else inside)


def _repeated_ids(pages: Sequence[Page]) -> Iterator[Fault]:
    # Two files may differ in case only, which a link in a chat or another disk does not tell apart.
    first: dict[str, Page] = {}
    for page in (page for page in pages if "id" in page.fields):
        id_ = page.fields["id"]
        other = first.setdefault(id_.value.casefold(), page)
        if other is not page:
            facts = {"id": id_.value, "other": other.file}
            yield Fault(file=page.file, line=id_.line, code="repeated_id", facts=facts)


def _shared_questions(pages: Sequence[Page]) -> Iterator[Fault]:
    first: dict[str, Page] = {}
    for page in pages:
        for question, line in page.questions():
            other = first.setdefault(question.strip().casefold(), page)
            if other is not page:
                facts = {"question": question, "other": other.file}
                yield Fault(file=page.file, line=line, code="shared_question", facts=facts)


def _twin_questions(page: Page) -> Iterator[Fault]:
    for (one, _), (two, line) in combinations(page.questions(), 2):
        if token_sort_ratio(one.lower(), two.lower()) >= _TWINS_FROM:
            facts = {"question": two, "other": one}
            yield Fault(file=page.file, line=line, code="twin_questions", facts=facts)


def _body_faults(page: Page, stems: Set[str], inside: Set[str]) -> Iterator[Fault]:
    if not page.body.strip():
        yield Fault(file=page.file, line=page.body_line - 1, code="empty_body")
    prose = list(_prose(page))
    goals = stems | {_anchor(found[1]) for _, text in prose if (found := _HEADING.match(text))}
    for line, text in prose:
        for target in _LINK.findall(_CODE_SPAN.sub("", text)):
            if not _is_internal(target):
                continue
            goal, facts = _goal(target), {"target": target}
            if goal not in goals:
                yield Fault(file=page.file, line=line, code="dead_link", facts=facts)
            elif goal in inside:
                yield Fault(file=page.file, line=line, code="link_to_runbook", facts=facts)


def _prose(page: Page) -> Iterator[tuple[int, str]]:
    is_code = False
    for line, text in enumerate(page.body.split("\n"), page.body_line):
        if text.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        elif not is_code:
            yield line, text


def _is_internal(target: str) -> bool:
    return not _SCHEME.match(target) and not target.startswith("/")


def _goal(target: str) -> str:
    """Name the article or the heading that a link means: `#x`, `x.md`, `./x.md#y` and `x`."""
    name, _, anchor = target.removeprefix("./").partition("#")
    return name.removesuffix(".md") or anchor


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.strip().lower().replace(" ", "-"))
