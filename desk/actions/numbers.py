"""Which ticket do people mean by what they write?"""

_LONGEST = 9
"""Digits; a longer number names no ticket, and no column holds it."""


def number_of(word: str, prefix: str) -> int | None:
    """Read a ticket's number as people write it; None when the word is none."""
    bare = word.strip(" #,.:;").upper().removeprefix(f"{prefix.upper()}-")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= _LONGEST else None
