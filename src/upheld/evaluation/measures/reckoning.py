"""Reckonings: the one figure that records come to, and of how many values it is made."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.statistic import Excess, Jitter, Percentile, Summary, TimeShare, Within
from upheld.evaluation.measures.aggregate import extent_of
from upheld.evaluation.measures.excess import excess_of
from upheld.evaluation.measures.extent import NOTHING, Extent
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.jitter import jitter_of
from upheld.evaluation.measures.material import Material, scale_of_values
from upheld.evaluation.measures.ratio import ratio_of
from upheld.evaluation.measures.scale import floor_of, in_smallest_units
from upheld.evaluation.measures.summary import summarise
from upheld.evaluation.measures.time_share import share_of_time
from upheld.evaluation.measures.values import exact_sum
from upheld.evaluation.measures.within import share_within


class Reckoned(Struct, frozen=True):
    """A figure, and the number of values it is made of for certain."""

    extent: Extent
    number: int
    is_number_known: bool = True
    """False where a source does not say of how many values its figure is: of one at least."""


def reckon(inquiry: Inquiry, material: Material) -> Reckoned:
    """Make the figure that is promised from what counts, with what is in doubt as its bounds."""
    if material.is_published:
        return _published(inquiry, material)
    counted, doubtful = material.docket.values, material.docket.doubtful
    floor, measure = floor_of(inquiry.measure), inquiry.measure
    match inquiry.promise.summary:
        case Within(bound):
            in_units = in_smallest_units(bound, scale_of_values(inquiry, material), measure)
            found = share_within(counted, doubtful, in_units, floor), counted.number
        case TimeShare() as terms:
            in_units = in_smallest_units(terms.bound, scale_of_values(inquiry, material), measure)
            origin = inquiry.hearing.period.interval.start
            found = share_of_time(material.docket, terms, in_units, inquiry.counted_time, origin, floor)
        case Jitter() as jitter:
            found = jitter_of(material.docket.entries, jitter)
        case Excess() as excess:
            found = _excess(inquiry, material, excess)
        case Summary() | Percentile() as summary if material.out_of is None:
            found = summarise(counted, doubtful, summary, floor), counted.number
        case _:
            found = _ratio(material)
    return Reckoned(*found)


def _ratio(material: Material) -> tuple[Extent, int]:
    """What is counted out of all there was."""
    everything = material.docket if material.out_of is None else material.out_of
    some = material.docket.values, material.docket.doubtful
    return ratio_of(some, (everything.values, everything.doubtful)), exact_sum(everything.values.totals)


def _excess(inquiry: Inquiry, material: Material, excess: Excess) -> tuple[Extent, int]:
    """The figure over that of another measure, or over a fixed one."""
    counted, doubtful = material.docket.values, material.docket.doubtful
    figure = summarise(counted, doubtful, excess.summary, floor_of(inquiry.measure))
    base, number = NOTHING, counted.number
    if excess.over is not None:
        scale = scale_of_values(inquiry, material)
        base = Extent.exactly(in_smallest_units(excess.over, scale, inquiry.measure).bound)
    elif material.out_of is not None and inquiry.out_of is not None:
        out_of = material.out_of
        base = summarise(out_of.values, out_of.doubtful, excess.summary, floor_of(inquiry.out_of))
        number = min(number, out_of.values.number)
    return excess_of(figure, base), number


def _published(inquiry: Inquiry, material: Material) -> Reckoned:
    figures = material.published
    return Reckoned(
        extent=extent_of(inquiry.promise.summary, figures.counted, figures.in_doubt),
        number=sum(1 if each.count is None else each.count for each in figures.counted),
        is_number_known=all(each.count is not None for each in figures.counted),
    )
