"""What do people type when they are in a hurry?"""

import random
from typing import Final

_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TWO_SLIPS_FROM: Final = 25
_SHORTEST_TO_DROP: Final = 4
_REACH: Final = 1.2  # keys: the next one in the row, and those it touches above and below
_KEYS: Final = {
    letter: (column + row / 2, row)
    for row, letters in enumerate(_ROWS)
    for column, letter in enumerate(letters)
}


def _neighbours(letter: str) -> str:
    across, down = _KEYS[letter]
    return "".join(
        other
        for other, (x, y) in _KEYS.items()
        if other != letter and abs(x - across) + abs(y - down) / 2 <= _REACH and abs(y - down) <= 1
    )


_NEIGHBOURS: Final = {letter: _neighbours(letter) for letter in _KEYS}


def with_typos(text: str, chance: random.Random) -> str:
    """Make one typing error, in longer texts two; a text without letters stays as it is."""
    for _ in range(2 if len(text) >= _TWO_SLIPS_FROM else 1):
        places = [n for n, letter in enumerate(text) if letter.lower() in _KEYS]
        if places:
            text = _with_slip(text, chance.choice(places), chance)
    return text


def without_a_word(text: str, chance: random.Random) -> str:
    """Leave one word out, where enough are left."""
    said = text.split()
    if len(said) >= _SHORTEST_TO_DROP:
        del said[chance.randrange(len(said))]
        return " ".join(said)
    return text


def _with_slip(text: str, place: int, chance: random.Random) -> str:
    before, letter, after = text[:place], text[place], text[place + 1 :]
    slips = (
        chance.choice(_NEIGHBOURS[letter.lower()]),
        "",
        2 * letter,
        after[:1] + letter,
    )
    kind = chance.randrange(len(slips))
    return before + slips[kind] + (after[1:] if kind == len(slips) - 1 else after)
