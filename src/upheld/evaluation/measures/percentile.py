"""Percentiles: by nearest rank or by linear interpolation, over values, buckets, and values in doubt."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from math import ceil

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.agreement.statistic import Percentile, Rank
from upheld.evaluation.measures.extent import NO_VALUES, NOT_EXACT, NOTHING, UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.values import Values, buckets_of
from upheld.evaluation.reason import NoData

_BELOW_ALL, _ABOVE_ALL = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""Where a value lies that nothing bounds."""


def percentile_of(counted: Values, uncertain: Values, percentile: Percentile, floor: Edge) -> Extent:
    """Give a percentile of the values that count, and how far buckets and values in doubt leave it open.

    By nearest rank it is the least value that so large a share of all values does not exceed (Hyndman and Fan
    1996, definition 1); interpolated, it lies between the two values around rank p (n - 1) + 1 (definition
    7). A value in a bucket lies anywhere in it, and one of several added up anywhere from the floor to their
    sum. Each value in doubt is taken with and without; interpolated, the bounds are then those of the two
    values it lies between.
    """
    if not counted and not uncertain:
        return NOTHING
    if not uncertain and len(counted.singles) == counted.number:
        return Extent.exactly(_at_rank(counted.singles, percentile))
    certain, doubtful = _ranges(counted, floor), _ranges(uncertain, floor)
    lowest, highest = _bounds(certain, doubtful, percentile)
    return Extent(_figure(certain, percentile), lowest, highest)


def nearest_rank(share: Fraction, number: int) -> int:
    """Give the rank, from 1, of the percentile among so many values in order."""
    return max(1, ceil(share * number))


def _at_rank(values: NDArray[np.int64], percentile: Percentile) -> Fraction:
    """The percentile of values recorded one by one."""
    if percentile.rank is Rank.NEAREST:
        place = nearest_rank(percentile.share, len(values)) - 1
        return Fraction(int(np.partition(values, place)[place]))
    place, beyond = divmod(percentile.share * (len(values) - 1), 1)
    after = min(place + 1, len(values) - 1)
    ordered = np.partition(values, sorted({place, after}))
    return int(ordered[place]) + beyond * (int(ordered[after]) - int(ordered[place]))


class _Ranges(Struct, frozen=True, eq=False):
    """Between which bounds values lie, and how many between each; arrays of one length."""

    lows: NDArray[np.int64]
    highs: NDArray[np.int64]
    numbers: NDArray[np.int64]


def _ranges(values: Values, floor: Edge) -> _Ranges:
    buckets = [
        (_or_else(bucket.lowest, _BELOW_ALL), _or_else(bucket.highest, _ABOVE_ALL), bucket.number)
        for histogram in values.histograms
        for bucket in buckets_of(histogram, floor)
    ]
    lows, highs, numbers = np.array(buckets, dtype=np.int64).reshape(-1, 3).T
    is_single = values.counts == 1
    lowest = np.where(is_single, values.totals, _or_else(floor, _BELOW_ALL))
    highest = np.where(is_single | (floor == 0), values.totals, _ABOVE_ALL)
    return _Ranges(
        lows=np.append(lowest, lows),
        highs=np.append(highest, highs),
        numbers=np.append(values.counts, numbers),
    )


def _or_else(edge: Edge, otherwise: int) -> int:
    return int(edge) if isinstance(edge, Fraction) else otherwise


def _figure(certain: _Ranges, percentile: Percentile) -> Fraction | NoData:
    """The percentile of what counts for certain, where buckets leave nothing open of it."""
    if not len(certain.numbers):
        return NO_VALUES
    lowest, highest = _bounds(certain, _ranges(Values(), UNBOUNDED), percentile)
    return lowest if isinstance(lowest, Fraction) and lowest == highest else NOT_EXACT


def _bounds(certain: _Ranges, doubtful: _Ranges, percentile: Percentile) -> tuple[Edge, Edge]:
    share, is_interpolated = percentile.share, percentile.rank is Rank.INTERPOLATED
    if is_interpolated and not len(doubtful.numbers):
        lowest = _interpolated(certain.lows, certain.numbers, share)
        return lowest, _interpolated(certain.highs, certain.numbers, share)
    return _lowest(certain, doubtful, share, is_interpolated), _highest(
        certain, doubtful, share, is_interpolated
    )


def _lowest(certain: _Ranges, doubtful: _Ranges, share: Fraction, is_interpolated: bool) -> Edge:
    """The percentile with every value as low as can be, and of those in doubt just the ones up to it."""
    values, sure, unsure = _in_order(certain.lows, doubtful.lows, certain.numbers, doubtful.numbers)
    number = int(sure[-1])

    def is_reached(place: int) -> bool:
        taken_in = int(unsure[place + 1])
        up_to, of_all = int(sure[place + 1]) + taken_in, number + taken_in
        return up_to > share * (of_all - 1) if is_interpolated else up_to >= share * of_all

    return _edge(values[bisect_left(range(len(values)), True, key=is_reached)])


def _highest(certain: _Ranges, doubtful: _Ranges, share: Fraction, is_interpolated: bool) -> Edge:
    """The percentile with every value as high as can be, and of those in doubt just the ones from it on."""
    values, sure, unsure = _in_order(certain.highs, doubtful.highs, certain.numbers, doubtful.numbers)
    number, in_doubt = int(sure[-1]), int(unsure[-1])

    def is_passed(place: int) -> bool:
        below, of_all = int(sure[place]), number + in_doubt - int(unsure[place])
        return below - 1 >= share * (of_all - 1) if is_interpolated else below >= share * of_all

    return _edge(values[bisect_left(range(len(values)), True, key=is_passed) - 1])


def _in_order(
    certain: NDArray[np.int64],
    doubtful: NDArray[np.int64],
    certain_numbers: NDArray[np.int64],
    doubtful_numbers: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """All values in order, and how many of either sort come before each; before the end, all of them."""
    values = np.append(certain, doubtful)
    order = np.argsort(values, kind="stable")
    sure = np.append(certain_numbers, np.zeros_like(doubtful_numbers))[order]
    unsure = np.append(np.zeros_like(certain_numbers), doubtful_numbers)[order]
    return values[order], np.append(0, np.cumsum(sure)), np.append(0, np.cumsum(unsure))


def _interpolated(values: NDArray[np.int64], numbers: NDArray[np.int64], share: Fraction) -> Edge:
    order = np.argsort(values, kind="stable")
    up_to = np.cumsum(numbers[order])
    place, beyond = divmod(share * (int(up_to[-1]) - 1), 1)
    here = _edge(values[order][np.searchsorted(up_to, place, side="right")])
    if not beyond:
        return here
    after = _edge(values[order][np.searchsorted(up_to, place + 1, side="right")])
    if not (isinstance(here, Fraction) and isinstance(after, Fraction)):
        return UNBOUNDED
    return here + beyond * (after - here)


def _edge(value: np.int64) -> Edge:
    return UNBOUNDED if value in (_BELOW_ALL, _ABOVE_ALL) else Fraction(int(value))
