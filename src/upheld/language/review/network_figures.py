"""Figures of a whole network whose miss is credited of the affected circuit, which nothing tells."""

from __future__ import annotations

from upheld.agreement.credit import Credits
from upheld.agreement.credit_rule import CreditRule
from upheld.agreement.fee import FeeScope, ShareOfFee
from upheld.agreement.objective import Objective
from upheld.agreement.statistic import Statistic
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.reader import Reader
from upheld.language.review.acceptable import or_accept


def review_network_figures(draft: Draft, reader: Reader) -> None:
    """Warn of one figure for all circuits where each affected one is to be credited."""
    if reader.found_errors or draft.credits is None:
        return
    for written in draft.objectives:
        rule = _rule_for(written.value, draft.credits)
        noun = "" if rule is None else _affected(rule)
        if noun and _is_of_all(written.value, draft):
            _report(written, noun, reader)


def _rule_for(objective: Objective, credits: Credits) -> CreditRule | None:
    """The rule by which a miss of a promise is credited."""
    if credits.objectives and objective.name not in credits.objectives:
        return None
    fitting = (each for each in credits.all_rules if objective.name in (each.objectives or (objective.name,)))
    return next(fitting, None)


def _affected(rule: CreditRule) -> str:
    """What has the fee that a rule owes a share of, where that is what was affected; empty otherwise."""
    for amount in rule.amounts:
        if isinstance(amount, ShareOfFee) and amount.of.scope is FeeScope.RESOURCE:
            return "" if amount.of.of_every else amount.of.thing
    return ""


def _is_of_all(objective: Objective, draft: Draft) -> bool:
    """Whether one figure is made of everything that is measured, of which nothing tells what it affected."""
    promise = objective.indicator
    if not isinstance(promise, Statistic) or promise.regions is not None or promise.where:
        return False
    services = {each.value.name: each.value for each in draft.services}
    measured = next((each.value.of for each in draft.measures if each.value.name == promise.of), None)
    service = None if measured is None else services.get(measured)
    return service is None or len(service.points) != 1


def _report(written: Written[Objective], noun: str, reader: Reader) -> None:
    message = (
        f"`{written.value.name}` is one figure of all that is measured, and its credit is a share of the "
        f"fee of the affected {noun}: nothing tells which that is"
    )
    remedy = (
        f"write `regions: {{share: all, by: {noun}}}` beside what it is of, where each {noun} has a figure "
        f"of its own, or `of every {noun}` in the amount, "
        + or_accept(Code.FIGURE_OF_ALL, reader.path_of(written.node))
    )
    reader.report(Code.FIGURE_OF_ALL, written.node, message, remedy)
