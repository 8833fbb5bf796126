"""Traffic: whether a period judged in slices had as many requests as the promise takes to hold at all."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from upheld.agreement.request_terms import RequestTerms
from upheld.agreement.slices import EmptySlices
from upheld.chrono.instant import Micros
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.reason import Count, NoData, Reason, Share
from upheld.evaluation.requests.bounded import Pooled
from upheld.evaluation.requests.reckoning import scope_of_requests
from upheld.evaluation.requests.wording import requests
from upheld.evaluation.statement import AtWorst, AvailabilityRecord, Finding, Verdict

_NO_TIME = Micros(0)
_TOO_FEW = NoData("there were too few requests")
_ALL = Share(Fraction(1))


def with_traffic(finding: Finding, measurement: Measurement) -> Finding:
    """Give the finding on slices as it holds with the requests of the whole period, where that matters.

    Fewer than the promise takes are as none: the period is good, or nothing is judged, as the agreement says.
    Where it is open whether there were enough, both count.
    """
    terms, requested = measurement.availability.requests, measurement.requested
    if terms is None or requested is None or not terms.at_least or not requested.counted.is_known:
        return finding
    if measurement.availability.slices is None:
        return finding
    pooled = requested.pooled(scope_of_requests(measurement))
    if pooled.total >= terms.at_least:
        return replace(finding, reason=_enough(finding.reason, pooled, terms))
    if pooled.uncounted or pooled.total + pooled.doubtful >= terms.at_least:
        return _undecided(finding, pooled, terms)
    return _without(finding, pooled, terms)


def _without(finding: Finding, pooled: Pooled, terms: RequestTerms) -> Finding:
    """The finding on a period with too few requests to be judged by them."""
    is_good = terms.empty is EmptySlices.GOOD
    is_promised = finding.objective.share_target is not None
    met = Verdict.MET if is_promised else Verdict.TRACKED
    follows = "it counts as good" if is_good else "so nothing could be kept or broken"
    figure = _ALL if is_good else _TOO_FEW
    record = finding.record
    return replace(
        finding,
        verdict=met if is_good else Verdict.NOT_APPLICABLE,
        figure=figure,
        breaches=0,
        record=_unjudged(record, figure) if isinstance(record, AvailabilityRecord) else record,
        reason=Reason(
            rule="requests.too_few",
            says=f"the period had {_had(pooled, terms)}; {follows}",
            figure=figure,
            clause=finding.reason.clause,
            because=finding.reason.because,
        ),
        gaps=(),
        creditable=None,
        at_worst=None,
    )


def _unjudged(record: AvailabilityRecord, figure: Share | NoData) -> AvailabilityRecord:
    """The record without the times and outages that do not count."""
    return replace(
        record,
        measured=_NO_TIME,
        up=_NO_TIME,
        degraded=_NO_TIME,
        down=_NO_TIME,
        unknown=_NO_TIME,
        observed=figure,
        worst=figure,
        best=figure,
        judged=figure,
        coverage=figure,
        to_date=figure,
        best_achievable=figure,
        projected=figure,
        allowance=_NO_TIME,
        allowance_left=_NO_TIME,
        to_measure=_NO_TIME,
        timeline=(),
        outages=(),
    )


def _undecided(finding: Finding, pooled: Pooled, terms: RequestTerms) -> Finding:
    """The finding where nobody knows whether there were requests enough; the same where either way is."""
    if finding.verdict is Verdict.NOT_APPLICABLE or _is_good_anyway(finding, terms):
        return finding
    gap = f"it is not known whether the period had the {terms.at_least} requests that it must have"
    gaps = (*finding.gaps, gap)
    return replace(
        finding,
        verdict=Verdict.INDETERMINATE,
        breaches=0,
        gaps=gaps,
        creditable=None,
        at_worst=finding.at_worst or _as_it_stands(finding, gaps),
        reason=replace(
            finding.reason,
            says=f"{finding.reason.says}; but {gap}",
            because=(*finding.reason.because, _least(pooled, terms)),
        ),
    )


def _is_good_anyway(finding: Finding, terms: RequestTerms) -> bool:
    kept = finding.verdict in (Verdict.MET, Verdict.TRACKED)
    return kept and terms.empty is EmptySlices.GOOD


def _as_it_stands(finding: Finding, gaps: tuple[str, ...]) -> AtWorst | None:
    """A breach that there is if there were requests enough."""
    record = finding.record
    if not finding.breaches or not isinstance(record, AvailabilityRecord):
        return None
    if not isinstance(record.judged, Share):
        return None
    return AtWorst(
        judged=record.judged,
        outages=record.outages,
        breaches=finding.breaches,
        creditable=finding.creditable,
        gaps=gaps,
    )


def _enough(reason: Reason, pooled: Pooled, terms: RequestTerms) -> Reason:
    return replace(reason, because=(*reason.because, _least(pooled, terms)))


def _least(pooled: Pooled, terms: RequestTerms) -> Reason:
    return Reason(
        rule="requests.traffic",
        says=f"the period had {_had(pooled, terms)}",
        figure=Count(int(pooled.total), "requests"),
    )


def _had(pooled: Pooled, terms: RequestTerms) -> str:
    more = f", and maybe {pooled.doubtful} more" if pooled.doubtful else ""
    return f"{requests(pooled.total)}{more}, and must have at least {terms.at_least} to be judged by them"
