"""Is a message only a greeting or a thank-you, to which nothing needs to be found?"""

from collections.abc import Sequence
from typing import Final

from knowledge.text import Word, clean, words

_GREETINGS: Final = frozenset(
    """
    hi hello hey hiya heya yo howdy hy hii hallo moin servus tach hej hola bonjour salut ciao salve
    buongiorno buonasera buondi merhaba selam morning afternoon evening greetings namaste
    guten morgen tag abend gruss gott grussgott mahlzeit gmorning gm
    """.split()  # noqa: SIM905 - read as prose
)
_THANKS: Final = frozenset(
    """
    thanks thank thx tx ty tnx thankyou thanx cheers danke dankeschon merci grazie gracias tesekkur
    tesekkurler sagol vielen dank bedankt appreciated appreciate
    """.split()  # noqa: SIM905 - read as prose
)
# What may stand beside them without saying anything of its own.
_FILLERS: Final = frozenset(
    """
    there all team everyone everybody folks guys bot again good a lot so much very many you u i it
    for the your help support that was is great perfect awesome super cool ok okay yes yep nice fine
    got worked works now and dear to day have lovely bye well done oh ah
    schon dir euch ihnen sehr viel fur die das hilfe zusammen alle an gut prima toll mal
    mille tante molte molto a tutti te voi per il aiuto gentile gentilissimo perfetto va bene
    """.split()  # noqa: SIM905 - read as prose
)
_PLEASANTRIES: Final = (
    _GREETINGS | _THANKS | {"please", "pls", "plz", "bitte", "there", "team", "all"}
)
_LONGEST: Final = 10


def is_greeting(text: str) -> bool:
    """Tell whether a message greets and says nothing else."""
    return _is_only(text, _GREETINGS)


def is_thanks(text: str) -> bool:
    """Tell whether a message thanks and says nothing else, not even "thanks, but"."""
    return _is_only(text, _THANKS)


def without_pleasantries(spoken: Sequence[Word]) -> list[Word]:
    """Cut greeting and thanks from both ends, unless nothing would be left."""
    start, end = 0, len(spoken)
    while start < end and spoken[start].surface in _PLEASANTRIES:
        start += 1
    while end > start and spoken[end - 1].surface in _PLEASANTRIES:
        end -= 1
    return list(spoken[start:end] or spoken)


def _is_only(text: str, core: frozenset[str]) -> bool:
    said = [word.surface for word in words(clean(text))]
    if not 0 < len(said) <= _LONGEST or "?" in text:
        return False
    rest = _GREETINGS | _THANKS | _FILLERS
    return any(word in core for word in said) and all(word in rest for word in said)
