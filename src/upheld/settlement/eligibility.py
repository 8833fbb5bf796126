"""Eligibility: whose breaches, and which, are owed a credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct

from upheld.agreement.agreement import Subscription
from upheld.agreement.credit import Credits, PlanAt
from upheld.agreement.credit_rule import CreditRule, Grant, UnstatedCredit
from upheld.agreement.objective import Force
from upheld.agreement.provenance import Clause
from upheld.chrono.business_days import OpenDays
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData, Reason
from upheld.evaluation.statement import Finding, Verdict
from upheld.settlement.condition import as_credited, condition_failed
from upheld.settlement.fitting_rule import rule_for
from upheld.settlement.formula import Reckoned, reckon

NO_RULE = "credit.rule"
"""That no rule of the agreement fits a breach on the plan at hand."""

OPEN_AMOUNT = "credit.open"
"""That a credit is owed of which the agreement does not say how much."""


class Entitlement(Enum):
    """Whether a subscription is owed credits at all."""

    ENTITLED = "entitled"
    PLAN_EXCLUDED = "its plan is owed no credits"
    PLAN_UNKNOWN = "no plan is given, and credits depend on it"


class Uncredited(Struct, frozen=True, kw_only=True):
    """An objective that was missed, or may have been, and earns no credit; the reason says why."""

    objective: str
    interval: Interval
    member: str | None = None
    """The member that was judged by itself, where one was."""
    reason: Reason


def entitlement(credits: Credits, subscription: Subscription) -> tuple[Entitlement, Reason]:
    """Hold a subscription's plan against the plans that are owed credits."""
    if subscription.plan is None and any(rule.plans for rule in credits.rules):
        return Entitlement.PLAN_UNKNOWN, _plan(credits, "credits differ by plan, and no plan is given")
    if not credits.plans:
        return Entitlement.ENTITLED, _plan(credits, "credits are owed on every plan")
    owed = f"credits are owed on {_listed('plan', credits.plans)} only"
    at_claim = "; that of the day of the claim counts" if credits.plan_at is PlanAt.CLAIM else ""
    if subscription.plan is None:
        return Entitlement.PLAN_UNKNOWN, _plan(credits, f"{owed}, and no plan is given")
    if subscription.plan in credits.plans:
        return Entitlement.ENTITLED, _plan(credits, f"{owed}; this is plan {subscription.plan}{at_claim}")
    return Entitlement.PLAN_EXCLUDED, _plan(
        credits, f"{owed}, and this is plan {subscription.plan}{at_claim}"
    )


def refusal(
    credits: Credits,
    finding: Finding,
    end: Instant,
    plan: str | None,
    zone: Zone | None = None,
    days: OpenDays | NoData | None = None,
    parts: Sequence[Finding] = (),
) -> Reason | None:
    """Say why a promise that was missed, or may have been, earns no credit; else `None`.

    `end` is the end of the statement's period: a promise whose own period ends later is credited then.
    `zone` is the one whose days and hours are credited, and `days` are the business days that are.
    `parts` are what earns a credit each in place of the whole, such as the circuits that missed.
    """
    if finding.verdict not in (Verdict.MISSED, Verdict.INDETERMINATE, Verdict.AMBIGUOUS):
        return None
    if finding.objective.force is not Force.GUARANTEE:
        force = finding.objective.force.value
        says = f"the words promise a {force}, not a guarantee: a miss is reported and is no breach"
        return _refusal("credit.force", finding, says, finding.objective.clause)
    for condition, says in _conditions(credits, finding, end):
        return _refusal(condition, finding, says, credits.clause)
    for condition, says in condition_failed(finding):
        return _refusal(condition, finding, says, credits.conditions.clause or credits.clause)
    rule = rule_for(credits, finding.objective, plan)
    for condition, says in _terms(rule, parts or (as_credited(finding),), zone, days):
        clause = credits.clause if rule is None else rule.clause or credits.clause
        return _refusal(condition, finding, says, clause)
    return None


def _conditions(credits: Credits, finding: Finding, end: Instant) -> Iterator[tuple[str, str]]:
    """The conditions of a credit that a guarantee fails, by rule."""
    if credits.objectives and finding.objective.name not in credits.objectives:
        yield "credit.objectives", f"credits are owed for {_listed('objective', credits.objectives)} only"
    if finding.verdict is not Verdict.MISSED:
        what = "evidence does" if finding.verdict is Verdict.INDETERMINATE else "words do"
        yield "credit.undecided", f"the {what} not decide whether it was missed, so no credit is worked out"
    if finding.interval.end > end:
        yield "credit.later", "its own period ends after this statement's, and its credit is worked out then"
    if finding.breaches == 0:
        unit = finding.conventions.one_breach.value
        yield "credit.no_breach", f"one breach is declared to be one {unit}, and there is none"


def _terms(
    rule: CreditRule | None,
    credited: Sequence[Finding],
    zone: Zone | None,
    days: OpenDays | NoData | None,
) -> Iterator[tuple[str, str]]:
    """What keeps a rule from owing a credit for a breach, or for each part of it."""
    if rule is None:
        yield NO_RULE, "no rule of the agreement gives a credit for it"
    elif rule.grant is Grant.BY_ADDENDUM:
        yield "credit.by_addendum", "a credit is owed only where an addendum grants it, and this is none"
    elif isinstance(rule.formula, UnstatedCredit) and rule.grant is Grant.MAY_BE:
        yield "credit.unstated", "a credit may be granted, and the agreement does not state an amount"
    elif isinstance(rule.formula, UnstatedCredit):
        yield OPEN_AMOUNT, "a credit is promised, and the agreement does not state an amount"
    elif rule.grant is Grant.MAY_BE:
        yield "credit.may_be", "the words say that a credit may be granted, not that it is owed"
    else:
        found = [reckon(rule, each, zone, days) for each in credited]
        yield from ((OPEN_AMOUNT, each.why) for each in found if isinstance(each, NoData))
        nothing = [each.nothing for each in found if isinstance(each, Reckoned) and each.nothing is not None]
        if len(nothing) == len(found):
            yield nothing[0]


def _refusal(rule: str, finding: Finding, says: str, clause: Clause | None) -> Reason:
    return Reason(
        rule=rule,
        says=f"{finding.objective.name}: {says}",
        figure=finding.figure,
        clause=clause,
        because=() if finding.creditable is None else finding.creditable.because,
    )


def _plan(credits: Credits, says: str) -> Reason:
    return Reason(rule="credit.plan", says=says, clause=credits.clause)


def _listed(noun: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{noun} {names[0]}"
    return f"{noun}s {', '.join(names[:-1])} and {names[-1]}"
