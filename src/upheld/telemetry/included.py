"""Included time: how much of any stretch lies in a set of intervals, for many stretches at once."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.chrono.interval import IntervalSet


class IncludedTime(Struct, frozen=True, eq=False):
    """The edges of a set of intervals, starts and ends in turn, and how much of the set lies before each."""

    edges: NDArray[np.int64]
    before: NDArray[np.int64]

    @classmethod
    def of(cls, intervals: IntervalSet) -> IncludedTime:
        """Lay out a set of intervals."""
        edges = np.array([edge for each in intervals for edge in (each.start, each.end)], dtype=np.int64)
        lengths = np.diff(edges, prepend=edges[:1])
        lengths[::2] = 0
        return cls(edges, np.cumsum(lengths))

    def until(self, instants: NDArray[np.int64]) -> NDArray[np.int64]:
        """How much of the set lies before each instant, in microseconds."""
        if not len(self.edges):
            return np.zeros(len(instants), dtype=np.int64)
        place = np.searchsorted(self.edges, instants, side="right")
        last = np.maximum(place - 1, 0)
        passed = self.before[last] + np.where(place % 2 == 1, instants - self.edges[last], 0)
        return np.where(place == 0, 0, passed)

    def contains(self, instants: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each instant lies in the set."""
        inside: NDArray[np.bool_] = np.searchsorted(self.edges, instants, side="right") % 2 == 1
        return inside
