"""Statistics held against the evidence: means, percentiles, ratios, minima and maxima."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.agreement.objective import Force
from upheld.agreement.statistic import Statistic, TimeShare
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.applicability import nothing_to_judge, too_few
from upheld.evaluation.measures.covered import NOT_EXPECTED, covered_time, share_covered
from upheld.evaluation.measures.distribution import distribution_of
from upheld.evaluation.measures.extent import Extent
from upheld.evaluation.measures.gap import gaps
from upheld.evaluation.measures.inquiry import Inquiry, begin_inquiry
from upheld.evaluation.measures.material import Material, material_of, scale_of_figure, scale_of_values
from upheld.evaluation.measures.ratio import WHOLE
from upheld.evaluation.measures.reasons import explain
from upheld.evaluation.measures.reckoning import Reckoned, reckon
from upheld.evaluation.measures.region import judge_regions, without_region
from upheld.evaluation.measures.ruling import Ruling, rule
from upheld.evaluation.measures.scale import floor_of, in_smallest_units
from upheld.evaluation.measures.time_share import slices_beyond
from upheld.evaluation.measures.wording import figure_of, shown_figure
from upheld.evaluation.reason import Figure, NoData, Share
from upheld.evaluation.statement import Bin, Finding, StatisticRecord, Verdict
from upheld.quantity import Target


def judge_statistic(hearing: Hearing, promise: Statistic) -> Finding:
    """Hold a statistic against the evidence; while the period is open, for the part that has passed.

    A missed guarantee is one breach once it is certain: when the period is over, or when the worst value
    recorded is what was promised not to occur. UsageError where the agreement names what it does not declare,
    and where records count in a unit that does not fit the measure.
    """
    inquiry = begin_inquiry(hearing, promise)
    account = _account(inquiry, material_of(inquiry))
    undecided = gaps(account) if account.ruling.verdict is Verdict.INDETERMINATE else ()
    is_breach = hearing.objective.force is Force.GUARANTEE and (not inquiry.is_open or account.stays_lost)
    verdict = account.ruling.verdict
    return Finding(
        objective=hearing.objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=verdict,
        is_final=not inquiry.is_open,
        figure=_figure(account),
        breaches=1 if verdict is Verdict.MISSED and is_breach else 0,
        record=_record(account),
        reason=explain(account, undecided),
        conventions=hearing.objective.conventions,
        gaps=undecided,
    )


def _account(inquiry: Inquiry, material: Material) -> Account:
    scale = scale_of_figure(inquiry, material)
    promised, regions = inquiry.hearing.objective.target, inquiry.promise.regions
    by_part = regions is not None and regions.parts
    target = None if promised is None or by_part else in_smallest_units(promised, scale, inquiry.measure)
    inapplicable, left_out = nothing_to_judge(inquiry, material), material.left_out
    if regions is None:
        regional, reckoned = None, reckon(inquiry, material)
        inapplicable = inapplicable or too_few(inquiry, material, reckoned)
    else:
        regional = judge_regions(inquiry, material, regions, scale, target)
        reckoned = regional.reckoned
        inapplicable = inapplicable or regional.inapplicable
        left_out += without_region(material, regional)
    return Account(
        inquiry=inquiry,
        material=material,
        scale=scale,
        reckoned=reckoned,
        regional=regional,
        left_out=left_out,
        coverage=_coverage(inquiry),
        bad_slices=() if regions is not None else tuple(_bad_slices(inquiry, material)),
        inapplicable=inapplicable,
        ruling=Ruling(Verdict.NOT_APPLICABLE) if inapplicable else _ruling(inquiry, reckoned, target),
    )


def _ruling(inquiry: Inquiry, reckoned: Reckoned, target: Target[Fraction] | None) -> Ruling:
    """What the figure comes to; where each region has its own, what the share of those that keep it does."""
    missing_data = inquiry.hearing.objective.conventions.missing_data
    regions = inquiry.promise.regions
    if regions is None or (target is None and not regions.parts):
        return rule(reckoned, inquiry.promise.at_least, target, missing_data)
    return rule(reckoned, 1, regions.share.map(lambda bound: bound * WHOLE), missing_data)


def _bad_slices(inquiry: Inquiry, material: Material) -> Iterator[tuple[Interval, Extent]]:
    """The slices of a share of time that were bad for certain; none of other statistics."""
    terms = inquiry.promise.summary
    if isinstance(terms, TimeShare) and not material.is_published:
        bound = in_smallest_units(terms.bound, scale_of_values(inquiry, material), inquiry.measure)
        origin, floor = inquiry.hearing.period.interval.start, floor_of(inquiry.measure)
        yield from slices_beyond(material.docket, terms, bound, inquiry.counted_time, origin, floor)


def _coverage(inquiry: Inquiry) -> Share | NoData:
    """For how much of the time that counts there is a record."""
    every, promise = inquiry.measure.sampled_every, inquiry.promise
    if every is None:
        return NOT_EXPECTED
    covered = covered_time(inquiry.hearing, inquiry.measure, every, promise.where)
    return share_covered(covered, inquiry.counted_time)


def _figure(account: Account) -> Figure:
    """What was recorded, or why there is nothing to show."""
    if account.inapplicable:
        return NoData(account.inapplicable)
    return shown_figure(account.extent, account.scale, account.as_share)


def _record(account: Account) -> StatisticRecord:
    extent = account.extent
    return StatisticRecord(
        scale=account.scale,
        values=account.values,
        figure=_figure(account),
        lowest=figure_of(extent.lowest, account.scale, account.as_share),
        highest=figure_of(extent.highest, account.scale, account.as_share),
        coverage=account.coverage,
        left_out=tuple(sorted(account.left_out.items())),
        parts=() if account.regional is None else account.regional.parts,
        distribution=_distribution(account),
        bad=tuple(IntervalSet.from_iterable(interval for interval, _ in account.bad_slices)),
    )


def _distribution(account: Account) -> tuple[Bin, ...]:
    """How the values are spread; nothing where the figure is in another unit, such as a share of them."""
    material = account.material
    is_other = scale_of_values(account.inquiry, material) is not account.scale
    if material.is_published or material.out_of is not None or is_other:
        return ()
    return distribution_of(material.docket.values)
