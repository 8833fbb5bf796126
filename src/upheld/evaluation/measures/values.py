"""Values that make one figure: one by one, added up with their number, or sorted into buckets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.evaluation.measures.extent import UNBOUNDED, Edge
from upheld.evidence.measurement import Histogram


def _none() -> NDArray[np.int64]:
    return np.array([], dtype=np.int64)


class Values(Struct, frozen=True, kw_only=True, eq=False):
    """Records of values in smallest units: record i stands for `counts[i]` of them, whose sum is `totals[i]`.

    Both arrays have one length, and no count is 0; a value by itself is a sum of one. Values sorted into
    buckets stand beside.
    """

    totals: NDArray[np.int64] = field(default_factory=_none)
    counts: NDArray[np.int64] = field(default_factory=_none)
    histograms: tuple[Histogram, ...] = ()

    @property
    def number(self) -> int:
        """How many values there are."""
        return exact_sum(self.counts) + sum(sum(each.counts) for each in self.histograms)

    @property
    def singles(self) -> NDArray[np.int64]:
        """The values recorded one by one."""
        singles: NDArray[np.int64] = self.totals[self.counts == 1]
        return singles

    @property
    def added_up(self) -> Values:
        """The records that add several values up."""
        several = self.counts > 1
        return Values(totals=self.totals[several], counts=self.counts[several])

    def __bool__(self) -> bool:
        return self.number > 0


def all_of(parts: Iterable[Values]) -> Values:
    """Put the values of several series together."""
    given = tuple(parts)
    return Values(
        totals=np.concatenate([_none(), *(each.totals for each in given)]),
        counts=np.concatenate([_none(), *(each.counts for each in given)]),
        histograms=tuple(histogram for each in given for histogram in each.histograms),
    )


class Bucket(Struct, frozen=True):
    """So many values of which only this is known: none lies below `lowest` or above `highest`."""

    lowest: Edge
    highest: Edge
    number: int


def buckets_of(histogram: Histogram, floor: Edge) -> Iterator[Bucket]:
    """Give the buckets that hold values; none of these is below the floor, and each is a whole number.

    An upper bound belongs to its bucket, so the next one begins a smallest unit above it.
    """
    lowest = floor
    for bound, number in zip(histogram.bounds, histogram.counts, strict=True):
        highest = UNBOUNDED if bound is None else Fraction(bound)
        if number:
            yield Bucket(_below(lowest, highest), highest, number)
        if bound is not None:
            lowest = Fraction(bound + 1)


def _below(lowest: Edge, highest: Edge) -> Edge:
    """The floor of a first bucket, unless its bound lies below that."""
    is_above = isinstance(lowest, Fraction) and isinstance(highest, Fraction) and lowest > highest
    return UNBOUNDED if is_above else lowest


def exact_sum(values: NDArray[np.int64]) -> int:
    """Add up whole numbers, exactly however many and however large they are."""
    high, low = np.divmod(values, 1 << 32)
    return (int(high.sum()) << 32) + int(low.sum())
