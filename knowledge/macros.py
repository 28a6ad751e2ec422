"""Which texts do engineers send again and again, and are they in order?

They stand in the folder `macros` beside the articles, one file a language: `ask-screenshot.de.md`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowledge.faults import Fault
from knowledge.files import markdown_in, read_text
from knowledge.front_matter import MACRO_RULES, Page, take_apart

FOLDER: Final = "macros"

PLACEHOLDERS: Final = ("requester", "ticket", "title", "engineer", "desk")
"""What a text may leave open; it is filled in when it is sent."""

_OF_ONE: Final = frozenset({"requester", "ticket", "title"})
"""What belongs to one person's ticket."""

_LONGEST: Final = 1500  # with names filled in it still fits into one message
_OPEN: Final = re.compile(r"\{([^{}\n]{0,100})\}")
_GOOD_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,49}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A text with placeholders, in one language."""

    id: str
    title: str
    lang: str
    body: str

    @property
    def names_one(self) -> bool:
        """Whether it tells something of one person's ticket, which others had better not read."""
        return any(found[1] in _OF_ONE for found in _OPEN.finditer(self.body))

    def filled(self, values: Mapping[str, str]) -> str:
        """Fill the placeholders in; whoever's name looks like one is left as it is."""
        return _OPEN.sub(lambda found: values.get(found[1], found[0]), self.body)


def choose(macros: Sequence[Macro], id: str, languages: Iterable[str]) -> Macro | None:  # noqa: A002
    """Find a text by its id, in the first of the languages that it is written in, else in any."""
    alike = {macro.lang: macro for macro in reversed(macros) if macro.id == id}
    wanted = [alike[language] for language in map(_bare, languages) if language in alike]
    return next(iter([*wanted, *reversed(alike.values())]), None)


def read_macros(folder: Path) -> tuple[Macro, ...]:
    """Read those that are in order, by id; a folder without any has none."""
    pages = (page for page in _pages(folder) if isinstance(page, Page) and not _faults_of(page))
    found = [
        Macro(
            id=page.fields["id"].value,
            title=page.fields["title"].value,
            lang=page.fields["lang"].value,
            body=page.body.strip(),
        )
        for page in pages
    ]
    return tuple(sorted(found, key=lambda macro: (macro.id, macro.lang)))


def check_macros(folder: Path) -> Iterator[Fault]:
    """Name everything that is wrong with them, by file and line."""
    for page in _pages(folder):
        if isinstance(page, Fault):
            yield page
        else:
            yield from _faults_of(page)


def macro_files(folder: Path) -> list[Path]:
    """List the files, in order; none where there is no such folder."""
    place = folder / FOLDER
    return markdown_in(place) if place.is_dir() else []


def _pages(folder: Path) -> Iterator[Page | Fault]:
    for path in macro_files(folder):
        name = f"{FOLDER}/{path.name}"
        text = read_text(path, name)
        yield text if isinstance(text, Fault) else take_apart(name, text, MACRO_RULES)


def _faults_of(page: Page) -> tuple[Fault, ...]:
    return (*page.faults, *_name_faults(page), *_body_faults(page))


def _name_faults(page: Page) -> Iterator[Fault]:
    if not {"id", "lang"} <= page.fields.keys():
        return
    id_, lang = page.fields["id"], page.fields["lang"]
    stem = page.file.removeprefix(f"{FOLDER}/").removesuffix(".md")
    if not _GOOD_ID.fullmatch(id_.value):
        yield Fault(file=page.file, line=id_.line, code="bad_macro_id")
    elif stem != f"{id_.value}.{lang.value}":
        facts = {"wanted": f"{id_.value}.{lang.value}.md"}
        yield Fault(file=page.file, line=id_.line, code="macro_name", facts=facts)


def _body_faults(page: Page) -> Iterator[Fault]:
    if not page.body.strip():
        yield Fault(file=page.file, line=page.body_line, code="empty_body")
    if len(page.body.strip()) > _LONGEST:
        facts = {"limit": str(_LONGEST)}
        yield Fault(file=page.file, line=page.body_line, code="long_macro", facts=facts)
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for number, line in enumerate(page.body.split("\n"), page.body_line):
        for name in _OPEN.findall(line):
            if name not in PLACEHOLDERS:
                facts = {"name": f"{{{name}}}", "known": known}
                yield Fault(file=page.file, line=number, code="unknown_placeholder", facts=facts)


def _bare(language: str) -> str:
    return language.replace("-", "_").partition("_")[0].lower()
