"""Error rates as breaches: the slices that failed, and when their mean could no longer be kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from upheld.agreement.objective import Availability
from upheld.agreement.slices import EmptySlices, SliceFigure
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Moment
from upheld.evaluation.statement import AvailabilityRecord, Finding, SliceTotals
from upheld.settlement.breach import Failure
from upheld.settlement.downtime_breach import Broken

_SHOWN = 20


def broken_by_rates(finding: Finding, *, is_strict: bool) -> list[Broken]:
    """Give the breach of a mean of error rates, if the slices tell when it was broken.

    It failed from the first to the last slice in which the error rate was higher than the mean may be.
    """
    target = finding.objective.share_target
    at = None if target is None else rates_passed_at(finding, 1 - target.bound, or_reached=is_strict)
    if target is None or at is None:
        return []
    worse = [time for time, rate in _failing(finding) if rate > 1 - target.bound]
    began_at = min((time.start for time in worse), default=at)
    ended_at = max((time.end for time in worse), default=at)
    failure = Failure(
        what="its error rates",
        began_at=began_at,
        ended_at=Moment(ended_at),
        evidence=finding.reason.evidence[:_SHOWN],
    )
    return [(at, (failure,))]


def rates_passed_at(finding: Finding, allowed: Fraction, *, or_reached: bool) -> Instant | None:
    """When the mean of error rates was certain to pass a share, however good the rest of the period is.

    That is the end of a slice, or the last instant of the period. `None` where it never did, or where it goes
    by no mean of error rates, by those of several points at once, or by how many slices will have requests.
    """
    slices, number = _slices_of(finding), _number_of(finding)
    if slices is None or number is None:
        return None
    left = allowed * number
    for time, rate in slices.failing:
        count = ceil(time.length / slices.of)
        needed = ceil(left / rate) if or_reached else floor(left / rate) + 1
        if needed <= count:
            passed = min(time.start + max(needed, 1) * slices.of, time.end)
            return Instant(min(passed, finding.interval.end - 1))
        left -= count * rate
    return None


def _failing(finding: Finding) -> Sequence[tuple[Interval, Fraction]]:
    slices = _slices_of(finding)
    return () if slices is None else slices.failing


def _slices_of(finding: Finding) -> SliceTotals | None:
    """The slices of a mean of error rates, of one point or of the service as one."""
    record, promised = finding.record, finding.objective.indicator
    if not isinstance(record, AvailabilityRecord) or record.requests is None:
        return None
    if not isinstance(promised, Availability) or promised.slices is None:
        return None
    slices = record.requests.slices
    is_mean = promised.slices.figure is SliceFigure.MEAN_ERROR_RATE
    if (
        slices is None
        or not is_mean
        or any(one.end > next_.start for (one, _), (next_, _) in pairwise(slices.failing))
    ):
        return None
    return slices


def _number_of(finding: Finding) -> int | None:
    """How many slices the whole period has that count."""
    slices, promised = _slices_of(finding), finding.objective.indicator
    if slices is None or not isinstance(promised, Availability) or promised.slices is None:
        return None
    whole = ceil(finding.period.interval.length / slices.of)
    if slices.number > whole:
        return None
    if finding.is_final:
        return slices.number - slices.left_out
    return whole if promised.slices.empty is EmptySlices.GOOD else None
