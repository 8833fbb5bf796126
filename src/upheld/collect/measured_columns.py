"""Measured columns: all records of measurements side by side, and what is found by looking along them."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.distinct import distinct
from upheld.evidence.measurement import Scale

SCALES = tuple(Scale)
"""Scales by their code."""

NO_HISTOGRAM = -1
"""Code of a record that is none."""

Pairs = list[tuple[int, int]]
"""Positions of two records each."""


class MeasuredColumns(Struct, frozen=True):
    """Records side by side, in the order of the files; names, labels, scales and histograms as codes."""

    source: NDArray[np.int32]
    series: NDArray[np.int32]
    labels: NDArray[np.int32]
    scale: NDArray[np.int8]
    time: NDArray[np.int64]
    end: NDArray[np.int64]
    total: NDArray[np.int64]
    count: NDArray[np.int64]
    histogram: NDArray[np.int32]


class InOrder(Struct, frozen=True):
    """Positions of records by source, series, labels and time, and which of them repeat the one before."""

    order: NDArray[np.intp]
    run: NDArray[np.int64]
    """Number of source, series and labels together, in that order."""
    repeated: NDArray[np.bool_]

    def kept(self) -> list[NDArray[np.intp]]:
        """Give the positions of each run without repetitions."""
        order, run = self.order[~self.repeated], self.run[~self.repeated]
        return np.split(order, np.flatnonzero(np.diff(run)) + 1)


def joined(parts: list[dict[str, Any]]) -> MeasuredColumns:
    """Put the parts one after the other, and let go of each column once it is joined: there may be many."""
    names = MeasuredColumns.__struct_fields__
    return MeasuredColumns(**{name: np.concatenate([part.pop(name) for part in parts]) for name in names})


def in_order(columns: MeasuredColumns) -> InOrder:
    """Sort records into runs, those of one instant beside each other in the order they were read in."""
    run = _numbered(columns.source, columns.series, columns.labels)
    order = np.lexsort((columns.time, run))
    run, time = run[order], columns.time[order]
    repeated = np.zeros(len(order), dtype=np.bool_)
    repeated[1:] = (np.diff(run) == 0) & (np.diff(time) == 0)
    return InOrder(order, run, repeated)


def contradictions(columns: MeasuredColumns, sorted_: InOrder) -> Pairs:
    """Find records of one run and instant that do not say the same, each with the one before."""
    here = np.flatnonzero(sorted_.repeated)
    earlier, later = sorted_.order[here - 1], sorted_.order[here]
    differ = np.zeros(len(here), dtype=np.bool_)
    for values in (columns.end, columns.total, columns.count, columns.histogram):
        differ |= values[earlier] != values[later]
    return list(zip(earlier[differ].tolist(), later[differ].tolist(), strict=True))


def overlaps(columns: MeasuredColumns, sorted_: InOrder) -> Pairs:
    """Find records of one run that begin before the one before has ended."""
    order, run = sorted_.order[~sorted_.repeated], sorted_.run[~sorted_.repeated]
    overlap = (np.diff(run) == 0) & (columns.end[order[:-1]] > columns.time[order[1:]])
    here = np.flatnonzero(overlap)
    return list(zip(order[here].tolist(), order[here + 1].tolist(), strict=True))


def mixed_scales(columns: MeasuredColumns) -> Pairs:
    """Find, for each series that is counted in several scales, a record of its first and one of another."""
    series = _numbered(columns.source, columns.series)
    kinds = distinct(series * len(SCALES) + columns.scale) // len(SCALES)
    found = []
    for mixed in distinct(kinds[1:][np.diff(kinds) == 0]).tolist():
        rows = np.flatnonzero(series == mixed)
        scales = columns.scale[rows]
        found.append((int(rows[0]), int(rows[np.argmax(scales != scales[0])])))
    return found


def sizes(columns: MeasuredColumns) -> list[tuple[int, int, int]]:
    """Count the records of each series: codes of source and series, and how many."""
    names = int(columns.series.max()) + 1
    numbers, counts = np.unique(_numbered(columns.source, columns.series), return_counts=True)
    return [
        (*divmod(number, names), count)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    ]


def _numbered(*keys: NDArray[np.int32]) -> NDArray[np.int64]:
    """Number the combinations of some keys; two records have one number exactly if all keys are the same."""
    number = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        number *= int(key.max()) + 1
        number += key
    return number
