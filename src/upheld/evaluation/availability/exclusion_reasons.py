"""Why time is excluded, or is not: every piece of work and every window, with its conditions."""

from __future__ import annotations

from upheld.agreement.convention import ExclusionArithmetic
from upheld.evaluation.availability.account import Account
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.reason import Length, Reason
from upheld.quantity import write_length

_ARITHMETIC = {
    ExclusionArithmetic.REMOVED: "it is removed from both sides: neither measured nor counted",
    ExclusionArithmetic.COUNTED_AS_UP: "it is measured, and counts as up whatever happened",
    ExclusionArithmetic.NOT_COUNTED_AS_DOWN: "it is measured, and downtime in it does not count",
}


def exclusions_reason(account: Account) -> Reason | None:
    """Say how much is excluded and how that enters the arithmetic; nothing where there are no exclusions."""
    measurement, record = account.measurement, account.record
    if not measurement.exclusions.names:
        return None
    arithmetic = measurement.hearing.objective.conventions.exclusions
    says = f"{write_length(record.excluded)} of the period is excluded"
    return Reason(
        rule="availability.exclusions",
        says=f"{says}; {_ARITHMETIC[arithmetic]}" if record.excluded else says,
        figure=Length(record.excluded, "excluded"),
        because=tuple(exclusion_reasons(measurement.hearing, measurement.exclusions)),
    )
