"""Material: what a figure is made from, of one grain: records of values, or the source's own figures."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.measure import Grain, MeasureUnit
from upheld.agreement.statistic import Excess, Making, Summary, TimeShare, Within
from upheld.errors import UsageError
from upheld.evaluation.measures.aggregate import Published, published
from upheld.evaluation.measures.docket import Docket, docket_of
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.scale import scale_of, usual_scale
from upheld.evidence.measurement import Scale

_NOT_PUBLISHED = "a record of values, where figures of the source count"
_NOT_RECORDED = "a figure of the source, where records of values count"


class Material(Struct, frozen=True, kw_only=True):
    """What is known of a measure in the time judged, and which of it counts."""

    grain: Grain
    docket: Docket
    out_of: Docket | None
    """For a ratio of two counts, the records that count everything."""
    published: Published

    @property
    def is_published(self) -> bool:
        """Whether the source's own figures count."""
        return self.grain is Grain.AGGREGATES

    @property
    def dockets(self) -> tuple[Docket, ...]:
        """The records that count, or would."""
        return (self.docket,) if self.out_of is None else (self.docket, self.out_of)

    @property
    def left_out(self) -> Counter[str]:
        """Why records do not count, and how many."""
        figures, records = self.published, Counter[str]()
        for docket in self.dockets:
            records += docket.left_out
        if self.is_published:
            return figures.left_out + Counter({_NOT_PUBLISHED: sum(each.seen for each in self.dockets)})
        return records + Counter({_NOT_RECORDED: figures.seen})

    @property
    def doubts(self) -> Counter[str]:
        """Why nobody knows whether some records count, and how many."""
        if self.is_published:
            return self.published.doubts
        return sum((docket.doubts for docket in self.dockets), Counter())

    @property
    def records(self) -> int:
        """How many records count."""
        if self.is_published:
            return len(self.published.counted)
        return sum(docket.records for docket in self.dockets)

    @property
    def regions(self) -> frozenset[str]:
        """The regions for which something counts, or may."""
        if self.is_published:
            return self.published.regions
        named = (entry.region for docket in self.dockets for entry in docket.entries if entry.may_count)
        return frozenset(region for region in named if region is not None)

    def of_region(self, region: str) -> Material:
        """Give what is known of one region."""
        return replace(
            self,
            docket=self.docket.of_region(region),
            out_of=None if self.out_of is None else self.out_of.of_region(region),
            published=self.published.of_region(region),
        )


def material_of(inquiry: Inquiry) -> Material:
    """Gather what a figure is made from, in the grain the measure declares; grains are never mixed.

    Where it declares records of values and there is none, but figures of the source, those count.
    """
    docket, figures = docket_of(inquiry, inquiry.measure), published(inquiry)
    only_published = figures.seen > 0 and not docket.seen
    return Material(
        grain=Grain.AGGREGATES if only_published else inquiry.measure.grain,
        docket=docket,
        out_of=None if inquiry.out_of is None else docket_of(inquiry, inquiry.out_of),
        published=figures,
    )


def scale_of_figure(inquiry: Inquiry, material: Material) -> Scale:
    """Give the scale of the figure: millionths of a share, else that of the records.

    UsageError where records that count for one figure count in different units.
    """
    scale = scale_of_values(inquiry, material)
    return Scale.MILLIONTHS if makes_share(inquiry.promise.summary) else scale


def makes_share(making: Making) -> bool:
    """Whether a figure is a share, whatever its values are."""
    return making is Summary.RATIO or isinstance(making, Within | TimeShare | Excess)


def scale_of_values(inquiry: Inquiry, material: Material) -> Scale:
    """Give the scale of the records. UsageError where those that count do so in different units."""
    measure = inquiry.measure
    if inquiry.promise.summary is Summary.RATIO or measure.unit is MeasureUnit.SHARE:
        return Scale.MILLIONTHS
    series = [entry.series for entry in material.docket.entries if entry.may_count]
    figures = [*material.published.counted, *material.published.in_doubt]
    found = sorted(
        {scale_of(each, measure) for each in (figures if material.is_published else series)}, key=str
    )
    if len(found) > 1:
        both = " and ".join(scale.value for scale in found)
        raise UsageError(
            f"measure `{measure.name}` is recorded in {both}, of which no one figure can be made: "
            "record it in one unit, or bind the series to different measures"
        )
    return found[0] if found else usual_scale(measure, _bound_of(inquiry))


def _bound_of(inquiry: Inquiry) -> FigureTarget | None:
    """What values are held against: the bound of each, or the target of their figure."""
    match inquiry.promise.summary:
        case Within(bound=bound) | TimeShare(bound=bound) | Excess(over=bound):
            return bound
        case _:
            return inquiry.hearing.objective.target
