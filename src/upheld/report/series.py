"""The settlement of a series as a document, in one canonical form that both parties can recompute.

`series` is what is hashed, as `statement` is in the document of a statement; each month carries the digest of
its own statement, which `upheld evaluate` gives for the same month, fee and `as_of`.
"""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import Instant, format_instant
from upheld.chrono.zone import Zone
from upheld.evaluation.part_reading import THEN
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.statement import Finding
from upheld.report.document import FORMAT, Envelope, digest_of, statement_data
from upheld.report.figure import (
    Json,
    amount_data,
    clause_data,
    evidence_data,
    interval_data,
    money_data,
    present,
    reason_data,
)
from upheld.report.local_time import named_by, zone_over
from upheld.report.promise import promised_briefly
from upheld.report.settlement import open_data
from upheld.report.subscription import subscription_data
from upheld.settlement.application import Application
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.claim_window import Claimable
from upheld.settlement.claimed_month import ClaimedMonth, Entitled
from upheld.settlement.claims import Claim
from upheld.settlement.series import SeriesOutcome, SeriesSettlement, SettledMonth
from upheld.settlement.termination import Arising, HeldRight
from upheld.settlement.time_limit import Deadline, Unlimited


def _versions(series: SeriesSettlement) -> list[str]:
    """The versions by which its months were judged, in order; one for nearly all."""
    told = (version for month in series.months for version in month.statement.version.split(THEN))
    return list(dict.fromkeys(told))


def make_series_document(series: SeriesSettlement, zone: Zone, envelope: Envelope) -> Json:
    """Put the settlement of a series into the form both parties keep; `zone` is that of its months."""
    body = series_data(series, zone)
    return {
        "upheld": FORMAT,
        "series": body,
        "digest": digest_of(body),
        "envelope": {
            "version": envelope.version,
            "libraries": dict(envelope.libraries),
            **present(lock=envelope.lock),
        },
    }


def series_data(series: SeriesSettlement, zone: Zone) -> Json:
    """The hashed part."""
    first = series.months[0].statement
    return {
        "agreement": {
            "name": first.agreement_name,
            "provider": first.provider,
            "version": THEN.join(_versions(series)),
        },
        "subscription": subscription_data(first.subscription),
        "zone": zone_over(zone, _instants(series)),
        "as_of": format_instant(series.as_of),
        "months": [_month(month, zone) for month in series.months],
        "missing": [{"month": f"{doubt.month:%Y-%m}", "says": doubt.says} for doubt in series.missing],
        "unmatched": [case.number for case in series.unmatched],
        "rights": [_right(held) for held in series.rights],
        "next": [reason_data(step) for step in series.next_steps],
        "owed": amount_data(series.owed),
        "due": amount_data(series.due),
        "still_open": amount_data(series.still_open),
        "lost": amount_data(series.lost),
        **present(
            illustration=first.illustration,
            in_force_overridden=first.in_force_overridden,
            outcomes=[_outcome(outcome, series) for outcome in series.outcomes],
        ),
    }


def _outcome(outcome: SeriesOutcome, series: SeriesSettlement) -> Json:
    """What becomes of the credits under some readings, with the state of each month."""
    return {
        "readings": list(outcome.readings),
        "owed": amount_data(outcome.owed),
        "due": amount_data(outcome.due),
        "still_open": amount_data(outcome.still_open),
        "lost": amount_data(outcome.lost),
        "states": [
            {
                "month": month.statement.period.label,
                "state": state.value,
                "claim_by": [_deadline(each) for each in claim_by],
            }
            for month, state, claim_by in zip(series.months, outcome.states, outcome.claim_by, strict=True)
        ],
        "credits": [_application(each) for each in outcome.applications],
    }


def _month(month: SettledMonth, zone: Zone) -> Json:
    statement, settlement = month.statement, month.settlement
    return {
        "month": statement.period.label,
        **interval_data(statement.period.interval),
        "is_final": settlement.is_final,
        "statement": digest_of(statement_data(statement, settlement, zone)),
        "verdicts": [_verdict(finding) for finding in statement.findings],
        "breaches": [_breach(breach) for breach in month.breaches],
        "standing": settlement.standing.value,
        "owed": amount_data(settlement.owed),
        **present(open=None if settlement.open is None else open_data(settlement.open)),
        "claim": _claimed(month.claimed),
        "credits": [
            _credit(each, application)
            for each, application in zip(month.claimed.entitled, month.applications, strict=True)
        ],
    }


def _verdict(finding: Finding) -> Json:
    return {
        "objective": finding.objective.name,
        "promised": promised_briefly(finding.objective),
        "force": finding.objective.force.value,
        "verdict": finding.verdict.value,
        "is_final": finding.is_final,
        "breaches": finding.breaches,
        **present(member=finding.member),
    }


