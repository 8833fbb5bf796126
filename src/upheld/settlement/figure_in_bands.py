"""Figures in bands: what of a missed promise is looked up in a table of credits, in the unit of its edges."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit, OutageBelongsTo
from upheld.agreement.credit_band import BandsBy, BandUnit, MissedWithin, TieredCredit
from upheld.agreement.statistic import Statistic, TimeShare
from upheld.evaluation.availability.whole_outage import as_one
from upheld.evaluation.reason import Count, Figure, Length, Measured, NoData, Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    DutiesRecord,
    Finding,
    Outage,
    StatisticRecord,
)
from upheld.evaluation.wording import listed
from upheld.evidence.measurement import Scale

_MILLION = 10**6
_FAR = 10**9
"""More months than anybody looks back."""
_SCALES = {
    Scale.MICROSECONDS: (BandUnit.TIME,),
    Scale.BITS_PER_SECOND: (BandUnit.RATE,),
    Scale.MILLIONTHS: (BandUnit.NUMBER, BandUnit.SHARE),
    Scale.PIECES: (BandUnit.NUMBER,),
}
"""In which units figures of a scale may be looked up."""


def figure_of_miss(formula: TieredCredit, finding: Finding) -> Fraction | NoData:
    """Give the one figure of a finding that bands are read by, unrounded; not for those by each outage."""
    match formula.by:
        case BandsBy.DOWNTIME:
            return Fraction(sum(outage.counted for outage in counted_outages(finding)))
        case BandsBy.MISSED_CASES:
            count = missed_cases(finding)
            return count if isinstance(count, NoData) else Fraction(count)
        case BandsBy.MISSED_MONTHS:
            return _missed_months(formula, finding)
        case BandsBy.POINTS:
            return NoData("points are added up by their table")
        case BandsBy.FIGURE | BandsBy.EACH_OUTAGE | BandsBy.EACH_CASE:
            return _decided(formula, finding)


def case_noun(finding: Finding) -> str:
    """What the missed cases of a finding are, in a word."""
    match finding.record:
        case AvailabilityRecord():
            return "outage"
        case ClocksRecord():
            return "late case"
        case StatisticRecord():
            return "bad slice"
        case _:
            return "missed case"


def _missed_months(formula: TieredCredit, finding: Finding) -> Fraction | NoData:
    """How many months missed the promise, this one the last, where those in doubt change no band."""
    doubt = doubt_about_months(formula, finding)
    return NoData(doubt) if doubt else Fraction(len(missed_months(formula, finding)[0]))


def doubt_about_months(formula: TieredCredit, finding: Finding) -> str:
    """Say of which months before nobody knows whether they were missed; empty where they change no band."""
    if formula.by is not BandsBy.MISSED_MONTHS:
        return ""
    least, most = (len(months) for months in missed_months(formula, finding))
    owed = [formula.owed_at(Fraction(each)) for each in range(least, most + 1)]
    if all(each == owed[0] for each in owed):
        return ""
    open_ = [each.period.label for each in finding.former or () if each.is_missed is None]
    return f"nobody can say whether {finding.objective.name} was missed in {listed(open_)}"


def with_doubtful_months(finding: Finding, *, missed: bool) -> Finding:
    """A finding with the months before of which nobody knows whether they were missed, taken one way."""
    former = finding.former or ()
    if all(each.is_missed is not None for each in former):
        return finding
    decided = (replace(each, is_missed=missed) if each.is_missed is None else each for each in former)
    return replace(finding, former=tuple(decided))


def missed_months(formula: TieredCredit, finding: Finding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The months that count as missed with the one judged, for certain and at most, in order of time."""
    within = formula.missed_within or MissedWithin()
    certain, possible = [finding.period.label], [finding.period.label]
    is_certain = True
    before = [each for each in finding.former or () if each.months_before < (within.months or _FAR)]
    for each in reversed(before):
        if not within.months and each.is_missed is False:
            break
        is_certain = is_certain and (bool(within.months) or each.is_missed is True)
        if each.is_missed and is_certain:
            certain.append(each.period.label)
        if each.is_missed is not False:
            possible.append(each.period.label)
    return tuple(reversed(certain)), tuple(reversed(possible))


