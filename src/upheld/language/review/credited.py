"""Credited promises: those whose breach earns something at all."""

from __future__ import annotations

from upheld.agreement.credit import Credits
from upheld.agreement.credit_rule import CreditRule, FlatCredit
from upheld.agreement.objective import Availability, Force, Objective


def is_credited(objective: Objective, credits: Credits) -> bool:
    """Whether credits are for the breach of a promise, whatever their rules say."""
    return objective.force is Force.GUARANTEE and (
        not credits.objectives or objective.name in credits.objectives
    )


def is_credited_flat(objective: Objective, credits: Credits) -> bool:
    """Whether a breach of a promise may earn an amount for each breach, by the first rule that fits it."""
    for rule in credits.all_rules:
        if _fits(rule, objective):
            if isinstance(rule.formula, FlatCredit):
                return True
            if not rule.plans:
                return False
    return False


def _fits(rule: CreditRule, objective: Objective) -> bool:
    """Whether a rule may be for a promise, on some plan."""
    if rule.objectives and objective.name not in rule.objectives:
        return False
    if rule.services:
        indicator = objective.indicator
        return isinstance(indicator, Availability) and indicator.of in rule.services
    by_figure = not rule.objectives and not isinstance(rule.formula, FlatCredit)
    return not by_figure or isinstance(objective.indicator, Availability)
