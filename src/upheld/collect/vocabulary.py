"""A vocabulary: numbers for the words of a column, the same in every batch."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.collect.cells import Codes


class Vocabulary(Struct):
    """Numbers for words, the same in every batch."""

    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def number(self, codes: Codes) -> NDArray[np.int32]:
        """Give each row the number of its word; 0 for an empty cell."""
        table = [self.numbers.setdefault(word, len(self.numbers)) for word in codes.words]
        numbered: NDArray[np.int32] = np.array([*table, 0], dtype=np.int32)[codes.codes]
        return numbered

    def words(self) -> list[str]:
        """Give the words in the order of their numbers."""
        return list(self.numbers)
