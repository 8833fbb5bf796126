"""Conditions of credits: what was not tried for want of evidence, and what can't be settled."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.agreement import Agreement
from upheld.agreement.cause import Subject
from upheld.agreement.credit import CreditConditions, Credits
from upheld.agreement.exclusion import CauseExclusion, acting_on
from upheld.agreement.objective import Availability, Objective
from upheld.errors import UsageError
from upheld.evaluation.reason import Reason


def check_conditions(agreement: Agreement, credits: Credits, objective: Objective) -> None:
    """Refuse to credit an availability that counts time for which the same agreement owes no credit.

    Maintenance and standing windows are known from the evidence, so that a credit for downtime in them would
    be wrong; how much of it lies in them is not worked out here. UsageError names the exclusion.
    """
    indicator = objective.indicator
    if not isinstance(indicator, Availability):
        return
    left_out = acting_on(Subject.AVAILABILITY, agreement.exclusions, indicator.excluding)
    for exclusion in agreement.exclusions:
        named = exclusion.name in credits.conditions.not_for
        if named and exclusion.name not in left_out and not isinstance(exclusion, CauseExclusion):
            name = objective.name
            raise UsageError(
                f"the credits at {credits.place} are not for `{exclusion.name}`, whose time counts as "
                f"downtime of {name}: that can't be settled yet; name it under `excluding` of {name}, or "
                "delete it from `not_for`"
            )


def untried(conditions: CreditConditions) -> Iterator[Reason]:
    """Say which conditions were not tried, since no evidence speaks of them."""
    if conditions.not_for:
        names = " or ".join(conditions.not_for)
        says = f"no credit is owed for what {names} caused; no evidence says that one of them caused this"
        yield Reason(rule="credit.not_for", says=says, clause=conditions.clause)
    if conditions.only_for is not None:
        says = f"credits are for {conditions.only_for.value} only; no evidence says that this was foreseen"
        yield Reason(rule="credit.only_for", says=says, clause=conditions.clause)
    for words in conditions.provided:
        says = f"a condition of the credit is taken to be met, since no evidence speaks of it: {words}"
        yield Reason(rule="credit.provided", says=says, clause=conditions.clause)
