"""The unbroken: findings without a breach, whatever the readings say of counting and crediting breaches.

How breaches are counted, and on which conditions they earn a credit, is looked at once there is one. So a
scope is judged first as if both were read in the plainest way, for all readings of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.convention import BreachUnit
from upheld.agreement.credit import Credits
from upheld.agreement.objective import Objective
from upheld.evaluation.ambiguity.scope import Words, with_named_alone
from upheld.evaluation.statement import Finding


def plainest(scope: Agreement, words: Words) -> Agreement:
    """The scope of an objective with one breach for all that was missed, and credits without conditions.

    Where that finds no breach, there is none by any other unit; what could be one is left to be asked for.
    """
    (objective,) = scope.objectives
    plain = _counted_in(objective, BreachUnit.OBJECTIVE)
    bare = with_named_alone(replace(scope, credits=None), objective, words)
    credits = None if scope.credits is None else Credits(place=scope.credits.place)
    return replace(bare, objectives=(plain,), credits=credits)


def are_unbroken(findings: Iterable[Finding]) -> bool:
    """Whether nothing in findings goes by the number of breaches or the conditions of credits."""
    return not any(
        each.breaches or each.at_worst or each.creditable or each.broken_first or each.former
        for each in findings
    )


def as_in(scope: Agreement, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings on the objective of a scope, in which breaches would be counted as it says."""
    (objective,) = scope.objectives
    conventions = objective.conventions
    return tuple(
        replace(each, objective=replace(each.objective, conventions=conventions), conventions=conventions)
        for each in findings
    )


def _counted_in(objective: Objective, unit: BreachUnit) -> Objective:
    return replace(objective, conventions=replace(objective.conventions, one_breach=unit))