def _breach(breach: Breach) -> Json:
    return {
        "objective": breach.objective,
        "number": breach.number,
        "at": format_instant(breach.at),
        "what": breach.what,
        "period": breach.period.label,
        "failures": [_failure(failure) for failure in breach.failures],
        **present(clause=clause_data(breach.clause), member=breach.member),
        **evidence_data(breach.evidence, len(breach.evidence)),
    }


def _failure(failure: Failure) -> Json:
    ended = failure.ended_at
    return {
        "what": failure.what,
        "began_at": format_instant(failure.began_at),
        "downtime": failure.downtime,
        **(
            {"ended_at": format_instant(ended.value)}
            if isinstance(ended, Moment)
            else {"not_ended": ended.why}
        ),
        **evidence_data(failure.evidence, len(failure.evidence)),
    }


def _claimed(claimed: ClaimedMonth) -> Json:
    return {
        "state": claimed.state.value,
        "claims": [_claim(claim) for claim in claimed.claims],
        "open": [_claimable(each) for each in claimed.open],
        "lapsed": [_claimable(each) for each in claimed.lapsed],
        "still_open": amount_data(claimed.still_open),
    }


def _claim(claim: Claim) -> Json:
    return {
        "number": claim.case.number,
        "state": claim.state.value,
        "submitted_at": format_instant(claim.case.submitted_at),
        "in_time": [_claimable(each) for each in claim.in_time],
        "too_late": [_claimable(each) for each in claim.too_late],
        **present(too_early=[_claimable(each) for each in claim.too_early]),
        "undecided": [_claimable(each) for each in claim.undecided],
        "answer_by": _deadline(claim.answer_by),
        "give_by": _deadline(claim.give_by),
        "reason": reason_data(claim.reason),
    }


def _claimable(each: Claimable) -> Json:
    return {
        "objective": each.breach.objective,
        "breach": each.breach.number,
        "what": each.failure.what,
        "began_at": format_instant(each.failure.began_at),
        "claim_by": _deadline(each.claim_by),
        "report_by": _deadline(each.report_by),
        **present(
            member=each.breach.member,
            resource=each.failure.of,
            claim_from=None if isinstance(each.claim_from, Unlimited) else _deadline(each.claim_from),
        ),
    }


def _deadline(deadline: Deadline) -> Json:
    """The last instant that is in time, no limit, or why it is not known."""
    match deadline:
        case Moment(last):
            return {"kind": "moment", "at": format_instant(last)}
        case Unlimited():
            return {"kind": "no limit"}
        case NoData(why):
            return {"kind": "no data", "why": why}


def _credit(entitled: Entitled, application: Application) -> Json:
    """A credit that is due, the claim it rests on, and the bills it is set against."""
    return {
        **_application(application),
        **present(claim=None if entitled.claim is None else entitled.claim.case.number),
    }


def _application(application: Application) -> Json:
    first = application.first
    return {
        "amount": amount_data(application.credit),
        "applied": [
            {"month": f"{part.month:%Y-%m}", **money_data(part.amount)} for part in application.applied
        ],
        "left": amount_data(application.left),
        "becomes": application.becomes,
        **present(first_bill=None if isinstance(first, NoData) else f"{first:%Y-%m}"),
    }


def _right(held: HeldRight) -> Json:
    return {
        "state": held.state.value,
        "reason": reason_data(held.reason),
        **present(
            first=None if held.first is None else _arising(held.first),
            latest=None if held.latest is None else _arising(held.latest),
        ),
    }


def _arising(arising: Arising) -> Json:
    return {
        "at": format_instant(arising.at),
        "exercise_by": _deadline(arising.exercise_by),
        "proof": [_breach(each.breach) for each in arising.proof],
    }


def _instants(series: SeriesSettlement) -> Iterator[Instant]:
    """Every instant that a reader may be shown."""
    yield series.as_of
    for month in series.months:
        yield from (month.statement.period.interval.start, month.statement.period.interval.end)
        for breach in month.breaches:
            yield breach.at
            yield from (failure.began_at for failure in breach.failures)
        for each in (*month.claimed.open, *month.claimed.lapsed):
            yield from _of_deadlines(each.claim_from, each.claim_by, each.report_by)
        for claim in month.claimed.claims:
            yield from named_by(claim.reason)
            yield from _of_deadlines(claim.answer_by, claim.give_by)
    for outcome in series.outcomes:
        for deadlines in outcome.claim_by:
            yield from _of_deadlines(*deadlines)
    for held in series.rights:
        yield from named_by(held.reason)
    for step in series.next_steps:
        yield from named_by(step)


def _of_deadlines(*deadlines: Deadline) -> Iterator[Instant]:
    return (deadline.value for deadline in deadlines if isinstance(deadline, Moment))
