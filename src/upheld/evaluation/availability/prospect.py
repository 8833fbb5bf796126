"""Prospects: what a period can still come to while it is open, and the downtime its target leaves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from msgspec import Struct

from upheld.agreement.convention import BeforeStart, ExclusionArithmetic
from upheld.chrono.instant import EARLIEST, LATEST, Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.evaluation.availability.measured_time import (
    NOTHING_KNOWN,
    NOTHING_MEASURED,
    Length,
    mean,
    measure,
)
from upheld.evaluation.availability.measurement import Measurement, Reckoned
from upheld.evaluation.reason import NoData, Share


class Prospect(Struct, frozen=True, kw_only=True):
    """Figures of the whole period. Once it is closed, nothing is left and they say what it came to."""

    best_achievable: Share | NoData
    """If nothing more goes wrong and all that is unknown went well."""
    projected: Share | NoData
    """If the rest goes as the time known so far, excluded time left aside."""
    measured: int
    """Time to be measured in the whole period, as known now; of all members together for a mean."""
    allowance: Micros
    """Downtime the target leaves in it, rounded down; 0 without a target."""
    allowance_left: Micros
    """What known downtime has left of it, rounded down; negative where it is overspent."""


def look_ahead(measurement: Measurement, reckoned: Sequence[Reckoned]) -> Prospect:
    """Give what the period can still come to, its remaining time less exclusions known by now."""
    rests = [_rest(measurement, each) for each in reckoned]
    measured = sum(each.time.measured + rest.measured for each, rest in zip(reckoned, rests, strict=True))
    bad = sum((each.time.bad for each in reckoned), Fraction(0))
    target = measurement.hearing.objective.share_target
    budget = Fraction(0) if target is None else (1 - target.bound) * measured
    return Prospect(
        best_achievable=_best(reckoned, rests),
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
    lifetime = EMPTY
    for point in measurement.service.points:
        since = EARLIEST if point.since is None else point.since
        until = LATEST if point.until is None else point.until
        if point.name in names and since < until:
            lifetime |= IntervalSet.of(Interval(since, until))
    return lifetime


def _best(reckoned: Sequence[Reckoned], rests: Sequence[_Rest]) -> Share | NoData:
    return _mean_over(
        [
            (
                each.member.weight,
                each.time.good + each.time.unknown + rest.measured,
                each.time.measured + rest.measured,
            )
            for each, rest in zip(reckoned, rests, strict=True)
        ],
        NOTHING_MEASURED,
    )


def _projected(
    measurement: Measurement, reckoned: Sequence[Reckoned], rests: Sequence[_Rest]
) -> Share | NoData:
    return _mean_over(
        [
            (
                each.member.weight,
                each.time.good + rest.excluded + _rate(measurement, each) * rest.at_risk,
                each.time.known + rest.measured,
            )
            for each, rest in zip(reckoned, rests, strict=True)
            if each.time.known
        ],
        NOTHING_KNOWN,
    )


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


def _mean_over(members: Sequence[tuple[Fraction, Fraction, Length]], otherwise: NoData) -> Share | NoData:
    return mean([(weight, good / whole) for weight, good, whole in members if whole], otherwise)
