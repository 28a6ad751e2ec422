"""How do words become Telegram's HTML, to be shown and not obeyed?

Every value is escaped. Telegram also reads bare text: `@somebody` calls that person, and `/claim`
is a command at a tap. In words of people such pieces are set as code, which it leaves alone. A bare
web address stays what Telegram makes of it: a link that shows where it leads.
"""

import html
import re

LONGEST = 4096
"""UTF-16 units of a message, after its entities."""

MOST_MARKS = 100
"""Telegram takes no more entities in a message."""

_MANY = 10
"""Words with more calls and commands than this are set as code altogether."""

_ACTING = re.compile(r"(?<!\w)@\w+|(?<![\w/<>])/\w(?:[\w./@-]*\w)?")
_CALLING = re.compile(r"(?<!\w)@(?=\w)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'<a href="(https?://[^"]*)">(.*?)</a>', re.DOTALL)

_WORD_JOINER = "\u2060"


def cut(text: str, longest: int) -> str:
    """Cut to so many UTF-16 units, never in the middle of a character."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= longest * 2:
        return text
    return units[: (longest - 1) * 2].decode("utf-16-le", "ignore") + "…"


def escape(text: str) -> str:
    """Write words of ours, or of the house, as HTML; what no wire can hold is replaced."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return html.escape(_CONTROL.sub(" ", whole), quote=True)


def safe(text: str, longest: int) -> str:
    """Write words of ours, cut to so many units."""
    return escape(cut(text, longest))


def quiet(text: str, longest: int, tag: str = "") -> str:
    """Write words of people, cut to so many units, within `tag` if given; they call nobody."""
    words = cut(text, longest)
    acting = list(_ACTING.finditer(words))
    if len(acting) > _MANY:
        return wrapped(escape(words), "code")
    drawn, at = [], 0
    for found in acting:
        drawn.append(wrapped(escape(words[at : found.start()]), tag))
        drawn.append(wrapped(escape(found[0]), "code"))
        at = found.end()
    drawn.append(wrapped(escape(words[at:]), tag))
    return "".join(drawn)


def wrapped(drawn: str, tag: str) -> str:
    """Put drawn words into a tag; an empty one is left away."""
    return f"<{tag}>{drawn}</{tag}>" if tag and drawn.strip() else drawn


def is_taken(drawn: str, room: int) -> bool:
    """Whether Telegram takes a text of this length and with so many marks."""
    return units_of(drawn) <= room and drawn.count("</") <= MOST_MARKS


def units_of(drawn: str) -> int:
    """Count as Telegram does: UTF-16 units of what is left without tags."""
    return len(_bare(drawn).encode("utf-16-le")) // 2


def plain(drawn: str) -> str:
    """Give what is drawn without any markup; links are written out, and nobody is called."""
    spelled = _LINK.sub(r"\2 (\1)", drawn)
    return _CALLING.sub(f"@{_WORD_JOINER}", _bare(spelled))


def _bare(drawn: str) -> str:
    return html.unescape(_TAG.sub("", drawn))
