"""Prospects: what a period can still come to while it is open, and the downtime its target leaves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from msgspec import Struct

from upheld.agreement.convention import BeforeStart, ExclusionArithmetic
from upheld.chrono.instant import EARLIEST, LATEST, Micros
from upheld.chrono.interval import Interval, IntervalSet
from upheld.evaluation.availability.combination import Portion, deciding, together
from upheld.evaluation.availability.measured_time import NOTHING_KNOWN, NOTHING_MEASURED, measure
from upheld.evaluation.availability.measurement import Measurement, Reckoned
from upheld.evaluation.availability.points import lifetime_of
from upheld.evaluation.reason import NoData, Share


class Prospect(Struct, frozen=True, kw_only=True):
    """Figures of the whole period. Once it is closed, nothing is left and they say what it came to."""

    best_achievable: Share | NoData
    """If nothing more goes wrong and all that is unknown went well."""
    projected: Share | NoData
    """If the rest goes as the time known so far, excluded time left aside."""
    measured: int
    """Time to be measured in the whole period, as known now: of all members together, or of the lowest."""
    allowance: Micros
    """Downtime the target leaves in it, rounded down; 0 without a target."""
    allowance_left: Micros
    """What known downtime has left of it, rounded down; negative where it is overspent."""


def look_ahead(measurement: Measurement, reckoned: Sequence[Reckoned]) -> Prospect:
    """Give what the period can still come to, its remaining time less exclusions known by now."""
    rests = [_rest(measurement, each) for each in reckoned]
    pairs = [((each, rest), each.time) for each, rest in zip(reckoned, rests, strict=True)]
    counting = deciding(pairs, measurement.combined)
    measured = sum(each.time.measured + rest.measured for each, rest in counting)
    bad = _bad(counting, measured)
    target = measurement.hearing.objective.share_target
    budget = Fraction(0) if target is None else (1 - target.bound) * measured
    return Prospect(
        best_achievable=_best(measurement, reckoned, rests),
        projected=_projected(measurement, reckoned, rests),
        measured=measured,
        allowance=Micros(floor(budget)),
        allowance_left=Micros(0 if target is None else floor(budget - bad)),
    )


class _Rest(Struct, frozen=True):
    """The time of a member that is still to come: at risk, and excluded but measured all the same."""

    at_risk: int
    excluded: int

    @property
    def measured(self) -> int:
        return self.at_risk + self.excluded


def _bad(counting: Sequence[tuple[Reckoned, _Rest]], measured: int) -> Fraction:
    """The downtime of members together; of one that counts for more, so much the more of the whole time."""
    weighed = sum(each.member.weight * (each.time.measured + rest.measured) for each, rest in counting)
    bad = sum((each.member.weight * each.time.bad for each, _ in counting), Fraction(0))
    if len({each.member.weight for each, _ in counting}) < 2 or not weighed:
        return sum((each.time.bad for each, _ in counting), Fraction(0))
    return bad * measured / weighed


def _rest(measurement: Measurement, reckoned: Reckoned) -> _Rest:
    interval, window = measurement.hearing.interval, measurement.window
    if window.end == interval.end:
        return _Rest(0, 0)
    to_come = measurement.scope.within(Interval(window.end, interval.end)) & _lifetime(measurement, reckoned)
    excluded = (to_come & measurement.exclusions.granted).length
    is_removed = measurement.hearing.objective.conventions.exclusions is ExclusionArithmetic.REMOVED
    length = to_come.length if measurement.base is None else max(measurement.base.rest, excluded)
    return _Rest(length - excluded, 0 if is_removed else excluded)


def _lifetime(measurement: Measurement, reckoned: Reckoned) -> IntervalSet:
    """When any point of a member stands for the service; at all times where absence is read as a state."""
    everything = IntervalSet.of(Interval(EARLIEST, LATEST))
    if measurement.panel.before_start is not BeforeStart.LEFT_OUT or not reckoned.member.points:
        return everything
    names = {name for name, _ in reckoned.member.points}
    return lifetime_of(point for point in measurement.service.points if point.name in names)


def _best(measurement: Measurement, reckoned: Sequence[Reckoned], rests: Sequence[_Rest]) -> Share | NoData:
    portions = [
        Portion(
            each.member.weight,
            each.time.good + each.time.unknown + rest.measured,
            each.time.measured + rest.measured,
        )
        for each, rest in zip(reckoned, rests, strict=True)
    ]
    return together(portions, measurement.combined, NOTHING_MEASURED)


def _projected(
    measurement: Measurement, reckoned: Sequence[Reckoned], rests: Sequence[_Rest]
) -> Share | NoData:
    portions = [
        Portion(
            each.member.weight,
            each.time.good + rest.excluded + _rate(measurement, each) * rest.at_risk,
            each.time.known + rest.measured,
        )
        for each, rest in zip(reckoned, rests, strict=True)
        if each.time.known
    ]
    return together(portions, measurement.combined, NOTHING_KNOWN)


def _rate(measurement: Measurement, reckoned: Reckoned) -> Fraction:
    """The share of good time in known time outside the exclusions; in all known time where that is none."""
    conventions = measurement.hearing.objective.conventions
    outside = measure(
        reckoned.counted,
        measurement.region,
        measurement.exclusions.granted,
        ExclusionArithmetic.REMOVED,
        conventions.degraded_counts,
    )
    time = outside if outside.known else reckoned.time
    return time.good / time.known
