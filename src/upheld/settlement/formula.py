"""Formulas of credits: which rule a breach is credited by, and how many times its amount is owed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from upheld.agreement.credit import Credits
from upheld.agreement.credit_rule import (
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    LinearCredit,
    UnstatedCredit,
)
from upheld.agreement.objective import Availability, Objective
from upheld.errors import UsageError
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import AvailabilityRecord, Finding
from upheld.quantity import percent, write_share


def rule_for(credits: Credits, objective: Objective, plan: str | None) -> CreditRule | None:
    """The first rule that fits an objective on a plan; a rule for downtime fits availabilities alone."""
    return next((rule for rule in credits.all_rules if _fits(rule, objective, plan)), None)


def _fits(rule: CreditRule, objective: Objective, plan: str | None) -> bool:
    indicator = objective.indicator
    named = objective.name in rule.objectives if rule.objectives else True
    on_plan = plan in rule.plans if rule.plans else True
    if rule.services or (isinstance(rule.formula, LinearCredit) and not rule.objectives):
        about = isinstance(indicator, Availability) and (not rule.services or indicator.of in rule.services)
    else:
        about = True
    return named and on_plan and about


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """How much downtime a credit is reckoned on, and how many blocks of it there are."""

    downtime: Fraction
    """As a share of the time measured."""
    of: CreditedDowntime
    blocks: Fraction
    block: str
    """What one block is: `full 1 % of downtime`."""

    @property
    def says(self) -> str:
        """The downtime in words."""
        beyond = " beyond the target" if self.of is CreditedDowntime.BEYOND_TARGET else ""
        return f"{percent(self.downtime)} of downtime{beyond}"


def times_owed(rule: CreditRule, finding: Finding) -> Fraction:
    """How many times a rule's amount is owed for a finding; UsageError where the rule does not fit it."""
    match rule.formula:
        case FlatCredit():
            return Fraction(finding.breaches)
        case LinearCredit() as formula:
            return blocked(formula, rule, finding).blocks
        case UnstatedCredit():
            raise UsageError(f"the credit rule at {rule.place} states no amount to be settled")


def blocked(formula: LinearCredit, rule: CreditRule, finding: Finding) -> Blocked:
    """Cut the downtime of a missed availability into blocks; UsageError for a finding that has none."""
    record, target = finding.record, finding.objective.target
    if not isinstance(record, AvailabilityRecord) or not isinstance(record.judged, Share) or target is None:
        raise UsageError(
            f"the credit rule at {rule.place} pays for downtime, and {finding.objective.name} has none: "
            "name objectives of availability with a target in its `for`"
        )
    reached = record.judged.value
    whole = Fraction(1) if formula.downtime is CreditedDowntime.ALL else _promised(finding, record)
    downtime = max(whole - reached, Fraction(0))
    word = {Blocks.FULL: "full ", Blocks.STARTED: "started ", Blocks.PRO_RATA: ""}[formula.blocks]
    return Blocked(
        downtime=downtime,
        of=formula.downtime,
        blocks=_count(downtime / formula.per, formula.blocks),
        block=f"{word}{write_share(formula.per)} of downtime",
    )


def _promised(finding: Finding, record: AvailabilityRecord) -> Fraction:
    """The share that is promised; where downtime is bounded, what the time measured leaves of it."""
    target = finding.objective.share_target
    if target is not None:
        return target.bound
    return Fraction(record.measured - record.allowance, record.measured) if record.measured else Fraction(1)


def _count(exact: Fraction, blocks: Blocks) -> Fraction:
    match blocks:
        case Blocks.FULL:
            return Fraction(floor(exact))
        case Blocks.STARTED:
            return Fraction(ceil(exact))
        case Blocks.PRO_RATA:
            return exact
