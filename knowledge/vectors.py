"""How alike are a question and each phrasing of the knowledge base?"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bag = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A text as the known pieces it is made of, and how much each weighs."""

    pieces: Ints
    weights: Floats


class View:
    """Phrasings as TF-IDF vectors of length one, laid out so that one question is fast.

    Pieces that no phrasing has count in the length of a question's vector: what is about something
    else is far from everything, even if its few known words fit.
    """

    def __init__(self, bags: Sequence[Bag]) -> None:
        """Learn which pieces there are and how rare each is."""
        counts = Counter(piece for bag in bags for piece in bag)
        self._pieces = {piece: number for number, piece in enumerate(counts)}
        self._size = len(bags)
        self._rarity = [_rarity(self._size, count) for count in counts.values()]
        self._unknown_rarity = _rarity(self._size, 1)
        self._rows = [self.row(bag) for bag in bags]
        self._fill_postings()

    def row(self, bag: Bag) -> Row:
        """Weigh the pieces of a text."""
        pieces: list[int] = []
        weights: list[float] = []
        unknown = 0.0
        for piece, count in bag.items():
            strength = 1 + math.log(count)
            number = self._pieces.get(piece)
            if number is None:
                unknown += (strength * self._unknown_rarity) ** 2
            else:
                pieces.append(number)
                weights.append(strength * self._rarity[number])
        vector = np.array(weights, dtype=np.float64)
        length = math.sqrt(float(vector @ vector) + unknown) or 1.0
        return Row(np.array(pieces, dtype=np.intp), vector / length)

    def likeness(self, row: Row) -> Floats:
        """Hold a text against every phrasing: the cosine of each, 0 where nothing meets."""
        if not row.pieces.size:
            return np.zeros(self._size)
        spans = [slice(self._starts[piece], self._starts[piece + 1]) for piece in row.pieces]
        where = np.concatenate([self._where[span] for span in spans])
        values = np.concatenate([self._values[span] for span in spans])
        weights = np.repeat(row.weights, [span.stop - span.start for span in spans])
        return summed(where, values * weights, self._size)

    def likeness_of(self, number: int) -> Floats:
        """Hold a phrasing against every phrasing, itself included."""
        return self.likeness(self._rows[number])

    def gram(self, chosen: Sequence[int] | Ints | slice = slice(None)) -> Floats:
        """Hold the chosen phrasings against one another."""
        rows = self._matrix[chosen]
        return np.asarray((rows @ rows.T).toarray(), dtype=np.float64)

    def _fill_postings(self) -> None:
        sizes = [row.pieces.size for row in self._rows]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        pieces = np.concatenate([np.empty(0, np.intp), *(row.pieces for row in self._rows)])
        weights = np.concatenate([np.empty(0), *(row.weights for row in self._rows)])
        shape = (self._size, len(self._pieces))
        self._matrix = sparse.csr_matrix((weights, pieces, ends), shape=shape)
        columns = self._matrix.tocsc()
        self._starts = columns.indptr.tolist()
        self._where = columns.indices
        self._values = columns.data


def summed(where: NDArray[np.intp], values: Floats, size: int) -> Floats:
    """Add up the values that belong to the same place."""
    return np.bincount(where, weights=values, minlength=size).astype(np.float64, copy=False)


def _rarity(size: int, count: int) -> float:
    return math.log((1 + size) / (1 + count)) + 1
