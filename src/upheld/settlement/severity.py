"""Severity: whether the figure of a breach is as bad as a ground to terminate asks for."""

from __future__ import annotations

from fractions import Fraction

from upheld.chrono.instant import Micros
from upheld.evaluation.reason import Figure, Length, Measured, Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Outage, StatisticRecord
from upheld.evidence.measurement import Scale
from upheld.quantity import Duration, Target
from upheld.settlement.breach import Breach
from upheld.settlement.breach_record import DatedBreach

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


def outage_of(each: DatedBreach, lasting: Target[Duration]) -> Outage | None:
    """The first counted outage of a breach that lasts so long, by what of it counts."""
    record = None if each.finding is None else each.finding.record
    if not isinstance(record, AvailabilityRecord):
        return None
    limit = lasting.map(lambda length: Micros(length.micros))
    begun = _begun(each.breach)
    found = (outage for outage in record.outages if outage.interval.start in begun)
    return next((outage for outage in found if limit.kept_by(outage.counted)), None)


def _begun(breach: Breach) -> frozenset[int]:
    return frozenset(failure.began_at for failure in breach.failures)


def _holds(limit: Target[Fraction], figures: tuple[Fraction, ...]) -> bool | None:
    """Whether a limit holds of every figure that the evidence leaves open; `None` where of some only."""
    said = {limit.kept_by(figure) for figure in figures}
    return said.pop() if len(said) == 1 else None


def _shares(finding: Finding) -> tuple[Fraction, ...]:
    match finding.record:
        case AvailabilityRecord(judged=Share(value)):
            return (value,)
        case AvailabilityRecord(worst=worst, best=best):
            figures: tuple[Figure, ...] = (worst, best)
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
