"""Do two people complain of the same trouble with one thing?

They do when both say that it fails, and name hardly anything besides or the same thing; and when
their words are nearly the same. How they call the thing itself says nothing: both mean it.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import token_sort_ratio

from knowledge.common_words import FUNCTION_WORDS
from knowledge.likeness import LIKE
from knowledge.text import clean, stem, words

FAILS: Final = frozenset(
    {
        *("down", "offline", "outage", "unavailable", "unreachable", "broken", "slow", "dead"),
        *("crash", "crashes", "crashed", "crashing", "freezes", "frozen", "hangs", "hanging"),
        *("stuck", "stopped", "error", "errors", "fail", "fails", "failed", "failing", "failure"),
        *(
            "timeout",
            "timeouts",
            "timing",
            "works",
            "working",
            "work",
            "worked",
            "available",
            "reachable",
        ),
        *("reach", "respond", "responds", "responding", "loads", "loading", "load", "blank"),
        *("open", "opens", "opening", "start", "starts", "access", "connect", "unusable"),
        *("500", "502", "503", "504", "gestort", "storung", "ausfall", "ausgefallen", "kaputt"),
        *("erreichbar", "verfugbar", "langsam", "geht", "lauft", "funktioniert", "fehler"),
        *("fehlermeldung", "abgesturzt", "hangt", "defekt", "antwortet", "reagiert", "startet"),
        *("offnen", "laden", "ladt"),
    }
)
"""What people say of something that does not work, as words are compared: without umlauts.

Of what works people write to a support desk only that it does not.
"""

_ASIDE: Final = frozenset(
    {
        *("since", "today", "now", "morning", "minutes", "again", "still", "urgent", "asap"),
        *("everybody", "everyone", "nobody", "all", "team", "office", "us", "colleagues"),
        *("seit", "heute", "morgen", "jetzt", "wieder", "noch", "alle", "keiner", "niemand"),
        *("anybody", "nothing", "everything", "keep", "keeps", "show", "shows", "message"),
        *("niemandem", "jeder", "zeigt", "meldung", "seite", "page", "screen", "out"),
        *("uns", "kollegen", "nichts", "mehr", "dringend", "gerade", "completely", "totally"),
    }
)
"""When and for whom it fails, which tells no two troubles apart."""

_FEW: Final = 1
"""Who names no more than this besides says that the whole thing fails."""


def is_same_trouble(text: str, other: str, names: Collection[str]) -> bool:
    """Whether both complain of the same, each of something that is called one of the names."""
    called = frozenset(word.key for name in names for word in words(clean(name)))
    mine, mine_fails = _told(text, called)
    theirs, theirs_fail = _told(other, called)
    shared = set(mine) & set(theirs)
    if mine_fails and theirs_fail and (shared or max(len(mine), len(theirs)) <= _FEW):
        return True
    return bool(shared) and token_sort_ratio(" ".join(mine), " ".join(theirs)) >= LIKE


@lru_cache(maxsize=2048)
def _told(text: str, called: frozenset[str]) -> tuple[tuple[str, ...], bool]:
    """Give what it names besides the thing itself, and whether it says that something fails."""
    said = words(clean(text))
    fails = any(word.surface in FAILS for word in said)
    left_out = FUNCTION_WORDS | _ASIDE | FAILS
    rest = (
        word.key
        for word in said
        if word.surface not in left_out
        and word.key not in called
        and stem(word.surface) not in called
    )
    return tuple(dict.fromkeys(rest)), fails
