"""What the evidence leaves open of a statistic, and the rule for missing data where it had to speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.convention import MissingData
from upheld.evaluation.measures.account import Account
from upheld.evaluation.measures.wording import shown_figure, spoken_bounds
from upheld.evaluation.reason import Count, Reason, Words
from upheld.evaluation.statement import Verdict


def bounds_reason(account: Account) -> Reason | None:
    """Tell between which bounds the figure lies, and what leaves it open; nothing where it is exact."""
    if account.inapplicable or account.extent.is_exact or not account.reckoned.number:
        return None
    between = spoken_bounds(account.extent, account.scale, account.as_share)
    says = f"the evidence leaves it open {between}" if between else "the evidence does not bound it"
    return Reason(
        rule="statistic.bounds",
        says=says,
        figure=Words(between) if between else None,
        because=tuple(_doubts(account)),
    )


def _doubts(account: Account) -> Iterator[Reason]:
    for why, number in sorted(account.material.doubts.items()):
        yield Reason(
            rule="statistic.in_doubt",
            says=f"taken with and without: {why}",
            figure=Count(number, "record" if number == 1 else "records"),
        )


def missing_data_reason(account: Account, gaps: Sequence[str]) -> Reason | None:
    """Tell what the rule for missing data made of the verdict; nothing where it had no say."""
    if not account.ruling.by_missing_data or account.inapplicable:
        return None
    rule = account.inquiry.hearing.objective.conventions.missing_data
    if account.ruling.verdict is Verdict.INDETERMINATE:
        says = "by the agreement, what the evidence leaves open counts neither way"
    elif rule is MissingData.LEFT_OUT:
        says = "by the agreement, what the evidence leaves open is left out"
    else:
        says = f"by the agreement, what the evidence leaves open {rule.value}"
    return Reason(
        rule="statistic.missing_data",
        says=says,
        figure=shown_figure(account.extent, account.scale, account.as_share),
        because=tuple(Reason(rule="statistic.gap", says=gap) for gap in gaps),
    )
