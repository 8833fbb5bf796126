"""Availabilities by requests: the share that did not fail, or the mean of slices, with bounds and reasons."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.cause import Subject
from upheld.agreement.objective import Force
from upheld.chrono.instant import Micros
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.availability.ruling import Ruling, rule
from upheld.evaluation.exclusions.uncredited import creditable, uncredited
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.requests.gap import gaps
from upheld.evaluation.requests.reasons import explain
from upheld.evaluation.requests.reckoning import Reckoning, reckon_requests
from upheld.evaluation.statement import AtWorst, AvailabilityRecord, Creditable, Finding, Sampling, Verdict

_NO_TIME = Micros(0)


def judge_requests(measurement: Measurement) -> Finding:
    """Hold an availability that goes by requests, and tells no downtime, against the evidence.

    A missed guarantee is one breach once it is certain: when the period is over, or when not even a rest of
    it without any failure could make good what was lost.
    """
    hearing, reckoning = measurement.hearing, reckon_requests(measurement)
    ruling = _ruling(measurement, reckoning)
    record = _record(measurement, reckoning, ruling)
    breaches = _breaches(measurement, reckoning, ruling)
    undecided = tuple(gaps(measurement, reckoning)) if ruling.verdict is Verdict.INDETERMINATE else ()
    decided_by_rule = ruling.by_missing_data and ruling.verdict is not Verdict.INDETERMINATE
    return Finding(
        objective=hearing.objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=ruling.verdict,
        is_final=measurement.window.end >= hearing.interval.end,
        figure=ruling.judged if decided_by_rule else record.observed,
        breaches=breaches,
        record=record,
        reason=explain(measurement, reckoning, ruling, is_lost=bool(breaches), gaps=undecided),
        conventions=hearing.objective.conventions,
        gaps=undecided,
        creditable=_creditable(measurement, record) if breaches else None,
        at_worst=_at_worst(measurement, reckoning, record),
        member=hearing.member,
    )


def _at_worst(measurement: Measurement, reckoning: Reckoning, record: AvailabilityRecord) -> AtWorst | None:
    """What it comes to for credits if all that is not known failed; nothing where that is no worse."""
    worst, best = reckoning.bounds.worst, reckoning.bounds.best
    if worst == best or not isinstance(worst, Share) or measurement.hearing.agreement.credits is None:
        return None
    surely = _surely_worst(reckoning)
    breaches = _breaches(measurement, surely, _ruling(measurement, surely))
    if not breaches:
        return None
    return AtWorst(
        judged=worst,
        outages=(),
        breaches=breaches,
        creditable=_creditable(measurement, record, is_worst=True),
        gaps=tuple(gaps(measurement, reckoning)),
    )


def _ruling(measurement: Measurement, reckoning: Reckoning) -> Ruling:
    objective = measurement.hearing.objective
    ruling = rule(reckoning.bounds, objective.share_target, objective.conventions.missing_data)
    if ruling.verdict is Verdict.NOT_APPLICABLE:
        return Ruling(ruling.verdict, reckoning.bounds.observed)
    return ruling


def _breaches(measurement: Measurement, reckoning: Reckoning, ruling: Ruling) -> int:
    """One breach of a guarantee that is missed for good; there are no outages to count."""
    hearing, best = measurement.hearing, reckoning.best_achievable
    target = hearing.objective.share_target
    if ruling.verdict is not Verdict.MISSED or hearing.objective.force is not Force.GUARANTEE:
        return 0
    is_over = measurement.window.end >= hearing.interval.end
    is_lost = isinstance(best, Share) and target is not None and not target.kept_by(best.value)
    return int(is_over or is_lost)


def _record(measurement: Measurement, reckoning: Reckoning, ruling: Ruling) -> AvailabilityRecord:
    bounds = reckoning.bounds
    return AvailabilityRecord(
        measured=_NO_TIME,
        up=_NO_TIME,
        degraded=_NO_TIME,
        down=_NO_TIME,
        unknown=_NO_TIME,
        excluded=_NO_TIME,
        observed=bounds.observed,
        worst=bounds.worst,
        best=bounds.best,
        judged=ruling.judged,
        coverage=bounds.coverage,
        to_date=bounds.observed,
        best_achievable=reckoning.best_achievable,
        projected=bounds.observed,
        allowance=_NO_TIME,
        allowance_left=_NO_TIME,
        to_measure=_NO_TIME,
        sampling=Sampling(
            every=_NO_TIME,
            lowest=_value(bounds.observed, Fraction(0)),
            highest=_value(bounds.observed, Fraction(1)),
            verdict_holds=True,
        ),
        timeline=(),
        outages=(),
        exclusions=measurement.exclusions.records,
        requests=reckoning.totals,
    )


def _value(share: Share | NoData, otherwise: Fraction) -> Fraction:
    return share.value if isinstance(share, Share) else otherwise


def _surely_worst(reckoning: Reckoning) -> Reckoning:
    """The reckoning with all that is not known as failed."""
    worst = reckoning.bounds.worst
    return replace(reckoning, bounds=replace(reckoning.bounds, observed=worst, best=worst))


def _creditable(
    measurement: Measurement, record: AvailabilityRecord, *, is_worst: bool = False
) -> Creditable | None:
    """Judge a breach once more with the failures that earn no credit as successes."""
    hearing, services = measurement.hearing, (measurement.service.name,)
    held = uncredited(hearing, Subject.AVAILABILITY, measurement.availability.excluding, services)
    if held is None:
        return None
    reckoning = reckon_requests(measurement, held.time)
    reckoning = _surely_worst(reckoning) if is_worst else reckoning
    ruling = _ruling(measurement, reckoning)
    return creditable(
        hearing,
        held,
        verdict=ruling.verdict,
        figure=ruling.judged,
        breaches=_breaches(measurement, reckoning, ruling),
        record=_record(measurement, reckoning, ruling),
    )
