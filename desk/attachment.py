"""What came with a message besides words, and what became of it?

The bytes are storage's business. Here stand a file's name, its size as far as it was told, and
where its platform keeps it, in words that only that platform reads.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.people import Address

LONGEST_NAME = 80
"""Characters of a file's name that are kept; its ending stays."""

_LONGEST_ENDING = 10
_SEPARATORS = str.maketrans("/\\:", "___")


class FileState(StrEnum):
    """Whether the bytes are here: on their way, kept, larger than allowed, or not to be had."""

    COMING = "coming"
    KEPT = "kept"
    TOO_LARGE = "too_large"
    LOST = "lost"


class Audience(StrEnum):
    """To whom a file is carried; NOBODY's stays among engineers, where it was said."""

    ENGINEERS = "engineers"
    REQUESTER = "requester"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file that came with a message; `id` is 0 until it is kept.

    `reference` is opaque: its own platform fetches by it. `link` is where that platform shows it
    to people. `type` is what the sender's program said and nobody relies on; `picture` is the
    media type that the bytes themselves show. `key` names it once for ever, `origin` is where an
    answer about it goes.
    """

    name: str
    reference: str = ""
    size: int | None = None
    type: str = ""
    link: str | None = None
    state: FileState = FileState.COMING
    id: int = 0
    key: str = ""
    origin: Address | None = None
    by: int | None = None
    question: int | None = None
    ticket: int | None = None
    event: int | None = None
    audience: Audience = Audience.NOBODY
    picture: str | None = None
    added_at: datetime | None = None


def plain_name(name: str) -> str:
    """Give a name that is safe to show and to save under: one line, no path, not too long.

    What turns the direction of writing round goes too: `exe.gpj` must not read as `jpg.exe`.
    """
    shown = (one for one in name.translate(_SEPARATORS) if unicodedata.category(one)[0] != "C")
    line = " ".join("".join(shown).split()).strip(". ")
    if len(line) <= LONGEST_NAME:
        return line or "file"
    stem, dot, ending = line.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return f"{line[: LONGEST_NAME - 1]}…"
    return f"{stem[: LONGEST_NAME - 2 - len(ending)]}…{dot}{ending}"


def picture_of(start: bytes) -> str | None:
    """Give the media type that a file's first bytes show, if it is a picture that pages may show.

    Only what no browser ever takes for a document: SVG can hold a script.
    """
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return None
