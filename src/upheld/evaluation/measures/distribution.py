"""Distributions: how many values lie where, in bins for a picture."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from upheld.evaluation.measures.values import Values
from upheld.evaluation.statement import Bin

MOST_BINS = 60


def distribution_of(values: Values) -> tuple[Bin, ...]:
    """Sort the values recorded one by one into at most sixty bins of one width, in whole smallest units.

    The last one ends with the largest value, and may be narrower.
    Values that are only known in sum are in none. Where all are known only in buckets, these are the bins.
    """
    singles = values.singles
    if not len(singles):
        return _of_buckets(values)
    lowest, highest = int(singles.min()), int(singles.max())
    width = (highest - lowest) // MOST_BINS + 1
    numbers = np.bincount((singles - lowest) // width)
    edges = [Fraction(lowest - 1 + place * width) for place in range(len(numbers))]
    edges.append(Fraction(highest))
    return tuple(map(Bin, edges, edges[1:], numbers.tolist()))


def _of_buckets(values: Values) -> tuple[Bin, ...]:
    """The buckets of histograms that all have the same ones, but for values that no bound holds."""
    layouts = {histogram.bounds for histogram in values.histograms}
    if len(layouts) != 1:
        return ()
    bounds = [bound for bound in layouts.pop() if bound is not None]
    if not 1 < len(bounds) <= MOST_BINS:
        return ()
    numbers = np.sum([histogram.counts for histogram in values.histograms], axis=0).tolist()
    edges = [Fraction(min(0, bounds[0] - 1) - 1), *map(Fraction, bounds)]
    return tuple(map(Bin, edges, edges[1:], numbers))
