"""Aggregates: figures the source worked out itself, where its statistic and its time are those judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.statistic import (
    Excess,
    Jitter,
    Making,
    Percentile,
    RegionShare,
    Summary,
    TimeShare,
    Within,
)
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.measures.extent import NOT_EXACT, NOTHING, UNBOUNDED, Extent
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.load import LoadCondition
from upheld.evaluation.measures.scale import scale_of
from upheld.evaluation.measures.series import fault_of, region_of
from upheld.evaluation.measures.standing import Standing
from upheld.evidence.measurement import Aggregate
from upheld.quantity.phrase import write_number


class Published(Struct, frozen=True):
    """The source's own figures of the time judged: which count, which are in doubt, and why others do not."""

    counted: tuple[Aggregate, ...]
    in_doubt: tuple[Aggregate, ...]
    left_out: Counter[str]
    doubts: Counter[str]
    later: tuple[Aggregate, ...]
    """Those that were not known yet at the instant of judgement."""

    told_apart: RegionShare | None = None
    """What tells regions apart, where each has a figure of its own."""

    def _region(self, aggregate: Aggregate) -> str | None:
        return region_of(aggregate.labels, self.told_apart)

    @property
    def seen(self) -> int:
        """How many there are, as far as they are known."""
        return len(self.counted) + len(self.in_doubt) + self.left_out.total()

    @property
    def regions(self) -> frozenset[str]:
        """The regions for which something counts, or may."""
        named = map(self._region, (*self.counted, *self.in_doubt))
        return frozenset(region for region in named if region is not None)

    def of_region(self, region: str) -> Published:
        """Give those that stand for one region."""
        return replace(
            self,
            counted=tuple(each for each in self.counted if self._region(each) == region),
            in_doubt=tuple(each for each in self.in_doubt if self._region(each) == region),
        )


def published(inquiry: Inquiry) -> Published:
    """Sort the source's own figures that overlap the time judged, by what is known at `as_of`.

    A figure can't be cut or worked out anew: it counts where it is the statistic promised, over exactly the
    time whose values count. UsageError where one counts in a unit that does not fit the measure.
    """
    found = [
        each
        for each in inquiry.hearing.evidence.aggregates
        if each.measure == inquiry.measure.name and each.interval.overlaps(inquiry.window)
    ]
    found.sort(key=_key)
    known = [(each, *_standing(inquiry, each)) for each in found if _is_known(inquiry, each)]
    return Published(
        counted=tuple(each for each, standing, _ in known if standing is Standing.COUNTS),
        in_doubt=tuple(each for each, standing, _ in known if standing is Standing.IN_DOUBT),
        left_out=Counter(why for _, standing, why in known if standing is Standing.LEFT_OUT),
        doubts=Counter(why for _, standing, why in known if standing is Standing.IN_DOUBT),
        later=tuple(each for each in found if not _is_known(inquiry, each)),
        told_apart=inquiry.promise.regions,
    )


def _key(aggregate: Aggregate) -> str:
    return aggregate.identity


def extent_of(summary: Making, counted: Sequence[Aggregate], in_doubt: Sequence[Aggregate]) -> Extent:
    """Give the figure that the source's own figures tell: one for all, or bounds where they disagree.

    The smallest of several minima is the minimum, and the largest of several maxima the maximum. Of several
    totals nobody knows whether one holds another: they come to the largest at least, and to their sum at
    most. A mean, a ratio or a percentile of all values lies somewhere between those of its parts.
    """
    sure = [Fraction(each.value) for each in counted]
    every = [*sure, *(Fraction(each.value) for each in in_doubt)]
    if not sure:
        return NOTHING
    if summary is Summary.MINIMUM:
        return Extent(min(sure), min(every), min(sure))
    if summary is Summary.MAXIMUM:
        return Extent(max(sure), max(sure), max(every))
    if summary is Summary.TOTAL and len(every) > 1:
        if min(every) < 0:
            return Extent(NOT_EXACT, UNBOUNDED, UNBOUNDED)
        return Extent.between(max(sure), sum(every, Fraction(0)))
    figure = sure[0] if min(sure) == max(sure) else NOT_EXACT
    return Extent(figure, min(every), max(every))


def name_of(making: Making) -> str:
    """Give the name a source has for a statistic: `mean`, `p75`, `p99.9`, `jitter`."""
    match making:
        case Summary():
            return making.value
        case Percentile(share):
            return f"p{write_number(share * 100)}"
        case Within() | TimeShare():
            return "share"
        case Jitter():
            return "jitter"
        case Excess():
            return "relative excess"


def _is_known(inquiry: Inquiry, aggregate: Aggregate) -> bool:
    as_of, at = inquiry.hearing.as_of, aggregate.published_at
    return aggregate.interval.end <= as_of and (at is None or at <= as_of)


def _standing(inquiry: Inquiry, aggregate: Aggregate) -> tuple[Standing, str]:
    scale_of(aggregate, inquiry.measure)
    promised = name_of(inquiry.promise.summary)
    if fault := fault_of(aggregate, inquiry.measure, inquiry.promise.where):
        return Standing.LEFT_OUT, fault
    if aggregate.statistic.strip().lower() != promised:
        return Standing.LEFT_OUT, f"a {aggregate.statistic}, where a {promised} is promised"
    if aggregate.interval != inquiry.window:
        return Standing.LEFT_OUT, "over other time than the period judged"
    if inquiry.counted_time != IntervalSet.of(aggregate.interval):
        return Standing.LEFT_OUT, "over time of which some does not count"
    return (Standing.COUNTS, "") if inquiry.load is None else _under(inquiry.load, aggregate)


def _under(load: LoadCondition, aggregate: Aggregate) -> tuple[Standing, str]:
    """The standing under a load: no figure tells at which rates its values were taken."""
    if load.limit is not None:
        return Standing.IN_DOUBT, load.limit.in_doubt
    return load.standing_of(aggregate.labels)
