"""Regions: the figure of each by itself, and in what share of them the promise is kept."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.convention import MissingData
from upheld.agreement.figure_target import FigureTarget
from upheld.agreement.part_target import REGION
from upheld.agreement.statistic import RegionShare
from upheld.evaluation.measures.applicability import nothing_to_judge, too_few
from upheld.evaluation.measures.extent import NOTHING, Extent
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.material import Material
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.measures.reckoning import Reckoned, reckon
from upheld.evaluation.measures.ruling import rule
from upheld.evaluation.measures.scale import in_smallest_units
from upheld.evaluation.measures.wording import figure_of, is_share, shown_figure
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Part, Verdict
from upheld.evidence.measurement import Scale
from upheld.quantity import Target


class Regional(Struct, frozen=True):
    """What the regions came to, and the share of them in which the promise is kept."""

    parts: tuple[Part, ...]
    reckoned: Reckoned
    """The share, in millionths, of so many regions in which there was anything to judge."""
    undecided: tuple[tuple[str, Reckoned], ...]
    """The regions of which the evidence does not decide."""
    by: str = REGION
    """What they are called: the label that tells them apart."""

    @property
    def inapplicable(self) -> str:
        """Why nothing could be kept or broken; empty where something could."""
        nowhere = {part.verdict for part in self.parts} - {Verdict.TRACKED} == {Verdict.NOT_APPLICABLE}
        return f"there was nothing to judge in any {self.by}" if nowhere else ""


def judge_regions(
    inquiry: Inquiry, material: Material, regions: RegionShare, scale: Scale, target: Target[Fraction] | None
) -> Regional:
    """Judge every region that counts by its own records; one without enough of them is open both ways.

    Where each has a target of its own, `target` plays no part.
    """
    declared = inquiry.hearing.agreement.regions if regions.by == REGION else ()
    names = regions.among or declared or tuple(sorted(material.regions))
    found = [(name, reckon(inquiry, material.of_region(name))) for name in names]
    own = {part.name: _in_units(part.target, scale, inquiry) for part in regions.parts}
    parts = tuple(
        _part(inquiry, material, name, reckoned, scale, own.get(name) if own else target)
        for name, reckoned in found
    )
    verdicts = Counter(part.verdict for part in parts)
    return Regional(
        parts=parts,
        reckoned=_share(verdicts, regions.by),
        undecided=tuple(
            each for each, part in zip(found, parts, strict=True) if part.verdict is Verdict.INDETERMINATE
        ),
        by=regions.by,
    )


def without_region(material: Material, regional: Regional) -> Counter[str]:
    """Count the records that count for no region, by why."""
    names = {part.name for part in regional.parts}
    left_out: Counter[str] = Counter()
    for entry in material.docket.entries:
        if entry.records and entry.region not in names:
            noun = regional.by
            why = f"naming no {noun}" if entry.region is None else f"of a {noun} that does not count"
            left_out[why] += entry.records
    return left_out


def _in_units(target: FigureTarget | None, scale: Scale, inquiry: Inquiry) -> Target[Fraction] | None:
    return None if target is None else in_smallest_units(target, scale, inquiry.measure)


def _part(
    inquiry: Inquiry,
    material: Material,
    name: str,
    reckoned: Reckoned,
    scale: Scale,
    target: Target[Fraction] | None,
) -> Part:
    ruling = rule(reckoned, inquiry.promise.at_least, target, MissingData.INDETERMINATE)
    own = material.of_region(name)
    inapplicable = nothing_to_judge(inquiry, own) or too_few(inquiry, own, reckoned)
    as_share, extent = is_share(inquiry), reckoned.extent
    return Part(
        name=name,
        figure=NoData(inapplicable) if inapplicable else shown_figure(extent, scale, as_share),
        lowest=figure_of(extent.lowest, scale, as_share),
        highest=figure_of(extent.highest, scale, as_share),
        values=reckoned.number,
        verdict=Verdict.NOT_APPLICABLE if inapplicable else ruling.verdict,
    )


def _share(verdicts: Counter[Verdict], noun: str) -> Reckoned:
    kept, missed = verdicts[Verdict.MET], verdicts[Verdict.MISSED]
    regions = verdicts.total() - verdicts[Verdict.NOT_APPLICABLE] - verdicts[Verdict.TRACKED]
    if not regions:
        return Reckoned(NOTHING, 0)
    figure = Fraction(WHOLE * kept, kept + missed) if kept + missed else NoData(f"no {noun} is decided")
    lowest, highest = Fraction(WHOLE * kept, regions), Fraction(WHOLE * (regions - missed), regions)
    return Reckoned(Extent(figure, lowest, highest), regions)
