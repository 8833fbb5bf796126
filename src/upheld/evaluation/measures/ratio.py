"""Ratios: what was counted out of all there was, pooled over the period, in millionths."""

from __future__ import annotations

from fractions import Fraction

from upheld.evaluation.measures.extent import NO_VALUES, NOT_EXACT, NOTHING, UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.mean import sum_of
from upheld.evaluation.measures.values import Values, all_of
from upheld.evaluation.reason import NoData

WHOLE = 10**6
"""So many millionths are all there was."""

_NO_COUNT_IS_NEGATIVE = Fraction(0)


def ratio_of(some: tuple[Values, Values], everything: tuple[Values, Values]) -> Extent:
    """Give the sum of one count over the sum of another, each with its records in doubt, in millionths.

    Records in doubt are taken with and without, in either sum by itself. Without a record of both there is no
    ratio: that nothing was recorded does not say that nothing happened.
    """
    (counted, in_doubt), (all_counted, all_in_doubt) = some, everything
    if not (counted or in_doubt) or not (all_counted or all_in_doubt):
        return NOTHING
    least, _ = sum_of(counted, _NO_COUNT_IS_NEGATIVE)
    _, most = sum_of(all_of((counted, in_doubt)), _NO_COUNT_IS_NEGATIVE)
    least_of_all, _ = sum_of(all_counted, _NO_COUNT_IS_NEGATIVE)
    _, most_of_all = sum_of(all_of((all_counted, all_in_doubt)), _NO_COUNT_IS_NEGATIVE)
    return Extent(_figure(counted, all_counted), _over(least, most_of_all), _over(most, least_of_all))


def _figure(counted: Values, all_counted: Values) -> Fraction | NoData:
    least, most = sum_of(counted, _NO_COUNT_IS_NEGATIVE)
    least_of_all, most_of_all = sum_of(all_counted, _NO_COUNT_IS_NEGATIVE)
    if not counted or not most_of_all:
        return NO_VALUES
    figure = _over(least, most_of_all)
    return figure if isinstance(figure, Fraction) and figure == _over(most, least_of_all) else NOT_EXACT


def _over(some: Edge, of_all: Edge) -> Edge:
    if not isinstance(some, Fraction) or not isinstance(of_all, Fraction) or not of_all:
        return UNBOUNDED
    return some / of_all * WHOLE