def _decided(formula: TieredCredit, finding: Finding) -> Fraction | NoData:
    """The promise's own figure, where the evidence leaves it in no more than one band."""
    found = in_unit(own_figure(finding), formula.unit)
    for bound in limits(finding):
        other = in_unit(bound, formula.unit)
        if isinstance(other, NoData) or isinstance(found, NoData):
            continue
        if formula.owed_at(other) != formula.owed_at(found):
            return NoData("the evidence leaves the figure in more than one of the credit bands")
    return found


def own_figure(finding: Finding) -> Figure:
    """The figure that a promise was judged by."""
    record = finding.record
    return record.judged if isinstance(record, AvailabilityRecord) else finding.figure


def limits(finding: Finding) -> tuple[Figure, ...]:
    """The least and the greatest figure that the evidence leaves open; none where it is judged as it is."""
    match finding.record:
        case StatisticRecord(figure=figure, lowest=lowest, highest=highest) if figure == finding.figure:
            return lowest, highest
        case ClocksRecord() | DutiesRecord() as record if record.indeterminate:
            total = record.kept + record.breached + record.indeterminate
            return Share(Fraction(record.kept, total)), Share(Fraction(total - record.breached, total))
        case _:
            return ()


def in_unit(figure: Figure, unit: BandUnit) -> Fraction | NoData:
    """Give a figure in the unit of bands; a plain number may be read as a share."""
    value: Fraction | None
    match figure, unit:
        case NoData() as nothing, _:
            return nothing
        case Share(value), BandUnit.SHARE | BandUnit.NUMBER:
            pass
        case (Length(whole), BandUnit.TIME) | (Count(whole), BandUnit.NUMBER):
            value = Fraction(whole)
        case Measured(figure_of_scale, scale), _ if unit in _SCALES[scale]:
            value = figure_of_scale / (_MILLION if scale is Scale.MILLIONTHS else 1)
        case _:
            value = None
    return NoData(f"its figure is no {unit.value}, and its credit bands are") if value is None else value


def counted_outages(finding: Finding) -> tuple[Outage, ...]:
    """The outages of a finding of which some downtime counts, in order of time."""
    record = finding.record
    found = record.outages if isinstance(record, AvailabilityRecord) else ()
    return tuple(outage for outage in found if outage.counted > 0)


def outages_as_one(finding: Finding) -> tuple[Outage, ...]:
    """The same where each outage is owed for by itself: all of each that belongs to the period judged."""
    belongs_to = finding.conventions.outage_belongs_to
    found = (as_one(outage, belongs_to) for outage in counted_outages(finding))
    return tuple(outage for outage in found if outage is not None)


def owed_elsewhere(finding: Finding) -> tuple[Outage, ...]:
    """The outages with downtime in the period judged that belong to another period, or may."""
    belongs_to = finding.conventions.outage_belongs_to
    return tuple(each for each in counted_outages(finding) if as_one(each, belongs_to) is None)


def goes_on(finding: Finding) -> bool:
    """Whether one of its outages may last longer than is known, and all of it counts in the period judged."""
    belongs_to = finding.conventions.outage_belongs_to
    if belongs_to is OutageBelongsTo.EACH_PART:
        return False
    lasting = [outage for outage in counted_outages(finding) if not outage.is_over]
    return any(as_one(outage, belongs_to) is not None for outage in lasting)


def missed_cases(finding: Finding) -> int | NoData:
    """How many tickets were late, duties not kept, slices bad, or outages there were; at least one.

    Nothing where the evidence leaves open of some slices of time whether they were bad.
    """
    match finding.record:
        case StatisticRecord() as record if isinstance(finding.objective.indicator, Statistic):
            terms = finding.objective.indicator.summary
            return _bad_slices(record, terms) if isinstance(terms, TimeShare) else finding.breaches
        case AvailabilityRecord():
            return len(outages_as_one(finding))
        case ClocksRecord(breached=breached) | DutiesRecord(breached=breached):
            by_ticket = finding.conventions.one_breach is BreachUnit.TICKET
            return finding.breaches if by_ticket else max(breached, 1)
        case _:
            return finding.breaches


def _bad_slices(record: StatisticRecord, terms: TimeShare) -> int | NoData:
    """How many slices of time were bad, of all regions together where each has a figure of its own."""
    bad = Fraction(0)
    for each in record.parts or (record,):
        if each.figure != each.lowest or each.figure != each.highest:
            return NoData("the evidence leaves open of some slices of time whether they were bad")
        if isinstance(each.figure, Share):
            bad += each.values * (each.figure.value if terms.is_beyond else 1 - each.figure.value)
    return round(bad)
