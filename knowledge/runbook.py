"""What do engineers do about it, step by step?

A runbook is an article whose `audience` is not everybody. Its steps are what one ticks off:
`- [ ] ...` at the beginning of a line, with the details indented below.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from textwrap import dedent
from typing import Final

from knowledge.article import Article
from knowledge.faults import Fault
from knowledge.front_matter import Page

EVERYBODY: Final = "requesters"
"""The audience of a plain article, which need not be said."""

ENGINEERS: Final = "engineers"
"""The audience of a runbook for every tier; a list of tiers is one for those alone."""

MOST_STEPS: Final = 15
_LONGEST_STEP: Final = 150
_LONGEST: Final = 2400  # with who did what it still fits into one message of any platform
_STEP: Final = re.compile(r"[-*+] \[[ xX]\]\s+(?P<text>\S.*)")
_LIKE_A_STEP: Final = re.compile(r"\s*[-*+]?\s*\[[ xX]?\](?!\()")
_FENCES: Final = ("```", "~~~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do; `detail` is Markdown, and may be empty."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """How engineers deal with something; `intro` says when, `outro` what comes after.

    `tiers` are those that it is for; empty means all of them.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    steps: tuple[Step, ...]
    intro: str = ""
    outro: str = ""
    tiers: tuple[str, ...] = ()
    lang: str = "en"
    tags: tuple[str, ...] = ()
    review_by: date | None = None

    @property
    def version(self) -> str:
        """A name of what it says to do, new when that changes."""
        steps = [(step.text, step.detail) for step in self.steps]
        content = json.dumps((self.title, self.intro, self.outro, steps))
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def article(self) -> Article:
        """What the matcher of engineers' runbooks searches; never put it beside plain articles."""
        body = "\n".join(f"{step.text}\n{step.detail}" for step in self.steps)
        return Article(
            id=self.id,
            title=self.title,
            questions=self.questions,
            body=f"{self.intro}\n{body}\n{self.outro}",
            lang=self.lang,
            tags=self.tags,
        )

    def is_for(self, tier: str) -> bool:
        """Whether engineers of the tier may use it."""
        return not self.tiers or tier in self.tiers


def is_runbook(page: Page) -> bool:
    """Whether a file is kept from requesters; what names no known audience never gets here."""
    return bool(page.value("audience", EVERYBODY) != EVERYBODY)


def runbook_of(page: Page) -> Runbook:
    """Make the runbook of a file that is in order."""
    intro, steps, outro = _parts(page.body)
    audience = page.value("audience", ENGINEERS)
    return Runbook(
        id=page.fields["id"].value,
        title=page.fields["title"].value,
        questions=tuple(page.fields["questions"].value),
        steps=steps,
        intro=intro,
        outro=outro,
        tiers=() if audience == ENGINEERS else tuple(audience),
        lang=page.value("lang", "en"),
        tags=tuple(page.value("tags", ())),
        review_by=page.value("review_by", None),
    )


def runbook_faults(page: Page) -> Iterator[Fault]:
    """Find what is wrong with the steps, or with an article that has some and no audience."""
    lines = [(page.body_line + n, line) for n, line in enumerate(_taken_apart(page.body))]
    steps = [(number, line.text) for number, line in lines if line.kind is _Kind.STEP]
    if is_runbook(page):
        yield from _count_faults(page, steps)
        yield from _step_faults(page, lines)
    elif steps and not _says_audience(page):
        number, text = steps[0]
        yield Fault(file=page.file, line=number, code="steps_for_everybody", facts={"step": text})


def _says_audience(page: Page) -> bool:
    """Whether the field is there, be it wrong."""
    wrong = {fault.facts.get("field") for fault in page.faults}
    return "audience" in page.fields or "audience" in wrong


class _Kind(Enum):
    STEP = "step"
    INDENTED = "indented"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a body; `text` of a step is what to do. `is_code` where nothing is read into it."""

    kind: _Kind
    text: str
    is_code: bool


_Lines = Sequence[tuple[int, _Line]]


def _taken_apart(body: str) -> Iterator[_Line]:
    fence: _Kind | None = None
    for text in body.split("\n"):
        is_fence = text.lstrip().startswith(_FENCES)
        if fence is None and (found := _STEP.match(text)):
            yield _Line(kind=_Kind.STEP, text=found["text"].strip(), is_code=False)
            continue
        is_loose = bool(text.strip()) and not text.startswith((" ", "\t"))
        kind = fence or (_Kind.LOOSE if is_loose else _Kind.INDENTED)
        yield _Line(kind=kind, text=text, is_code=fence is not None or is_fence)
        if is_fence:
            fence = kind if fence is None else None


def _count_faults(page: Page, steps: Sequence[tuple[int, str]]) -> Iterator[Fault]:
    if not steps:
        yield Fault(file=page.file, line=page.body_line - 1, code="no_steps")
    if len(steps) > MOST_STEPS:
        facts = {"count": str(len(steps)), "limit": str(MOST_STEPS)}
        yield Fault(file=page.file, line=steps[MOST_STEPS][0], code="too_many_steps", facts=facts)
    for number, text in steps:
        if len(text) > _LONGEST_STEP:
            facts = {"limit": str(_LONGEST_STEP)}
            yield Fault(file=page.file, line=number, code="long_step", facts=facts)
    if len(page.body.strip()) > _LONGEST:
        facts = {"limit": str(_LONGEST)}
        yield Fault(file=page.file, line=page.body_line, code="long_runbook", facts=facts)


def _step_faults(page: Page, lines: _Lines) -> Iterator[Fault]:
    """Find boxes that nothing would tick, and words that belong to no step."""
    is_begun, loose = False, 0
    for number, line in lines:
        if line.kind is _Kind.STEP:
            if loose:
                yield Fault(file=page.file, line=loose, code="between_steps")
            is_begun, loose = True, 0
        elif not line.is_code and _LIKE_A_STEP.match(line.text):
            yield Fault(file=page.file, line=number, code="bad_step")
        elif line.kind is _Kind.LOOSE and is_begun:
            loose = loose or number


def _parts(body: str) -> tuple[str, tuple[Step, ...], str]:
    """Take a text apart: what stands before the steps, the steps, and what stands behind them."""
    intro: list[str] = []
    outro: list[str] = []
    steps: list[tuple[str, list[str]]] = []
    for line in _taken_apart(body):
        if line.kind is _Kind.STEP:
            steps.append((line.text, []))
        elif not steps:
            intro.append(line.text)
        elif outro or line.kind is _Kind.LOOSE:
            outro.append(line.text)
        else:
            steps[-1][1].append(line.text)
    made = tuple(Step(text=text, detail=_text(detail)) for text, detail in steps)
    return _text(intro), made, _text(outro)


def _text(lines: Sequence[str]) -> str:
    return dedent("\n".join(lines)).strip()
