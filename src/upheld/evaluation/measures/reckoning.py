"""Reckonings: the one figure that records come to, and of how many values it is made."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.statistic import Percentile, Summary
from upheld.evaluation.measures.aggregate import extent_of
from upheld.evaluation.measures.extent import Extent
from upheld.evaluation.measures.extreme import maximum_of, minimum_of
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.material import Material
from upheld.evaluation.measures.mean import mean_of
from upheld.evaluation.measures.percentile import percentile_of
from upheld.evaluation.measures.ratio import ratio_of
from upheld.evaluation.measures.scale import floor_of
from upheld.evaluation.measures.values import exact_sum


class Reckoned(Struct, frozen=True):
    """A figure, and the number of values it is made of for certain."""

    extent: Extent
    number: int
    is_number_known: bool = True
    """False where a source does not say of how many values its figure is: of one at least."""


def reckon(inquiry: Inquiry, material: Material) -> Reckoned:
    """Make the figure that is promised from what counts, with what is in doubt as its bounds.

    A share that brings its counts is the mean of all it counts, so that a ratio of it pools the period; one
    without them counts as one value.
    """
    if material.is_published:
        return _published(inquiry, material)
    counted, doubtful = material.docket.values, material.docket.doubtful
    if material.out_of is not None:
        everything = material.out_of.values
        extent = ratio_of((counted, doubtful), (everything, material.out_of.doubtful))
        return Reckoned(extent, exact_sum(everything.totals))
    floor = floor_of(inquiry.measure)
    match inquiry.promise.summary:
        case Summary.MEAN | Summary.RATIO:
            extent = mean_of(counted, doubtful, floor)
        case Summary.MINIMUM:
            extent = minimum_of(counted, doubtful, floor)
        case Summary.MAXIMUM:
            extent = maximum_of(counted, doubtful, floor)
        case Percentile() as percentile:
            extent = percentile_of(counted, doubtful, percentile, floor)
    return Reckoned(extent, counted.number)


def _published(inquiry: Inquiry, material: Material) -> Reckoned:
    figures = material.published
    return Reckoned(
        extent=extent_of(inquiry.promise.summary, figures.counted, figures.in_doubt),
        number=sum(1 if each.count is None else each.count for each in figures.counted),
        is_number_known=all(each.count is not None for each in figures.counted),
    )
