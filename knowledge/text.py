"""Which words does a text hold, whoever typed it and however?"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from knowledge.synonyms import PHRASES, SYNONYMS

_LONGEST: Final = 2000
_TAIL: Final = 600
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\xb4": "'"}
)
_CONTRACTIONS: Final = (
    (re.compile(r"\b(?:can'?t|cannot)\b"), "can not"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (
        re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|should|would)n'?t\b"),
        r"\1 not",
    ),
    (re.compile(r"\b(what|where|who|how|when|that|it|there|here)'s\b"), r"\1 is"),
    (re.compile(r"\bi'?m\b"), "i am"),
    (re.compile(r"\b(i|you|we|they)'(?:ve)\b"), r"\1 have"),
    (re.compile(r"\b(i|you|we|they|he|she|it)'ll\b"), r"\1 will"),
    (re.compile(r"\b(i|you|we|they|he|she|it)'d\b"), r"\1 would"),
    (re.compile(r"\b(you|we|they)'re\b"), r"\1 are"),
    (re.compile(r"(\w)'s\b"), r"\1"),
)
# Scripts that write without spaces: there, two neighbouring signs are the nearest thing to a word.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)


class Word(NamedTuple):
    """A word as it was typed (cleaned), and the key under which its relatives meet.

    A tuple, because thousands of them are hashed for one long question.
    """

    surface: str
    key: str


def clean(text: str) -> str:
    """Reduce a text to lower case without accents, and to a length that can be worked with."""
    folded = unicodedata.normalize("NFKD", shortened(text)).casefold()[: 2 * _LONGEST]
    plain = "".join(char for char in folded if unicodedata.category(char) not in _DROPPED)
    plain = plain.translate(_APOSTROPHES)[:_LONGEST]
    for pattern, full in _CONTRACTIONS:
        plain = pattern.sub(full, plain)
    return PHRASES.sub(lambda found: found[0].replace(" ", "").replace("-", ""), plain)


_DROPPED: Final = frozenset({"Mn", "Me", "Cs", "Cf"})


def shortened(text: str) -> str:
    """Keep the beginning and the end of a very long text: that is where people ask."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - _TAIL]}\n{text[-_TAIL:]}"


def words(cleaned: str) -> list[Word]:
    """Take a cleaned text apart into words."""
    return [
        Word(surface, key_of(surface))
        for run in _WORD.findall(cleaned)
        for surface in _surfaces(run)
    ]


def _surfaces(run: str) -> list[str]:
    if run.isascii() or not _UNSPACED.search(run):
        return [run]
    parts = [part for part in re.split(f"({_UNSPACED.pattern})", run) if part]
    return [piece for part in parts for piece in _pairs(part)]


def _pairs(part: str) -> list[str]:
    if len(part) < 2 or not _UNSPACED.match(part):  # noqa: PLR2004 - a pair is two
        return [part]
    return [part[n : n + 2] for n in range(len(part) - 1)]


@lru_cache(maxsize=65536)
def key_of(surface: str) -> str:
    """Find the key of a word: that of its group of synonyms, else its stem."""
    stemmed = stem(surface)
    return SYNONYMS.get(surface) or SYNONYMS.get(stemmed) or stemmed


def stem(word: str) -> str:
    """Cut what English adds to a word; a light hand, since wrong cuts make wrong friends."""
    if len(word) <= 3 or not word.isascii() or not word.isalpha():  # noqa: PLR2004
        return word
    return _undress(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undress(word: str) -> str:
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and re.search("[aeiouy]", root):  # noqa: PLR2004
            is_doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if is_doubled else root.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word  # noqa: PLR2004
