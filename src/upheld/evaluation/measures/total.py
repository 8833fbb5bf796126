"""Totals: the sum of all values."""

from __future__ import annotations

from fractions import Fraction

from upheld.evaluation.measures.extent import NO_VALUES, NOT_EXACT, NOTHING, UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.mean import sum_of
from upheld.evaluation.measures.values import Values


def total_of(counted: Values, uncertain: Values, floor: Edge) -> Extent:
    """Give the sum of the values that count, and how far those that may count could move it.

    A value in doubt is taken with and without: where a measure has none below 0 it can only add to the sum,
    and otherwise nothing bounds the sum on either side.
    """
    if not counted and not uncertain:
        return NOTHING
    lowest, highest = sum_of(counted, floor)
    figure = lowest if isinstance(lowest, Fraction) and lowest == highest else NOT_EXACT
    if uncertain:
        lowest = lowest if isinstance(floor, Fraction) else UNBOUNDED
        highest = _added(highest, sum_of(uncertain, floor)[1]) if isinstance(floor, Fraction) else UNBOUNDED
    return Extent(figure if counted else NO_VALUES, lowest, highest)


def _added(one: Edge, other: Edge) -> Edge:
    return one + other if isinstance(one, Fraction) and isinstance(other, Fraction) else UNBOUNDED
