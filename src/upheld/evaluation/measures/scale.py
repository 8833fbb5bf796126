"""Scales: in which smallest unit the values of a measure count, and a target in that unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from upheld.agreement.measure import Measure, MeasureUnit
from upheld.agreement.objective import FigureTarget
from upheld.errors import UsageError
from upheld.evaluation.measures.extent import UNBOUNDED, Edge
from upheld.evidence.measurement import Aggregate, Measurements, Scale
from upheld.quantity import Counted, Duration, Rate, Target

_FITTING = {
    MeasureUnit.DURATION: (Scale.MICROSECONDS,),
    MeasureUnit.SHARE: (Scale.MILLIONTHS,),
    MeasureUnit.RATE: (Scale.BITS_PER_SECOND, Scale.MILLIONTHS, Scale.PIECES),
    MeasureUnit.NUMBER: (Scale.MILLIONTHS,),
    MeasureUnit.COUNT: (Scale.PIECES,),
}
"""What values of a unit may count in; the first where nothing tells. Events per second are plain numbers."""

_RECORD_IT = {
    MeasureUnit.DURATION: "as a length of time, such as ms or s",
    MeasureUnit.SHARE: "as a share, such as % or ratio",
    MeasureUnit.RATE: "as a rate, such as Mbit/s or 1/s",
    MeasureUnit.NUMBER: "as a plain number",
    MeasureUnit.COUNT: "as a count",
}

_SMALLEST = {Scale.MICROSECONDS: 1, Scale.MILLIONTHS: 10**6, Scale.BITS_PER_SECOND: 1, Scale.PIECES: 1}
"""How many of a scale's smallest unit make one of what a target is written in."""


def scale_of(series: Measurements | Aggregate, measure: Measure) -> Scale:
    """Give the scale of a series; UsageError where it does not fit the unit of the measure it is bound to."""
    if series.scale not in _FITTING[measure.unit]:
        raise UsageError(
            f"series `{series.source}/{series.series}` counts in {series.scale.value}, and measure "
            f"`{measure.name}` is a {measure.unit.value}: record it {_RECORD_IT[measure.unit]}, or bind the "
            "series to another measure"
        )
    return series.scale


def usual_scale(measure: Measure, target: FigureTarget | None) -> Scale:
    """Give the scale of a measure without records: that of its unit, and for a rate of what is counted."""
    if target is not None and isinstance(target.bound, Rate) and not target.bound.counted.is_data:
        return Scale.MILLIONTHS
    return _FITTING[measure.unit][0]


def floor_of(measure: Measure) -> Edge:
    """Give the least value there can be: plain numbers have none, all else is never below 0."""
    return UNBOUNDED if measure.unit is MeasureUnit.NUMBER else Fraction(0)


def in_smallest_units(target: FigureTarget, scale: Scale, measure: Measure) -> Target[Fraction]:
    """Give a target in the smallest unit of a scale; UsageError where the two are of different kinds."""
    match target.bound, scale:
        case Fraction() as share, Scale.MILLIONTHS:
            return Target(target.operator, share * 10**6)
        case Duration() as duration, Scale.MICROSECONDS:
            return Target(target.operator, Fraction(duration.micros))
        case Decimal() as number, Scale.MILLIONTHS | Scale.PIECES:
            return Target(target.operator, Fraction(number) * _SMALLEST[scale])
        case Rate() as rate, _ if rate.counted.is_data is (scale is Scale.BITS_PER_SECOND):
            return Target(target.operator, _per_second(rate) * _SMALLEST[scale])
        case _:
            raise UsageError(
                f"`{target}` can't be held against measure `{measure.name}`, which is recorded in "
                f"{scale.value}: write the target, or record the measure, in the unit of the other"
            )


def _per_second(rate: Rate) -> Fraction:
    return rate.in_bits().per_second if rate.counted is Counted.BYTES else rate.per_second
