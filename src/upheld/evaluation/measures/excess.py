"""Relative excess: by what share a figure exceeds another one, in millionths."""

from __future__ import annotations

from fractions import Fraction

from upheld.evaluation.measures.extent import UNBOUNDED, Edge, Extent
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.reason import NoData

NO_BASE = NoData("the figure to be exceeded is 0, of which nothing is a share")


def excess_of(figure: Extent, base: Extent) -> Extent:
    """Give the ratio of two figures less 1, and how far the two leave it open; neither is below 0.

    Where the base is 0, or may be, nothing bounds it.
    """
    return Extent(
        _exactly(figure.figure, base.figure),
        _over(figure.lowest, base.highest),
        _over(figure.highest, base.lowest),
    )


def _exactly(figure: Fraction | NoData, base: Fraction | NoData) -> Fraction | NoData:
    if isinstance(figure, NoData):
        return figure
    if isinstance(base, NoData):
        return base
    return (figure / base - 1) * WHOLE if base else NO_BASE


def _over(figure: Edge, base: Edge) -> Edge:
    if not isinstance(figure, Fraction) or not isinstance(base, Fraction) or not base:
        return UNBOUNDED
    return (figure / base - 1) * WHOLE
