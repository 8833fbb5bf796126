"""Why time is excluded, or is not: every piece of work and every window, with its conditions."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.convention import ExclusionArithmetic
from upheld.evaluation.availability.account import Account
from upheld.evaluation.reason import Length, Reason, Stretch
from upheld.evaluation.wording import spoken_interval
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
        because=tuple(_weighed(account)),
    )


def _weighed(account: Account) -> Iterator[Reason]:
    for excluded, clause in account.measurement.exclusions.weighed:
        done = "excluded" if excluded.granted else "not excluded"
        when = spoken_interval(excluded.interval, account.zone)
        yield Reason(
            rule="exclusion.granted" if excluded.granted else "exclusion.refused",
            says=f"{excluded.what}, {when}: {done} by {excluded.exclusion}, because it {excluded.why}",
            figure=Stretch(excluded.interval),
            clause=clause,
            evidence=excluded.evidence,
            evidence_count=len(excluded.evidence),
        )
