"""Wording: figures of measures, targets and extents as the sentences of an explanation write them."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.measure import MeasureUnit
from upheld.agreement.statistic import Excess, Jitter, Percentile, Statistic, Summary, TimeShare, Within
from upheld.evaluation.measures.extent import Edge, Extent
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.material import makes_share
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.reason import Figure, Measured, NoData, Share, Words
from upheld.evidence.measurement import Scale
from upheld.quantity import write_length
from upheld.quantity.measured import measured, percentage
from upheld.quantity.phrase import write_number

_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def is_share(inquiry: Inquiry) -> bool:
    """Whether the figure is a share of a whole, to be shown as a percentage."""
    return makes_share(inquiry.promise.summary) or inquiry.measure.unit is MeasureUnit.SHARE


def figure_of(value: Edge | NoData, scale: Scale, as_share: bool) -> Figure:
    """Give a figure in smallest units as statements carry it; a bound that is none has no figure."""
    match value:
        case Fraction():
            return Share(value / WHOLE) if as_share else Measured(value, scale)
        case NoData():
            return value
        case _:
            return NoData("nothing bounds it")


def shown_figure(extent: Extent, scale: Scale, as_share: bool) -> Figure:
    """Give the figure to show: the one recorded, or else between which bounds it lies."""
    if isinstance(extent.figure, Fraction):
        return figure_of(extent.figure, scale, as_share)
    between = spoken_bounds(extent, scale, as_share)
    return Words(between) if between else figure_of(extent.figure, scale, as_share)


def spoken(value: Fraction, scale: Scale, as_share: bool) -> str:
    """Write a figure in the unit people read it in, never rounded onto a bound."""
    return percentage(value / WHOLE) if as_share else measured(value, scale.value)


def spoken_figure(figure: Figure) -> str:
    """Write a figure of a statement in words."""
    match figure:
        case Share(value):
            return percentage(value)
        case Measured(value, scale):
            return measured(value, scale.value)
        case Words(text) | NoData(text):
            return text
        case other:
            return str(other)


def spoken_extent(extent: Extent, scale: Scale, as_share: bool) -> str:
    """Say a figure as recorded, or else between which bounds it lies; nothing where nothing is known."""
    if isinstance(extent.figure, Fraction):
        return spoken(extent.figure, scale, as_share)
    return spoken_bounds(extent, scale, as_share)


def spoken_bounds(extent: Extent, scale: Scale, as_share: bool) -> str:
    """Say between which bounds a figure lies; nothing where nothing bounds it."""
    low, high = (
        spoken(edge, scale, as_share) if isinstance(edge, Fraction) else ""
        for edge in (extent.lowest, extent.highest)
    )
    if low and high:
        return f"between {low} and {high}" if low != high else low
    return f"at least {low}" if low else f"at most {high}" if high else ""


def spoken_statistic(promise: Statistic) -> str:
    """Name a statistic: `the mean`, `the 75th percentile`, `the smallest value`."""
    match promise.summary:
        case Within(bound):
            return f"the share that is {bound}"
        case TimeShare() as terms:
            figure = spoken_summary(terms.summary)
            return f"the share of slices of {write_length(terms.of)} in which {figure} is {terms.bound}"
        case Jitter() as jitter:
            return f"the jitter ({jitter.value})"
        case Excess(summary):
            over = promise.out_of if promise.summary.over is None else promise.summary.over.bound
            return f"the share by which {spoken_summary(summary)} exceeds {over}"
        case Summary() | Percentile() as summary:
            return spoken_summary(summary)


def spoken_summary(summary: Summary | Percentile) -> str:
    """Name how values become one figure."""
    match summary:
        case Summary.MEAN | Summary.RATIO:
            return f"the {summary.value}"
        case Summary.MINIMUM:
            return "the smallest"
        case Summary.MAXIMUM:
            return "the largest"
        case Summary.TOTAL:
            return "the total"
        case Percentile(share):
            return f"the {_ordinal(share * 100)} percentile"


def _ordinal(number: Fraction) -> str:
    whole = int(number) if number.denominator == 1 else 0
    ending = "th" if whole % 100 in (11, 12, 13) else _ORDINALS.get(whole % 10, "th")
    return f"{write_number(number)}{ending}"
