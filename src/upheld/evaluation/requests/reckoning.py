"""Reckonings of an availability by requests: of all in a period, or of the mean error rate of slices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.service import DownWhen, Quorum
from upheld.chrono.interval import Interval, IntervalSet
from upheld.errors import UsageError
from upheld.evaluation.availability.combination import Portion, together
from upheld.evaluation.availability.measured_time import NOTHING_MEASURED, Bounds
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.requests.bounded import (
    Pooled,
    Scope,
    mean_of_slices,
    pool,
    scope_of,
    share_of_requests,
    weight_of,
)
from upheld.evaluation.requests.requested import Part, Requested
from upheld.evaluation.statement import RequestTotals


class Reckoning(Struct, frozen=True, kw_only=True):
    """What the requests of a time come to."""

    requested: Requested
    scope: Scope
    pooled: Pooled
    bounds: Bounds
    best_achievable: Share | NoData
    """At the end of the period, if no request fails any more."""
    totals: RequestTotals

    @property
    def is_mean(self) -> bool:
        """Whether the figure is the mean of slices; otherwise all requests are put together."""
        return any(part.sliced is not None for part in self.requested.parts)


def reckon_requests(measurement: Measurement, spared: IntervalSet | None = None) -> Reckoning:
    """Reckon an availability that tells no downtime; failures in spared time count as successes.

    UsageError for one that goes by time.
    """
    requested, terms = measurement.requested, measurement.availability.requests or RequestTerms()
    if requested is None:
        raise UsageError(f"objective {measurement.hearing.objective.name} does not go by requests")
    scope = scope_of_requests(measurement, spared)
    apart, how = _apart(measurement, requested), measurement.combined
    found = [_reckon(measurement, part, scope, terms) for part in apart]
    return Reckoning(
        requested=requested,
        scope=scope,
        totals=requested.totals(scope, apart),
        pooled=requested.pooled(scope),
        bounds=Bounds(
            observed=_combined([(each, each.bounds.observed) for each in found], how),
            worst=_combined([(each, each.bounds.worst) for each in found], how),
            best=_combined([(each, each.bounds.best) for each in found], how),
            coverage=_combined([(each, each.bounds.coverage) for each in found], Quorum.MEAN),
        ),
        best_achievable=_combined([(each, each.best_achievable) for each in found], how),
    )


def _apart(measurement: Measurement, requested: Requested) -> Sequence[Part]:
    """The points that have a figure each, or all of them as one."""
    pooled = measurement.combined is Quorum.POOLED and measurement.availability.slices is not None
    if pooled or measurement.combined in (Quorum.MEAN, Quorum.LOWEST) or len(requested.parts) == 1:
        return requested.parts
    return (requested.as_one,)


class _Share(Struct, frozen=True):
    """What one part comes to, its weight, and how many slices it has, where these are pooled."""

    weight: Fraction
    size: Fraction
    bounds: Bounds
    best_achievable: Share | NoData


def _reckon(measurement: Measurement, part: Part, scope: Scope, terms: RequestTerms) -> _Share:
    """What one part comes to."""
    weights = {point.name: point.weight for point in measurement.service.points}
    weight = weights.get(part.point or "")
    scope = part.scope(scope)
    pooled = pool(part.counted.records, scope)
    if part.sliced is None:
        bounds = share_of_requests(pooled, scope, part.counted.is_known, terms)
    else:
        bounds = mean_of_slices(part.sliced, scope, part.counted.records)
    return _Share(
        weight=Fraction(1) if weight is None else weight,
        size=Fraction(1) if part.sliced is None else weight_of(part.sliced, scope),
        bounds=bounds,
        best_achievable=_best(measurement, bounds, part, scope),
    )


def _combined(shares: Sequence[tuple[_Share, Share | NoData]], how: DownWhen) -> Share | NoData:
    known = [
        Portion(each.weight, share.value * each.size, each.size)
        for each, share in shares
        if isinstance(share, Share)
    ]
    otherwise = next((share for _, share in shares if isinstance(share, NoData)), NOTHING_MEASURED)
    return together(known, how, otherwise)


def scope_of_requests(measurement: Measurement, spared: IntervalSet | None = None) -> Scope:
    """Tell of which time requests count; failures in spared time count as successes."""
    arithmetic = measurement.hearing.objective.conventions.exclusions
    scope = scope_of(measurement.region, measurement.exclusions.granted, arithmetic)
    if spared is None:
        return scope
    left = scope.counted & spared
    return replace(scope, counted=scope.counted - left, forgiven=scope.forgiven | left)


def _best(measurement: Measurement, bounds: Bounds, part: Part, scope: Scope) -> Share | NoData:
    """The best a mean can still come to; a share of requests rises with every one that does not fail."""
    interval, window, sliced = measurement.hearing.interval, measurement.window, part.sliced
    if window.end >= interval.end:
        return bounds.best
    if sliced is None:
        return NoData("as many requests may follow as it takes")
    to_come = measurement.scope.within(Interval(window.end, interval.end)) - measurement.exclusions.granted
    ahead = part.scope(Scope(counted=to_come, forgiven=IntervalSet(), unknown_stays=False))
    good = Fraction(ahead.counted.length + (1 - ahead.absent_rate) * ahead.absent.length, sliced.grid.length)
    rest = Fraction(ahead.time.length, sliced.grid.length)
    if not rest:
        return bounds.best
    so_far = weight_of(sliced, scope)
    best = bounds.best.value if isinstance(bounds.best, Share) else Fraction(0)
    return Share((best * so_far + good) / (so_far + rest))
