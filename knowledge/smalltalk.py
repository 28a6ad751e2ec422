"""Does a message only greet or thank, or does it sound as if somebody wants an answer?"""

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
_ASKING: Final = frozenset(
    """
    how what where when who which why whose can could may does do is are will would should
    wie was wo wann wer welche welcher welches warum wieso weshalb kann konnte darf gibt ist sind
    """.split()  # noqa: SIM905 - read as prose
)
_TROUBLE: Final = frozenset(
    """
    cant cannot can't couldnt couldn't doesnt doesn't dont don't wont won't isnt isn't unable fails
    failing failed error errors broken stuck crash crashes crashed crashing slow down help problem
    trouble issue locked lost missing forgot expired denied refused
    geht funktioniert fehler kaputt problem hilfe langsam gesperrt vergessen abgelaufen verweigert
    """.split()  # noqa: SIM905 - read as prose
)
_LONGEST: Final = 10


def is_greeting(text: str) -> bool:
    """Tell whether a message greets and says nothing else."""
    return _is_only(text, _GREETINGS)


def is_thanks(text: str) -> bool:
    """Tell whether a message thanks and says nothing else, not even "thanks, but"."""
    return _is_only(text, _THANKS)


def sounds_like_question(text: str) -> bool:
    """Tell whether words among people ask for something or tell of a trouble.

    A guess from the mark at the end, the first word, and words that people in trouble use.
    """
    return is_asked(text) or not _TROUBLE.isdisjoint(_bare(text))


def is_asked(text: str) -> bool:
    """Tell whether words ask, by the mark or by the first word, and do not only tell."""
    first = next((word for word in _bare(text) if word not in _PLEASANTRIES), "")
    return "?" in text or first in _ASKING


def _bare(text: str) -> list[str]:
    said = text.lower().replace("\u2019", "'").split()
    return [word.strip(".,:;!()\"'") for word in said]


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
