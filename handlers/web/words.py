"""Which words of its own does the page have, beside those of the cards?

They stand in a catalogue a language, as those of the cards do: the context is the id, the message
the English sentence.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import negotiate_locale
from babel.messages.pofile import read_po

from handlers.texts import Texts

_FOLDER = Path(__file__).with_name("words")
_FIRST = "en"
_WEIGHT = re.compile(r"q=([01](?:\.\d{1,3})?)", re.ASCII)


class Words:
    """The page's words in one language; codes (`status.open`) are those of the cards."""

    def __init__(self, language: str = _FIRST) -> None:
        self.texts = Texts(language)
        self.language = self.texts.language
        self._sentences = {**_sentences(_FIRST), **_sentences(self.language)}

    def say(self, id: str, **facts: str | int) -> str:  # noqa: A002
        """Give the sentence with its facts; raises KeyError for an id that is missing."""
        return self._sentences[id].format_map(facts)

    def raw(self, id: str) -> str:  # noqa: A002
        """Give the sentence with its gaps, for the script that fills them."""
        return self._sentences[id]

    def code(self, noun: str, code: str) -> str:
        """Give the word of a code; the page's own codes first."""
        if f"{noun}.{code}" in self._sentences:
            return self.say(f"{noun}.{code}")
        return self.texts.code(noun, code)


def wanted(accept: str, otherwise: str) -> str:
    """Choose from an Accept-Language header the first language that the page speaks."""
    spoken = [path.stem for path in _FOLDER.glob("*.po")]
    parts = [part.partition(";") for part in accept.lower().replace(" ", "").split(",")]
    asked = [(_weight(parameter), tag) for tag, _, parameter in parts if tag]
    ranked = sorted(asked, key=lambda one: -one[0])
    tags = [tag for weight, tag in ranked if weight > 0]
    return negotiate_locale(tags, spoken, sep="-") or otherwise


def _weight(parameter: str) -> float:
    found = _WEIGHT.fullmatch(parameter)
    return float(found[1]) if found else 1.0


@cache
def _sentences(language: str) -> Mapping[str, str]:
    path = _FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {
        message.context: str(message.string or message.id)
        for message in catalogue
        if message.context
    }
