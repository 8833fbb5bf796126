"""Whereabouts: in which file and row a record stands, by its position among the records of all batches."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.collect.problem import Row
from upheld.collect.records import Records


class Whereabouts(Struct):
    """Files and rows of records, in the order they were read in."""

    size: int = 0
    _starts: list[int] = field(default_factory=list)
    """Position of the first record of each batch."""
    _first_rows: list[Row] = field(default_factory=list)
    _in_order: list[bool] = field(default_factory=list)

    def add(self, records: Records) -> None:
        """Note where the records of a batch stand."""
        self._starts.append(self.size)
        self._first_rows.append(records.row(0))
        self._in_order.append(records.is_in_order)
        self.size += records.size

    def row(self, position: int) -> Row:
        """Give the file and row of a record."""
        batch = bisect_right(self._starts, position) - 1
        first = self._first_rows[batch]
        return Row(file=first.file, index=first.index + position - self._starts[batch])

    def files(self) -> NDArray[np.int32]:
        """Give each record the number of its file; one of its own to each whose order tells nothing."""
        numbers: dict[str, int] = {}
        of_batch = [numbers.setdefault(row.file, len(numbers)) for row in self._first_rows]
        sizes = np.diff([*self._starts, self.size])
        files = np.repeat(np.array(of_batch, dtype=np.int32), sizes)
        alone = ~np.repeat(np.array(self._in_order, dtype=np.bool_), sizes)
        files[alone] = -1 - np.arange(int(alone.sum()))
        return files
