"""Eligibility: whose breaches, and which, are owed a credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from upheld.agreement.agreement import Subscription
from upheld.agreement.credit import Credits
from upheld.agreement.objective import Force
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Finding, Verdict


class Entitlement(Enum):
    """Whether a subscription is owed credits at all."""

    ENTITLED = "entitled"
    PLAN_EXCLUDED = "its plan is owed no credits"
    PLAN_UNKNOWN = "no plan is given, and credits depend on it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncredited:
    """An objective that was missed, or may have been, and earns no credit; the reason says why."""

    objective: str
    interval: Interval
    reason: Reason


def entitlement(credits: Credits, subscription: Subscription) -> tuple[Entitlement, Reason]:
    """Hold a subscription's plan against the plans that are owed credits."""
    if not credits.plans:
        return Entitlement.ENTITLED, _plan(credits, "credits are owed on every plan")
    owed = f"credits are owed on {_listed('plan', credits.plans)} only"
    if subscription.plan is None:
        return Entitlement.PLAN_UNKNOWN, _plan(credits, f"{owed}, and no plan is given")
    if subscription.plan in credits.plans:
        return Entitlement.ENTITLED, _plan(credits, f"{owed}; this is plan {subscription.plan}")
    return Entitlement.PLAN_EXCLUDED, _plan(credits, f"{owed}, and this is plan {subscription.plan}")


def refusal(credits: Credits, finding: Finding, end: Instant) -> Reason | None:
    """Say why a promise that was missed, or may have been, earns no credit on any plan; else `None`.

    `end` is the end of the statement's period: a promise whose own period ends later is credited then.
    """
    if finding.verdict not in (Verdict.MISSED, Verdict.INDETERMINATE, Verdict.AMBIGUOUS):
        return None
    if finding.objective.force is not Force.GUARANTEE:
        force = finding.objective.force.value
        says = f"the words promise a {force}, not a guarantee: a miss is reported and is no breach"
        return _refusal("credit.force", finding, says, finding.objective.clause)
    for rule, says in _conditions(credits, finding, end):
        return _refusal(rule, finding, says, credits.clause)
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


def _refusal(rule: str, finding: Finding, says: str, clause: Clause | None) -> Reason:
    return Reason(rule=rule, says=f"{finding.objective.name}: {says}", figure=finding.figure, clause=clause)


def _plan(credits: Credits, says: str) -> Reason:
    return Reason(rule="credit.plan", says=says, clause=credits.clause)


def _listed(noun: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{noun} {names[0]}"
    return f"{noun}s {', '.join(names[:-1])} and {names[-1]}"
