"""Why an availability came to its verdict: a sentence, and each step it rests on."""

from __future__ import annotations

from upheld.evaluation.availability.account import Account, shown
from upheld.evaluation.availability.allowed_downtime import promised_words
from upheld.evaluation.availability.bounds_reasons import bounds_reason
from upheld.evaluation.availability.downtime_reasons import downtime_reason, slices_reason
from upheld.evaluation.availability.exclusion_reasons import exclusions_reason
from upheld.evaluation.availability.measured_reasons import measured_reason
from upheld.evaluation.availability.member_reasons import members_reason
from upheld.evaluation.availability.minority_reasons import minority_reason
from upheld.evaluation.availability.outage_reasons import confirmation_reason, minimum_reason, outages_reason
from upheld.evaluation.availability.prospect_reasons import allowance_reason, prospect_reason, sampling_reason
from upheld.evaluation.availability.quorum_reasons import quorum_reason
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.requests.counted_reasons import requests_reason
from upheld.evaluation.statement import Verdict
from upheld.evaluation.wording import counted, listed
from upheld.quantity import write_length


def explain(account: Account) -> Reason:
    """Give the tree of reasons: what happened and the verdict, then each step it rests on."""
    steps = (
        measured_reason(account),
        exclusions_reason(account),
        requests_reason(account.measurement, account.record.requests),
        quorum_reason(account),
        minority_reason(account),
        members_reason(account),
        outages_reason(account),
        confirmation_reason(account),
        minimum_reason(account),
        slices_reason(account),
        downtime_reason(account),
        bounds_reason(account),
        prospect_reason(account),
        allowance_reason(account),
        sampling_reason(account),
    )
    return Reason(
        rule="availability.verdict",
        says=f"{_what_happened(account)}; {_what_follows(account)}",
        figure=account.record.observed,
        clause=account.measurement.hearing.objective.clause,
        because=tuple(step for step in steps if step is not None),
    )


def _what_happened(account: Account) -> str:
    record, service = account.record, account.subject
    if isinstance(record.coverage, NoData):
        return f"there was no time to measure{_uncovered(account)}"
    measured = write_length(record.measured)
    if isinstance(record.observed, NoData):
        return f"nothing is known of {service} for any of the {measured} measured"
    known = "" if not record.unknown else f", {write_length(record.unknown)} of them without evidence"
    if not record.down and not record.degraded:
        return f"{service} was up throughout the {measured} measured{known}"
    parts = []
    if record.down:
        parts.append(f"down for {write_length(record.down)}")
    if record.degraded:
        parts.append(f"degraded for {write_length(record.degraded)}")
    count = sum(outage.counted > 0 for outage in record.outages)
    in_outages = f", in {counted(count, 'outage')}" if count else ""
    return f"{service} was {listed(parts)} of {measured} measured{known}{in_outages}"


def _uncovered(account: Account) -> str:
    """Why, where the service needs more points at once than there were."""
    needed = account.measurement.service.at_least_members
    names = sorted({point.name for point in account.measurement.service.points})
    if needed < 2:
        return ""
    there = listed(names) if names else "none"
    return f": {account.subject} is covered where at least {needed} points stand for it at once ({there})"


def _what_follows(account: Account) -> str:
    target = promised_words(account.measurement)
    verdict, judged = account.ruling.verdict, account.ruling.judged
    so_far = " so far" if account.is_open else ""
    match verdict:
        case Verdict.NOT_APPLICABLE:
            return "so nothing could be kept or broken"
        case Verdict.TRACKED:
            return f"{shown(judged)}, and nothing was promised"
        case Verdict.INDETERMINATE:
            low, high = shown(account.record.worst), shown(account.record.best)
            return f"between {low} and {high}, and {target} is promised: the evidence does not decide"
        case Verdict.MET:
            return f"{shown(judged)}, and {target} is promised: met{so_far}"
        case _:
            lost = (
                ", and it can't be made good in the rest of the period" if account.is_lost and so_far else ""
            )
            return f"{shown(judged)}, and {target} is promised: missed{so_far}{lost}"
