"""Statistics of measured values, exact: means weighted by count, percentiles by nearest rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from upheld.errors import UsageError
from upheld.evaluation.reason import NoData

NO_VALUES = NoData("no values were recorded")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Values that a source added up: their sum, in the smallest unit, and how many there were."""

    total: int
    count: int

    def __post_init__(self) -> None:
        if self.count < 0 or (self.count == 0 and self.total):
            raise UsageError(f"{self.count} values can't add up to {self.total}: give the sum and its count")

    @classmethod
    def of(cls, values: NDArray[np.int64]) -> Bucket:
        """Add up raw values, exactly however many there are."""
        high, low = np.divmod(values, 1 << 32)
        return cls((int(high.sum()) << 32) + int(low.sum()), len(values))

    def __add__(self, other: Bucket) -> Bucket:
        return Bucket(self.total + other.total, self.count + other.count)


def mean_of(buckets: Iterable[Bucket]) -> Fraction | NoData:
    """Give the mean of all values in all buckets, so that each bucket weighs as many values as it holds."""
    whole = sum(buckets, Bucket(0, 0))
    return Fraction(whole.total, whole.count) if whole.count else NO_VALUES


def nearest_rank(values: NDArray[np.int64], percentage: Fraction) -> int | NoData:
    """Give a percentile by nearest rank: the least value that so many per cent of all values don't exceed.

    It is always one of the values, never between two (Hyndman and Fan 1996, definition 1). UsageError unless
    the percentage is above 0 and at most 100.
    """
    if not 0 < percentage <= 100:
        raise UsageError(f"there is no {percentage}th percentile: it is above 0 and at most 100")
    if not len(values):
        return NO_VALUES
    rank = -(-percentage * len(values) // 100)
    return int(np.partition(values, rank - 1)[rank - 1])
