"""Which words does a reader see, in which language?

The sentences stand in gettext catalogues beside this module, one file a language; the context
of a message is its id, the message itself is the English sentence. A language is added by adding
`<lang>.po`. What a catalogue lacks is said in English.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from handlers.cards.card import Inline, Line, Moment, Person, Strong, Web

FOLDER = Path(__file__).with_name("texts")
FIRST = "en"
"""The language that every sentence is written in first, and what is read when another lacks it."""

_STEPS = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


def languages() -> tuple[str, ...]:
    """Name the languages that there are catalogues of, English first."""
    found = sorted(path.stem for path in FOLDER.glob("*.po"))
    return (FIRST, *(language for language in found if language != FIRST))


def nearest(language: str) -> str:
    """Give the catalogue's language for what a platform tells (`de-AT`, `pt_BR`), else English."""
    first = language.replace("_", "-").partition("-")[0].lower()
    return first if first in languages() else FIRST


class Texts:
    """The words of one language."""

    def __init__(self, language: str = FIRST) -> None:
        self.language = nearest(language)
        self._english = _sentences()
        self._translation = _translation(self.language)

    def has(self, id: str) -> bool:  # noqa: A002
        """Whether there is a sentence of that id."""
        return id in self._english

    def say(self, id: str, **facts: str | int) -> str:  # noqa: A002
        """Give the sentence with its facts; the fact `n` picks singular or plural.

        Raises KeyError for an id or a fact that is missing: both are faults of the program.
        """
        told = {name: self._told(fact) for name, fact in facts.items()}
        return self._sentence(id, facts.get("n")).format_map(told)

    def line(self, id: str, **facts: Inline | int) -> Line:  # noqa: A002
        """Give the sentence as a line, with people, moments and strong words in their places."""
        pieces: list[Inline] = []
        count = facts.get("n")
        sentence = self._sentence(id, count if isinstance(count, int) else None)
        for literal, name, _, _ in Formatter().parse(sentence):
            pieces.append(literal)
            if name:
                fact = facts[name]
                pieces.append(self._told(fact) if isinstance(fact, str | int) else fact)
        return joined(*pieces)

    def code(self, noun: str, code: str) -> str:
        """Give the word of a code (`status.pending`); one of the house's own is made readable."""
        name = f"{noun}.{code}"
        if self.has(name):
            return self.say(name)
        readable = code.replace("_", " ").strip()
        return readable[:1].upper() + readable[1:]

    def plain(self, line: Line) -> str:
        """Read a line out, for notifications and screen readers."""
        return "".join(self._read(inline) for inline in line)

    def duration(self, length: timedelta) -> str:
        """Say a length with its two largest units: `25 min`, `3 h 55 min`."""
        left = max(0, round(length.total_seconds()))
        said: list[str] = []
        for unit, seconds in _STEPS:
            if left >= seconds and (unit != "seconds" or not said):
                said.append(self.say(f"duration.{unit}", n=left // seconds))
            elif said:
                break
            left %= seconds
        return " ".join(said[:2]) or self.say("duration.seconds", n=0)

    def relative(self, at: datetime, now: datetime) -> str:
        """Say how far a moment is away: `in 25 min`, `12 min ago`."""
        if at >= now:
            return self.say("moment.in", length=self.duration(at - now))
        return self.say("moment.ago", length=self.duration(now - at))

    def moment(self, at: datetime, timezone: str = "UTC") -> str:
        """Write a moment out where the platform cannot show it in the reader's zone."""
        local = at.astimezone(UTC if timezone == "UTC" else ZoneInfo(timezone))
        day = format_datetime(local, self.say("moment.pattern"), locale=self.language)
        return f"{day} {local.tzname()}"

    def listed(self, words: list[str]) -> str:
        """Join words as the language does: `a, b and c`."""
        return format_list(words, locale=self.language)

    def _told(self, fact: str | int) -> str:
        return format_decimal(fact, locale=self.language) if isinstance(fact, int) else fact

    def _read(self, inline: Inline) -> str:
        match inline:
            case Strong() | Web():
                return inline.text
            case Person():
                return inline.name
            case Moment():
                return self.moment(inline.at)
        return inline

    def _sentence(self, name: str, count: object) -> str:
        english = self._english[name]
        if isinstance(english, str):
            return self._translation.pgettext(name, english)
        one, many = english
        number = count if isinstance(count, int) else 0
        return self._translation.npgettext(name, one, many, number)


def joined(*pieces: Inline) -> Line:
    """Make one line of pieces, with neighbouring strings run together."""
    line: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, str) and line and isinstance(line[-1], str):
            line[-1] += piece
        elif piece != "":
            line.append(piece)
    return tuple(line)


@cache
def _sentences() -> Mapping[str, str | tuple[str, str]]:
    with (FOLDER / f"{FIRST}.po").open("rb") as file:
        catalogue = read_po(file, locale=FIRST)
    return {
        message.context: message.id if isinstance(message.id, str) else _pair(message.id)
        for message in catalogue
        if message.context
    }


def _pair(forms: Sequence[str]) -> tuple[str, str]:
    one, many = forms
    return one, many


@cache
def _translation(language: str) -> GNUTranslations:
    """Compile a catalogue in memory, so that no binary is committed."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
