"""At worst and for certain: the findings of a statement as credits are reckoned on them, either way.

The rule for missing data decides which figures count: where what is unknown counts as up, as down, or is left
out, there is one amount. Where nothing is declared for it, there are two, and what lies between is open.
"""

from __future__ import annotations

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit, MissingData
from upheld.agreement.credit_band import BandsBy, TieredCredit
from upheld.agreement.credit_rule import (
    Blocks,
    CreditRule,
    FlatCredit,
    LengthCredit,
    Occasion,
    OccasionCredit,
    Summed,
)
from upheld.agreement.objective import Force
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import AvailabilityRecord, Finding, Statement, Verdict


def for_certain(statement: Statement) -> Statement:
    """A statement with what is certain of every finding, or what the rule for missing data makes of it."""
    return replace(statement, findings=tuple(map(certain, statement.findings)))


def is_open(finding: Finding) -> bool:
    """Whether it is a guarantee of which the evidence leaves open what it may be worth."""
    return finding.objective.force is Force.GUARANTEE and (_is_undecided(finding) or _is_bounded(finding))


def unlimited(rule: CreditRule, finding: Finding) -> str:
    """Say why more may be owed than in the worst case that can be worked out; empty where it is the most.

    One long outage earns less than many short ones where each started block, or each outage, earns something.
    """
    if finding.at_worst is None:
        return f"the worst case of {finding.objective.name} is not worked out"
    many = "nobody can say how many outages the time without evidence hides"
    match rule.formula:
        case FlatCredit():
            by_outage = finding.conventions.one_breach in (BreachUnit.OUTAGE, BreachUnit.LONG_OUTAGE)
        case LengthCredit(summed=summed, blocks=blocks, first=first):
            by_outage = summed is Summed.EACH_OUTAGE and (blocks is Blocks.STARTED or first is not None)
        case OccasionCredit(each=each):
            by_outage = each in (Occasion.OUTAGE, Occasion.MISSED_CASE)
        case TieredCredit(by=by):
            by_outage = by in _BY_NUMBER
        case _:
            by_outage = False
    return many if by_outage else ""


_BY_NUMBER = (BandsBy.EACH_OUTAGE, BandsBy.EACH_CASE, BandsBy.MISSED_CASES, BandsBy.POINTS)
"""Bands in which many short outages may be worth more than one long one."""


def _is_undecided(finding: Finding) -> bool:
    """Whether it may be a breach; not while the rest of an open period can make good the worst."""
    if finding.verdict is not Verdict.INDETERMINATE:
        return False
    can_be_kept = isinstance(finding.record, AvailabilityRecord) and not finding.is_final
    return finding.at_worst is not None or not can_be_kept


def _is_bounded(finding: Finding) -> bool:
    """Whether a finding counts by its bounds, since no rule says what is done with missing data."""
    by_bounds = finding.conventions.missing_data is MissingData.INDETERMINATE
    may_cost = finding.verdict in (Verdict.MISSED, Verdict.INDETERMINATE)
    return by_bounds and may_cost and finding.at_worst is not None


def certain(finding: Finding) -> Finding:
    """Give what is certain of a finding, or what the rule for missing data makes of it."""
    if finding.verdict is not Verdict.MISSED or finding.at_worst is None:
        return finding
    match finding.conventions.missing_data:
        case MissingData.AS_DOWN:
            return _made_worst(finding)
        case MissingData.LEFT_OUT:
            return _as_observed(finding)
        case _:
            return finding


def worst(finding: Finding) -> Finding:
    """Give the worst that the evidence leaves possible of a finding, taken as it is for certain."""
    return _made_worst(finding) if _is_bounded(finding) else finding


def _made_worst(finding: Finding) -> Finding:
    at_worst, record = finding.at_worst, finding.record
    if at_worst is None or not isinstance(record, AvailabilityRecord):
        return finding
    return replace(
        finding,
        verdict=Verdict.MISSED,
        breaches=at_worst.breaches,
        record=replace(record, judged=at_worst.judged, outages=at_worst.outages),
        creditable=at_worst.creditable,
    )


def _as_observed(finding: Finding) -> Finding:
    record = finding.record
    if not isinstance(record, AvailabilityRecord) or not isinstance(record.observed, Share):
        return finding
    return replace(finding, record=replace(record, judged=record.observed))
