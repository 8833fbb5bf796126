"""Shares of values: how many of all keep a bound, in millionths."""

from __future__ import annotations

from fractions import Fraction
from math import floor as rounded_down

import numpy as np
from numpy.typing import NDArray

from upheld.evaluation.measures.extent import NO_VALUES, NOT_EXACT, NOTHING, Edge, Extent
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.measures.values import Bucket, Values, buckets_of
from upheld.evaluation.reason import NoData
from upheld.quantity import Operator, Target

Numbers = tuple[int, int]
"""How many values keep a bound at least, and at most."""


def share_within(counted: Values, uncertain: Values, bound: Target[Fraction], floor: Edge) -> Extent:
    """Give the share of values that keep a bound, and how far sums, buckets and doubtful ones leave it open.

    Of values added up, none below 0, only so many can lie beyond the bound as fit into their sum. A bucket
    keeps the bound whole, or not at all, unless the bound lies in it. A value in doubt is taken with and
    without.
    """
    if not counted and not uncertain:
        return NOTHING
    least, most = _kept(counted, bound, floor)
    least_unsure, most_unsure = _kept(uncertain, bound, floor)
    number, missing = counted.number, uncertain.number - least_unsure
    lowest = Fraction(least, number + missing) if number + missing else Fraction(1)
    highest = Fraction(most + most_unsure, number + most_unsure) if number + most_unsure else Fraction(0)
    figure: Fraction | NoData = NO_VALUES
    if number:
        figure = Fraction(least, number) * WHOLE if least == most else NOT_EXACT
    return Extent(figure, lowest * WHOLE, highest * WHOLE)


def _kept(values: Values, bound: Target[Fraction], floor: Edge) -> Numbers:
    keeping = int(np.count_nonzero(_holds(values.singles, bound)))
    least = most = keeping
    for some, all_ in (
        *_of_sums(values.added_up, bound, floor),
        *(_of_bucket(bucket, bound) for each in values.histograms for bucket in buckets_of(each, floor)),
    ):
        least, most = least + some, most + all_
    return least, most


def _holds(values: NDArray[np.int64], bound: Target[Fraction]) -> NDArray[np.bool_]:
    """Which whole numbers keep a bound, which need not be one."""
    up, down = -(-bound.bound.numerator // bound.bound.denominator), rounded_down(bound.bound)
    match bound.operator:
        case Operator.LESS:
            return values < up
        case Operator.AT_MOST:
            return values <= down
        case Operator.MORE:
            return values > down
        case Operator.AT_LEAST:
            return values >= up


def _of_sums(values: Values, bound: Target[Fraction], floor: Edge) -> list[Numbers]:
    """How many of the values added up in each record keep a bound."""
    return [
        _of_sum(total, count, bound, floor)
        for total, count in zip(values.totals.tolist(), values.counts.tolist(), strict=True)
    ]


def _of_sum(total: int, count: int, bound: Target[Fraction], floor: Edge) -> Numbers:
    if floor != 0:
        return 0, count
    mean_keeps = bound.kept_by(Fraction(total, count))
    most_above = count if bound.bound <= 0 else min(count, rounded_down(total / bound.bound))
    if bound.operator.is_ceiling:
        return count - most_above, count if mean_keeps else count - 1
    return int(mean_keeps), most_above


def _of_bucket(bucket: Bucket, bound: Target[Fraction]) -> Numbers:
    worst, best = (
        (bucket.highest, bucket.lowest) if bound.operator.is_ceiling else (bucket.lowest, bucket.highest)
    )
    keeps_all = isinstance(worst, Fraction) and bound.kept_by(worst)
    keeps_some = not isinstance(best, Fraction) or bound.kept_by(best)
    return (bucket.number if keeps_all else 0), (bucket.number if keeps_some else 0)
