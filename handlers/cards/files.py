"""How are files named on cards: what came, how large it is, and what became of it?"""

from babel.numbers import format_decimal

from desk.attachment import FileState
from handlers.cards.card import Block, Card, Footnote, Inline, Line, Paragraph, Web
from handlers.cards.draft import Draft, one_line, strong
from handlers.cards.facts import Facts
from handlers.texts import joined

_SHOWN = 5
_KILO, _MEGA = 1000, 1_000_000
_EMPTY = "empty"
_GONE = (FileState.TOO_LARGE.value, FileState.LOST.value)


def listed(draft: Draft) -> tuple[Block, ...]:
    """Name the files that came with the words; many are counted."""
    files = draft.facts.parts("files")
    if not files:
        return ()
    pieces: list[Inline] = ["📎 "]
    for place, file in enumerate(files[:_SHOWN]):
        pieces += [", " if place else "", *_named(draft, file)]
    if len(files) > _SHOWN:
        pieces.append(draft.say("file.more", n=len(files) - _SHOWN))
    return (Paragraph(line=joined(*pieces)),)


def names(draft: Draft) -> str:
    """Name the files in one line of plain words, for notifications."""
    return ", ".join(file.words("name") for file in draft.facts.parts("files")[:_SHOWN])


def file(draft: Draft) -> Card:
    """Tell of one file: it is here, it is larger than allowed, or it could not be had.

    An empty one is only named, for no platform takes it.
    """
    told = draft.facts.part("file")
    name, state = told.words("name"), told.words("state")
    known = state if state in _GONE else _kept(told)
    facts = {"by": draft.who(), "size": _size(draft, told), "limit": _limit(draft)}
    line = draft.line(f"file.{known}", name=strong(name), **facts)
    more = [Footnote(line=(link,)) for link in _links(draft, told)] if known in _GONE else []
    return draft.told(line, *more)


def _kept(told: Facts) -> str:
    is_empty = told.has("size") and not told.count("size")
    return _EMPTY if is_empty else FileState.KEPT.value


def size_words(size: int, language: str) -> str:
    """Say how large a file is: `34 kB`, `1.2 MB`."""
    if size < _KILO:
        return f"{size} B"
    unit, factor = ("MB", _MEGA) if size >= _MEGA else ("kB", _KILO)
    pattern = "#,##0.#" if unit == "MB" else "#,##0"
    return f"{format_decimal(size / factor, format=pattern, locale=language)} {unit}"


def _named(draft: Draft, told: Facts) -> Line:
    size, state = _size(draft, told), told.words("state")
    line = joined(strong(told.words("name")), f" · {size}" if told.has("size") else "")
    if state not in _GONE:
        return line
    return joined(*line, " (", draft.say(f"file.{state}.short"), *_apart(draft, told), ")")


def _apart(draft: Draft, told: Facts) -> Line:
    return tuple(piece for link in _links(draft, told) for piece in (", ", link))


def _links(draft: Draft, told: Facts) -> tuple[Web, ...]:
    """Lead to where the platform shows it, for those who may see it there."""
    link = told.words("link")
    return (Web(text=draft.say("file.link"), url=link),) if link else ()


def _size(draft: Draft, told: Facts) -> str:
    if not told.has("size"):
        return draft.say("file.size_unknown")
    return size_words(told.count("size"), draft.texts.language)


def _limit(draft: Draft) -> str:
    return one_line(size_words(draft.facts.count("limit"), draft.texts.language))
