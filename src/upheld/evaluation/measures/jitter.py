"""Jitter: how much the values of a series differ from one to the next.

It is the variation of successive values (the inter-packet delay variation of RFC 5481 and the transit
difference D of RFC 3550, without its smoothing): of n values, n - 1 absolute differences. Values are
successive where no record lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from upheld.agreement.statistic import Jitter
from upheld.evaluation.measures.docket import Entry
from upheld.evaluation.measures.extent import NOT_EXACT, UNBOUNDED, Extent
from upheld.evaluation.measures.extreme import maximum_of
from upheld.evaluation.measures.mean import mean_of
from upheld.evaluation.measures.standing import Standing
from upheld.evaluation.measures.values import Values, all_of

_NO_DIFFERENCE_IS_NEGATIVE = Fraction(0)


def jitter_of(entries: Iterable[Entry], jitter: Jitter) -> tuple[Extent, int]:
    """Give the jitter of several series, and of how many differences it is made.

    A difference from a value in doubt is in doubt. Nothing tells the jitter of values that are only known in
    sum, or in buckets.
    """
    held = tuple(entries)
    counted = all_of(_differences(entry, Standing.COUNTS) for entry in held)
    doubtful = all_of(_differences(entry, Standing.IN_DOUBT) for entry in held)
    if any(_is_pooled(entry) for entry in held):
        return Extent(NOT_EXACT, _NO_DIFFERENCE_IS_NEGATIVE, UNBOUNDED), counted.number
    make = mean_of if jitter is Jitter.MEAN_DIFFERENCE else maximum_of
    return make(counted, doubtful, _NO_DIFFERENCE_IS_NEGATIVE), counted.number


def _differences(entry: Entry, standing: Standing) -> Values:
    """The differences that count, or that are in doubt."""
    series = entry.series
    found = np.full(len(series.times), Standing.LEFT_OUT, dtype=np.int8)
    found[entry.in_doubt] = Standing.IN_DOUBT
    found[entry.counted] = Standing.COUNTS
    found[series.counts != 1] = Standing.LEFT_OUT
    pairs = np.maximum(found[:-1], found[1:]) == standing
    differences = np.abs(np.diff(series.totals))[pairs]
    return Values(totals=differences, counts=np.ones(len(differences), dtype=np.int64))


def _is_pooled(entry: Entry) -> bool:
    rows = np.append(entry.counted, entry.in_doubt)
    return bool(entry.histograms or entry.histograms_in_doubt or (entry.series.counts[rows] > 1).any())
