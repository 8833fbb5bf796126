"""Means: the sum of all values over their number, each value weighing the same."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from upheld.evaluation.measures.extent import NO_VALUES, NOT_EXACT, NOTHING, UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.values import Values, buckets_of, exact_sum
from upheld.evaluation.reason import NoData


def mean_of(counted: Values, uncertain: Values, floor: Edge) -> Extent:
    """Give the mean of the values that count, and how far those that may count could move it.

    A value that may count is taken with and without, in whatever combination moves the mean furthest. Of
    values added up any number may count: one of them may be the whole sum, and all others nothing, where a
    measure has no values below 0. Values in buckets lie anywhere in them, unless the source keeps their sum.
    """
    number = counted.number
    if not number and not uncertain:
        return NOTHING
    lowest, highest = sum_of(counted, floor)
    return Extent(
        figure=_figure(lowest, highest, number),
        lowest=_negative(_highest(_negative(lowest), number, _pulling_down(uncertain, floor))),
        highest=_highest(highest, number, _pulling_up(uncertain, floor)),
    )


def sum_of(values: Values, floor: Edge) -> tuple[Edge, Edge]:
    """Give the least and the greatest that values can add up to: the same where the records tell it."""
    known = exact_sum(values.totals)
    known += sum(each.total for each in values.histograms if each.total is not None)
    spread = [
        bucket for each in values.histograms if each.total is None for bucket in buckets_of(each, floor)
    ]
    return (
        _added(known, ((bucket.lowest, bucket.number) for bucket in spread)),
        _added(known, ((bucket.highest, bucket.number) for bucket in spread)),
    )


def _added(known: int, spread: Iterable[tuple[Edge, int]]) -> Edge:
    total = Fraction(known)
    for edge, number in spread:
        if not isinstance(edge, Fraction):
            return UNBOUNDED
        total += edge * number
    return total


def _figure(lowest: Edge, highest: Edge, number: int) -> Fraction | NoData:
    if not number:
        return NO_VALUES
    return lowest / number if isinstance(lowest, Fraction) and lowest == highest else NOT_EXACT


def _negative(edge: Edge) -> Edge:
    return -edge if isinstance(edge, Fraction) else UNBOUNDED


Candidates = tuple[NDArray[np.int64], NDArray[np.int64]]
"""What values may be, and how many of each."""


def _pulling_up(uncertain: Values, floor: Edge) -> Candidates | None:
    """The uncertain values as high as they can be; `None` where nothing bounds one of them."""
    buckets = [bucket for each in uncertain.histograms for bucket in buckets_of(each, floor)]
    if _has_no_floor(uncertain, floor) or any(bucket.highest is UNBOUNDED for bucket in buckets):
        return None
    of_one = np.ones(len(uncertain.totals), dtype=np.int64)
    return _with_buckets(uncertain.totals, of_one, [(bucket.highest, bucket.number) for bucket in buckets])


def _pulling_down(uncertain: Values, floor: Edge) -> Candidates | None:
    """The uncertain values as low as they can be, with the sign turned, so that the highest pulls most."""
    buckets = [bucket for each in uncertain.histograms for bucket in buckets_of(each, floor)]
    if _has_no_floor(uncertain, floor) or any(bucket.lowest is UNBOUNDED for bucket in buckets):
        return None
    of_one = np.ones(len(uncertain.totals), dtype=np.int64)
    nothing = (Fraction(0), exact_sum(uncertain.counts) - len(uncertain.counts))
    lowest = [(_negative(bucket.lowest), bucket.number) for bucket in buckets]
    return _with_buckets(-uncertain.totals, of_one, [nothing, *lowest])


def _has_no_floor(values: Values, floor: Edge) -> bool:
    return floor is UNBOUNDED and bool((values.counts > 1).any())


def _with_buckets(
    values: NDArray[np.int64], numbers: NDArray[np.int64], buckets: list[tuple[Edge, int]]
) -> Candidates:
    bounded = [(int(edge), number) for edge, number in buckets if isinstance(edge, Fraction)]
    return (
        np.append(values, np.array([edge for edge, _ in bounded], dtype=np.int64)),
        np.append(numbers, np.array([number for _, number in bounded], dtype=np.int64)),
    )


def _highest(total: Edge, number: int, candidates: Candidates | None) -> Edge:
    """The greatest mean of a sum over a number, taking in candidates or leaving them out.

    A candidate raises the mean if it lies above it, so the best choice is all above the mean it makes; each
    round comes nearer to it (Dinkelbach 1967, on nonlinear fractional programming).
    """
    if candidates is None or not isinstance(total, Fraction):
        return UNBOUNDED
    values, numbers = candidates
    mean = _mean_with(total, number, values, numbers)
    while True:
        above = values > mean.numerator // mean.denominator
        if not number and not numbers[above].any():
            return mean
        better = _mean_with(total, number, values[above], numbers[above])
        if better <= mean:
            return mean
        mean = better


def _mean_with(
    total: Fraction, number: int, values: NDArray[np.int64], numbers: NDArray[np.int64]
) -> Fraction:
    several = numbers != 1
    whole = exact_sum(values[~several])
    whole += sum(map(int.__mul__, values[several].tolist(), numbers[several].tolist()))
    return (total + whole) / (number + exact_sum(numbers))
