"""Rules of credits: which of them a breach is credited by, and what of a breach it goes by."""

from __future__ import annotations

from upheld.agreement.credit import Credits
from upheld.agreement.credit_band import BandsBy, TieredCredit
from upheld.agreement.credit_rule import (
    CreditRule,
    FlatCredit,
    LengthCredit,
    LinearCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    Summed,
    UnstatedCredit,
)
from upheld.agreement.objective import Availability, Objective, is_timed
from upheld.evaluation.statement import Finding
from upheld.quantity.identity import once_for_each
from upheld.settlement.figure_in_bands import goes_on
from upheld.settlement.late_case import lasts, times_cases


@once_for_each
def rule_for(credits: Credits, objective: Objective, plan: str | None) -> CreditRule | None:
    """The first rule that fits an objective on a plan; one for downtime or by bands fits availabilities."""
    return next((rule for rule in credits.all_rules if _fits(rule, objective, plan)), None)


def _fits(rule: CreditRule, objective: Objective, plan: str | None) -> bool:
    indicator = objective.indicator
    named = objective.name in rule.objectives if rule.objectives else True
    on_plan = plan in rule.plans if rule.plans else True
    if rule.services or (goes_by_figure(rule) and not rule.objectives):
        about = isinstance(indicator, Availability) and (not rule.services or indicator.of in rule.services)
        if goes_by_cases(rule):
            about = is_timed(objective) and not rule.services
    else:
        about = True
    return named and on_plan and about


def goes_by_figure(rule: CreditRule) -> bool:
    """Whether a rule needs more of a miss than that there is one: downtime, or a figure."""
    match rule.formula:
        case FlatCredit() | UnstatedCredit() | OccasionCredit(each=Occasion.MISSED_CASE):
            return False
        case _:
            return True


def goes_by_cases(rule: CreditRule) -> bool:
    """Whether a rule looks up the time of each late case, which nothing but tickets and occasions has."""
    return isinstance(rule.formula, TieredCredit) and rule.formula.by is BandsBy.EACH_CASE


def may_grow(rule: CreditRule, finding: Finding) -> bool:
    """Whether something is not over by the length of which more will be earned."""
    if times_cases(finding):
        by_time = goes_by_cases(rule) or isinstance(rule.formula, LengthCredit | LostTimeCredit)
        by_time = by_time or (isinstance(rule.formula, TieredCredit) and rule.formula.by is BandsBy.POINTS)
        return by_time and lasts(finding)
    return goes_by_lengths(rule) and goes_on(finding)


def goes_by_lengths(rule: CreditRule) -> bool:
    """Whether each outage earns by its own length, so that one that lasts may earn more yet."""
    match rule.formula:
        case LengthCredit(summed=Summed.EACH_OUTAGE) as formula:
            return not formula.is_by_parts
        case TieredCredit(by=BandsBy.EACH_OUTAGE | BandsBy.POINTS):
            return True
        case _:
            return False


def goes_by_parts(rule: CreditRule) -> bool:
    """Whether each period is owed for its own part of an outage that lasts beyond it."""
    match rule.formula:
        case FlatCredit() | UnstatedCredit() | OccasionCredit(each=Occasion.OUTAGE | Occasion.MISSED_CASE):
            return False
        case TieredCredit(by=BandsBy.MISSED_CASES):
            return False
        case _:
            return not goes_by_lengths(rule)


def needs_downtime(rule: CreditRule) -> bool:
    """Whether what a rule gives is counted of downtime."""
    match rule.formula:
        case LinearCredit():
            return False
        case TieredCredit(by=by):
            return by in (BandsBy.DOWNTIME, BandsBy.EACH_OUTAGE)
        case _:
            return goes_by_figure(rule)


def has_downtime(finding: Finding) -> bool:
    """Whether a finding is not one on an availability by requests, which has no outages."""
    indicator = finding.objective.indicator
    return not isinstance(indicator, Availability) or indicator.has_downtime
