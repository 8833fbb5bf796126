"""Summaries: one figure made from values, whatever they are the values of."""

from __future__ import annotations

from upheld.agreement.statistic import Percentile, Summary
from upheld.evaluation.measures.extent import Edge, Extent
from upheld.evaluation.measures.extreme import maximum_of, minimum_of
from upheld.evaluation.measures.mean import mean_of
from upheld.evaluation.measures.percentile import percentile_of
from upheld.evaluation.measures.total import total_of
from upheld.evaluation.measures.values import Values


def summarise(counted: Values, uncertain: Values, summary: Summary | Percentile, floor: Edge) -> Extent:
    """Make one figure of the values that count, with those in doubt as its bounds.

    A share that brings its counts is the mean of all it counts, so that a ratio of it pools the period; one
    without them counts as one value.
    """
    match summary:
        case Summary.MEAN | Summary.RATIO:
            return mean_of(counted, uncertain, floor)
        case Summary.MINIMUM:
            return minimum_of(counted, uncertain, floor)
        case Summary.MAXIMUM:
            return maximum_of(counted, uncertain, floor)
        case Summary.TOTAL:
            return total_of(counted, uncertain, floor)
        case Percentile() as percentile:
            return percentile_of(counted, uncertain, percentile, floor)
