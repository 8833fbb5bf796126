"""Extremes: the smallest and the largest of all values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from upheld.evaluation.measures.extent import NO_VALUES, NOT_EXACT, NOTHING, UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.values import Values, buckets_of
from upheld.evaluation.reason import NoData


def minimum_of(counted: Values, uncertain: Values, floor: Edge) -> Extent:
    """Give the smallest value that counts, and how far summed, sorted and doubtful ones leave it open.

    Of values added up the smallest is at most their mean; of those in buckets it lies in the first that holds
    any.
    """
    if not counted and not uncertain:
        return NOTHING
    sure, unsure = list(_smallest(counted, floor)), list(_smallest(uncertain, floor))
    lowest = _least(edge for edge, _ in sure)
    highest = _least_bounded(edge for _, edge in sure)
    return Extent(_figure(lowest, highest, bool(sure)), _least(e for e, _ in (*sure, *unsure)), highest)


def maximum_of(counted: Values, uncertain: Values, floor: Edge) -> Extent:
    """Give the largest value that counts, and how far summed, sorted and doubtful ones leave it open.

    Of values added up the largest is at least their mean, and at most their sum where none is below 0; of
    those in buckets it lies in the last that holds any.
    """
    if not counted and not uncertain:
        return NOTHING
    sure, unsure = list(_largest(counted, floor)), list(_largest(uncertain, floor))
    lowest = _greatest_bounded(edge for edge, _ in sure)
    highest = _greatest(edge for _, edge in sure)
    return Extent(_figure(lowest, highest, bool(sure)), lowest, _greatest(e for _, e in (*sure, *unsure)))


def _smallest(values: Values, floor: Edge) -> Iterator[tuple[Edge, Edge]]:
    """Between which bounds the smallest value of each sort lies."""
    singles = values.singles
    if len(singles):
        yield Fraction(int(singles.min())), Fraction(int(singles.min()))
    if added_up := values.added_up:
        yield floor, Fraction(int((added_up.totals // added_up.counts).min()))
    for histogram in values.histograms:
        first = next(buckets_of(histogram, floor), None)
        if first is not None:
            yield first.lowest, first.highest


def _largest(values: Values, floor: Edge) -> Iterator[tuple[Edge, Edge]]:
    """Between which bounds the largest value of each sort lies."""
    singles = values.singles
    if len(singles):
        yield Fraction(int(singles.max())), Fraction(int(singles.max()))
    if added_up := values.added_up:
        rounded_up = -(-added_up.totals // added_up.counts)
        highest = Fraction(int(added_up.totals.max())) if floor == 0 else UNBOUNDED
        yield Fraction(int(rounded_up.max())), highest
    for histogram in values.histograms:
        held = list(buckets_of(histogram, floor))
        if held:
            yield held[-1].lowest, held[-1].highest


def _least(edges: Iterable[Edge]) -> Edge:
    """The least of lower bounds; none where one of them is none."""
    given = list(edges)
    bounded = [edge for edge in given if isinstance(edge, Fraction)]
    return min(bounded) if bounded and len(bounded) == len(given) else UNBOUNDED


def _greatest(edges: Iterable[Edge]) -> Edge:
    """The greatest of upper bounds; none where one of them is none."""
    given = list(edges)
    bounded = [edge for edge in given if isinstance(edge, Fraction)]
    return max(bounded) if bounded and len(bounded) == len(given) else UNBOUNDED


def _least_bounded(edges: Iterable[Edge]) -> Edge:
    """The least of upper bounds, of which those that are none bound nothing."""
    return min((edge for edge in edges if isinstance(edge, Fraction)), default=UNBOUNDED)


def _greatest_bounded(edges: Iterable[Edge]) -> Edge:
    """The greatest of lower bounds, of which those that are none bound nothing."""
    return max((edge for edge in edges if isinstance(edge, Fraction)), default=UNBOUNDED)


def _figure(lowest: Edge, highest: Edge, has_any: bool) -> Fraction | NoData:
    if not has_any:
        return NO_VALUES
    return lowest if isinstance(lowest, Fraction) and lowest == highest else NOT_EXACT
