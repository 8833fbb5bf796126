"""What the evidence leaves open: bounds, coverage, and the rule for missing data where it had to speak."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.convention import MissingData
from upheld.evaluation.availability.account import Account, shown
from upheld.evaluation.reason import Length, NoData, Reason
from upheld.quantity import percent


def bounds_reason(account: Account) -> Reason | None:
    """Tell how much is known, and the worst and best the rest allows; nothing where nothing is measured."""
    record = account.record
    if isinstance(record.coverage, NoData):
        return None
    if not record.unknown:
        says = "there is evidence for all of the time measured"
    else:
        says = (
            f"there is evidence for {shown(record.coverage)} of the time measured: with the rest taken as "
            f"bad {shown(record.worst)}, taken as good {shown(record.best)}"
        )
    return Reason(
        rule="availability.bounds",
        says=says,
        figure=record.coverage,
        because=tuple(_degraded(account)) + tuple(_missing_data(account)),
    )


def _degraded(account: Account) -> Iterator[Reason]:
    if account.record.degraded:
        weight = account.measurement.hearing.objective.conventions.degraded_counts
        yield Reason(
            rule="availability.degraded",
            says=f"{percent(weight)} of degraded time counts as down",
            figure=Length(account.record.degraded, "degraded"),
        )


def _missing_data(account: Account) -> Iterator[Reason]:
    if not account.ruling.by_missing_data:
        return
    rule = account.measurement.hearing.objective.conventions.missing_data
    if rule is MissingData.INDETERMINATE:
        says = "the worst case misses the target and the best case meets it, so the evidence does not decide"
    else:
        says = f"worst and best case disagree; by the agreement, time without evidence {_spoken_rule(rule)}"
    yield Reason(
        rule="availability.missing_data",
        says=says,
        figure=account.ruling.judged,
        because=tuple(Reason(rule="availability.gap", says=gap) for gap in account.gaps),
    )


def _spoken_rule(rule: MissingData) -> str:
    return "is left out" if rule is MissingData.LEFT_OUT else rule.value
