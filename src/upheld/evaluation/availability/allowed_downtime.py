"""Allowed downtime: promises that bound how long a service may be down, as the share this is of a period."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.objective import FigureTarget
from upheld.agreement.service import Quorum
from upheld.evaluation.availability.measurement import Measurement, reckon
from upheld.evaluation.availability.prospect import look_ahead
from upheld.evaluation.availability.reading import Reading
from upheld.quantity import Duration, Operator, Target

_SHARES = {Operator.AT_MOST: Operator.AT_LEAST, Operator.LESS: Operator.MORE}
"""How a share must lie to a bound where the downtime lies so to another."""


def with_share(measurement: Measurement) -> Measurement:
    """The measurement with a target for the share of time, where the objective bounds the downtime instead.

    So many minutes are another share of each period: 43 minutes are 0.107 % of February and 0.096 % of March.
    What exclusions take out of the period makes the same minutes a larger share of the rest.
    """
    objective = measurement.hearing.objective
    match objective.target:
        case Target(operator, Duration() as allowed):
            share = Target(_SHARES[operator], _share(measurement, allowed))
            hearing = replace(measurement.hearing, objective=replace(objective, target=share))
            held = replace(measurement, hearing=hearing, promised=objective.target)
            return replace(held, in_doubt=_UNEQUAL) if _are_unequal(measurement) else held
        case _:
            return measurement


_UNEQUAL = (
    "the lowest of members that were measured over different lengths can't be held against a length of "
    "downtime: promise a share of time, or judge each by itself"
)


def _are_unequal(measurement: Measurement) -> bool:
    """Whether the lowest of members counts whose lengths make different shares of the same minutes."""
    if measurement.combined is not Quorum.LOWEST:
        return False
    return len({each.time.measured for each in reckon(measurement, Reading.RECORDED)}) > 1


def promised_words(measurement: Measurement) -> str:
    """What is promised: `>= 99.9 %`, or `<= 43 min of downtime`."""
    promised: FigureTarget | None = measurement.promised
    return f"{measurement.hearing.objective.share_target}" if promised is None else f"{promised} of downtime"


def _share(measurement: Measurement, allowed: Duration) -> Fraction:
    """The share of time that is left if all the downtime is taken that is allowed.

    Of a mean it is allowed to every member; where time is pooled, to all of them together.
    """
    reckoned = reckon(measurement, Reading.RECORDED)
    measured = look_ahead(measurement, reckoned).measured
    if not measured:
        return Fraction(1)
    of_each = len(reckoned) if measurement.combined not in (Quorum.POOLED, Quorum.LOWEST) else 1
    return max(1 - Fraction(allowed.micros * of_each, measured), Fraction(0))
