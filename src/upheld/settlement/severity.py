"""Severity: whether the figure of a breach is as bad as a ground to terminate asks for."""

from __future__ import annotations

from fractions import Fraction

from upheld.chrono.instant import Instant, Micros
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Figure, Length, Measured, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Outage, StatisticRecord
from upheld.evidence.measurement import Scale
from upheld.quantity import Duration, Operator, Target, write_share
from upheld.settlement.breach import Breach
from upheld.settlement.breach_record import DatedBreach
from upheld.settlement.downtime_breach import lasted_so_long, overspent_at
from upheld.settlement.rate_breach import rates_passed_at

_DOWNTIME = {
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
}
"""How downtime must lie to a bound where the share of good time lies so to another."""

Severe = Target[Fraction] | Target[Duration]


def is_severe(each: DatedBreach, severe: Severe) -> bool | None:
    """Whether the figure of a breach is so bad; `None` where the evidence or its kind does not decide."""
    if each.finding is None:
        return None
    match severe:
        case Target(operator, Fraction() as share):
            return _holds(Target(operator, share), _shares(each.finding))
        case Target(operator, Duration() as length):
            limit = Target(operator, Fraction(length.micros))
            return _holds(limit, _lengths(each.finding))
    return None


def severe_since(each: DatedBreach, severe: Severe, zone: Zone) -> DatedBreach:
    """A severe breach, dated when its figure was certain to be so bad, if that is later than the breach.

    From then on not even a faultless rest of the period could bring the figure back. What no outage
    explains, such as a share of tickets, is certain with the end of the period.
    """
    finding = each.finding
    if finding is None:
        return each
    if isinstance(severe.bound, Duration):
        words = f"its downtime was {severe.operator.value} {severe.bound}"
        limit = Target(severe.operator, Fraction(severe.bound.micros))
    else:
        words = f"its figure was certain to be {severe.operator.value} {write_share(severe.bound)}"
        if not severe.operator.is_ceiling:
            return each
        whole = finding.record.to_measure if isinstance(finding.record, AvailabilityRecord) else 0
        limit = Target(_DOWNTIME[severe.operator], (1 - severe.bound) * whole)
        is_reached = severe.operator is Operator.AT_MOST
        passed = rates_passed_at(finding, 1 - severe.bound, or_reached=is_reached)
        if passed is not None:
            return each if passed <= each.breach.at else each.dated(passed, words, zone)
    at = _certain_at(finding, limit)
    return each if at is None or at <= each.breach.at else each.dated(at, words, zone)


def _certain_at(finding: Finding, downtime: Target[Fraction]) -> Instant | None:
    record = finding.record
    if isinstance(record, AvailabilityRecord) and record.to_measure:
        at = overspent_at(record, downtime)
        if at is not None:
            return at
    return Instant(finding.interval.end - 1) if finding.is_final else None


def long_since(each: DatedBreach, outage: Outage, lasting: Target[Duration], zone: Zone) -> DatedBreach:
    """The breach of a long outage, dated when that had lasted so long, if that is later."""
    record = None if each.finding is None else each.finding.record
    if not isinstance(record, AvailabilityRecord):
        return each
    at = lasted_at(outage, lasting.bound.micros, record)
    return each if at <= each.breach.at else each.dated(at, f"an outage was {lasting}", zone)


def lasted_at(outage: Outage, wanted: int, record: AvailabilityRecord) -> Instant:
    """When an outage had lasted so long, in whichever period; where it never did, when it ended."""
    before = 0 if outage.whole is None else outage.whole.counted_before
    later = () if outage.whole is None else outage.whole.later
    left = wanted - before - outage.counted
    for part in later:
        if 0 < left <= part.counted:
            return Instant(part.interval.start + part.interval.length * left // part.counted)
        left -= part.counted
    return lasted_so_long(outage, Micros(max(min(wanted - before, outage.counted), 0)), record)


def outage_of(each: DatedBreach, lasting: Target[Duration]) -> Outage | None:
    """The first counted outage of a breach that lasts so long, by what of it counts in all."""
    record = None if each.finding is None else each.finding.record
    if not isinstance(record, AvailabilityRecord):
        return None
    limit = lasting.map(lambda length: Micros(length.micros))
    begun = _begun(each.breach)
    found = (outage for outage in record.outages if outage.run.start in begun)
    return next((outage for outage in found if limit.kept_by(counted_in_all(outage))), None)


def counted_in_all(outage: Outage) -> Micros:
    """What of an outage counts as downtime, in whichever period."""
    return outage.counted if outage.whole is None else outage.whole.counted


def _begun(breach: Breach) -> frozenset[int]:
    return frozenset(failure.began_at for failure in breach.failures)


def _holds(limit: Target[Fraction], figures: tuple[Fraction, ...]) -> bool | None:
    """Whether a limit holds of every figure that the evidence leaves open; `None` where of some only."""
    said = {limit.kept_by(figure) for figure in figures}
    return said.pop() if len(said) == 1 else None


def _shares(finding: Finding) -> tuple[Fraction, ...]:
    match finding.record:
        case AvailabilityRecord(best_achievable=best) if not finding.is_final:
            figures: tuple[Figure, ...] = (best,)
        case AvailabilityRecord(judged=Share(value)):
            return (value,)
        case AvailabilityRecord(worst=worst, best=best):
            figures = (worst, best)
        case StatisticRecord(lowest=lowest, highest=highest):
            figures = (lowest, highest)
        case _:
            figures = (finding.figure,)
    found = tuple(each.value for each in figures if isinstance(each, Share))
    return found if len(found) == len(figures) else ()


def _lengths(finding: Finding) -> tuple[Fraction, ...]:
    match finding.record:
        case AvailabilityRecord(outages=outages):
            return (Fraction(sum(outage.counted for outage in outages)),)
        case StatisticRecord(lowest=lowest, highest=highest):
            return (*_micros(lowest), *_micros(highest))
        case _:
            return ()


def _micros(figure: Figure) -> tuple[Fraction, ...]:
    match figure:
        case Length(value):
            return (Fraction(value),)
        case Measured(value, Scale.MICROSECONDS):
            return (value,)
        case _:
            return ()
