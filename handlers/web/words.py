"""Which words of its own does the page have, beside those of the cards?

They stand in a catalogue a language, as those of the cards do: the context is the id, the message
the English sentence.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from handlers.texts import Texts

_FOLDER = Path(__file__).with_name("words")
_FIRST = "en"


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
