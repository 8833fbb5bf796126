"""Why an availability by requests came to its verdict: a sentence, and each step it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.agreement.convention import ExclusionArithmetic, MissingData
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.availability.ruling import Ruling
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.reason import Count, Figure, Length, NoData, Reason, Share
from upheld.evaluation.requests.counted_reasons import counted_reason, slices_reason
from upheld.evaluation.requests.reckoning import Reckoning
from upheld.evaluation.requests.wording import requests, slices
from upheld.evaluation.statement import Verdict
from upheld.quantity import percent, write_length
from upheld.quantity.measured import decimal

_SHOWN = 5
_ARITHMETIC = {
    ExclusionArithmetic.REMOVED: "requests of that time do not count",
    ExclusionArithmetic.COUNTED_AS_UP: "requests of that time count as if none had failed",
    ExclusionArithmetic.NOT_COUNTED_AS_DOWN: "requests of that time count as if none had failed",
}


def explain(
    measurement: Measurement, reckoning: Reckoning, ruling: Ruling, *, is_lost: bool, gaps: Sequence[str]
) -> Reason:
    """Give the tree of reasons: what happened and the verdict, then each step it rests on."""
    totals = reckoning.totals
    steps = (
        counted_reason(measurement, reckoning.requested.counted, totals),
        _exclusions(measurement),
        None if totals.slices is None else slices_reason(measurement, totals.slices),
        _bounds(reckoning),
        _missing_data(measurement, ruling, gaps),
        _allowance(measurement, reckoning),
    )
    failing = [each for each in reckoning.pooled.records if each.failed]
    failing.sort(key=lambda each: (-each.failed, each.interval, each.identity))
    follows = _what_follows(measurement, reckoning, ruling, is_lost)
    return Reason(
        rule="requests.verdict",
        says=f"{_what_happened(measurement, reckoning)}; {follows}",
        figure=reckoning.bounds.observed,
        clause=measurement.hearing.objective.clause,
        evidence=tuple(each.identity for each in failing[:_SHOWN]),
        evidence_count=len(failing),
        because=tuple(step for step in steps if step is not None),
    )


def _what_happened(measurement: Measurement, reckoning: Reckoning) -> str:
    service, pooled, observed = measurement.service.name, reckoning.pooled, reckoning.bounds.observed
    if not reckoning.requested.counted.is_known:
        return f"nothing is known of the requests to {service}"
    if reckoning.is_mean and isinstance(observed, Share):
        totals = reckoning.totals.slices
        is_least = _is_least(reckoning)
        least = "at least " if is_least else ""
        number = ""
        if totals is not None:
            is_certain = reckoning.bounds.worst == reckoning.bounds.best
            unknown = 0 if is_least or is_certain else totals.unknown
            number = slices(totals.number - totals.left_out - unknown, totals.of)
        return f"the mean error rate of {service} in {number} is {least}{percent(1 - observed.value)}"
    if isinstance(observed, NoData) or not pooled.total:
        none = "no request failed" if pooled.doubtful else "there were no requests"
        why = observed.why if isinstance(observed, NoData) else none
        return f"of {service}: {why}"
    return f"{decimal(pooled.failed)} of {requests(pooled.total)} to {service} failed"


def _is_least(reckoning: Reckoning) -> bool:
    """Whether failures are known that no slice is known to have had."""
    bounds = reckoning.bounds
    return bounds.observed == bounds.best != bounds.worst and bounds.best != Share(Fraction(1))


def _what_follows(measurement: Measurement, reckoning: Reckoning, ruling: Ruling, is_lost: bool) -> str:
    target, judged = measurement.hearing.objective.share_target, _shown(ruling.judged)
    is_open = measurement.window.end < measurement.hearing.interval.end
    so_far = " so far" if is_open else ""
    match ruling.verdict:
        case Verdict.NOT_APPLICABLE:
            return "so nothing could be kept or broken"
        case Verdict.TRACKED:
            return f"{judged}, and nothing was promised"
        case Verdict.INDETERMINATE:
            between = f"between {_shown(reckoning.bounds.worst)} and {_shown(reckoning.bounds.best)}"
            return f"{between}, and {target} is promised: the evidence does not decide"
        case Verdict.MET:
            return f"{judged}, and {target} is promised: met{so_far}"
        case _:
            lost = ", and it can't be made good in the rest of the period" if is_lost and is_open else ""
            return f"{judged}, and {target} is promised: missed{so_far}{lost}"


def _shown(figure: Figure) -> str:
    match figure:
        case Share(value):
            return percent(value)
        case NoData(why):
            return why
        case other:
            return str(other)


def _exclusions(measurement: Measurement) -> Reason | None:
    """Say what is excluded; nothing where there are no exclusions."""
    exclusions = measurement.exclusions
    if not exclusions.names:
        return None
    excluded = (exclusions.granted & measurement.region).length
    how = _ARITHMETIC[measurement.hearing.objective.conventions.exclusions]
    says = f"{write_length(excluded)} of the period is excluded"
    return Reason(
        rule="requests.exclusions",
        says=f"{says}; {how}" if excluded else says,
        figure=Length(excluded, "excluded"),
        because=tuple(exclusion_reasons(measurement.hearing, exclusions)),
    )


def _bounds(reckoning: Reckoning) -> Reason | None:
    """Tell what is not known, and the worst and best it allows; nothing where all is known."""
    bounds = reckoning.bounds
    if bounds.worst == bounds.best:
        return None
    return Reason(
        rule="requests.bounds",
        says=f"with what is not known taken as failed {_shown(bounds.worst)}, as not failed "
        f"{_shown(bounds.best)}; the time counted is known to {_shown(bounds.coverage)}",
        figure=bounds.coverage,
    )


def _missing_data(measurement: Measurement, ruling: Ruling, gaps: Sequence[str]) -> Reason | None:
    if not ruling.by_missing_data:
        return None
    rule = measurement.hearing.objective.conventions.missing_data
    if rule is MissingData.INDETERMINATE:
        says = "the worst case misses the target and the best case meets it, so the evidence does not decide"
    else:
        spoken = "is left out" if rule is MissingData.LEFT_OUT else rule.value
        says = f"worst and best case disagree; by the agreement, what is not known {spoken}"
    return Reason(
        rule="requests.missing_data",
        says=says,
        figure=ruling.judged,
        because=tuple(Reason(rule="requests.gap", says=gap) for gap in gaps),
    )


def _allowance(measurement: Measurement, reckoning: Reckoning) -> Reason | None:
    """Say how many requests the target lets fail; nothing of a mean, in which slices weigh alike."""
    target, pooled = measurement.hearing.objective.share_target, reckoning.pooled
    if target is None or reckoning.is_mean or not pooled.total:
        return None
    allowed = (1 - target.bound) * pooled.total
    return Reason(
        rule="requests.allowance",
        says=f"{target} of {requests(pooled.total)} lets {decimal(allowed)} of them fail, and "
        f"{decimal(pooled.failed)} did",
        figure=Count(int(allowed), "requests"),
    )
